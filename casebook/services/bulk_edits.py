"""Bulk edits: a frozen selection, a preview, one act on all of it, and taking it back within 30 days.

Applying and undoing go batch by batch: the caller commits after each, so that nobody else waits long for the
database. What stops half way is taken up again. Every changed case gets a revision; the act is one audit event.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.errors import Invalid, NotAllowed, NotFound
from casebook.models import BulkEdit, BulkEditItem, Case, CaseReport, RevisionAction, User
from casebook.models.bulk_edit import BulkOutcome, BulkState
from casebook.record import CaseStatus, Role, decode, field_named
from casebook.search import CaseQuery, unparse
from casebook.services import access, audit, bulk_changes, case_history, case_values, listing
from casebook.services.audit import Action
from casebook.services.bulk_changes import BulkChange, Plan, Planner
from casebook.services.case_history import STATUS

#: The most cases of one bulk edit: what a person can answer for, and what is done while the browser waits.
MOST_CASES = 2000
BATCH = 200
UNDO_FOR = timedelta(days=30)
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
    bulk = session.scalars(select(BulkEdit).where(BulkEdit.id == bulk_id, _readable(user))).one_or_none()
    if bulk is None:
        raise NotFound(_NO_EDIT)
    return bulk


def past(session: Session, user: User, *, limit: int, offset: int) -> Sequence[tuple[BulkEdit, int]]:
    """The bulk edits that were applied, the latest first, each with how many cases it changed."""
    changed = (
        select(func.count())
        .where(BulkEditItem.bulk_edit_id == BulkEdit.id, BulkEditItem.outcome == BulkOutcome.CHANGED)
        .scalar_subquery()
    )
    wanted = select(BulkEdit, changed).where(_readable(user), BulkEdit.applied_at.is_not(None))
    wanted = wanted.options(joinedload(BulkEdit.user)).order_by(BulkEdit.applied_at.desc(), BulkEdit.id.desc())
    return [(row[0], row[1]) for row in session.execute(wanted.limit(limit).offset(offset))]


def count_past(session: Session, user: User) -> int:
    """How many ``past`` has in all."""
    wanted = select(func.count(BulkEdit.id)).where(_readable(user), BulkEdit.applied_at.is_not(None))
    return session.scalar(wanted) or 0


def choose(session: Session, user: User, bulk: BulkEdit, change: BulkChange) -> None:
    """Say what shall be done to the selection; may be said again until it is applied."""
    _require(bulk, user, BulkState.SELECTED)
    bulk.change = change.to_json()
    session.flush()


def preview(session: Session, user: User, bulk: BulkEdit) -> Preview:
    """What the chosen change would do now."""
    assert bulk.change is not None
    planner = Planner(session, user, BulkChange.from_json(bulk.change))
    plans: list[Plan] = []
    items = iter(_items(session, bulk))
    while batch := list(islice(items, BATCH)):
        found = _cases(session, batch)
        plans += [planner.plan(item, found.get(item.case_id)) for item in batch]
    return Preview(sorted(plans, key=lambda plan: plan.outcome is BulkOutcome.CHANGED))


def apply_batch(session: Session, user: User, bulk_id: int) -> bool:
    """Change the next cases; whether there are more. Commit, and call it again until there are none."""
    bulk = _locked(session, user, bulk_id)
    _require(bulk, user, BulkState.SELECTED, BulkState.APPLYING)
    if bulk.change is None:
        raise Invalid(_NO_CHANGE)
    if bulk.state is BulkState.SELECTED:
        bulk.state, bulk.applied_at = BulkState.APPLYING, now()
        _record(session, user, Action.CASES_EDITED, bulk)
    planner = Planner(session, user, BulkChange.from_json(bulk.change))

    def settle(plan: Plan) -> None:
        plan.item.outcome, plan.item.before, plan.item.after = plan.outcome, plan.before or None, plan.after or None

    more = _next_batch(session, user, bulk, BulkEditItem.outcome.is_(None), planner.plan, settle)
    if not more:
        bulk.state = BulkState.APPLIED
    session.flush()
    return more


def may_undo(user: User, bulk: BulkEdit) -> bool:
    """Whether the edit can still be taken back, at least in part."""
    done = bulk.state in (BulkState.APPLIED, BulkState.UNDOING)
    return done and access.is_writer(user) and bulk.applied_at is not None and now() < bulk.applied_at + UNDO_FOR


def undo_batch(session: Session, user: User, bulk_id: int) -> bool:
    """Take the change back on the next cases, where nobody changed the value since; whether there are more."""
    bulk = _locked(session, user, bulk_id)
    if not may_undo(user, bulk):
        raise Invalid(_NO_UNDO)
    if bulk.state is BulkState.APPLIED:
        bulk.state, bulk.undone_at, bulk.undone_by_id = BulkState.UNDOING, now(), user.id
        _record(session, user, Action.CASES_RESTORED, bulk)

    def plan(item: BulkEditItem, case: Case | None) -> Plan:
        return bulk_changes.plan_undo(session, user, item, case)

    def settle(plan: Plan) -> None:
        plan.item.undone, plan.item.kept = plan.outcome, list(plan.kept) or None

    waiting = and_(BulkEditItem.outcome == BulkOutcome.CHANGED, BulkEditItem.undone.is_(None))
    more = _next_batch(session, user, bulk, waiting, plan, settle)
    if not more:
        bulk.state = BulkState.UNDONE
    session.flush()
    return more


def results(session: Session, bulk: BulkEdit) -> Sequence[Plan]:
    """What became of each case: those that were left out, or could not be taken back, first."""
    items = _items(session, bulk)
    found = {case.id: case for case in session.scalars(_chosen(item.case_id for item in items))}
    plans = [
        Plan(
            item,
            found.get(item.case_id),
            item.undone or item.outcome or BulkOutcome.SAME,
            item.before or {},
            item.after or {},
            tuple(item.kept or ()),
        )
        for item in items
        if not (bulk.undone_at and item.outcome is not BulkOutcome.CHANGED)
    ]
    return sorted(plans, key=lambda plan: plan.outcome is BulkOutcome.CHANGED and not plan.kept)


def size(session: Session, bulk: BulkEdit) -> int:
    """How many cases were selected."""
    return session.scalar(select(func.count()).where(BulkEditItem.bulk_edit_id == bulk.id)) or 0


def _next_batch(
    session: Session,
    user: User,
    bulk: BulkEdit,
    waiting: ColumnElement[bool],
    plan: Callable[[BulkEditItem, Case | None], Plan],
    settle: Callable[[Plan], None],
) -> bool:
    """Plan, write and settle the next items that wait; whether others wait behind them."""
    wanted = select(BulkEditItem).where(BulkEditItem.bulk_edit_id == bulk.id, waiting)
    items = session.scalars(wanted.order_by(BulkEditItem.position).limit(BATCH + 1)).all()
    batch = items[:BATCH]
    found = _cases(session, batch, lock=True)
    plans = [plan(item, found.get(item.case_id)) for item in batch]
    _write(session, user, [one for one in plans if one.outcome is BulkOutcome.CHANGED])
    for one in plans:
        settle(one)
    return len(items) > BATCH


def _write(session: Session, user: User, plans: Sequence[Plan]) -> None:
    """Save the planned values; a flush raises each case's version by one, which its revision bears."""
    moment = now()
    for plan in plans:
        case = plan.case
        assert case is not None
        fields = {name: decode(field_named(name), value) for name, value in plan.after.items() if name != STATUS}
        if fields:
            with session.no_autoflush:  # else each look-up of a tag would save the cases one by one
                case_values.write(session, case, case_values.values_of(case) | fields)
                case_values.refresh(session, case)
        if STATUS in plan.after:
            case.status = CaseStatus(plan.after[STATUS])
        case.updated_at, case.updated_by_id = moment, user.id
    session.flush()  # the revisions bear the new versions
    for plan in plans:
        assert plan.case is not None
        action = RevisionAction.STATUS if STATUS in plan.after else RevisionAction.EDIT
        changes = {name: [plan.before[name], plan.after[name]] for name in plan.after}
        case_history.add(session, user, plan.case, action, changes)


