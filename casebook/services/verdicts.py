"""What a decision over a draft says of each piece of its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from casebook.db import now
from casebook.models import Evidence, User
from casebook.record import LEVELS, CaseValues, EvidenceState, Method, encode, field_named

#: From this likeness on, a phrase in place of another one is an edit of it, otherwise it is a new one.
_EDITED = 0.5


def give(evidence: Iterable[Evidence], values: CaseValues, parent: str, user: User) -> None:
    """Judge every row by the accepted ``values``; ``parent`` is the accepted parent's name.

    Accepted: the value stands as the quote says it. Edited: the field holds something else. Rejected: it is empty now
    (for services and outcomes: nothing like the item is left). ``value`` keeps what the quote says.
    """
    for row in evidence:
        _decide(row, _verdict(row, values, parent), user)


def accept(evidence: Iterable[Evidence], user: User) -> None:
    """Rows of values that stand as proposed, before their draft is decided."""
    for row in evidence:
        _decide(row, EvidenceState.ACCEPTED, user)


def turn_down(evidence: Iterable[Evidence], user: User) -> None:
    """All rows of a rejected draft."""
    for row in evidence:
        _decide(row, EvidenceState.REJECTED, user)


def take_back(evidence: Iterable[Evidence]) -> None:
    """Rows that wait for a decision again."""
    for row in evidence:
        row.state, row.decided_by_id, row.decided_at, row.case = EvidenceState.PROPOSED, None, None, None


def _decide(row: Evidence, state: EvidenceState, user: User) -> None:
    row.state, row.decided_by_id, row.decided_at = state, user.id, now()


def _verdict(row: Evidence, values: CaseValues, parent: str) -> EvidenceState:
    if row.field in ("services", "outcomes"):
        return _verdict_on_item(row.value, encode(field_named(row.field), values[row.field]))
    if row.field in LEVELS:
        part = values["place"].at(row.field)
        held: Any = part.name if part else None
        said: Any = row.value[0] if row.value else None
    elif row.field == "parent":
        held, said = parent.rpartition("#")[0].strip() or parent, row.value
    else:
        held, said = encode(field_named(row.field), values[row.field]), row.value
    if row.field == "kind" and row.method is Method.PERSON:
        return EvidenceState.ACCEPTED  # a person marked what supports the kind they chose
    if not held:
        return EvidenceState.REJECTED
    return EvidenceState.ACCEPTED if held == said else EvidenceState.EDITED


def _verdict_on_item(said: Any, held: list[Any]) -> EvidenceState:
    if said in held:
        return EvidenceState.ACCEPTED
    alike = (SequenceMatcher(None, _words(said), _words(item)).ratio() for item in held)
    return EvidenceState.EDITED if max(alike, default=0.0) >= _EDITED else EvidenceState.REJECTED


def _words(item: Any) -> str:
    return str(item["text"]) if isinstance(item, dict) else str(item)
