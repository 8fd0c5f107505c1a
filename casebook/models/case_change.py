"""Which cases changed, in the order of the commits: what every search index catches up by.

Whatever a session flushes that concerns a case is logged in the transaction of the change, at its last moment. What
is written past the session's objects must be told with ``note_changes`` (in a session) or ``log_changes`` (without).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, Select, event, select, text
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from casebook.db import Base, insert_many
from casebook.models.case import Case
from casebook.models.case_parts import CaseOutcome, CaseService
from casebook.models.case_report import CaseReport
from casebook.models.report import Report
from casebook.models.tag import CaseTag, Tag

#: Held on PostgreSQL from the numbering to the commit, so that whoever sees a number sees all below it.
_LOCK = text("SELECT pg_advisory_xact_lock(4077001)")
_KEY = "casebook.changed_cases"
#: Rows that belong to a case by their ``case_id`` and have a say in how it is found.
_PARTS = (CaseService, CaseOutcome, CaseReport, CaseTag)


class CaseChange(Base):
    """One commit changed the case. No foreign key: a case that is gone has changed, too."""

    __tablename__ = "case_change"
    __table_args__ = {"sqlite_autoincrement": True}

    seq: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    case_id: Mapped[int]


def note_changes(session: Session, case_ids: Iterable[int]) -> None:
    """Say that this transaction changed these cases by other means than their objects."""
    session.info.setdefault(_KEY, set()).update(case_ids)


def noted_changes(session: Session) -> frozenset[int]:
    """The cases that the open transaction has changed so far (perhaps more: what a rollback took back stays noted)."""
    return frozenset(session.info.get(_KEY, ()))


def log_changes(connection: Connection, case_ids: Iterable[int]) -> None:
    """Write the log rows; the last thing to do before the commit."""
    rows = [{"case_id": case_id} for case_id in sorted(case_ids)]
    if rows:
        if connection.dialect.name == "postgresql":
            connection.execute(_LOCK)
        insert_many(connection, CaseChange, rows)


@event.listens_for(Session, "after_flush")
def _collect(session: Session, _context: Any) -> None:
    for stored in (*session.new, *(item for item in session.dirty if session.is_modified(item)), *session.deleted):
        if isinstance(stored, Case):
            note_changes(session, [stored.id])
        elif isinstance(stored, _PARTS):
            note_changes(session, [stored.case_id])
        elif isinstance(stored, Report) and stored not in session.new:
            note_changes(session, session.connection().scalars(_resting_on(stored)))
        elif isinstance(stored, Tag) and stored not in session.new:
            note_changes(session, session.connection().scalars(_carrying(stored)))


def _resting_on(report: Report) -> Select[int]:
    return select(CaseReport.case_id).where(CaseReport.report_id == report.id)


def _carrying(tag: Tag) -> Select[int]:
    return select(CaseTag.case_id).where(CaseTag.tag_id == tag.id)


@event.listens_for(Session, "before_commit")
def _log(session: Session) -> None:
    if not session.in_nested_transaction():
        session.flush()
        log_changes(session.connection(), noted_changes(session))


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_KEY, None)