def _cases(session: Session, items: Sequence[BulkEditItem], *, lock: bool = False) -> dict[int, Case]:
    """The cases of the items as they are now, held until the transaction ends where ``lock`` says so."""
    wanted = _chosen(item.case_id for item in items).execution_options(populate_existing=True)
    wanted = wanted.options(selectinload(Case.report_links).selectinload(CaseReport.report)).order_by(Case.id)
    return {case.id: case for case in session.scalars(wanted.with_for_update(key_share=True) if lock else wanted)}


def _chosen(ids: Iterable[int]) -> Any:
    return select(Case).where(Case.id.in_(list(ids)))


def _items(session: Session, bulk: BulkEdit) -> Sequence[BulkEditItem]:
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


def _locked(session: Session, user: User, bulk_id: int) -> BulkEdit:
    wanted = select(BulkEdit).where(BulkEdit.id == bulk_id, _readable(user)).with_for_update()
    bulk = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if bulk is None:
        raise NotFound(_NO_EDIT)
    return bulk


def _readable(user: User) -> ColumnElement[bool]:
    mine = BulkEdit.user_id == user.id
    if user.role is not Role.ADMIN:
        return mine
    theirs = true() if user.region_code is None else User.region_code.startswith(user.region_code, autoescape=True)
    return or_(mine, exists().where(User.id == BulkEdit.user_id, theirs))


def _require(bulk: BulkEdit, user: User, *states: BulkState) -> None:
    """A selection is applied by who made it, and once."""
    if bulk.user_id != user.id:
        raise NotAllowed(_NOT_YOURS)
    if bulk.state not in states:
        raise Invalid(_DONE)


def _record(session: Session, user: User, action: Action, bulk: BulkEdit) -> None:
    ids = [item.case_id for item in _items(session, bulk)]
    audit.record(
        session, user, action, "bulk_edit", bulk.id, query=bulk.query, change=bulk.change, count=len(ids), ids=ids
    )


_NO_WRITER = Bilingual("您的角色不能修改案例。", "Your role does not change cases.")
_NONE = Bilingual("还没有选中案例。请先勾选，再批量修改。", "No case is selected. Tick some first.")
_TOO_MANY = Bilingual(
    f"选中了 {{count}} 件，一次最多修改 {MOST_CASES} 件。请用筛选条件缩小范围。",
    f"{{count}} cases are selected; one bulk edit takes {MOST_CASES} at most. Narrow the listing down.",
)
_NO_EDIT = Bilingual(
    "没有这次批量修改，或者您无权查看。未执行的选择保留一天。",
    "There is no such bulk edit, or it is not for you. A selection that is not applied is kept for a day.",
)
_NOT_YOURS = Bilingual("这是别人的选择，只能由本人执行。", "Somebody else selected these cases; only they can go on.")
_NO_CHANGE = Bilingual("请先选择要改什么。", "Choose what to change first.")
_DONE = Bilingual("这次批量修改已经执行过。", "This bulk edit has been applied already.")
_NO_UNDO = Bilingual(
    "这次批量修改不能撤销：已经撤销过，或者超过了 30 天。",
    "This bulk edit cannot be undone: it was undone already, or 30 days have passed.",
)
