"""Applying and undoing bulk edits, batch by batch: the caller commits after each, so that nobody else waits long.

What stops half way is taken up again. Every changed case gets a revision; the act is one audit event.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.errors import Invalid, NotFound
from casebook.models import BulkEdit, BulkEditItem, Case, RevisionAction, User
from casebook.models.bulk_edit import BulkOutcome, BulkState
from casebook.record import CaseStatus, decode, field_named
from casebook.services import access, audit, bulk_changes, case_history, case_values
from casebook.services.audit import Action
from casebook.services.bulk_changes import BulkChange, Plan, Planner
from casebook.services.bulk_edits import NO_EDIT, cases_of, items_of, readable_by, require
from casebook.services.case_history import STATUS

BATCH = 200
UNDO_FOR = timedelta(days=30)


def apply_batch(session: Session, user: User, bulk_id: int) -> bool:
    """Change the next cases; whether there are more. Commit, and call it again until there are none."""
    bulk = _locked(session, user, bulk_id)
    require(bulk, user, BulkState.SELECTED, BulkState.APPLYING)
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
    found = cases_of(session, batch, lock=True)
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


def _locked(session: Session, user: User, bulk_id: int) -> BulkEdit:
    wanted = select(BulkEdit).where(BulkEdit.id == bulk_id, readable_by(user)).with_for_update()
    bulk = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if bulk is None:
        raise NotFound(NO_EDIT)
    return bulk


def _record(session: Session, user: User, action: Action, bulk: BulkEdit) -> None:
    ids = [item.case_id for item in items_of(session, bulk)]
    audit.record(
        session, user, action, "bulk_edit", bulk.id, query=bulk.query, change=bulk.change, count=len(ids), ids=ids
    )


_NO_CHANGE = Bilingual("请先选择要改什么。", "Choose what to change first.")
_NO_UNDO = Bilingual(
    "这次批量修改不能撤销：已经撤销过，或者超过了 30 天。",
    "This bulk edit cannot be undone: it was undone already, or 30 days have passed.",
)
