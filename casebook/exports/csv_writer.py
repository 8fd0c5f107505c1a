"""CSV as Chinese Excel opens it: UTF-8 with a byte order mark, a filter line above the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from casebook.exports.columns import Cell, Column, R
from casebook.exports.row import Heading

#: A text that begins so would be run as a formula by a spreadsheet; an apostrophe keeps it a text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(columns: list[Column[R]], rows: Iterable[R], heading: Heading) -> Iterator[bytes]:
    """Yield the file piece by piece: the heading's lines, the header, then one line a row."""
    yield b"\xef\xbb\xbf"
    for line in (*heading_lines(heading), [column.header.say(heading.language) for column in columns]):
        yield _line(line)
    for row in rows:
        yield _line([_cell(column.cell(row)) for column in columns])


def heading_lines(heading: Heading) -> list[list[str]]:
    """What stands above the table: the filter, the number of cases, when and by whom."""
    made = f"{heading.made_at:%Y-%m-%d %H:%M}"
    if heading.language == "en":
        return [[heading.title], [f"Filter: {heading.filters}"], [f"{heading.count} cases, {made}, {heading.made_by}"]]
    return [
        [heading.title],
        [f"筛选条件：{heading.filters}"],
        [f"共{heading.count}件，导出时间 {made}，导出人 {heading.made_by}"],
    ]


def with_guard(text: str) -> str:
    """The text as a cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def without_guard(text: str) -> str:
    """The text of a cell as it was before the apostrophe that keeps spreadsheets from running it."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return with_guard(value)
    return str(value)


def _line(cells: list[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode("utf-8")
