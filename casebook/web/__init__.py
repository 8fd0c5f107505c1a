"""The pages: the only part that knows Flask, WTForms and Flask-Login."""

from __future__ import annotations

import importlib

from flask import Flask
from flask_wtf import CSRFProtect

#: The features in the order of the menu; each module holds one blueprint named ``bp``.
FEATURES = (
    "accounts.views",
    "desk.views",
    "admin.views",
    "intake.views",
    "reports.views",
    "search.views",
    "cases.views",
    "regions.views",
    "exports.views",
    "health",
)


def register(app: Flask) -> None:
    """Attach everything to ``app``; the order matters where a comment says so."""
    from casebook.web import assets, errors, filters, guard, headers, i18n, login, paths, session

    session.register(app)
    headers.register(app)
    assets.register(app)
    i18n.register(app)
    CSRFProtect(app)
    login.register(app)
    guard.register(app)  # after login: it asks who the user is
    filters.register(app)
    paths.register(app)
    errors.register(app)
    for feature in FEATURES:
        app.register_blueprint(importlib.import_module(f"casebook.web.{feature}").bp)
