"""An optional language model as a second reader. Never needed: without its address nothing here opens a connection."""

from casebook.extraction.llm.improving import Improver, improve

__all__ = ["Improver", "improve"]
