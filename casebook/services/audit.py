"""Writing and reading the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from casebook.bilingual import Bilingual
from casebook.errors import NotAllowed
from casebook.models import AuditEvent, User
from casebook.record import Role, Vocabulary


class Action(Vocabulary):
    """Every act that leaves a trace; the code is stored."""

    LOGIN = "login", "登录", "Signed in"
    LOGIN_FAILED = "login_failed", "登录失败", "Sign-in failed"
    LOGOUT = "logout", "退出", "Signed out"
    DENIED = "denied", "越权被拒", "Was denied"
    USER_ADDED = "user_added", "新建账号", "Opened an account"
    USER_CHANGED = "user_changed", "修改账号", "Changed an account"
    PASSWORD_CHANGED = "password_changed", "修改密码", "Changed a password"
    TOKEN_MADE = "token_made", "新建令牌", "Made a token"
    TOKEN_REVOKED = "token_revoked", "撤销令牌", "Revoked a token"
    REPORT_ADDED = "report_added", "录入报道", "Brought in a report"
    DRAFT_ACCEPTED = "draft_accepted", "采纳草稿", "Accepted a draft"
    DRAFT_REJECTED = "draft_rejected", "不采纳草稿", "Rejected a draft"
    VALUES_ACCEPTED = "values_accepted", "采纳把握较大的值", "Accepted sure values"
    VALUES_TAKEN_BACK = "values_taken_back", "撤销已采纳的值", "Took accepted values back"
    CASE_CREATED = "case_created", "新建案例", "Entered a case"
    CASE_EDITED = "case_edited", "修改案例", "Edited a case"
    CASE_STATUS = "case_status", "变更案例状态", "Changed the status of a case"
    CASES_EDITED = "cases_edited", "批量修改案例", "Edited many cases"
    CASES_RESTORED = "cases_restored", "撤销批量修改", "Undid a bulk edit"
    CASE_TRASHED = "case_trashed", "案例移入回收站", "Moved a case to the trash"
    CASE_RESTORED = "case_restored", "恢复案例", "Restored a case"
    REPORT_ATTACHED = "report_attached", "关联报道", "Attached a report"
    IMPORT = "import", "导入", "Imported"
    IMPORT_UNDONE = "import_undone", "撤销导入", "Took an import back"
    SEARCH_SAVED = "search_saved", "保存查询", "Saved a search"
    SEARCH_CHANGED = "search_changed", "修改保存的查询", "Changed a saved search"
    SEARCH_DELETED = "search_deleted", "删除保存的查询", "Deleted a saved search"
    TAG_ADDED = "tag_added", "新建标签", "Added a tag"
    TAG_RENAMED = "tag_renamed", "改标签名称", "Renamed a tag"
    TAG_MERGED = "tag_merged", "合并标签", "Merged a tag into another"
    TAG_RETIRED = "tag_retired", "停用标签", "Retired a tag"
    TAG_REVIVED = "tag_revived", "恢复标签", "Brought a tag back"
    EXPORT = "export", "导出", "Exported"
    BACKUP = "backup", "备份", "Made a backup"
    RESTORE = "restore", "从备份恢复", "Restored a backup"


def record(
    session: Session,
    user: User | None,
    action: Action,
    subject: str | None = None,
    subject_id: int | None = None,
    **detail: Any,
) -> AuditEvent:
    """Write one event in the transaction of the act: it stands or falls with it.

    ``subject`` names the table of the thing (``case``, ``report``, ``user``), ``detail`` must be JSON and must hold
    no personal data beyond ids. What a program did with a token (``session.info["token"]``) names it.
    """
    if "token" in session.info:
        detail.setdefault("token", session.info["token"])
    event = AuditEvent(
        user_id=user.id if user else None,
        action=action.value,
        subject=subject,
        subject_id=subject_id,
        detail=detail,
    )
    session.add(event)
    return event


def count(session: Session, user: User, action: Action | None = None) -> int:
    """How many events ``latest`` has in all."""
    found = _readable(user, action).with_only_columns(func.count(AuditEvent.id), maintain_column_froms=True)
    return session.scalar(found) or 0


def latest(
    session: Session, user: User, action: Action | None = None, *, limit: int, offset: int = 0
) -> Sequence[AuditEvent]:
    """The events that an administrator may read, newest first; of one sort where ``action`` names it."""
    newest = _readable(user, action).options(contains_eager(AuditEvent.user)).order_by(AuditEvent.id.desc())
    return session.scalars(newest.limit(limit).offset(offset)).all()


def _readable(user: User, action: Action | None) -> Select[AuditEvent]:
    """The events of everybody, or of the accounts in the region of an administrator who has one."""
    if user.role != Role.ADMIN:
        raise NotAllowed(_ADMIN_ONLY)
    events = select(AuditEvent).outerjoin(AuditEvent.user)
    if user.region_code is not None:
        events = events.where(User.region_code.startswith(user.region_code, autoescape=True))
    return events.where(AuditEvent.action == action.value) if action else events


_ADMIN_ONLY = Bilingual("只有管理员可以查看操作记录。", "Only an administrator may read the audit trail.")
