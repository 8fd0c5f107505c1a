"""Bulk edits: a frozen selection, what shall be done to it, its preview, and what became of it.

``casebook.services.bulk_runs`` applies and undoes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.errors import Invalid, NotAllowed, NotFound
from casebook.models import BulkEdit, BulkEditItem, Case, CaseReport, User
from casebook.models.bulk_edit import BulkOutcome, BulkState
from casebook.record import Role
from casebook.search import CaseQuery, unparse
from casebook.services import access, listing
from casebook.services.bulk_changes import BulkChange, Plan, Planner

#: The most cases of one bulk edit: what a person can answer for, and what is done while the browser waits.
MOST_CASES = 2000
_AT_ONCE = 500
#: A selection that nothing was done with is thrown away after this time.
_FORGET_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do, case by case: those that are left out first."""

    plans: Sequence[Plan]

    @property
    def counts(self) -> Mapping[BulkOutcome, int]:
        """How many cases have which outcome."""
        return Counter(plan.outcome for plan in self.plans)

    @property
    def changed(self) -> int:
        """How many cases would be changed."""
        return self.counts.get(BulkOutcome.CHANGED, 0)


def start(session: Session, user: User, query: CaseQuery, picked: Iterable[tuple[int, int]] | None) -> BulkEdit:
    """Freeze a selection: ``picked`` are ids with the versions that were on the screen, None is all that is found.

    Raises ``Invalid`` for none or too many.
    """
    if not access.is_writer(user):
        raise NotAllowed(_NO_WRITER)
    if picked is None and (total := listing.count(session, user, query)) > MOST_CASES:
        raise Invalid(_TOO_MANY.format(count=total))
    chosen = _newest(session, listing.all_ids(session, user, query)) if picked is None else _known(session, picked)
    if not chosen:
        raise Invalid(_NONE)
    if len(chosen) > MOST_CASES:
        raise Invalid(_TOO_MANY.format(count=len(chosen)))
    old = and_(BulkEdit.user_id == user.id, BulkEdit.created_at < now() - _FORGET_AFTER)
    session.execute(delete(BulkEdit).where(old, BulkEdit.state == BulkState.SELECTED))
    bulk = BulkEdit(user_id=user.id, query=unparse(query))
    session.add(bulk)
    session.flush()  # the items need the id
    rows = [
        {"bulk_edit_id": bulk.id, "position": position, "case_id": case_id, "version": version}
        for position, (case_id, version) in enumerate(chosen.items())
    ]
    session.execute(insert(BulkEditItem), rows)
    return bulk


def get(session: Session, user: User, bulk_id: int) -> BulkEdit:
    """The bulk edit, for who made it and for the administrators of that account; ``NotFound`` otherwise."""
    bulk = session.scalars(select(BulkEdit).where(BulkEdit.id == bulk_id, readable_by(user))).one_or_none()
    if bulk is None:
        raise NotFound(NO_EDIT)
    return bulk


def past(session: Session, user: User, *, limit: int, offset: int) -> Sequence[tuple[BulkEdit, int, int]]:
    """The bulk edits that were applied, the latest first, each with how many cases it changed and how many of these
    were changed back."""
    changed, back = (
        select(func.count())
        .where(BulkEditItem.bulk_edit_id == BulkEdit.id, outcome == BulkOutcome.CHANGED)
        .scalar_subquery()
        for outcome in (BulkEditItem.outcome, BulkEditItem.undone)
    )
    wanted = select(BulkEdit, changed, back).where(readable_by(user), BulkEdit.applied_at.is_not(None))
    wanted = wanted.options(joinedload(BulkEdit.user), joinedload(BulkEdit.undone_by))
    wanted = wanted.order_by(BulkEdit.applied_at.desc(), BulkEdit.id.desc())
    return [(row[0], row[1], row[2]) for row in session.execute(wanted.limit(limit).offset(offset))]


def count_past(session: Session, user: User) -> int:
    """How many ``past`` has in all."""
    wanted = select(func.count(BulkEdit.id)).where(readable_by(user), BulkEdit.applied_at.is_not(None))
    return session.scalar(wanted) or 0


def choose(session: Session, user: User, bulk: BulkEdit, change: BulkChange) -> None:
    """Say what shall be done to the selection; may be said again until it is applied."""
    require(bulk, user, BulkState.SELECTED)
    bulk.change = change.to_json()
    session.flush()


def preview(session: Session, user: User, bulk: BulkEdit) -> Preview:
    """What the chosen change would do now."""
    assert bulk.change is not None
    planner = Planner(session, user, BulkChange.from_json(bulk.change))
    plans: list[Plan] = []
    items = iter(items_of(session, bulk))
    while batch := list(islice(items, _AT_ONCE)):
        found = cases_of(session, batch)
        plans += [planner.plan(item, found.get(item.case_id)) for item in batch]
    return Preview(sorted(plans, key=lambda plan: plan.outcome is BulkOutcome.CHANGED))


