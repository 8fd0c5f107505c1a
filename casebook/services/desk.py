"""The desk: what waits for a user, what is new, and how much there is in the own region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.orm import Session, selectinload

from casebook.models import Case, Draft, Report, User
from casebook.record import CaseStatus, DraftState, Kind
from casebook.services import access

#: How many of each list the desk shows; the rest is one link away.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report with drafts that nobody has decided on."""

    report: Report
    open_drafts: int


@dataclass(frozen=True, slots=True)
class Todo:
    """The beginning of a list of things to do, and how many there are in all."""

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
    """The desk of ``user``: eight queries whatever the number of cases."""
    own_region = _in_own_region(user)
    visible = access.visible_cases(user)
    return Desk(
        to_review=_to_review(session, user),
        to_verify=_to_verify(session, user, own_region),
        unsaved=_unsaved(session, user),
        own_drafts=_cases(
            session,
            select(Case).where(visible, Case.status == CaseStatus.DRAFT, Case.created_by_id == user.id),
        ),
        newest=session.scalars(
            select(Case).where(visible, own_region).order_by(Case.reported_on.desc(), Case.id.desc()).limit(SHOWN)
        ).all(),
        by_kind=_by_kind(session, select(Case.kind, func.count()).where(visible, own_region).group_by(Case.kind)),
    )


def _in_own_region(user: User) -> ColumnElement[bool]:
    return true() if user.region_code is None else Case.region_code.startswith(user.region_code, autoescape=True)


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


def _to_verify(session: Session, user: User, own_region: ColumnElement[bool]) -> Todo:
    if not access.is_verifier(user):
        return Todo([], 0)
    submitted = Case.deleted_at.is_(None), Case.status == CaseStatus.SUBMITTED, own_region
    return _cases(session, select(Case).where(*submitted))


def _unsaved(session: Session, user: User) -> Todo:
    typed = Draft.owner_id == user.id, Draft.report_id.is_(None), Draft.state == DraftState.OPEN
    total = session.scalar(select(func.count()).select_from(Draft).where(*typed)) or 0
    newest = select(Draft).options(selectinload(Draft.case)).where(*typed).order_by(Draft.updated_at.desc())
    return Todo(session.scalars(newest.limit(SHOWN)).all(), total)


def _cases(session: Session, wanted: Select[Case]) -> Todo:
    total = session.scalar(select(func.count()).select_from(wanted.with_only_columns(Case.id).subquery())) or 0
    newest = wanted.order_by(Case.updated_at.desc(), Case.id.desc()).limit(SHOWN)
    return Todo(session.scalars(newest).all(), total)


def _by_kind(session: Session, counts: Select[Kind, int]) -> Mapping[Kind, int]:
    found: dict[Kind, int] = dict(session.execute(counts).all())
    return {kind: found[kind] for kind in Kind if kind in found}
