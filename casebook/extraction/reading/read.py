"""The two ways in: pasted text and a file's bytes."""

from __future__ import annotations

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.extraction.reading.decoding import decode
from casebook.extraction.reading.document import Document, make_document
from casebook.extraction.reading.sniffing import FileKind, sniff

#: Largest file taken, in bytes; a DOCX or PDF with photos has a few million.
LARGEST_FILE = 30 * 1024 * 1024


def read_text(text: str) -> Document:
    """Take pasted text as a report; raises ``Invalid`` where it is empty or too long."""
    return make_document(text, FileKind.TEXT.value)


def read_bytes(data: bytes, filename: str = "") -> Document:
    """Read a file: .txt, .html, .mhtml, .docx or .pdf, by its content and not by its name.

    Raises ``Invalid`` with advice for everything that cannot be read: other kinds, damaged or encrypted files, scans
    without text, archives that unpack to far more than they should, empty and over-long texts.
    """
    if not data.strip():
        raise Invalid(_NO_DATA.format(name=filename or "?"))
    if len(data) > LARGEST_FILE:
        size = f"{len(data) / 1024 / 1024:.0f}"
        raise Invalid(_TOO_LARGE.format(name=filename or "?", size=size, limit=LARGEST_FILE // 1024 // 1024))
    kind = sniff(data, filename)
    text, source_url = _text_of(data, kind, filename)
    return make_document(text, kind.value, source_url)


def _text_of(data: bytes, kind: FileKind, filename: str) -> tuple[str, str | None]:
    """The text of a file and the address it names as its own; readers are imported when they are needed."""
    match kind:
        case FileKind.TEXT:
            return decode(data), None
        case FileKind.HTML:
            from casebook.extraction.reading.html_page import read_html

            return read_html(decode(data))
        case FileKind.MHTML:
            from casebook.extraction.reading.html_page import read_mhtml

            return read_mhtml(data)
        case FileKind.DOCX:
            from casebook.extraction.reading.word_file import read_docx

            return read_docx(data, filename), None
        case FileKind.PDF:
            from casebook.extraction.reading.pdf_file import read_pdf

            return read_pdf(data, filename), None


_NO_DATA = Bilingual(
    "“{name}”是空文件。请检查文件，或直接粘贴报道的文字。",
    "“{name}” is an empty file. Check it, or paste the text of the report.",
)
_TOO_LARGE = Bilingual(
    "“{name}”有 {size} MB，超过 {limit} MB。请去掉大图后另存，或直接粘贴文字。",
    "“{name}” has {size} MB, more than {limit} MB. Save it without large pictures, or paste the text.",
)
