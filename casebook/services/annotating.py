"""What people made of the drafts of reports, as annotated reports: what extraction learns from.

A report counts once every one of its drafts is decided. Accepted drafts become initiatives with the values that were
confirmed, rejected ones are absent. A value is kept only where the report bears it out: a figure or result that a
person typed from elsewhere would teach the wrong thing. Private persons are hidden (``casebook.services.masking``),
which changes no position in the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from casebook.models import Case, Draft, Evidence, Report, Revision, RevisionAction, User
from casebook.record import (
    LEVELS,
    CaseValues,
    DraftState,
    EvidenceState,
    Quantity,
    decode_values,
)
from casebook.record.numerals import find_numbers
from casebook.services import audit
from casebook.services.masking import Mask

#: What an annotated report is named: the number of the report behind it.
STEM = "report-"


@dataclass(frozen=True, slots=True)
class Left:
    """One accepted draft with the values that a person left it with."""

    draft: Draft
    case: Case
    values: CaseValues


def annotated_reports(session: Session) -> Iterator[dict[str, Any]]:
    """Every report whose review is complete, in the shape of annotated reports, masked, in the order of their ids.

    Left out are reports of which it is not on record what was confirmed: a draft joined a case that was there before
    and was edited on the way, or its case has gone to the trash.
    """
    has_open = exists().where(Draft.report_id == Report.id, Draft.state == DraftState.OPEN)
    has_any = exists().where(Draft.report_id == Report.id)
    wanted = select(Report.id).where(has_any, ~has_open).order_by(Report.id)
    for report_id in session.scalars(wanted).all():
        report = session.get_one(Report, report_id)
        record = _annotated(session, report)
        if record is not None:
            yield record
        session.expire(report)  # one report at a time in memory


def note(session: Session, user: User | None, count: int) -> None:
    """Put the export into the audit trail."""
    audit.record(session, user, audit.Action.EXPORT, "report", None, format="annotated", count=count)


def _annotated(session: Session, report: Report) -> dict[str, Any] | None:
    accepted = [draft for draft in report.drafts if draft.state is DraftState.ACCEPTED]
    left: list[Left] = []
    for draft in accepted:
        one = _left(session, draft)
        if one is None:
            return None
        if one.case.id not in {other.case.id for other in left}:  # two drafts of one undertaking
            left.append(one)
    contacts = [text for one in left for text in (one.case.contact_person, one.case.contact_phone)]
    mask = Mask(report.text, contacts, [one.values["name"] for one in left])
    return {
        "id": f"{STEM}{report.id}",
        "source_url": None,  # the page itself would show what is hidden here
        "text": mask(report.text),
        "report": {
            "title": mask(report.title),
            "publisher": report.publisher,
            "published": report.published,
        },
        "initiatives": [_initiative(one, left, report.text, mask) for one in left],
    }


def _left(session: Session, draft: Draft) -> Left | None:
    """What is on record of an accepted draft; None where that is not enough."""
    case = draft.case
    if case is None or case.deleted_at is not None:
        return None
    made = session.scalars(
        select(Revision).where(
            Revision.case_id == case.id,
            Revision.action == RevisionAction.CREATE,
            Revision.report_id == draft.report_id,
        )
    ).first()
    if made is not None:
        return Left(draft, case, decode_values({field: after for field, (_, after) in made.changes.items()}))
    if any(row.state is EvidenceState.EDITED for row in draft.evidence):
        return None
    return Left(draft, case, decode_values(_borne_out(draft) | {"parent": None}))


def _borne_out(draft: Draft) -> dict[str, Any]:
    """The proposed values that were not turned down."""
    dropped = [row for row in draft.evidence if row.state is EvidenceState.REJECTED]
    gone = {row.field for row in dropped}
    kept = {name: value for name, value in draft.proposed.items() if name not in gone or isinstance(value, list)}
    for name in ("services", "outcomes"):
        refused = [row.value for row in dropped if row.field == name]
        kept[name] = [item for item in draft.proposed.get(name) or [] if item not in refused]
    place = draft.proposed.get("place") or {}
    return {**kept, "place": {level: part for level, part in place.items() if level not in gone}}


def _initiative(one: Left, left: Sequence[Left], text: str, mask: Mask) -> dict[str, Any]:
    values = one.values
    place = {level: values["place"].at(level) for level in LEVELS}
    return {
        "name": values["name"],
        "kind": values["kind"].value,
        "parent": _parent(one, left),
        **{level: part.name if part else None for level, part in place.items()},
        "team_count": _figure(one, "team_count", text, mask),
        "team_size": _figure(one, "team_size", text, mask),
        "started": str(values["started"]) if values["started"] else None,
        "services": [mask(service) for service in values["services"]],
        "outcomes": list(_outcomes(one, text, mask)),
    }


def _parent(one: Left, left: Sequence[Left]) -> str | None:
    """The name of the parent, where it is another initiative of this report."""
    found = (other.values["name"] for other in left if other is not one and other.case.id == one.case.parent_id)
    return next(found, None)


def _figure(one: Left, field: str, text: str, mask: Mask) -> dict[str, Any] | None:
    """A figure with the stretch of text that states it; None where the report states none such."""
    quantity: Quantity | None = one.values[field]
    if quantity is None:
        return None
    rows = [row for row in one.draft.evidence if row.field == field and row.value["value"] == quantity.value]
    quote = rows[0].quote if rows else _stretch_of(quantity, text)
    return {"value": quantity.value, "qualifier": quantity.qualifier.value, "quote": mask(quote)} if quote else None


def _stretch_of(quantity: Quantity, text: str) -> str | None:
    """The first stretch of ``text`` that states the number, with its measure word and noun as far as they follow."""
    for number in find_numbers(text):
        if number.value == quantity.value:
            end = number.end
            for word in (quantity.unit, quantity.basis):
                end += len(word) if word and text.startswith(word, end) else 0
            return text[number.start : end]
    return None


def _outcomes(one: Left, text: str, mask: Mask) -> Iterator[dict[str, Any]]:
    for outcome in one.values["outcomes"]:
        quote = outcome.text if outcome.text in text else _quoted(one.draft.evidence, outcome.to_json())
        if quote:
            quantity = outcome.quantity
            yield {
                "quote": mask(quote),
                "value": quantity.value if quantity else None,
                "unit": quantity.unit if quantity else None,
                "qualifier": quantity.qualifier.value if quantity else None,
            }


def _quoted(evidence: Sequence[Evidence], value: dict[str, Any]) -> str | None:
    return next((row.quote for row in evidence if row.field == "outcomes" and row.value == value), None)
