"""From pasted text or a file to the text that casebook stores, with headline, publisher and date.

Heavy libraries (trafilatura, lxml, pypdfium2) are imported when a file of their kind is read, not before.
"""

from casebook.extraction.reading.document import LONGEST_TEXT, Document
from casebook.extraction.reading.read import LARGEST_FILE, read_bytes, read_text

__all__ = ["LARGEST_FILE", "LONGEST_TEXT", "Document", "read_bytes", "read_text"]
