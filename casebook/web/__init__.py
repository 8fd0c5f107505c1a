"""The pages: the only part that knows Flask, WTForms and Flask-Login."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect

#: A session that nobody uses ends after this time.
IDLE_LIFETIME = timedelta(hours=8)


def register(app: Flask) -> None:
    """Attach everything to ``app``; the order matters where a comment says so."""
    from casebook.web import errors, filters, guard, headers, i18n, login, session
    from casebook.web.accounts.views import bp as accounts
    from casebook.web.desk.views import bp as desk

    session.register(app)
    headers.register(app)
    i18n.register(app)
    CSRFProtect(app)
    login.register(app)
    guard.register(app)  # after login: it asks who the user is
    filters.register(app)
    errors.register(app)
    for blueprint in (accounts, desk):
        app.register_blueprint(blueprint)
