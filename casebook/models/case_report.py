"""Which reports a case rests on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.db import Base, now

if TYPE_CHECKING:
    from casebook.models.case import Case
    from casebook.models.report import Report


class CaseReport(Base):
    """A report attached to a case; a case may rest on many reports and a report may feed many cases."""

    __tablename__ = "case_report"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), primary_key=True, index=True)
    attached_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    attached_at: Mapped[datetime] = mapped_column(default=now)
    case: Mapped[Case] = relationship(back_populates="report_links")
    report: Mapped[Report] = relationship(back_populates="case_links")
