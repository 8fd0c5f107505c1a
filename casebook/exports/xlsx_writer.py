"""XLSX that opens as a finished table: real numbers and dates, codes as text, a frozen header, a sheet of meanings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any

import xlsxwriter

from casebook.bilingual import Bilingual
from casebook.exports.characters import for_xml
from casebook.exports.columns import NARROW, WIDE, Cell, Column, R
from casebook.exports.csv_writer import heading_lines
from casebook.exports.row import Heading

#: A cell of Excel holds no more characters (Excel specifications and limits).
_LONGEST_CELL = 32_767
_A4 = 9


_CASES = Bilingual("案例", "Cases")


def write_xlsx(
    columns: list[Column[R]], rows: Iterable[R], heading: Heading, target: IO[bytes], sheet: Bilingual = _CASES
) -> None:
    """Write the workbook to ``target``, the table under the name ``sheet``; memory does not grow with the rows."""
    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    zh = heading.language == "zh"
    _table(book, book.add_worksheet(sheet.say(heading.language)), columns, rows, heading)
    _meanings(book, book.add_worksheet("口径说明" if zh else "Columns"), columns, heading)
    book.set_properties({"title": heading.title, "comments": heading.filters})
    book.close()


def _table(book: Any, sheet: Any, columns: list[Column[R]], rows: Iterable[R], heading: Heading) -> None:
    formats = _formats(book)
    lines = heading_lines(heading)
    header = len(lines)
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width)
    for number, (text,) in enumerate(lines):
        sheet.write_string(number, 0, _text(text), formats["title" if number == 0 else "note"])
    for number, column in enumerate(columns):
        sheet.write_string(header, number, column.header.say(heading.language), formats["header"])
    last = header
    for last, row in enumerate(rows, header + 1):
        for number, column in enumerate(columns):
            _write(sheet, last, number, column.cell(row), formats)
    sheet.freeze_panes(header + 1, 2)
    sheet.autofilter(header, 0, last, len(columns) - 1)
    sheet.repeat_rows(header)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")


def _meanings(book: Any, sheet: Any, columns: list[Column[R]], heading: Heading) -> None:
    formats = _formats(book)
    sheet.set_column(0, 0, NARROW * 2)
    sheet.set_column(1, 1, WIDE * 2)
    zh = heading.language == "zh"
    for number, title in enumerate(("列", "含义") if zh else ("Column", "Meaning")):
        sheet.write_string(0, number, title, formats["header"])
    for row, column in enumerate(columns, 1):
        sheet.write_string(row, 0, column.header.say(heading.language), formats["text"])
        sheet.write_string(row, 1, column.meaning.say(heading.language), formats["text"])


def _formats(book: Any) -> dict[str, Any]:
    cell = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D0D5DD"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"font_color": "#475467"}),
        "header": book.add_format({**cell, "bold": True, "bg_color": "#E8EEF5", "valign": "vcenter"}),
        "text": book.add_format({**cell, "num_format": "@"}),
        "number": book.add_format({**cell, "num_format": "General"}),
        "date": book.add_format({**cell, "num_format": "yyyy-mm-dd"}),
        "time": book.add_format({**cell, "num_format": "yyyy-mm-dd hh:mm"}),
    }


def _write(sheet: Any, row: int, column: int, value: Cell, formats: dict[str, Any]) -> None:
    if value is None:
        sheet.write_blank(row, column, None, formats["text"])
    elif isinstance(value, str):
        sheet.write_string(row, column, _text(value), formats["text"])
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, formats["time"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["date"])  # noqa: DTZ001
    else:
        sheet.write_number(row, column, value, formats["number"])


def _text(value: str) -> str:
    return for_xml(value)[:_LONGEST_CELL]
