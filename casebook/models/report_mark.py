"""What near duplicates of a report are looked up by."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from casebook.db import Base


class ReportMark(Base):
    """One hash of the sketch of a report, of those that ``services.fingerprint.marks`` picks; the mark comes first in
    the key, so that the reports that share it lie side by side."""

    __tablename__ = "report_mark"
    __table_args__ = {"sqlite_with_rowid": False}

    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), primary_key=True, index=True)
