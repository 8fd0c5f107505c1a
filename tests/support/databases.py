"""The databases of a test session: SQLite files and one PostgreSQL server, started when the first test asks for it."""

from __future__ import annotations

from contextlib import ExitStack
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from sqlalchemy import Engine, create_engine, make_url, text

from casebook import db, migrations
from tests.support import postgres

Backend = Literal["sqlite", "postgresql"]
BACKENDS: tuple[Backend, ...] = ("sqlite", "postgresql")


class Databases:
    """Makes databases on demand and disposes of all of them at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._numbers = count()
        self._server: str | None = None
        self._migrated: dict[Backend, Engine] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def empty(self, backend: Backend) -> Engine:
        """A new database without any table."""
        name = f"casebook_{next(self._numbers)}"
        url = f"sqlite:///{self._folder / name}.sqlite" if backend == "sqlite" else self._new_on_server(name)
        engine = db.make_engine(url)
        self._stack.callback(engine.dispose)
        return engine

    def migrated(self, backend: Backend) -> Engine:
        """The database that tests share, at the newest migration; each test undoes what it wrote."""
        if backend not in self._migrated:
            engine = self.empty(backend)
            migrations.upgrade(engine)
            self._migrated[backend] = engine
        return self._migrated[backend]

    def _new_on_server(self, name: str) -> str:
        if self._server is None:
            self._server = self._stack.enter_context(postgres.running_server())
        server = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        server.dispose()
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)
