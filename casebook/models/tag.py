"""Tags: the words of its own by which a district sorts its cases."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casebook.db import Base, now
from casebook.record import field_named

TAG_LENGTH = field_named("tags").max_length


class Tag(Base):
    """A word of the vocabulary of one division, for the cases within it.

    ``region_code`` is a compact code down to the district, "" for the whole country (and not null, so that a name is
    unique there too). A retired tag stays on its cases and is given to no others. ``became_id`` makes the row a former
    name of another tag, after a renaming or a merge: what history or a link calls by it is that other tag.
    """

    __tablename__ = "tag"
    __table_args__ = (UniqueConstraint("region_code", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(String(6))
    name: Mapped[str] = mapped_column(String(TAG_LENGTH), index=True)
    became_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"), index=True)
    retired_at: Mapped[datetime | None]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)


class CaseTag(Base):
    """A tag that a case carries."""

    __tablename__ = "case_tag"
    __table_args__ = {"sqlite_with_rowid": False}

    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True, index=True)
