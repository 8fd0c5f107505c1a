"""Tokens with which programs act for a person."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.db import Base, now
from casebook.models.user import User

TOKEN_NAME_LENGTH = 60
SHOWN_LENGTH = 20


class ApiToken(Base):
    """One token of an account; only its SHA-256 is kept, ``shown`` are its first characters to tell tokens apart.

    A token that was revoked stays as a row, because the audit trail names it.
    """

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    name: Mapped[str] = mapped_column(String(TOKEN_NAME_LENGTH))
    shown: Mapped[str] = mapped_column(String(SHOWN_LENGTH))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    read_only: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()
