"""Only one process at a time builds the index: the lease says which, and runs out where that one dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, Engine, or_, update

from casebook.db import now, writing
from casebook.models import SearchLease

#: Longer than any step between two renewals: reading and sorting one chunk.
_LASTS = timedelta(minutes=5)


class LeaseLost(RuntimeError):
    """Another process has taken over, because this one did not report in time; what it was building is left over."""


class Lease:
    """The right to build, sweep and prune; each of these steps renews it in its own transaction."""

    def __init__(self, engine: Engine, holder: str) -> None:
        self._engine, self._holder = engine, holder

    def take(self) -> bool:
        """Whether the lease is ours now: it was free, ran out, or was ours before."""
        with writing(self._engine) as connection:
            return self._extend(connection, or_(SearchLease.holder.in_(("", self._holder)), SearchLease.until < now()))

    def release(self) -> None:
        """Let others build."""
        with writing(self._engine) as connection:
            mine = update(SearchLease).where(SearchLease.holder == self._holder)
            connection.execute(mine.values(holder=""))

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of the holder; raises ``LeaseLost`` where somebody else is that now."""
        with writing(self._engine) as connection:
            if not self._extend(connection, SearchLease.holder == self._holder):
                raise LeaseLost(self._holder)
            yield connection

    def _extend(self, connection: Connection, condition: ColumnElement[bool]) -> bool:
        done = connection.execute(
            update(SearchLease).where(condition).values(holder=self._holder, until=now() + _LASTS)
        )
        return bool(done.rowcount)
