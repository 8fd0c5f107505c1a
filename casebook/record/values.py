"""The values of a case in Python and in JSON.

| type      | Python                    | JSON                                              |
|-----------|---------------------------|---------------------------------------------------|
| TEXT, LONG_TEXT | ``str`` ("" = empty) | string                                           |
| CHOICE    | member of the vocabulary or None | its code or null                           |
| PLACE     | ``Place``                 | ``{level: [name, code]}``                         |
| QUANTITY  | ``Quantity`` or None      | ``{value, qualifier, unit, basis, period}`` or null |
| DATE      | ``PartialDate`` or None   | ``"2023-05"`` or null                             |
| LINES     | ``tuple[str, ...]``       | list of strings                                   |
| OUTCOMES  | ``tuple[Outcome, ...]``   | list of ``{text, quantity}``                      |
| CASE      | id of a case or None      | number or null                                    |
| TAGS      | ``tuple[str, ...]``, names in order | list of strings                         |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from casebook.record.dates import PartialDate
from casebook.record.fields import FIELDS, Field, FieldType
from casebook.record.outcome import Outcome
from casebook.record.place import Place
from casebook.record.quantity import Quantity
from casebook.record.vocabularies import Vocabulary

#: Field name → value, for every field of ``FIELDS``.
CaseValues = dict[str, Any]


def empty(field: Field) -> Any:
    """The value of a field that nobody filled in."""
    match field.type:
        case FieldType.TEXT | FieldType.LONG_TEXT:
            return ""
        case FieldType.PLACE:
            return Place()
        case FieldType.LINES | FieldType.OUTCOMES | FieldType.TAGS:
            return ()
        case _:
            return None


def encode(field: Field, value: Any) -> Any:
    """The JSON form of a value; equal values have equal forms, so forms can be compared."""
    form = _FORMS.get(field.type)
    return form(value) if form and value is not None else value


def _outcome_forms(outcomes: tuple[Outcome, ...]) -> list[dict[str, Any]]:
    return [outcome.to_json() for outcome in outcomes]


def _code(member: Vocabulary) -> str:
    return str(member.value)


#: What turns a value into its JSON form; the values of the other types are their own.
_FORMS: dict[FieldType, Callable[[Any], Any]] = {
    FieldType.PLACE: Place.to_json,
    FieldType.QUANTITY: Quantity.to_json,
    FieldType.DATE: str,
    FieldType.LINES: list,
    FieldType.TAGS: list,
    FieldType.OUTCOMES: _outcome_forms,
    FieldType.CHOICE: _code,
}


def decode(field: Field, stored: Any) -> Any:
    """The reverse of ``encode``; None gives the empty value."""
    if stored is None:
        return empty(field)
    match field.type:
        case FieldType.PLACE:
            return Place.from_json(stored)
        case FieldType.QUANTITY:
            return Quantity.from_json(stored)
        case FieldType.DATE:
            return PartialDate.from_iso(stored)
        case FieldType.LINES | FieldType.TAGS:
            return tuple(stored)
        case FieldType.OUTCOMES:
            return tuple(Outcome.from_json(item) for item in stored)
        case FieldType.CHOICE:
            assert field.vocabulary is not None, field.name
            return field.vocabulary(stored)
        case _:
            return stored


def encode_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON form of a whole case; missing fields are empty."""
    return {field.name: encode(field, values.get(field.name, _EMPTY[field.name])) for field in FIELDS}


def decode_values(stored: Mapping[str, Any]) -> CaseValues:
    """The reverse of ``encode_values``; unknown keys are ignored, missing ones are empty."""
    return {field.name: decode(field, stored.get(field.name)) for field in FIELDS}


_EMPTY = {field.name: empty(field) for field in FIELDS}
