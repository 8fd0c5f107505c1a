"""The values of a case as a person types them: one text for most types, several for places and repeated rows.

A typed value is a mapping from the suffix of the input's name to the texts in it, so that a form can be kept and
shown again exactly as it was: ``{"": ["3300多人"]}``, ``{"-province": ["山东省"], …}``, ``{"-text": …, "-figure": …}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casebook.record import LEVELS, FieldType, Outcome, Place, read_quantity, type_quantity

Typed = dict[str, list[str]]

PICK = "-pick"
TEXT = "-text"
FIGURE = "-figure"
#: The suffixes of the inputs of a field, by type; all other types have one input.
SUFFIXES: dict[FieldType, tuple[str, ...]] = {
    FieldType.PLACE: (*(f"-{level}" for level in LEVELS), PICK),
    FieldType.OUTCOMES: (TEXT, FIGURE),
}


def suffixes(kind: FieldType) -> tuple[str, ...]:
    """The suffixes of the inputs of a field."""
    return SUFFIXES.get(kind, ("",))


def type_value(kind: FieldType, value: Any, case_names: Mapping[int, str]) -> Typed:
    """How a value stands in its inputs. ``case_names`` maps ids to the texts for parent cases."""
    match kind:
        case FieldType.PLACE:
            return {f"-{level}": [_name_at(value, level)] for level in LEVELS} | {PICK: []}
        case FieldType.OUTCOMES:
            figures = [type_quantity(outcome.quantity) for outcome in value]
            return {TEXT: [outcome.text for outcome in value], FIGURE: figures}
        case FieldType.LINES | FieldType.TAGS:
            return {"": list(value)}
        case FieldType.QUANTITY:
            return {"": [type_quantity(value)]}
        case FieldType.DATE:
            return {"": [value.say("zh") if value else ""]}
        case FieldType.CHOICE:
            return {"": [value.value if value else ""]}
        case FieldType.CASE:
            return {"": [case_names.get(value, f"#{value}") if value else ""]}
    return {"": [value]}


def read_outcome(text: str, figure: str) -> Outcome:
    """One row of outcomes; raises ``Invalid`` where the figure is none."""
    return Outcome(text, read_quantity(figure))


def _name_at(place: Place, level: str) -> str:
    part = place.at(level)
    return part.name if part else ""
