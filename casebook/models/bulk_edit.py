"""Bulk edits: one change to many cases, what it did to each, and what takes it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.db import Base, code_type, now
from casebook.models.user import User
from casebook.record import Vocabulary


class BulkState(Vocabulary):
    """How far a bulk edit has come."""

    SELECTED = "selected", "未执行", "Not applied"
    APPLYING = "applying", "执行中", "Being applied"
    APPLIED = "applied", "已执行", "Applied"
    UNDOING = "undoing", "撤销中", "Being undone"
    UNDONE = "undone", "已撤销", "Undone"


class BulkOutcome(Vocabulary):
    """What became of one case, in doing and in undoing."""

    CHANGED = "changed", "已修改", "Changed"
    SAME = "same", "本来就是这样", "Was like that already"
    HIDDEN = "hidden", "案例已不存在或您无权查看", "Gone, or not for you to see"
    TRASHED = "trashed", "在回收站里", "In the trash"
    DENIED = "denied", "不归您修改", "Not yours to change"
    STALE = "stale", "选中之后有人修改过", "Changed by somebody since it was selected"
    MOVE = "move", "现在不能改成这个状态", "Cannot be moved to this status now"
    CIRCLE = "circle", "上级不能是自己或自己的下级", "Its parent cannot be itself or below it"
    NO_TAG = "no_tag", "所在区县没有这个标签", "Its district has no such tag"
    VALUE = "value", "修改后的内容不能保存", "Cannot be saved with the new value"
    SINCE = "since", "之后有人改过这项内容，保留现在的", "Changed by somebody since; kept as it is now"


class BulkEdit(Base):
    """One act on many cases. The selection is frozen when it is made; ``query`` is the listing that it came from.

    ``change`` is None until a person has chosen what to do, then ``{"act": …, "value": …}`` as
    ``casebook.services.bulk_changes`` has it.
    """

    __tablename__ = "bulk_edit"
    __table_args__ = (Index("ix_bulk_edit_user_applied", "user_id", "applied_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    query: Mapped[str] = mapped_column(Text)
    change: Mapped[dict[str, Any] | None]
    state: Mapped[BulkState] = mapped_column(code_type(BulkState), default=BulkState.SELECTED)
    created_at: Mapped[datetime] = mapped_column(default=now)
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    undone_by: Mapped[User | None] = relationship(foreign_keys=[undone_by_id])


class BulkEditItem(Base):
    """One case of a bulk edit, in the order of the listing, at the version that was selected.

    ``outcome`` is None until the case was dealt with, ``undone`` the same for taking it back. ``before`` and ``after``
    map the changed fields to their values (JSON form; ``status`` beside the fields); ``kept`` are the fields that an
    undo left alone.
    """

    __tablename__ = "bulk_edit_item"
    __table_args__ = (Index("ix_bulk_edit_item_outcome", "bulk_edit_id", "outcome"), {"sqlite_with_rowid": False})

    bulk_edit_id: Mapped[int] = mapped_column(ForeignKey("bulk_edit.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id"), index=True)
    version: Mapped[int]
    outcome: Mapped[BulkOutcome | None] = mapped_column(code_type(BulkOutcome))
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    undone: Mapped[BulkOutcome | None] = mapped_column(code_type(BulkOutcome))
    kept: Mapped[list[str] | None]
