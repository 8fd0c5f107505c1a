"""Signed-in sessions: which account a session id stands for, and ending one.

A session id is ``id:stamp:key``: the account, its stamp (all sessions with an older one are over) and a random key of
this session alone. Sessions live in the browser's signed cookie; the database only remembers which have been ended.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from casebook.db import now
from casebook.models import EndedSession, User
from casebook.models.ended_session import SESSION_KEY_LENGTH
from casebook.services import audit
from casebook.services.audit import Action

#: How long an ended session is remembered: longer than any session may last (``casebook.web.login``).
REMEMBERED = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session of an account; ``key`` tells it from the other sessions of the same person."""

    user: User
    key: str

    @property
    def session_id(self) -> str:
        """What the cookie carries."""
        return f"{self.user.id}:{self.user.session_stamp}:{self.key}"


def begin(user: User) -> SignIn:
    """A new session for an account that has been let in."""
    return SignIn(user, secrets.token_hex(SESSION_KEY_LENGTH // 2))


def find(session: Session, session_id: str) -> SignIn | None:
    """The session of an id; None where it was ended, its stamp is an old one, or the account is closed."""
    parts = re.fullmatch(r"([0-9]{1,9}):([^:]+):([0-9a-f]{32})", session_id)
    if parts is None:
        return None
    number, stamp, key = parts.groups()
    going_on = ~exists().where(EndedSession.key == key)
    user = session.scalar(select(User).where(User.id == int(number), going_on))
    if user is None or not user.is_active or not secrets.compare_digest(user.session_stamp.encode(), stamp.encode()):
        return None
    return SignIn(user, key)


def end(session: Session, sign_in: SignIn) -> None:
    """Sign out: this session is over, copies of its cookie included; others of the same person go on."""
    session.execute(delete(EndedSession).where(EndedSession.ended_at < now() - REMEMBERED))
    session.merge(EndedSession(key=sign_in.key))  # two windows may sign out at once
    audit.record(session, sign_in.user, Action.LOGOUT, "user", sign_in.user.id)
    session.flush()
