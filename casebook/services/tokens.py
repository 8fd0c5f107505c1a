"""Tokens for programs: each acts with exactly the rights of the account that made it, or only reads with them."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.errors import Invalid, NotFound
from casebook.models import ApiToken, User
from casebook.models.api_token import TOKEN_NAME_LENGTH
from casebook.services import audit
from casebook.services.audit import Action

#: Makes a token that leaked into a file or a log easy to find.
PREFIX = "casebook_"
#: How many days a token may live; there is none for ever.
LIFETIMES = (30, 90, 365)
MOST_TOKENS = 20
_SECRET_BYTES = 32
_SHOWN_CHARACTERS = 6
#: Uses are noted no oftener than this, so that reading does not write each time.
_USE_NOTED_EVERY = timedelta(hours=1)


def make(session: Session, user: User, name: str, days: int, *, read_only: bool) -> tuple[ApiToken, str]:
    """A new token and its secret, which nobody can learn again. Raises ``Invalid`` for ``name`` or ``days``."""
    name = name.strip()
    if not 1 <= len(name) <= TOKEN_NAME_LENGTH:
        raise Invalid(_BAD_NAME, {"name": _BAD_NAME})
    if days not in LIFETIMES:
        raise Invalid(_BAD_LIFETIME, {"days": _BAD_LIFETIME})
    if len(in_force(session, user)) >= MOST_TOKENS:
        raise Invalid(_TOO_MANY)
    secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    moment = now()
    token = ApiToken(
        user=user,
        name=name,
        shown=secret[: len(PREFIX) + _SHOWN_CHARACTERS],
        token_hash=_hash(secret),
        read_only=read_only,
        created_at=moment,
        expires_at=moment + timedelta(days=days),
    )
    session.add(token)
    session.flush()  # the event names the token by its id
    audit.record(session, user, Action.TOKEN_MADE, "user", user.id, token=token.id, read_only=read_only, days=days)
    return token, secret


def in_force(session: Session, user: User) -> Sequence[ApiToken]:
    """The tokens of the user that open something now, the newest first."""
    mine = select(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
    return session.scalars(mine.where(ApiToken.expires_at > now()).order_by(ApiToken.id.desc())).all()


def revoke(session: Session, user: User, token_id: int) -> ApiToken:
    """End a token of the user at once; raises ``NotFound`` where there is none in force."""
    token = next((one for one in in_force(session, user) if one.id == token_id), None)
    if token is None:
        raise NotFound(_NO_TOKEN)
    token.revoked_at = now()
    audit.record(session, user, Action.TOKEN_REVOKED, "user", user.id, token=token.id)
    return token


def revoke_all(session: Session, account: User) -> None:
    """End every token of an account whose password was taken out of its hands."""
    session.execute(
        update(ApiToken).where(ApiToken.user_id == account.id, ApiToken.revoked_at.is_(None)).values(revoked_at=now())
    )


def by_secret(session: Session, secret: str) -> ApiToken | None:
    """The token of a secret, with its account; None where it opens nothing (any more)."""
    token = session.scalar(
        select(ApiToken).where(ApiToken.token_hash == _hash(secret)).options(joinedload(ApiToken.user))
    )
    if token is None or token.revoked_at is not None or token.expires_at <= now() or not token.user.is_active:
        return None
    return token


def use_is_noted(token: ApiToken) -> bool:
    """Whether the last use is known closely enough."""
    return token.last_used_at is not None and now() - token.last_used_at < _USE_NOTED_EVERY


def note_use(session: Session, token: ApiToken) -> None:
    """Write down that the token was used now."""
    session.execute(update(ApiToken).where(ApiToken.id == token.id).values(last_used_at=now()))


def _hash(secret: str) -> str:
    """A plain hash: the secret is random and long, so nothing needs to slow down whoever guesses."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()


_BAD_NAME = Bilingual(
    f"请填写令牌的用途，最多 {TOKEN_NAME_LENGTH} 个字。",
    f"Say what the token is for, in at most {TOKEN_NAME_LENGTH} characters.",
)
_BAD_LIFETIME = Bilingual("请选择有效期。", "Choose how long the token shall live.")
_TOO_MANY = Bilingual(
    f"最多可以有 {MOST_TOKENS} 个有效令牌。请先撤销不用的。",
    f"At most {MOST_TOKENS} tokens can be in force. Revoke one first.",
)
_NO_TOKEN = Bilingual("没有这个令牌，或者已经失效。", "There is no such token, or it has ended already.")
