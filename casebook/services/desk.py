"""The desk: what waits for a user, what is new, and how much there is in the own region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session, selectinload

from casebook.models import Case, Draft, Report, User
from casebook.record import CaseStatus, DraftState, Kind
from casebook.regions import LEVELS
from casebook.search import CaseQuery, search_for
from casebook.search.backend import Hits
from casebook.search.query import Sort
from casebook.services import access
from casebook.services.listing import WITH_REPORT_DATES

#: How many of each list the desk shows; all of it is one link away.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report with drafts that nobody has decided on."""

    report: Report
    open_drafts: int


@dataclass(frozen=True, slots=True)
class Todo:
    """A part of a list of things to do, and how many there are in all."""

    shown: Sequence[Waiting | Case | Draft]
    total: int


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the first page shows.

    ``to_verify`` is empty for those who may not verify; ``newest`` goes by the newest report, as the listing does.
    """

    to_review: Todo
    to_verify: Todo
    unsaved: Todo
    own_drafts: Todo
    newest: Sequence[Case]
    by_kind: Mapping[Kind, int]

    @property
    def waiting(self) -> int:
        """How many things wait for the user in all."""
        return self.to_review.total + self.to_verify.total + self.unsaved.total + self.own_drafts.total


def overview(session: Session, user: User) -> Desk:
    """The desk of ``user``, in a number of queries that does not grow; how many cases there are, the search knows."""
    search, visible = search_for(session), access.visibility(user)
    filters: dict[str, Any] = {level: (code,) for level, code in own_region(user).items()}
    own = CaseQuery(per_page=SHOWN, **filters)
    found = search.hits(own, visible, ("kind",))
    submitted = replace(own, status=(CaseStatus.SUBMITTED,), sort=Sort.UPDATED)
    to_verify = search.hits(submitted, visible) if access.is_verifier(user) else Hits((), 0)
    kinds = found.facets["kind"]
    return Desk(
        to_review=_to_review(session, user),
        to_verify=Todo(_in_order(session, to_verify.ids), to_verify.total),
        unsaved=unsaved(session, user),
        own_drafts=own_drafts(session, user),
        newest=_in_order(session, found.ids),
        by_kind={kind: kinds[kind.value] for kind in Kind if kinds.get(kind.value)},
    )


def own_region(user: User) -> dict[str, str]:
    """The filter of the listing that leaves the cases in the region of the user; none for the whole country."""
    code = user.region_code
    return {level.value: code for level in LEVELS if code and level.digits == len(code)}


def _to_review(session: Session, user: User) -> Todo:
    waiting = (
        select(Report, func.count(Draft.id))
        .join(Report.drafts)
        .where(access.reviewable_drafts(user), Draft.state == DraftState.OPEN)
        .group_by(Report.id)
    )
    total = session.scalar(select(func.count()).select_from(waiting.with_only_columns(Report.id).subquery())) or 0
    rows = session.execute(waiting.order_by(Report.created_at.desc(), Report.id.desc()).limit(SHOWN)).all()
    return Todo([Waiting(report, count) for report, count in rows], total)


def unsaved(session: Session, user: User, *, limit: int = SHOWN, offset: int = 0) -> Todo:
    """What the user typed into forms and has not saved, the latest first."""
    typed = Draft.owner_id == user.id, Draft.report_id.is_(None), Draft.state == DraftState.OPEN
    total = session.scalar(select(func.count()).select_from(Draft).where(*typed)) or 0
    newest = select(Draft).options(selectinload(Draft.case)).where(*typed)
    newest = newest.order_by(Draft.updated_at.desc(), Draft.id.desc())
    return Todo(session.scalars(newest.limit(limit).offset(offset)).all(), total)


def own_drafts(session: Session, user: User, *, limit: int = SHOWN, offset: int = 0) -> Todo:
    """The cases that the user entered and has not submitted, the latest first."""
    # Drafts are seen in the own region only.
    inside = Case.lies_within(user.region_code) if user.region_code else true()
    mine = Case.status == CaseStatus.DRAFT, inside, Case.created_by_id == user.id
    wanted = select(Case).where(access.visible_cases(user), *mine)
    total = session.scalar(select(func.count()).select_from(wanted.with_only_columns(Case.id).subquery())) or 0
    newest = wanted.order_by(Case.updated_at.desc(), Case.id.desc())
    return Todo(session.scalars(newest.limit(limit).offset(offset)).all(), total)


def _in_order(session: Session, ids: Sequence[int]) -> Sequence[Case]:
    found = session.scalars(select(Case).where(Case.id.in_(ids)).options(WITH_REPORT_DATES))
    by_id = {case.id: case for case in found}
    return [by_id[case_id] for case_id in ids]
