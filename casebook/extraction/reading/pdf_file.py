"""Text of PDF files: lines put together to paragraphs, running heads and page numbers left out."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from casebook.bilingual import Bilingual
from casebook.errors import Invalid

#: Most pages that are read; a report has a few, a book is none.
MOST_PAGES = 200
#: Share of the page height, at top and at bottom, in which running heads stand.
_MARGIN = 0.12
_NO_CHARACTER = 0xFFFE
#: PDFium may be used by one thread at a time only.
_PDFIUM = threading.Lock()


class _Glyph(NamedTuple):
    """A printed character and its cell, in points; ``added`` marks a blank that only spacing suggests."""

    char: str
    left: float
    bottom: float
    right: float
    top: float
    added: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line; lengths in points, ``top`` measured from the foot of the page, ``size`` that of a full letter."""

    text: str
    left: float
    right: float
    top: float
    size: float
    page: int
    in_margin: bool


def read_pdf(data: bytes, filename: str = "") -> str:
    """Return the text, one paragraph per line.

    Raises ``Invalid`` for damaged and encrypted files, scans without a text layer and more than ``MOST_PAGES`` pages.
    """
    import pypdfium2

    try:
        with _PDFIUM, pypdfium2.PdfDocument(data) as pdf:
            if len(pdf) > MOST_PAGES:
                raise Invalid(_TOO_MANY_PAGES.format(name=filename or "?", pages=len(pdf), limit=MOST_PAGES))
            pages = [list(_page_lines(pdf[number], number)) for number in range(len(pdf))]
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise Invalid((_ENCRYPTED if locked else _DAMAGED).format(name=filename or "?")) from error
    if not any(re.search(r"\w", line.text) for page in pages for line in page):
        raise Invalid(_A_SCAN.format(name=filename or "?"))
    return "\n".join(_paragraphs(_without_running_heads(pages)))


def _page_lines(page: Any, number: int) -> Iterator[_Line]:
    """The lines of a page in reading order."""
    height = page.get_height()
    for glyphs in _glyph_lines(page.get_textpage()):
        text = _written(glyphs)
        if text:
            printed = [glyph for glyph in glyphs if not glyph.char.isspace()]
            top, bottom = max(glyph.top for glyph in printed), min(glyph.bottom for glyph in printed)
            yield _Line(
                text=text,
                left=min(glyph.left for glyph in printed),
                right=max(glyph.right for glyph in printed),
                top=top,
                size=max(max(glyph.right - glyph.left for glyph in printed), 0.6 * (top - bottom)),
                page=number,
                in_margin=top > height * (1 - _MARGIN) or bottom < height * _MARGIN,
            )


def _glyph_lines(textpage: Any) -> Iterator[list[_Glyph]]:
    """The characters of a page, line by line."""
    import pypdfium2.raw as pdfium

    line: list[_Glyph] = []
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage.raw, index)
        if code in (10, 13):
            yield line
            line = []
        elif code and code != _NO_CHARACTER:
            added = pdfium.FPDFText_IsGenerated(textpage.raw, index) == 1
            left, bottom, right, top = textpage.get_charbox(index, loose=True)
            line.append(_Glyph(chr(code), left, bottom, right, top, added))
    yield line


def _written(glyphs: list[_Glyph]) -> str:
    """The words of a line: letters from left to right, a tab for a wide gap, no blank that only spacing suggests."""
    printed = [glyph for glyph in glyphs if not (glyph.char.isspace() and glyph.added)]
    if any(after.left < before.left - 1 for before, after in pairwise(printed)):
        printed.sort(key=lambda glyph: glyph.left)
    text = "".join(glyph.char for glyph in printed[:1])
    for before, after in pairwise(printed):
        text += _gap(before, after) + after.char
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()


def _gap(before: _Glyph, after: _Glyph) -> str:
    size = max(before.right - before.left, after.right - after.left)
    distance = after.left - before.right
    if distance > 1.5 * size:
        return "\t"
    latin = before.char.isascii() and after.char.isascii() and not (before.char.isspace() or after.char.isspace())
    return " " if distance > 0.8 * size or (latin and distance > 0.2 * size) else ""


def _without_running_heads(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Drop page numbers, and what stands in the margin of at least half of three or more pages."""
    heads = Counter(text for page in pages for text in {_bare(line.text) for line in page if line.in_margin})
    repeated = {text for text, times in heads.items() if len(pages) > 2 and times * 2 >= len(pages)}
    return [
        [
            line
            for line in page
            if not (line.in_margin and (_PAGE_NUMBER.fullmatch(line.text) or _bare(line.text) in repeated))
        ]
        for page in pages
    ]


def _bare(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


def _paragraphs(pages: list[list[_Line]]) -> Iterator[str]:
    paragraph: list[_Line] = []
    for line in (line for page in pages for line in page):
        if paragraph and not _continues(paragraph[-1], line, pages[paragraph[-1].page]):
            yield _joined(paragraph)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield _joined(paragraph)


def _continues(above: _Line, below: _Line, page: list[_Line]) -> bool:
    """True where ``below`` goes on with the paragraph of ``above``: a full line, then one that is not indented."""
    size = above.size
    if abs(size - below.size) > 0.3 * size or "\t" in above.text or "\t" in below.text:
        return False
    if above.page == below.page and not 0 < above.top - below.top < 3.2 * size:
        return False
    column = [line.right for line in page if abs(line.left - below.left) < 2.5 * size]
    short_by = max([*column, above.right]) - above.right
    # A mark that may not begin a line takes one or two letters with it to the next.
    allowed = 1.2 if above.text.endswith(("。", "！", "？", "”", "…")) else 2.6
    return short_by < allowed * size and above.right > below.right - 2.6 * size and below.left < above.left + 0.8 * size


def _joined(paragraph: list[_Line]) -> str:
    """One line; a blank only between Latin words."""
    text = paragraph[0].text
    for line in paragraph[1:]:
        blank = " " if re.search(r"[A-Za-z0-9,.;]$", text) and re.match(r"[A-Za-z]", line.text) else ""
        text += blank + line.text
    return text


_PAGE_NUMBER = re.compile(r"[-–—·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／,，]?\s*(?:共\s*)?\d{1,4}\s*页?)?[-–—·\s]*")
_DAMAGED = Bilingual(
    "“{name}”不是完好的 PDF 文件。请重新下载或重新导出，再上传。",
    "“{name}” is no intact PDF file. Download or export it again, then upload it.",
)
_ENCRYPTED = Bilingual(
    "“{name}”设了打开密码。请用密码打开后另存一份不加密的 PDF，再上传。",
    "“{name}” needs a password to open. Save a copy without a password and upload that.",
)
_A_SCAN = Bilingual(
    "“{name}”是扫描件，只有图像没有文字。请先做文字识别（OCR），或直接粘贴报道的文字。",
    "“{name}” is a scan: pictures without text. Run text recognition (OCR) on it first, or paste the text.",
)
_TOO_MANY_PAGES = Bilingual(
    "“{name}”有 {pages} 页，超过 {limit} 页。请只保留报道所在的页。",
    "“{name}” has {pages} pages, more than {limit}. Keep the pages of the report only.",
)
