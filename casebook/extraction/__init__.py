"""From a report to drafted initiatives, each value with the place in the text that supports it. Pure: no database."""

from casebook.extraction.output import to_corpus_shape
from casebook.extraction.pipeline import extract
from casebook.extraction.reading import Document

__all__ = ["Document", "extract", "to_corpus_shape"]
