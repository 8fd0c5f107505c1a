"""Columns of people in tables that came as plain lines: the head of the column says what its bare numbers count."""

from __future__ import annotations

import re
from collections.abc import Iterator

_COUNT = "人数"
#: What may divide the cells of a line, the plainest signs first; a line is divided by the first that it has.
_DIVIDERS = (re.compile(r"\s*[|｜\t　]\s*"), re.compile(r"\s+/\s+"), re.compile(" {2,}"), re.compile(" "))
_FEWEST_CELLS = 3


def people_cells(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the cells below a head that speaks of 人数, from left to right."""
    if _COUNT not in text:
        return
    column: tuple[re.Pattern[str], int, int] | None = None
    start = 0
    for line in text.split("\n"):
        cells = _cells(line, column[0]) if column else []
        if column and len(cells) == column[1]:
            low, high = cells[column[2]]
            yield start + low, start + high
        elif line.strip():
            column = _head(line)
        start += len(line) + 1


def _head(line: str) -> tuple[re.Pattern[str], int, int] | None:
    """How the line divides its cells, how many they are, and which of them speaks of 人数; None where it is no head."""
    if _COUNT not in line or "。" in line:
        return None
    for divider in _DIVIDERS:
        cells = _cells(line, divider)
        if len(cells) >= _FEWEST_CELLS:
            own = [index for index, cell in enumerate(cells) if line[slice(*cell)].endswith(_COUNT)]
            return (divider, len(cells), own[0]) if len(own) == 1 else None
    return None


def _cells(line: str, divider: re.Pattern[str]) -> list[tuple[int, int]]:
    begin, end = len(line) - len(line.lstrip(" |｜\t　")), len(line.rstrip(" |｜\t　"))
    cells, low = [], begin
    for cut in divider.finditer(line, begin, end):
        cells.append((low, cut.start()))
        low = cut.end()
    return [*cells, (low, end)] if low < end else cells
