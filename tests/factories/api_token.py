"""Tokens for programs."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casebook.models import User
from casebook.services import tokens


def make_token(session: Session, user: User, *, read_only: bool = False) -> str:
    """The secret of a new token of ``user``."""
    _, secret = tokens.make(session, user, "统计报表", 30, read_only=read_only)
    session.flush()
    return secret
