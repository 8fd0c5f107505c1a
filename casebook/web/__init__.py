"""The pages: the only part that knows Flask, WTForms and Flask-Login."""

from __future__ import annotations

from flask import Flask
from flask_wtf import CSRFProtect


def register(app: Flask) -> None:
    """Attach everything to ``app``; the order matters where a comment says so."""
    from casebook.web import assets, compression, errors, filters, guard, headers, health, i18n, login, paths, session

    session.register(app)
    headers.register(app)
    assets.register(app)
    compression.register(app)
    i18n.register(app)
    csrf = CSRFProtect(app)
    login.register(app)
    guard.register(app)  # after login: it asks who the user is
    filters.register(app)
    paths.register(app)
    errors.register(app)
    _register_features(app)
    _register_api(app, csrf)
    app.register_blueprint(health.bp)


def _register_api(app: Flask, csrf: CSRFProtect) -> None:
    """The API needs no tokens in forms: it takes no cookies, so no other site can act through a browser."""
    from casebook.web.api import views as api

    app.register_blueprint(api.bp)
    csrf.exempt(api.bp)
    app.register_blueprint(api.reference)


def _register_features(app: Flask) -> None:
    """One package a feature, in the order of the menu; each holds one blueprint."""
    from casebook.web.accounts import views as accounts
    from casebook.web.admin import views as admin
    from casebook.web.bulk import views as bulk
    from casebook.web.cases import views as cases
    from casebook.web.desk import views as desk
    from casebook.web.exports import views as exports
    from casebook.web.imports import views as imports
    from casebook.web.intake import views as intake
    from casebook.web.regions import views as regions
    from casebook.web.reports import views as reports
    from casebook.web.search import views as search
    from casebook.web.searches import views as searches
    from casebook.web.statistics import views as statistics
    from casebook.web.tags import views as tags

    of_cases = (search, searches, bulk, cases, statistics, imports, exports)
    for feature in (accounts, desk, admin, intake, reports, *of_cases, tags, regions):
        app.register_blueprint(feature.bp)
