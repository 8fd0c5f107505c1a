"""Saved searches: questions that a person asks again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casebook.db import Base, now

SEARCH_NAME_LENGTH = 60


class SavedSearch(Base):
    """A listing under a name, its owner's alone. ``query`` is the query string of its address.

    ``seen`` are the ids of the cases that matched when the owner last opened it, at ``opened_at``; ``seen_before``
    those of the time before, so that the page can mark what has come between. Both are serialized roaring bitmaps.
    """

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(String(SEARCH_NAME_LENGTH))
    query: Mapped[str] = mapped_column(Text)
    alerts: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    opened_at: Mapped[datetime] = mapped_column(default=now)
    seen: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    seen_before: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
