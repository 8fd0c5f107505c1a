"""A read replica of the database, for listings: they cost the most reading, and nothing of them is ever written.

A replica lags. So the database itself is asked first how far it has come, which is one row; the replica answers only
where it has come as far. A page from it is therefore as new as any, and what is asked for is one state: the words, the
counts and the rows.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from casebook.db import make_engine, reading
from casebook.models.case_change import noted_changes
from casebook.search.index.catching_up import Snapshot, index_of, session_on, state_of

#: Seconds that a connection to the replica may take, and that a dead one is left alone.
_PATIENCE, _REST = 2, 15.0
_log = logging.getLogger(__name__)
T = TypeVar("T")


class Replica:
    """The replica of one database as one process knows it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rests_until = 0.0
        self._keeps_up = True

    @contextmanager
    def newest(self, session: Session) -> Iterator[Session | None]:
        """A session on the replica that knows all that ``session`` could; None where there is none now."""
        if time.monotonic() < self._rests_until:
            yield None
            return
        least = state_of(session.connection())
        index = index_of(session.get_bind())  # the two are one database: what is kept of it is kept once
        with reading(self._engine) as connection:
            view = index.view_since(connection, least)
            self._note(keeps_up=view is not None)
            if view is None:
                yield None
                return
            with session_on(Snapshot(connection, view, index.postings)) as reader:
                yield reader

    def leave_alone(self, error: DBAPIError) -> None:
        """Do without the replica for a while."""
        self._rests_until = time.monotonic() + _REST
        _log.warning("the replica fails, listings read from the database for %d s: %s", _REST, error.orig)

    def _note(self, *, keeps_up: bool) -> None:
        if keeps_up is not self._keeps_up:
            self._keeps_up = keeps_up
            _log.warning("the replica %s", "keeps up again" if keeps_up else "lags: listings read from the database")


_replicas: WeakKeyDictionary[Engine | Connection, Replica] = WeakKeyDictionary()


def read_from(engine: Engine, url: str, pool_size: int) -> None:
    """Let the listings of this process that ask ``engine`` read from the replica at ``url`` while it keeps up.

    Its connections are closed with those of ``engine``.
    """
    replica = make_engine(url, pool_size, connect_timeout=_PATIENCE)
    _replicas[engine] = Replica(replica)
    event.listen(engine, "engine_disposed", lambda _engine: replica.dispose())


def read_newest(session: Session, read: Callable[[Session], T]) -> T:
    """What ``read`` gives for a session that knows everything committed: one on the replica, or ``session`` itself.

    It must only read, and give what holds without the session. Whoever has changed something reads it where it is.
    """
    replica = _replicas.get(session.get_bind())
    if replica is not None and not noted_changes(session):
        try:
            with replica.newest(session) as reader:
                if reader is not None:
                    return read(reader)
        except DBAPIError as error:
            replica.leave_alone(error)
    return read(session)
