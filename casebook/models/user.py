"""People who sign in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from casebook.db import Base, code_type, now
from casebook.record import Role

USERNAME_LENGTH = 50
DISPLAY_NAME_LENGTH = 50


class User(Base):
    """An account: a role, and the region that the role holds in (None: the whole country).

    ``session_stamp`` changes when a password or a right changes or the user signs out everywhere; a session that
    carries an older one is refused (``casebook.services.sign_ins``).
    """

    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(USERNAME_LENGTH), unique=True)
    display_name: Mapped[str] = mapped_column(String(DISPLAY_NAME_LENGTH))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(code_type(Role))
    region_code: Mapped[str | None] = mapped_column(String(12))
    is_active: Mapped[bool] = mapped_column(default=True)
    session_stamp: Mapped[str] = mapped_column(String(32))
    language: Mapped[str | None] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_login_at: Mapped[datetime | None]
