"""What the page of a case shows: values by group, each with the quotes that support it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from casebook.bilingual import Bilingual
from casebook.record import FIELDS, GROUPS, LEVELS, Field, FieldType, Group, Visibility, encode
from casebook.services import case_figures

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from casebook.models import Case, Evidence


@dataclass(frozen=True, slots=True)
class Mark:
    """One quote, with the sentence around it."""

    evidence: Evidence
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Item:
    """A value with its quotes; fields with several values have several items."""

    value: Any
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A field that has a value; ``marks`` are the quotes that support no single item as it stands."""

    field: Field
    items: tuple[Item, ...]
    marks: tuple[Mark, ...] = ()


def sections(
    case: Case, evidence: Mapping[str, Sequence[Evidence]], internal: bool
) -> list[tuple[Bilingual, list[Row]]]:
    """The groups that hold anything, each with its rows; internal fields only where ``internal`` says so."""
    found = [(GROUPS[group], _rows(case, group, evidence, internal)) for group in GROUPS]
    return [(title, rows) for title, rows in found if rows]


def _rows(case: Case, group: Group, evidence: Mapping[str, Sequence[Evidence]], internal: bool) -> list[Row]:
    shown = [f for f in FIELDS if f.group is group and (internal or f.visibility is Visibility.OPEN)]
    # The name is the title of the page; its quotes stand in its row all the same.
    return [_row(f, getattr(case, f.name), evidence) for f in shown if getattr(case, f.name)]


def _row(field: Field, value: Any, evidence: Mapping[str, Sequence[Evidence]]) -> Row:
    if field.type is FieldType.PLACE:
        marks = [mark for level in LEVELS if value.at(level) for mark in _marks(evidence.get(level, ()))]
        return Row(field, (Item(value, _once(marks)),))
    rows = evidence.get(field.name, ())
    if field.type not in (FieldType.LINES, FieldType.OUTCOMES, FieldType.TAGS):
        return Row(field, (Item(value, tuple(_marks(rows))),))
    coded = encode(field, value)
    items = tuple(
        Item(item, tuple(_marks(row for row in rows if row.value == code)))
        for item, code in zip(value, coded, strict=True)
    )
    return Row(field, items, tuple(_marks(row for row in rows if row.value not in coded)))


def _marks(rows: Any) -> list[Mark]:
    return [Mark(row, *case_figures.sentence_around(row)) for row in rows]


def _once(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Each stretch of a report once: a level filled in from the one below carries its evidence."""
    return tuple({(mark.evidence.report_id, mark.evidence.start, mark.evidence.end): mark for mark in marks}.values())
