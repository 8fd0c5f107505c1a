"""What stands in a document for people to read: one text for each field, as pages show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from casebook.bilingual import Bilingual, Language
from casebook.exports.row import ExportRow
from casebook.record import COLUMNS, FIELDS, Visibility, say_value

_NAME, _NUMBER, _COLON = Bilingual("名称", "Name"), Bilingual("序号", "No."), Bilingual("：", ": ")
#: More columns than these are too narrow to read, even across an A4 page.
_WIDEST_TABLE = 8
#: In characters of 五号: what a line across an A4 page holds, the column that counts the cases, edges of a cell, and
#: the bounds of the least that a column has.
_LINE, _NUMBERS, _EDGES, _LEAST, _MOST_FOR_A_WORD = 66.0, 3.5, 1.1, 4.0, 8.0
_WORD = re.compile("[0-9年月日]+|[!-~]+")


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column of a document: its header and the text of a row."""

    header: str
    text: Callable[[ExportRow], str]


def printed_columns(language: Language, internal: bool, chosen: Sequence[str] = ()) -> list[PrintedColumn]:
    """The name, and what ``chosen`` names (``casebook.record.COLUMNS``), else all fields and where they come from.

    ``internal`` adds the fields that are not open to everybody, where all are asked for.
    """
    labels = {"name": _NAME, **COLUMNS}
    if internal and not chosen:
        labels |= {field.name: field.label for field in FIELDS if field.visibility is Visibility.INTERNAL}
    names = [name for name in labels if name == "name" or not chosen or name in chosen]
    return [_column(name, labels[name], language) for name in names]


def fit_a_table(columns: Sequence[PrintedColumn]) -> bool:
    """Whether the columns are few enough for one table on pages across; else each case is a section of its own."""
    return len(columns) <= _WIDEST_TABLE


def table_head(columns: Sequence[PrintedColumn], language: Language) -> list[str]:
    """The first row of the table; its first column counts the cases."""
    return [_NUMBER.say(language), *(column.header for column in columns)]


def table_row(number: int, row: ExportRow, columns: Sequence[PrintedColumn]) -> list[str]:
    """The texts of the ``number``-th case in the table."""
    return [str(number), *(column.text(row) for column in columns)]


def shares(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Shares of the width: what a column needs for its longest word, and more the more text it has.

    So the cells of a row are about equally high, which takes the fewest pages.
    """
    _, *columns = zip(head, *rows, strict=True)
    least = [_EDGES + max(_LEAST, min(_MOST_FOR_A_WORD, max(map(_longest_word, texts)))) for texts in columns]
    lengths = [sum(map(_length, texts)) for texts in columns]
    left = max(0.0, _LINE - _NUMBERS - sum(least))
    return [_NUMBERS, *(width + left * length / sum(lengths) for width, length in zip(least, lengths, strict=True))]


def _length(text: str) -> float:
    """In Chinese characters, of which others take about half."""
    return len(text.encode("gbk", "replace")) / 2


def _longest_word(text: str) -> float:
    """In Chinese characters; between those a line may end anywhere, in a Latin word or a date it should not."""
    return max((1.2 * _length(word) for word in _WORD.findall(text)), default=0.0)


def section(
    number: int, row: ExportRow, columns: Sequence[PrintedColumn], language: Language
) -> tuple[str, list[tuple[str, str]]]:
    """The heading of the ``number``-th case and below it its labels and texts; empty fields are left out."""
    name, *others = columns
    told = ((f"{column.header}{_COLON.say(language)}", column.text(row)) for column in others)
    return f"{number}. {name.text(row)}", [(label, text) for label, text in told if text]


def _column(name: str, label: Bilingual, language: Language) -> PrintedColumn:
    return PrintedColumn(label.say(language), lambda row: _printed(_value(row, name), language))


def _value(row: ExportRow, name: str) -> Any:
    match name:
        case "parent":
            return row.parent_name
        case "reported_on":
            return row.reported
        case "reports":
            return tuple(report.title for report in row.reports)
        case "created_at" | "updated_at":
            return f"{getattr(row, name):%Y-%m-%d %H:%M}"
        case "status" | "created_by" | "updated_by":
            return getattr(row, name)
    return row.values[name]


def _printed(value: Any, language: Language) -> str:
    """A value in words, a list one item a line."""
    return "\n".join(map(str, value)) if isinstance(value, tuple) else say_value(value, language)
