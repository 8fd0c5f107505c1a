"""Making and changing cases. Every change checks the rights, writes a revision and an audit event, and is flushed.

Nothing here commits: the view or the command does, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.errors import Conflict, Invalid, NotAllowed
from casebook.models import Case, CaseReport, Report, RevisionAction, User
from casebook.record import (
    FIELDS,
    CaseStatus,
    CaseValues,
    Visibility,
    decode_values,
    encode_values,
)
from casebook.services import access, audit, case_history, case_values, search_texts
from casebook.services.audit import Action


class EditConflict(Conflict):
    """A save that met another one in the same fields; ``merged`` are the values to go on with.

    ``merged`` (JSON form) holds what the other save changed elsewhere, and mine where both changed a field.
    """

    def __init__(self, merge: case_history.Merge, version: int) -> None:
        super().__init__(_BOTH_CHANGED, merge.conflicts, version)
        self.merged = merge.values


def create(
    session: Session,
    user: User,
    values: Mapping[str, Any],
    *,
    report: Report | None = None,
    status: CaseStatus = CaseStatus.DRAFT,
) -> Case:
    """Make a case, resting on ``report`` where one is given.

    Raises ``NotAllowed`` where the role enters no cases or not with this status, ``Invalid`` for values that cannot
    be taken, among them a place outside the user's region.
    """
    values = case_values.complete(values)
    if not access.is_writer(user):
        raise NotAllowed(_NO_WRITER)
    case_values.check(values)
    _check_place(user, values)
    _check_parent(session, user, values["parent"], None)
    moment = now()
    case = Case(created_by_id=user.id, created_at=moment, updated_by_id=user.id, updated_at=moment)
    case_values.write(session, case, values)
    _begin_as(user, case, status)
    if report is not None:
        case.report_links.append(CaseReport(report=access.require_review(user, report), attached_by_id=user.id))
    case_values.refresh(session, case)
    session.add(case)
    session.flush()  # the revision needs the id
    search_texts.refresh_reports(session, case)
    changes = case_values.first_changes(case_values.values_of(case)) | {case_history.STATUS: [None, status.value]}
    case_history.add(session, user, case, RevisionAction.CREATE, changes, report)
    audit.record(session, user, Action.CASE_CREATED, "case", case.id)
    session.flush()
    return case


def get(session: Session, user: User, case_id: int) -> Case:
    """The case, where the user may see it; NotFound otherwise."""
    return access.require_see(user, session.get(Case, case_id))


def get_for_editing(session: Session, user: User, case_id: int) -> Case:
    """The case, where the user may change it now; NotFound, NotAllowed or (in the trash) Invalid otherwise."""
    case = access.require_edit(user, session.get(Case, case_id))
    _refuse_trashed(case)
    return case


def update(session: Session, user: User, case_id: int, values: Mapping[str, Any], version: int) -> Case:
    """Save ``values``, made from the case as it was at ``version``.

    What somebody else saved meanwhile is kept where this save did not touch it. Raises ``EditConflict`` where both
    changed the same field, ``Invalid``, ``NotAllowed`` or ``NotFound``. A save that changes nothing leaves no trace.
    """
    case = _locked(session, user, case_id)
    _refuse_trashed(case)
    before = case_values.values_of(case)
    mine = _without_hidden(user, case, case_values.complete(values), before)
    if mine["tags"] != before["tags"]:
        mine = case_values.with_present_tags(session, mine, before["tags"])
    merge = case_history.merge(session, case, encode_values(mine), version)
    if merge.conflicts:
        raise EditConflict(merge, case.version)
    after = decode_values(merge.values)
    changes = case_values.differences(before, after)
    if not changes:
        return case
    case_values.check(after, known=before["place"])
    _check_place(user, after)
    _check_parent(session, user, after["parent"], case)
    case_values.write(session, case, after)
    case_values.refresh(session, case)
    _save(session, user, case, RevisionAction.EDIT, changes)
    audit.record(session, user, Action.CASE_EDITED, "case", case.id, fields=sorted(changes))
    if "name" in changes:
        case_values.refresh_children(session, case)
    if changes.keys() & {"contact_person", "contact_phone"}:
        search_texts.refresh_reports(session, case)
    return case


def change_status(session: Session, user: User, case_id: int, status: CaseStatus, version: int) -> Case:
    """Move a case on or back; ``version`` must be the newest one, so that nobody verifies what they have not read."""
    case = _locked(session, user, case_id, changing=False)
    if status not in access.next_statuses(user, case):
        raise NotAllowed(_NO_SUCH_MOVE)
    if version != case.version:
        raise Conflict(_READ_AGAIN, {case_history.STATUS: case.status.value}, case.version)
    changes = {case_history.STATUS: [case.status.value, status.value]}
    case.status = status
    _save(session, user, case, RevisionAction.STATUS, changes)
    audit.record(session, user, Action.CASE_STATUS, "case", case.id, status=status.value)
    return case


def trash(session: Session, user: User, case_id: int) -> Case:
    """Move a case to the trash, from where it can be restored; a second call changes nothing."""
    case = _locked(session, user, case_id)
    if case.deleted_at is None:
        case.deleted_at, case.deleted_by_id = now(), user.id
        _save(session, user, case, RevisionAction.TRASH)
        audit.record(session, user, Action.CASE_TRASHED, "case", case.id)
    return case


def restore(session: Session, user: User, case_id: int) -> Case:
    """Take a case out of the trash; a second call changes nothing."""
    case = _locked(session, user, case_id)
    if case.deleted_at is not None:
        case.deleted_at = case.deleted_by_id = None
        _save(session, user, case, RevisionAction.RESTORE)
        audit.record(session, user, Action.CASE_RESTORED, "case", case.id)
    return case


def attach_report(session: Session, user: User, case: Case, report: Report) -> Case:
    """Let the case rest on one more report; a second call changes nothing."""
    case = _locked(session, user, case.id)
    _refuse_trashed(case)
    access.require_review(user, report)
    if all(link.report_id != report.id for link in case.report_links):
        case.report_links.append(CaseReport(report=report, attached_by_id=user.id))
        case_values.refresh(session, case)
        _save(session, user, case, RevisionAction.ATTACH, report=report)
        search_texts.refresh_reports(session, case)
        audit.record(session, user, Action.REPORT_ATTACHED, "case", case.id, report=report.id)
    return case


def _locked(session: Session, user: User, case_id: int, *, changing: bool = True) -> Case:
    """The newest state of the case, held until the transaction ends (SQLite holds the whole database)."""
    wanted = (
        select(Case).where(Case.id == case_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    )
    case = session.scalars(wanted).one_or_none()
    return access.require_edit(user, case) if changing else access.require_see(user, case)


def _refuse_trashed(case: Case) -> None:
    if case.deleted_at is not None:
        raise Invalid(_IN_TRASH)


def _save(
    session: Session,
    user: User,
    case: Case,
    action: RevisionAction,
    changes: Mapping[str, list[Any]] | None = None,
    report: Report | None = None,
) -> None:
    """Flush the case, which raises its version by one, and write the revision of that version."""
    case.updated_at, case.updated_by_id = now(), user.id
    try:
        session.flush()
    except StaleDataError as error:
        raise Conflict(_READ_AGAIN, {}, case.version) from error
    case_history.add(session, user, case, action, changes, report)
    session.flush()


def _begin_as(user: User, case: Case, status: CaseStatus) -> None:
    """A new case is a draft, or what the user could make of a draft at once."""
    case.status = CaseStatus.DRAFT
    if status is not CaseStatus.DRAFT and status not in access.next_statuses(user, case):
        raise NotAllowed(_NO_SUCH_MOVE)
    case.status = status


def _without_hidden(user: User, case: Case, values: CaseValues, stored: CaseValues) -> CaseValues:
    """Fields that the user may not see keep what is stored."""
    if access.may_see_internal(user, case):
        return values
    return values | {field.name: stored[field.name] for field in FIELDS if field.visibility is Visibility.INTERNAL}


def _check_place(user: User, values: CaseValues) -> None:
    if not access.may_enter(user, values["place"].code):
        raise Invalid(_OUTSIDE, {"place": _OUTSIDE})


def _check_parent(session: Session, user: User, parent_id: int | None, case: Case | None) -> None:
    """The parent must be there for this user, outside the trash, and no descendant of the case."""
    if parent_id is None or (case is not None and parent_id == case.parent_id):
        return
    parent = session.get(Case, parent_id)
    if parent is None or parent.deleted_at is not None or not access.may_see(user, parent):
        raise Invalid(_NO_PARENT, {"parent": _NO_PARENT})
    above: Case | None = parent
    while case is not None and above is not None:
        if above.id == case.id:
            raise Invalid(_CIRCLE, {"parent": _CIRCLE})
        above = session.get(Case, above.parent_id) if above.parent_id else None


_BOTH_CHANGED = Bilingual(
    "您编辑期间，别人也改了同样的内容。请逐项选择保留哪一个，再保存。",
    "Somebody else changed the same fields while you were editing. Choose what to keep in each, and save again.",
)
_READ_AGAIN = Bilingual(
    "您打开页面之后，这个案例又有改动。请看过最新内容再操作。",
    "The case has changed since you opened the page. Read it as it is now, then do it again.",
)
_IN_TRASH = Bilingual(
    "这个案例在回收站里。请先恢复，再修改。", "This case is in the trash. Restore it first, then change it."
)
_NO_SUCH_MOVE = Bilingual(
    "现在不能改成这个状态。请刷新页面，查看可用的操作。",
    "The case cannot be moved to this status now. Reload the page to see what can be done.",
)
_NO_WRITER = Bilingual(
    "您的角色不能录入案例。如有需要，请联系管理员。",
    "Your role does not enter cases. Ask an administrator if you need it.",
)
_OUTSIDE = Bilingual(
    "所在地不在您的辖区内，或者不够具体。请填到您负责的街道或区县；辖区外的案例由当地人员录入。",
    "The place lies outside your region or is not precise enough. State it down to your own street or district; "
    "cases elsewhere are entered by the people there.",
)
_NO_PARENT = Bilingual(
    "没有这个上级案例，或者您无权查看。请从提示中选择一个。",
    "There is no such parent case, or you may not see it. Choose one from the suggestions.",
)
_CIRCLE = Bilingual(
    "上级案例不能是本案例或它的下级案例。", "A case cannot be its own parent, nor a child of its own child."
)
