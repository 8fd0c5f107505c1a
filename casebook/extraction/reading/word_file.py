"""Text of Word files (DOCX): paragraphs, tables, text under revision and in form fields, in reading order."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from casebook.bilingual import Bilingual
from casebook.errors import Invalid

#: What a DOCX may unpack to, in bytes, and how many times its own size; more is an attack, not a report.
LARGEST_UNPACKED = 100 * 1024 * 1024
LARGEST_RATIO = 100

#: The namespaces of WordprocessingML: as Word writes it, and as the strict form of the standard has it.
_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_OFFICE_DOCUMENT = "/relationships/officeDocument"
_COMPATIBILITY_COPY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_NOT_WRITTEN = frozenset({"del", "moveFrom", "pPr", "rPr", "sectPr", "tblPr", "instrText"})


def read_docx(data: bytes, filename: str = "") -> str:
    """Return the text, one paragraph or table row per line, cells set apart by tabs.

    Inserted text under revision counts, deleted text does not. Raises ``Invalid`` for a damaged file and for one that
    unpacks to more than ``LARGEST_UNPACKED`` or ``LARGEST_RATIO`` times its size, before anything is unpacked.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if _is_inflated(archive, len(data)):
                raise Invalid(_A_BOMB.format(name=filename or "?"))
            relations = etree.fromstring(archive.read("_rels/.rels"), parser)
            document = etree.fromstring(archive.read(_main_part(relations)), parser)
    except (KeyError, ValueError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError) as error:
        raise Invalid(_DAMAGED.format(name=filename or "?")) from error
    if etree.QName(document).namespace not in _NAMESPACES:
        raise Invalid(_DAMAGED.format(name=filename or "?"))
    return "\n".join(_lines(document))


def _is_inflated(archive: zipfile.ZipFile, size: int) -> bool:
    unpacked = sum(entry.file_size for entry in archive.infolist())
    return unpacked > LARGEST_UNPACKED or unpacked > LARGEST_RATIO * size


def _main_part(relations: Any) -> str:
    """The name of the part that holds the document; KeyError where none is named."""
    for relation in relations:
        if str(relation.get("Type")).endswith(_OFFICE_DOCUMENT):
            return str(relation.get("Target")).lstrip("/")
    raise KeyError(_OFFICE_DOCUMENT)


def _name(element: Any) -> str:
    """The local name of a WordprocessingML element; elements of other vocabularies, such as drawings, have none."""
    namespace, _, name = str(element.tag).rpartition("}")
    return name if namespace[1:] in _NAMESPACES else ""


def _is_left_out(element: Any) -> bool:
    return element.tag == _COMPATIBILITY_COPY or _name(element) in _NOT_WRITTEN


def _lines(block: Any) -> Iterator[str]:
    """The lines of a block of elements; content controls and the like are looked into."""
    for element in block:
        if _is_left_out(element):
            continue
        if _name(element) == "p":
            yield "".join(_pieces(element))
            for box in _within(element, "txbxContent"):
                yield from _lines(box)
        elif _name(element) == "tbl":
            for row in _within(element, "tr"):
                yield "\t".join(" ".join(filter(None, _lines(cell))) for cell in _within(row, "tc"))
        else:
            yield from _lines(element)


def _pieces(element: Any) -> Iterator[str]:
    """What is written in a paragraph, its text boxes aside."""
    for child in element:
        name = _name(child)
        if name == "t":
            yield child.text or ""
        elif name in _MARKS:
            yield _MARKS[name]
        elif name != "txbxContent" and not _is_left_out(child):
            yield from _pieces(child)


def _within(element: Any, name: str) -> Iterator[Any]:
    """The elements of that name inside, without those inside of them."""
    for child in element:
        if _name(child) == name:
            yield child
        elif not _is_left_out(child):
            yield from _within(child, name)


_DAMAGED = Bilingual(
    "“{name}”不是完好的 Word 文件。请在 Word 或 WPS 中打开并另存为 DOCX，再上传。",
    "“{name}” is no intact Word file. Open it in Word or WPS, save it as DOCX and upload that.",
)
_A_BOMB = Bilingual(
    "“{name}”解压后异常庞大，未予打开。请另存为新的 DOCX，或直接粘贴文字。",
    "“{name}” unpacks to an abnormal size and was not opened. Save it as a new DOCX, or paste the text.",
)
