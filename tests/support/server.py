"""The application on a port of this machine, for a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.serving import WSGIRequestHandler, make_server


@dataclass(frozen=True, slots=True)
class LiveServer:
    """A running application: where it is, and the way to its data. What a test prepares there it has to commit."""

    url: str
    app: Flask
    sessions: sessionmaker[Session]


class _Quiet(WSGIRequestHandler):
    """Does not write a line per request."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Leave it out."""


@contextmanager
def served(app: Flask) -> Iterator[LiveServer]:
    """Serve ``app`` on a free port until the block ends; the port is open when the block begins."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield LiveServer(f"http://127.0.0.1:{server.server_port}", app, app.extensions["casebook.sessions"])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
