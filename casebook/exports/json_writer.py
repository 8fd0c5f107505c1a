"""JSON for programs: the heading, and each case with its columns under the names that they have in every language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from casebook.exports.columns import Cell, Column
from casebook.exports.row import ExportRow, Heading


def write_json(columns: list[Column[ExportRow]], rows: Iterable[ExportRow], heading: Heading) -> Iterator[bytes]:
    """Yield the file piece by piece, a case a line; dates in ISO 8601, empty cells as null."""
    head = {
        "title": heading.title,
        "filters": heading.filters,
        "count": heading.count,
        "made_at": heading.made_at.isoformat(),
        "made_by": heading.made_by,
    }
    yield _dump(head)[:-1] + b', "cases": ['
    for number, row in enumerate(rows):
        yield (b",\n" if number else b"\n") + _dump({column.key: _plain(column.cell(row)) for column in columns})
    yield b"\n]}\n"


def _plain(value: Cell) -> str | float | int | None:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
