"""From cases to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from casebook import regions
from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.models import Case as StoredCase
from casebook.models import Evidence as StoredEvidence
from casebook.record import FIELDS, LEVELS, Field, FieldType, Place, PlaceName, Visibility, decode, encode, field_named
from casebook.services import places
from casebook.web.api.case_schema import Case, CaseSummary, CaseValues, DraftValues, Evidence, Source
from casebook.web.api.schema import Schema


def summary_of(case: StoredCase, *, internal: bool, parent_name: str | None) -> dict[str, Any]:
    """What lists and single cases have in common; ``internal`` fields only where the reader may see them."""
    shown = [field for field in FIELDS if internal or field.visibility is Visibility.OPEN]
    return {
        "id": case.id,
        "version": case.version,
        "status": case.status,
        "values": CaseValues(**{field.name: value_json(field, getattr(case, field.name)) for field in shown}),
        "parent_name": parent_name,
        "region_code": case.region_code,
        "reported_on": case.reported_on,
        "year": case.year,
        "created_at": case.created_at,
        "updated_at": case.updated_at,
        "url": url_for("cases.detail", case_id=case.id),
    }


def case_summary(case: StoredCase, *, internal: bool, parent_name: str | None) -> CaseSummary:
    """A case in a list."""
    return CaseSummary(**summary_of(case, internal=internal, parent_name=parent_name))


def case_in_full(
    case: StoredCase, evidence: Mapping[str, Sequence[StoredEvidence]], *, internal: bool, parent_name: str | None
) -> Case:
    """A case with its reports and the evidence of its values."""
    reports = [link.report for link in case.report_links]
    return Case(
        **summary_of(case, internal=internal, parent_name=parent_name),
        reports=[Source(id=r.id, title=r.title, publisher=r.publisher, published=r.published) for r in reports],
        evidence=[evidence_json(row) for rows in evidence.values() for row in rows],
    )


def evidence_json(row: StoredEvidence) -> Evidence:
    """A piece of evidence; a place as ``{"name": …, "code": …}``."""
    return Evidence(
        report=row.report_id,
        field=row.field,
        value=_place_part(row.value) if row.field in LEVELS else row.value,
        start=row.start,
        end=row.end,
        quote=row.quote,
        method=row.method,
        confidence=row.confidence,
        state=row.state,
    )


def draft_values(proposed: Mapping[str, Any]) -> DraftValues:
    """The values that extraction proposed, from their stored form."""
    fields = [field for field in FIELDS if field.visibility is Visibility.OPEN and field.name in proposed]
    return DraftValues(**{field.name: _stored_json(field, proposed[field.name]) for field in fields})


def value_json(field: Field, value: Any) -> Any:
    """A value as the API shows it."""
    return _stored_json(field, encode(field, value))


def _stored_json(field: Field, stored: Any) -> Any:
    if field.type is FieldType.PLACE and stored is not None:
        return {level: _place_part(part) for level, part in stored.items()}
    return stored


def _place_part(part: Sequence[str | None]) -> dict[str, str | None]:
    name, code = part
    return {"name": name, "code": code}


def values_of(sent: Schema) -> dict[str, Any]:
    """The values that were sent, as ``casebook.record.values`` has them; fields that were not sent are missing.

    Raises ``Invalid`` for a place or a date that does not exist.
    """
    given = sent.model_dump(mode="json", exclude_unset=True)
    values: dict[str, Any] = {}
    problems: dict[str, Bilingual] = {}
    for name, stated in given.items():
        field = field_named(name)
        try:
            values[name] = _place(stated) if field.type is FieldType.PLACE else decode(field, stated)
        except ValueError:
            problems[name] = _NO_DATE
        except Invalid as error:
            problems[name] = error.message
    if problems:
        raise Invalid(_NOT_AS_SENT, problems)
    return values


def _place(stated: Mapping[str, Any] | None) -> Place:
    stated = stated or {}
    place = places.place_at(_known_code(stated["code"])) if stated.get("code") else Place()
    for level in LEVELS:
        if level in stated:
            part = stated[level]
            code = _compact(part.get("code")) if part else None
            place = place.with_level(level, PlaceName(part["name"], code) if part else None)
    return place


def _known_code(code: str) -> str:
    division = regions.get(code)
    if division is None:
        raise Invalid(_NO_CODE.format(code=code))
    return division.code


def _compact(code: str | None) -> str | None:
    try:
        return regions.normalize_code(code) if code else None
    except ValueError as error:
        raise Invalid(_NO_CODE.format(code=code)) from error


_NOT_AS_SENT = Bilingual("有的值无法使用，详见 errors。", "Some values cannot be used; see errors.")
_NO_DATE = Bilingual("没有这一天。", "There is no such day.")
_NO_CODE = Bilingual("没有代码为 {code} 的行政区划。", "There is no division with the code {code}.")