def results(session: Session, bulk: BulkEdit) -> Sequence[Plan]:
    """What became of each case: those that were left out, or could not be taken back, first.

    Of an edit that was undone, those that the undo has dealt with.
    """
    items = items_of(session, bulk)
    found = {case.id: case for case in session.scalars(_chosen(item.case_id for item in items))}
    plans = [_result(item, found.get(item.case_id)) for item in items if item.undone or not bulk.undone_at]
    return sorted(plans, key=lambda plan: plan.outcome is BulkOutcome.CHANGED and not plan.kept)


def _result(item: BulkEditItem, case: Case | None) -> Plan:
    """What became of one case; what an undo brought back is seen from now, as ``plan_undo`` does."""
    before, after, kept = item.before or {}, item.after or {}, tuple(item.kept or ())
    if item.undone is BulkOutcome.CHANGED:
        back = [name for name in after if name not in kept]
        before, after = {name: after[name] for name in back}, {name: before[name] for name in back}
    return Plan(item, case, item.undone or item.outcome or BulkOutcome.SAME, before, after, kept)


def size(session: Session, bulk: BulkEdit) -> int:
    """How many cases were selected."""
    return session.scalar(select(func.count()).where(BulkEditItem.bulk_edit_id == bulk.id)) or 0


def cases_of(session: Session, items: Sequence[BulkEditItem], *, lock: bool = False) -> dict[int, Case]:
    """The cases of the items as they are now, held until the transaction ends where ``lock`` says so."""
    wanted = _chosen(item.case_id for item in items).execution_options(populate_existing=True)
    wanted = wanted.options(selectinload(Case.report_links).selectinload(CaseReport.report)).order_by(Case.id)
    return {case.id: case for case in session.scalars(wanted.with_for_update(key_share=True) if lock else wanted)}


def _chosen(ids: Iterable[int]) -> Any:
    return select(Case).where(Case.id.in_(list(ids)))


def items_of(session: Session, bulk: BulkEdit) -> Sequence[BulkEditItem]:
    """The cases of the edit, in the order of the listing."""
    wanted = select(BulkEditItem).where(BulkEditItem.bulk_edit_id == bulk.id)
    return session.scalars(wanted.order_by(BulkEditItem.position)).all()


def _newest(session: Session, ids: Iterator[int]) -> dict[int, int]:
    """The versions of these cases now, in this order."""
    wanted = list(ids)
    rows = session.execute(select(Case.id, Case.version).where(Case.id.in_(wanted)))
    versions = {row.id: row.version for row in rows}
    return {case_id: versions[case_id] for case_id in wanted}


def _known(session: Session, picked: Iterable[tuple[int, int]]) -> dict[int, int]:
    """What was picked, each once, without numbers that no case ever had."""
    wanted = dict(islice(picked, MOST_CASES + 1))
    known = set(session.scalars(select(Case.id).where(Case.id.in_(wanted))))
    return {case_id: version for case_id, version in wanted.items() if case_id in known}


def readable_by(user: User) -> ColumnElement[bool]:
    """One's own bulk edits, and for administrators those of the accounts in their region."""
    mine = BulkEdit.user_id == user.id
    if user.role is not Role.ADMIN:
        return mine
    theirs = true() if user.region_code is None else User.region_code.startswith(user.region_code, autoescape=True)
    return or_(mine, exists().where(User.id == BulkEdit.user_id, theirs))


def require(bulk: BulkEdit, user: User, *states: BulkState) -> None:
    """A selection is applied by who made it, and once."""
    if bulk.user_id != user.id:
        raise NotAllowed(_NOT_YOURS)
    if bulk.state not in states:
        raise Invalid(_DONE)


_NO_WRITER = Bilingual("您的角色不能修改案例。", "Your role does not change cases.")
_NONE = Bilingual("还没有选中案例。请先勾选，再批量修改。", "No case is selected. Tick some first.")
_TOO_MANY = Bilingual(
    f"选中了 {{count}} 件，一次最多修改 {MOST_CASES} 件。请用筛选条件缩小范围。",
    f"{{count}} cases are selected; one bulk edit takes {MOST_CASES} at most. Narrow the listing down.",
)
NO_EDIT = Bilingual(
    "没有这次批量修改，或者您无权查看。未执行的选择保留一天。",
    "There is no such bulk edit, or it is not for you. A selection that is not applied is kept for a day.",
)
_NOT_YOURS = Bilingual("这是别人的选择，只能由本人执行。", "Somebody else selected these cases; only they can go on.")
_DONE = Bilingual("这次批量修改已经执行过。", "This bulk edit has been applied already.")
