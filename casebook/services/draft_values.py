"""The proposed values of drafts, one by one: how sure each is, and the one action that accepts all sure ones.

Accepting a value says that the report means it; whether its draft becomes a case is decided afterwards. A value that
a person changed, emptied or took over is that person's: nothing here decides over it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from casebook.models import Draft, Evidence, User
from casebook.record import LEVELS, DraftState, EvidenceState, Method
from casebook.services import audit, reviewable, verdicts

#: From this confidence on, a value counts as sure. The confidences are calibrated: `make eval` prints how many values
#: of this confidence were right in reports that the extractor had not seen; at least 95 in 100 is the promise.
SURE_FROM = 0.9
_ITEMS = ("services", "outcomes")
_ORDER = ("name", "kind", "place", "parent", "team_count", "team_size", "started", *_ITEMS)


@dataclass(frozen=True, slots=True)
class Value:
    """One value that extraction proposed: a field, the place with all its levels, or one service or outcome.

    ``confidence`` is that of the best evidence; of a place, that of its weakest level.
    """

    field: str
    rows: Sequence[Evidence]
    confidence: float

    @property
    def is_sure(self) -> bool:
        """Whether it may be accepted without a look at each."""
        return self.confidence >= SURE_FROM

    @property
    def is_accepted(self) -> bool:
        """Whether a person has accepted it already, its draft still being open."""
        return all(row.state is EvidenceState.ACCEPTED for row in self.rows)


def proposed_values(draft: Draft) -> list[Value]:
    """What extraction proposed and nobody has rejected, in the order of the record."""
    found: dict[tuple[int, str, str], list[Evidence]] = {}
    for row in draft.evidence:
        if row.method is not Method.PERSON and row.state is not EvidenceState.REJECTED:
            name = field_of(row)
            item = str(row.value) if name in _ITEMS else ""
            found.setdefault((_position(name), name, item), []).append(row)
    return [
        Value(name, sorted(rows, key=lambda row: -row.confidence), _confidence(rows))
        for (_, name, _), rows in sorted(found.items(), key=lambda entry: entry[0][0])
    ]


def field_of(row: Evidence) -> str:
    """The field of the record that a piece of evidence supports; a level of place belongs to the place."""
    return "place" if row.field in LEVELS else row.field


def accept_sure(session: Session, user: User, report_id: int, touched: Mapping[int, Collection[str]]) -> int:
    """Accept every sure value of the open drafts in ``touched``, which names the fields that a person changed in each.

    Returns how many values that were; none of them is counted again by a second call.
    """
    report = reviewable.report_to_review(session, user, report_id)
    values = [
        value
        for draft in reviewable.drafts_to_review(user, report)
        if draft.state is DraftState.OPEN and draft.id in touched
        for value in proposed_values(draft)
        if value.is_sure and not value.is_accepted and value.field not in touched[draft.id]
    ]
    for value in values:
        verdicts.accept(value.rows, user)
    if values:
        audit.record(session, user, audit.Action.VALUES_ACCEPTED, "report", report.id, values=len(values))
        session.flush()
    return len(values)


def take_back_accepted(session: Session, user: User, report_id: int) -> int:
    """Let all accepted values of the drafts that are still open wait for a decision again; returns how many."""
    report = reviewable.report_to_review(session, user, report_id)
    values = [value for draft in reviewable.drafts_to_review(user, report) for value in accepted_values(draft)]
    for value in values:
        verdicts.take_back(value.rows)
    if values:
        audit.record(session, user, audit.Action.VALUES_TAKEN_BACK, "report", report.id, values=len(values))
        session.flush()
    return len(values)


def accepted_values(draft: Draft) -> list[Value]:
    """The values of an open draft that were accepted before it."""
    return [value for value in proposed_values(draft) if value.is_accepted] if draft.state is DraftState.OPEN else []


def leave_to_person(draft: Draft, touched: Collection[str]) -> None:
    """Take acceptance back from values whose fields a person changed since: the draft's own decision judges them."""
    verdicts.take_back(row for value in accepted_values(draft) if value.field in touched for row in value.rows)


def _position(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _confidence(rows: Sequence[Evidence]) -> float:
    best: dict[str, float] = {}
    for row in rows:
        best[row.field] = max(row.confidence, best.get(row.field, 0.0))
    return min(best.values())
