"""Word documents in the manner of official papers: a title, how the cases were found, and the cases.

Few columns make a table on pages across; with more of them each case is a section of its own. Fonts are those that
official papers are set in (GB/T 9704-2012, 5.2 and 7.3): 小标宋 for the title, 黑体 for headings, 仿宋 for the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm, Pt

from casebook.exports.characters import for_xml
from casebook.exports.csv_writer import heading_lines
from casebook.exports.printed import PrintedColumn, fit_a_table, section, shares, table_head, table_row
from casebook.exports.row import ExportRow, Heading

_A4 = Mm(210), Mm(297)
#: Edges of the page: top, bottom, left, right (GB/T 9704-2012, 5.2: 37 mm on top, 28 mm on the left).
_EDGES = Mm(37), Mm(35), Mm(28), Mm(26)
_EDGES_ACROSS = Mm(28), Mm(26), Mm(25), Mm(25)
_TITLE, _HEADING, _TEXT = "方正小标宋简体", "黑体", "仿宋"
_LATIN = "Times New Roman"
#: Sizes in half points: 二号, 三号, 小四, 五号.
_SIZES = {"title": 44, "heading": 32, "note": 24, "text": 32, "cell": 21}
_TWIPS = 635
_NS = nsdecls("w")


def write_docx(
    columns: Sequence[PrintedColumn], rows: Iterable[ExportRow], heading: Heading, target: IO[bytes]
) -> None:
    """Write the document to ``target``; it is made in memory, so this is for thousands of cases, not for millions."""
    document = docx.Document()
    across = fit_a_table(columns)
    pages = document.sections[0]
    pages.page_width, pages.page_height = _A4[::-1] if across else _A4
    pages.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    edges = _EDGES_ACROSS if across else _EDGES
    pages.top_margin, pages.bottom_margin, pages.left_margin, pages.right_margin = edges
    document.core_properties.title, document.core_properties.author = for_xml(heading.title), ""
    document.core_properties.comments = for_xml(heading.filters)[:255]
    body = document.element.body
    (title,), *notes = heading_lines(heading)
    parts = [_paragraph(title, "title", _TITLE, centred=True)]
    parts += [_paragraph(note, "note", _TEXT, centred=True) for (note,) in notes] + [_paragraph("", "note", _TEXT)]
    width = int((pages.page_width - pages.left_margin - pages.right_margin) / _TWIPS)
    parts += _table(columns, rows, heading, width) if across else _sections(columns, rows, heading)
    end = body[-1]  # what the last section is like comes last
    for part in parts:
        end.addprevious(parse_xml(part))
    _number_pages(pages)
    document.save(target)


def _table(columns: Sequence[PrintedColumn], rows: Iterable[ExportRow], heading: Heading, width: int) -> list[str]:
    """One table, its header on every page; no row is cut by the end of a page."""
    head = table_head(columns, heading.language)
    texts = [table_row(number, row, columns) for number, row in enumerate(rows, 1)]
    parts = shares(head, texts)
    cells = [int(width * part / sum(parts)) for part in parts]
    lines = [_row(head, cells, "<w:tblHeader/>", _HEADING, centred=True)]
    lines += [_row(row, cells, "", _TEXT) for row in texts]
    grid = "".join(f'<w:gridCol w:w="{cell}"/>' for cell in cells)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    look = f'<w:tblW w:w="{sum(cells)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
    look += '<w:tblLayout w:type="fixed"/>'
    return [f"<w:tbl {_NS}><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"]


def _row(texts: Sequence[str], widths: Sequence[int], look: str, font: str, *, centred: bool = False) -> str:
    cells = ""
    for text, width in zip(texts, widths, strict=True):
        wide = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        cells += f"<w:tc>{wide}{_paragraph(text, 'cell', font, centred=centred, outer=False)}</w:tc>"
    return f"<w:tr><w:trPr><w:cantSplit/>{look}</w:trPr>{cells}</w:tr>"


def _sections(columns: Sequence[PrintedColumn], rows: Iterable[ExportRow], heading: Heading) -> list[str]:
    """The name of each case as a heading and below it its values, each line a paragraph."""
    found = []
    for number, row in enumerate(rows, 1):
        name, fields = section(number, row, columns, heading.language)
        found.append(_paragraph(name, "heading", _HEADING, level=1))
        for label, text in fields:
            found += [_paragraph(line, "text", _TEXT, indented=True) for line in f"{label}{text}".split("\n")]
    return found


def _paragraph(
    text: str,
    size: str,
    font: str,
    *,
    centred: bool = False,
    indented: bool = False,
    level: int | None = None,
    outer: bool = True,
) -> str:
    """A paragraph as XML; line ends in ``text`` are line ends there. ``outer`` where it stands for itself."""
    points = _SIZES[size]
    look = "<w:keepNext/>" if level else ""
    look += '<w:spacing w:before="0" w:after="0"/>'
    # LibreOffice reads the one, Word the other: two characters.
    look += f'<w:ind w:firstLineChars="200" w:firstLine="{points * 20}"/>' if indented else ""
    look += '<w:jc w:val="center"/>' if centred else ""
    look += f'<w:outlineLvl w:val="{level - 1}"/>' if level else ""
    fonts = f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:eastAsia="{font}" w:cs="{_LATIN}"/>'
    run = f'<w:rPr>{fonts}<w:sz w:val="{points}"/><w:szCs w:val="{points}"/><w:lang w:eastAsia="zh-CN"/></w:rPr>'
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in for_xml(text).split("\n"))
    return f"<w:p{' ' + _NS if outer else ''}><w:pPr>{look}</w:pPr><w:r>{run}{lines}</w:r></w:p>"


def _number_pages(pages: Any) -> None:
    """— 1 — in the middle of the foot."""
    paragraph = pages.footer.paragraphs[0]
    paragraph.alignment = 1
    for kind, text in (("t", "— "), ("field", " PAGE "), ("t", " —")):
        run = paragraph.add_run(text if kind == "t" else "")
        run.font.size = Pt(14)
        if kind == "field":
            run._r.append(parse_xml(f'<w:fldChar {_NS} w:fldCharType="begin"/>'))
            run._r.append(parse_xml(f'<w:instrText {_NS} xml:space="preserve">{text}</w:instrText>'))
            run._r.append(parse_xml(f'<w:fldChar {_NS} w:fldCharType="end"/>'))
