"""Sessions that were ended by signing out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from casebook.db import Base, now

SESSION_KEY_LENGTH = 32


class EndedSession(Base):
    """The key of a session that its user has left: a copy of its cookie opens nothing any more."""

    __tablename__ = "ended_session"

    key: Mapped[str] = mapped_column(String(SESSION_KEY_LENGTH), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(default=now, index=True)
