"""Text of Word files (DOCX): paragraphs, tables, text under revision and in form fields, in reading order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from casebook.bilingual import Bilingual
from casebook.errors import Invalid

#: What a DOCX may unpack to, in bytes, and how many times its own size; more is an attack, not a report.
LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_RATIO = 100

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY_COPY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRITTEN = {f"{_W}t": None, f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NOT_WRITTEN = {f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}sectPr", _COMPATIBILITY_COPY}


def read_docx(data: bytes, filename: str = "") -> str:
    """Return the text, one paragraph or table row per line, cells set apart by tabs.

    Inserted text under revision counts, deleted text does not. Raises ``Invalid`` for a damaged file and for one that
    unpacks to more than ``LARGEST_UNPACKED`` or ``LARGEST_RATIO`` times its size, before anything is unpacked.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    _check_size(data, filename)
    try:
        document = docx.Document(io.BytesIO(data))
    except (OpcError, KeyError, ValueError, AttributeError, OSError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise Invalid(_DAMAGED.format(name=filename or "?")) from error
    return "\n".join(_lines(document.element.body))


def _check_size(data: bytes, filename: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Invalid(_DAMAGED.format(name=filename or "?")) from error
    if unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * len(data):
        raise Invalid(_A_BOMB.format(name=filename or "?"))


def _lines(block: Any) -> Iterator[str]:
    """The lines of a block of elements; content controls and the like are looked into."""
    for element in block:
        if element.tag == f"{_W}p":
            yield _text(element)
            yield from _text_boxes(element)
        elif element.tag == f"{_W}tbl":
            yield from _rows(element)
        elif element.tag not in _NOT_WRITTEN and isinstance(element.tag, str):
            yield from _lines(element)


def _rows(table: Any) -> Iterator[str]:
    for row in table.iter(f"{_W}tr"):
        cells = [" ".join(filter(None, _lines(cell))) for cell in row.findall(f"{_W}tc")]
        yield "\t".join(cells)


def _text(paragraph: Any) -> str:
    return "".join(_pieces(paragraph))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _WRITTEN:
            yield _WRITTEN[child.tag] or child.text or ""
        elif child.tag not in _NOT_WRITTEN and child.tag != f"{_W}txbxContent":
            yield from _pieces(child)


def _text_boxes(paragraph: Any) -> Iterator[str]:
    """Text in boxes anchored to the paragraph, once; the copy for older programs is left out."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(parent.tag == _COMPATIBILITY_COPY for parent in box.iterancestors()):
            yield from _lines(box)


_DAMAGED = Bilingual(
    "“{name}”不是完好的 Word 文件。请在 Word 或 WPS 中打开并另存为 DOCX，再上传。",
    "“{name}” is no intact Word file. Open it in Word or WPS, save it as DOCX and upload that.",
)
_A_BOMB = Bilingual(
    "“{name}”解压后异常庞大，未予打开。请另存为新的 DOCX，或直接粘贴文字。",
    "“{name}” unpacks to an abnormal size and was not opened. Save it as a new DOCX, or paste the text.",
)
