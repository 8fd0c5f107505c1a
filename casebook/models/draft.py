"""Drafts: what extraction or a person has entered and nobody has confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.db import Base, code_type, now
from casebook.record import DraftState

if TYPE_CHECKING:
    from casebook.models.case import Case
    from casebook.models.evidence import Evidence
    from casebook.models.report import Report
    from casebook.models.user import User


class Draft(Base):
    """Unconfirmed values, of three sorts told apart by what is set:

    - ``report_id``: one initiative of a report under review; ``case_id`` is the case it became.
    - ``owner_id`` and ``case_id``: what a person typed into the edit form and has not saved; ``base_version`` is the
      version of the case that the person saw.
    - ``owner_id`` alone: what a person typed into the form for a new case.

    ``region_code`` is the finest official code of the drafted place, as proposed or as corrected since: the office
    there may decide, too. ``proposed`` are the values as extraction gave them (JSON form of
    ``casebook.record.values``, parent by name), never changed afterwards. ``typed`` is the form as typed, key by key,
    so that even half a word is kept.
    """

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_owner_case", "owner_id", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_record.id"), index=True)
    base_version: Mapped[int | None]
    state: Mapped[DraftState] = mapped_column(code_type(DraftState), default=DraftState.OPEN)
    proposed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    typed: Mapped[dict[str, Any] | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    region_code: Mapped[str | None] = mapped_column(String(12), index=True)
    report: Mapped[Report | None] = relationship(back_populates="drafts")
    case: Mapped[Case | None] = relationship()
    owner: Mapped[User | None] = relationship()
    evidence: Mapped[list[Evidence]] = relationship(back_populates="draft", order_by="Evidence.id")

    __mapper_args__ = {"version_id_col": version}
