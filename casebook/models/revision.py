"""The history of a case."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.db import Base, code_type, now
from casebook.record import Vocabulary

if TYPE_CHECKING:
    from casebook.models.case import Case
    from casebook.models.user import User


class RevisionAction(Vocabulary):
    """What a revision did."""

    CREATE = "create", "新建", "Created"
    EDIT = "edit", "修改", "Edited"
    STATUS = "status", "变更状态", "Changed status"
    ATTACH = "attach", "关联报道", "Attached a report"
    TRASH = "trash", "移入回收站", "Moved to the trash"
    RESTORE = "restore", "恢复", "Restored"


class Revision(Base):
    """One save of a case: who, when, what. ``changes`` maps a field name to ``[before, after]`` in JSON form."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("case_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"))
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    action: Mapped[RevisionAction] = mapped_column(code_type(RevisionAction))
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    report_id: Mapped[int | None] = mapped_column(ForeignKey("report.id"))
    case: Mapped[Case] = relationship(back_populates="revisions")
    user: Mapped[User] = relationship()
