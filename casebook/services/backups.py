"""What the audit trail says of backups, which also tells how old the last one is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.models import AuditEvent
from casebook.services import audit
from casebook.services.audit import Action


def note_made(session: Session, file: str, count: int) -> None:
    """Put a backup of ``count`` cases on record, as made by the operator."""
    audit.record(session, None, Action.BACKUP, "backup", None, file=file, count=count)
    session.flush()


def note_restored(session: Session, file: str, count: int, made_at: datetime) -> None:
    """Put on record that the database was restored from a backup of that moment."""
    audit.record(session, None, Action.RESTORE, "backup", None, file=file, count=count, made_at=made_at.isoformat())
    session.flush()


def last_made(session: Session) -> datetime | None:
    """When the last backup was made, or None where none is on record.

    What was restored is in the file that it came from.
    """
    known = AuditEvent.action.in_((Action.BACKUP.value, Action.RESTORE.value))
    return session.scalar(select(func.max(AuditEvent.at)).where(known))
