"""Writing and reading the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from casebook.models import AuditEvent, User


class Action(StrEnum):
    """Every act that leaves a trace; the value is stored."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    DENIED = "denied"
    USER_ADDED = "user_added"
    USER_CHANGED = "user_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an act
    REPORT_ADDED = "report_added"
    DRAFT_ACCEPTED = "draft_accepted"
    DRAFT_REJECTED = "draft_rejected"
    CASE_CREATED = "case_created"
    CASE_EDITED = "case_edited"
    CASE_STATUS = "case_status"
    CASE_TRASHED = "case_trashed"
    CASE_RESTORED = "case_restored"
    REPORT_ATTACHED = "report_attached"
    EXPORT = "export"


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
    no personal data beyond ids.
    """
    event = AuditEvent(
        user_id=user.id if user else None,
        action=action.value,
        subject=subject,
        subject_id=subject_id,
        detail=detail,
    )
    session.add(event)
    return event


def latest(session: Session, *, limit: int, offset: int = 0) -> Sequence[AuditEvent]:
    """The newest events first; only for administrators, which the view checks."""
    newest = select(AuditEvent).options(joinedload(AuditEvent.user)).order_by(AuditEvent.id.desc())
    return session.scalars(newest.limit(limit).offset(offset)).all()
