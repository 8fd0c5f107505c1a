"""Who is asking: the bridge between Flask-Login and accounts; pages know people by a session, the API by a token."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import cast

from flask import Flask, Request, g, session
from flask_login import LoginManager, current_user, login_user, logout_user

from casebook.models import ApiToken, User
from casebook.services import sign_ins, tokens
from casebook.services.sign_ins import SignIn
from casebook.web import i18n
from casebook.web.interface import for_api
from casebook.web.session import begin_writing, get_session, start_over

#: A session that nobody uses ends after this time (the cookie is renewed with each answer) ...
IDLE_LIFETIME = timedelta(hours=8)
#: ... and any session after this one, so that a copied cookie does not live on.
ABSOLUTE_LIFETIME = timedelta(hours=24)
_SIGNED_IN_AT = "signed_in_at"


class SignedIn:
    """What Flask-Login asks of a user, around a session of an account."""

    is_authenticated = True
    is_anonymous = False

    def __init__(self, sign_in: SignIn) -> None:
        self.sign_in = sign_in

    @property
    def user(self) -> User:
        """The account."""
        return self.sign_in.user

    @property
    def is_active(self) -> bool:
        return self.user.is_active

    def get_id(self) -> str:
        """By which the session is found again, unless it has been ended."""
        return self.sign_in.session_id


class KnownByToken:
    """The same around the token of a program, which begins no session."""

    is_authenticated = True
    is_anonymous = False
    is_active = True

    def __init__(self, token: ApiToken) -> None:
        self.user = token.user


def the_user() -> User:
    """The signed-in account; only for views that the guard lets nobody else reach."""
    return cast("SignedIn | KnownByToken", current_user._get_current_object()).user


def user_or_none() -> User | None:
    """The signed-in account, or None on public pages."""
    return the_user() if current_user.is_authenticated else None


def token_or_none() -> ApiToken | None:
    """The token that this request came with, None on pages."""
    token: ApiToken | None = g.get("api_token")
    return token


def sign_in(user: User) -> None:
    """Begin a session for ``user``; nothing of the one before is kept, so that none can be planted on somebody."""
    language = i18n.language()
    session.clear()
    session.permanent = True
    session[_SIGNED_IN_AT] = int(time.time())
    i18n.choose(user.language or language)
    login_user(SignedIn(sign_ins.begin(user)))


def sign_out() -> None:
    """End this session, in the browser and on the server; only the language stays. Harmless where none is; commit."""
    language = i18n.language()
    if current_user.is_authenticated:
        sign_ins.end(get_session(), cast("SignedIn", current_user._get_current_object()).sign_in)
    logout_user()
    session.clear()
    i18n.choose(language)


def register(app: Flask) -> None:
    """Load the account behind each request; the guard turns strangers away."""
    manager = LoginManager(app)
    manager.session_protection = None  # addresses change on phones; the stamp and SameSite guard the session

    @manager.user_loader  # type: ignore[untyped-decorator]  # flask_login ships no types
    def _load(session_id: str) -> SignedIn | None:
        if for_api():
            return None  # a page of another site could send the cookie along
        if time.time() - session.get(_SIGNED_IN_AT, 0) > ABSOLUTE_LIFETIME.total_seconds():
            return None
        found = sign_ins.find(get_session(), session_id)
        return SignedIn(found) if found else None

    @manager.request_loader  # type: ignore[untyped-decorator]
    def _load_by_token(asked: Request) -> KnownByToken | None:
        token = _token_of(asked) if for_api() else None
        if token is None:
            return None
        g.api_token = token
        get_session().info["token"] = token.id
        return KnownByToken(token)

    @app.context_processor
    def _user() -> dict[str, object]:
        return {"user": user_or_none()}


def _token_of(asked: Request) -> ApiToken | None:
    sent = asked.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        return None
    token = tokens.by_secret(get_session(), sent.token)
    if token is not None and not tokens.use_is_noted(token):
        begin_writing()
        tokens.note_use(get_session(), token)
        get_session().commit()
        start_over()
    return token
