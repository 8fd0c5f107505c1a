"""The application, put together: a table of contents."""

from __future__ import annotations

import gc
import logging
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix

from casebook import config, db, search, web
from casebook.config import Settings
from casebook.files import open_store
from casebook.web.login import IDLE_LIFETIME

_log = logging.getLogger(__name__)
_TEMPLATES = Path(__file__).parent.parent / "templates"


def create_app(settings: Settings | None = None) -> Flask:
    """Build the WSGI application; without ``settings`` they are read from the environment.

    Raises ``casebook.config.BadSetting`` where it cannot start. The database must be at the newest migration
    (``casebook db upgrade``).
    """
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=str(_TEMPLATES), instance_path=str(settings.instance))
    app.config.from_mapping(
        SECRET_KEY=settings.secret_key,
        TESTING=settings.testing,
        MAX_CONTENT_LENGTH=config.MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=config.MAX_UPLOAD_BYTES,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        # Browsers honour the prefix over HTTPS only: no subdomain can then plant a session.
        SESSION_COOKIE_NAME="__Host-casebook" if settings.secure_cookies else "casebook",
        PERMANENT_SESSION_LIFETIME=IDLE_LIFETIME,
        WTF_CSRF_TIME_LIMIT=None,  # the session ends it
        WTF_I18N_ENABLED=False,  # WTForms brings its own Chinese; this switch means Flask-Babel
    )
    app.extensions["casebook.settings"] = settings
    app.extensions["casebook.sessions"] = db.make_sessions(open_database(settings))
    app.extensions["casebook.files"] = open_store(settings.files_url)
    if settings.proxies:
        # The caller's address, host and HTTPS are then what the trusted proxies say of them.
        trusted = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted, x_proto=trusted, x_host=trusted)  # type: ignore[method-assign]
    web.register(app)
    return app


def create_worker() -> Flask:
    """The application of a worker of the server: it knows the cases before the first question comes."""
    app = create_app()
    try:
        with app.extensions["casebook.sessions"]() as session:
            search.warm(session)
    except DBAPIError as error:
        _log.warning("the database is not there yet, the first question will take longer: %s", error.orig)
    gc.freeze()  # what has been made so far stays: looking it through for garbage again and again would hold up pages
    return app


def open_database(settings: Settings) -> Engine:
    """The database, with its replica for listings where one is set."""
    engine = db.make_engine(settings.database_url, settings.pool_size)
    if settings.replica_url:
        search.read_from(engine, settings.replica_url, settings.pool_size)
    return engine
