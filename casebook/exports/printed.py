"""What stands in a document for people to read: one text for each field, as pages show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from casebook.bilingual import Bilingual, Language
from casebook.exports.row import ExportRow
from casebook.record import COLUMNS, FIELDS, Visibility, say_value

#: Shares of the width of a page: lists and sentences, what is short, and all else.
_LONG, _SHORT, _USUAL = 4, 2, 3
_WIDTHS = {"summary": _LONG, "services": _LONG, "outcomes": _LONG, "reports": _LONG, "place": _LONG} | dict.fromkeys(
    ("team_count", "team_size", "status", "started", "reported_on"), _SHORT
)
_NAME = Bilingual("名称", "Name")


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column of a document: its header, its share of the width and the text of a row."""

    header: str
    width: int
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


def _column(name: str, label: Bilingual, language: Language) -> PrintedColumn:
    return PrintedColumn(
        label.say(language), _WIDTHS.get(name, _USUAL), lambda row: _printed(_value(row, name), language)
    )


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
