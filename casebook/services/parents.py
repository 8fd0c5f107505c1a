"""Parents by name: a draft names the undertaking it belongs to before that one is a case.

In whatever order the drafts of a report are accepted, the outcome is the same: a child waits for the sibling of that
name, and without such a sibling takes the one visible case of that name.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.errors import DomainError
from casebook.models import Case, Draft, Report, User
from casebook.record import LEVELS, DraftState, Place
from casebook.search.folding import fold
from casebook.services import access, case_lookup, case_values, cases

#: The field; its name as typed stands in ``Draft.typed``, as extraction read it in ``Draft.proposed``.
PARENT = "parent"


def wanted(draft: Draft) -> str:
    """The name (or ``name #number``) of the parent that the draft asks for; "" where it asks for none."""
    typed = _typed(draft, PARENT)
    return str(draft.proposed.get(PARENT) or "").strip() if typed is None else typed


def in_order(drafts: Sequence[Draft]) -> list[Draft]:
    """Parents before their children, otherwise in the order of the text; drafts in a circle keep that order."""
    ordered: list[Draft] = []
    waiting = list(drafts)
    while waiting:
        ready = [draft for draft in waiting if _sibling(draft, wanted(draft), waiting) is None] or waiting
        ordered += ready
        waiting = [draft for draft in waiting if draft not in ready]
    return ordered


def awaited(draft: Draft) -> bool:
    """Whether the parent that the draft asks for is another draft that is still open."""
    sibling = _sibling(draft, wanted(draft), _of_report(draft))
    return sibling is not None and sibling.state is DraftState.OPEN


def resolve(session: Session, user: User, draft: Draft, place: Place) -> int | None:
    """The id of the case that the draft's parent is now, None where there is none (yet).

    ``place`` tells cases of one name apart: the nearest wins, and of equally near ones none.
    """
    name = wanted(draft)
    if not name:
        return None
    sibling = _sibling(draft, name, _of_report(draft))
    if sibling is not None and sibling.state is not DraftState.REJECTED:
        return sibling.case_id
    if "#" in name or "＃" in name:
        return case_lookup.parent_named(session, user, name)
    return _nearest(session, user, name, place, draft.case_id)


def settle(session: Session, user: User, draft: Draft) -> list[Case]:
    """After ``draft`` was decided: give the accepted siblings that named it their parent. Returns those changed.

    A child that the user may not change any more, or that has another parent by now, is left alone.
    """
    changed = []
    for child in _of_report(draft):
        if child.case_id is None or child.state is not DraftState.ACCEPTED:
            continue
        if _sibling(child, wanted(child), _of_report(draft)) is not draft:
            continue
        case = session.get(Case, child.case_id)
        if case is None or case.parent_id is not None or case.deleted_at is not None:
            continue
        parent_id = resolve(session, user, child, case.place)
        if parent_id is None or parent_id == case.id:
            continue
        try:
            values = case_values.values_of(case) | {PARENT: parent_id}
            changed.append(cases.update(session, user, case.id, values, case.version))
        except DomainError:
            continue
    return changed


def _of_report(draft: Draft) -> Sequence[Draft]:
    report: Report | None = draft.report
    return report.drafts if report else ()


def _sibling(draft: Draft, name: str, among: Sequence[Draft]) -> Draft | None:
    """The other draft that bears the name; of several the one highest up, the brand rather than its sites."""
    if not name:
        return None
    bearing = [one for one in among if one is not draft and fold(name) in _names(one)]
    return min(bearing, key=lambda one: (_depth(one), one.position), default=None)


def _names(draft: Draft) -> set[str]:
    """As extraction read it, as a person typed it, and as it became."""
    names = {draft.proposed.get("name"), _typed(draft, "name"), draft.case.name if draft.case else None}
    return {fold(str(name).strip()) for name in names if name}


def _typed(draft: Draft, name: str) -> str | None:
    """What a person typed into the input of a field; None where the form was not touched."""
    texts = (draft.typed or {}).get(name)
    return None if texts is None else "".join(texts[:1]).strip()


def _depth(draft: Draft) -> int:
    return len(draft.proposed.get("place") or {})


def _nearest(session: Session, user: User, name: str, place: Place, own: int | None) -> int | None:
    named = session.scalars(select(Case).where(Case.name == name, access.visible_cases(user))).all()
    near = sorted(((_shared_levels(place, case.place), case.id) for case in named if case.id != own), reverse=True)
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return near[0][1]


def _shared_levels(one: Place, other: Place) -> int:
    return len(list(takewhile(lambda level: one.at(level) and one.at(level) == other.at(level), LEVELS)))
