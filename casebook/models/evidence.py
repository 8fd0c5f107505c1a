"""Evidence: which stretch of which report supports which value."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.db import Base, code_type, now
from casebook.record import EvidenceState, Method

if TYPE_CHECKING:
    from casebook.models.case import Case
    from casebook.models.draft import Draft
    from casebook.models.report import Report


class Evidence(Base):
    """A quoted stretch of a report for one value of a draft and, once accepted, of its case.

    ``field`` is the name of a field, or of a level for places (``district``). ``value`` is the JSON form of what the
    quote says (one item for services and outcomes), so that figures of several reports can be laid side by side.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("start_offset >= 0 AND end_offset > start_offset", name="ck_evidence_span"),
        CheckConstraint("confidence >= 0 AND confidence <= 1", name="ck_evidence_confidence"),
        Index("ix_evidence_case_field", "case_id", "field"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_record.id"))
    field: Mapped[str] = mapped_column(String(40))
    value: Mapped[Any] = mapped_column(JSON)
    start: Mapped[int] = mapped_column("start_offset")
    end: Mapped[int] = mapped_column("end_offset")
    quote: Mapped[str] = mapped_column(Text)
    method: Mapped[Method] = mapped_column(code_type(Method))
    confidence: Mapped[float]
    state: Mapped[EvidenceState] = mapped_column(code_type(EvidenceState), default=EvidenceState.PROPOSED)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    report: Mapped[Report] = relationship()
    draft: Mapped[Draft | None] = relationship(back_populates="evidence")
    case: Mapped[Case | None] = relationship(back_populates="evidence")
