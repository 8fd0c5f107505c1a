"""Who is signed in: the bridge between Flask-Login and accounts."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import cast

from flask import Flask, session
from flask_login import LoginManager, current_user, login_user, logout_user

from casebook.models import User
from casebook.services import sign_ins
from casebook.services.sign_ins import SignIn
from casebook.web import i18n
from casebook.web.session import get_session

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


def the_user() -> User:
    """The signed-in account; only for views that the guard lets nobody else reach."""
    return cast("SignedIn", current_user._get_current_object()).user


def user_or_none() -> User | None:
    """The signed-in account, or None on public pages."""
    return the_user() if current_user.is_authenticated else None


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
    """Load the account of the session on each request; the guard sends strangers to the login page."""
    manager = LoginManager(app)
    manager.session_protection = None  # addresses change on phones; the stamp and SameSite guard the session

    @manager.user_loader  # type: ignore[untyped-decorator]  # flask_login ships no types
    def _load(session_id: str) -> SignedIn | None:
        if time.time() - session.get(_SIGNED_IN_AT, 0) > ABSOLUTE_LIFETIME.total_seconds():
            return None
        found = sign_ins.find(get_session(), session_id)
        return SignedIn(found) if found else None

    @app.context_processor
    def _user() -> dict[str, object]:
        return {"user": user_or_none()}
