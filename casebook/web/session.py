"""One database session a request, closed when the request ends; whatever was not committed is undone by that."""

from __future__ import annotations

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from casebook.db import announce_write

#: The methods that change nothing.
READING = ("GET", "HEAD", "OPTIONS")


def get_session() -> Session:
    """The session of this request, made on first use. Views commit it once, after the service has returned."""
    if "session" not in g:
        g.session = current_app.extensions["casebook.sessions"]()
        start_over()
    session: Session = g.session
    return session


def start_over() -> None:
    """Let the transaction that begins next be one that writes, where this request may change something."""
    if request.method not in READING:
        announce_write(g.session)


def begin_writing() -> None:
    """Start a new transaction that may write, in a request that has only read so far; what it has not committed is
    undone.
    """
    session = get_session()
    session.rollback()
    announce_write(session)


def register(app: Flask) -> None:
    """Close the session at the end of each request."""

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        session = g.pop("session", None)
        if session is not None:
            session.close()
