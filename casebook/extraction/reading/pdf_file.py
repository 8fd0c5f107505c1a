"""Text of PDF files: lines put together to paragraphs, running heads and page numbers left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from casebook.bilingual import Bilingual
from casebook.errors import Invalid

#: Most pages that are read; a report has a few, a book is none.
MOST_PAGES = 200
#: Share of the page height, at top and at bottom, in which running heads stand.
_MARGIN = 0.12


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line; lengths in points, ``top`` measured from the foot of the page, ``height`` that of its letters."""

    text: str
    left: float
    right: float
    top: float
    height: float
    page: int
    in_margin: bool


def read_pdf(data: bytes, filename: str = "") -> str:
    """Return the text, one paragraph per line.

    Raises ``Invalid`` for damaged and encrypted files, scans without a text layer and more than ``MOST_PAGES`` pages.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(data) as pdf:
            if len(pdf) > MOST_PAGES:
                raise Invalid(_TOO_MANY_PAGES.format(name=filename or "?", pages=len(pdf), limit=MOST_PAGES))
            lines = [line for number in range(len(pdf)) for line in _page_lines(pdf[number], number)]
            pages = len(pdf)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise Invalid((_ENCRYPTED if locked else _DAMAGED).format(name=filename or "?")) from error
    if not any(re.search(r"\w", line.text) for line in lines):
        raise Invalid(_A_SCAN.format(name=filename or "?"))
    return "\n".join(_paragraphs(_without_running_heads(lines, pages)))


def _page_lines(page: Any, number: int) -> Iterator[_Line]:
    """The lines of a page in reading order, from its characters and their boxes."""
    import pypdfium2.raw as pdfium

    height = page.get_height()
    textpage = page.get_textpage()
    letters: list[str] = []
    boxes: list[tuple[float, float, float, float]] = []
    for index in range(textpage.count_chars() + 1):
        code = pdfium.FPDFText_GetUnicode(textpage.raw, index) if index < textpage.count_chars() else 10
        if code in (10, 13):
            if boxes and "".join(letters).strip():
                yield _line("".join(letters), boxes, number, height)
            letters, boxes = [], []
        elif code and code != 0xFFFE:
            letters.append(chr(code))
            if not chr(code).isspace():
                boxes.append(textpage.get_charbox(index))


def _line(text: str, boxes: list[tuple[float, float, float, float]], page: int, page_height: float) -> _Line:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    top, bottom = max(tops), min(bottoms)
    in_margin = top > page_height * (1 - _MARGIN) or bottom < page_height * _MARGIN
    joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    return _Line(joined, min(lefts), max(rights), top, top - bottom, page, in_margin)


def _without_running_heads(lines: list[_Line], pages: int) -> list[_Line]:
    """Drop page numbers, and what stands in the margin of at least half of three or more pages."""
    seen = Counter({(_bare(line.text), line.page) for line in lines if line.in_margin})
    repeated = Counter(text for text, _ in seen)
    return [
        line
        for line in lines
        if not line.in_margin
        or not (_PAGE_NUMBER.fullmatch(line.text) or (pages > 2 and repeated[_bare(line.text)] * 2 >= pages))
    ]


def _bare(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


def _paragraphs(lines: list[_Line]) -> Iterator[str]:
    paragraph: list[_Line] = []
    for line in lines:
        if paragraph and not _continues(paragraph[-1], line, lines):
            yield _joined(paragraph)
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield _joined(paragraph)


def _continues(above: _Line, below: _Line, lines: list[_Line]) -> bool:
    """True where ``below`` goes on with the paragraph of ``above``: a full line, then one that is not indented."""
    letter = max(above.height, 6.0)
    if abs(above.height - below.height) > 0.35 * letter:
        return False
    if above.page == below.page and not 0 < above.top - below.top < 2.6 * letter:
        return False
    column = [line for line in lines if line.page == above.page and abs(line.left - below.left) < 2.5 * letter]
    edge = max([line.right for line in column] or [above.right])
    full = above.right > edge - 1.6 * letter and above.right > below.right - 1.6 * letter
    return full and below.left < above.left + 0.8 * letter


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
