"""The database ground: base class, column types, engine and sessions, for SQLite and PostgreSQL alike."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import Any, cast

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    String,
    Table,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from casebook.config import DEFAULT_POOL_SIZE, THREADS

#: How long a writer waits for another one on SQLite before it gives up.
SQLITE_BUSY_SECONDS = 15
#: SQLite usually keeps 2 MB of pages in memory and 4 MB in its log, and each batch of an import reads and writes most
#: pages of the indexes anew: 112 MB to the disk for 1,000 cases beside 60,000, against 19 with 256 MB of both.
_ROOM = ("cache_size=-262144", "wal_autocheckpoint=65536")
#: Chinese characters are stored as such: written as \u8c03 they take twice the room, and the first revision of a case
#: holds all its values.
as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
#: Rows of one call of SQLite's driver: more save nothing and wait in memory.
_INSERTED_AT_ONCE = 5_000
#: Longest code in any vocabulary column.
CODE_LENGTH = 30


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in time: aware in Python, UTC in the database (SQLite forgets time zones)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values: a moment without a zone is a bug of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def code_type(vocabulary: type[StrEnum]) -> Enum:
    """A vocabulary as a column: its codes are stored, and a CHECK keeps others out."""
    return Enum(
        vocabulary,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=CODE_LENGTH,
        name=None,  # the CHECK is named after its column: a table may use a vocabulary twice
    )


class Base(DeclarativeBase):
    """Base of all models; constraint names are fixed so that migrations can name them on both engines."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UTCDateTime(),
        dict[str, Any]: JSON(),
        list[str]: JSON(),
        str: String(),
    }


def now() -> datetime:
    """The present moment, aware, to the microsecond that both databases keep."""
    return datetime.now(UTC)


def make_engine(url: str, pool_size: int = DEFAULT_POOL_SIZE, **connect_args: Any) -> Engine:
    """An engine with the settings that each database needs; never call this at import time.

    ``pool_size`` connections to PostgreSQL stay open. What the threads of a worker need beyond them is opened for a
    moment: threads that wait for each other's second connection would never end.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite_engine(url)
    beyond = max(THREADS, DEFAULT_POOL_SIZE - pool_size)
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=pool_size,
        max_overflow=beyond,
        connect_args=connect_args,
        json_serializer=as_json,
    )


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """The factory for sessions: one a request or command, committed by whoever opened it."""
    return sessionmaker(engine, expire_on_commit=False)


def _sqlite_engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": SQLITE_BUSY_SECONDS}, json_serializer=as_json)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        # The driver must not begin transactions by itself: its own BEGIN comes too late for savepoints to hold.
        connection.isolation_level = None
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that will write takes the lock first; upgrading later fails at once when another one wrote.
        immediate = connection.get_execution_options().get("will_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection whose statements all see one state of the database."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction of its own that writes, kept at the end."""
    with engine.connect().execution_options(will_write=True) as connection, connection.begin():
        yield connection


def announce_write(session: Session, *, much: bool = False) -> None:
    """Tell a fresh session that its transaction will write; call it before the first statement.

    ``much`` is for the batches of one that writes for long: its connection gets the room that SQLite needs for that.
    """
    connection = session.connection(execution_options={"will_write": True})
    if much and connection.dialect.name == "sqlite":
        for pragma in _ROOM:
            connection.exec_driver_sql(f"PRAGMA {pragma}")


def insert_many(connection: Connection, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns; what a column would get by itself in Python is not filled in.

    They go past the statements of SQLAlchemy, which build the parameters of each row anew.
    """
    if rows:
        table = cast(Table, model.__table__)
        columns = [table.c[name] for name in rows[0]]
        insert_rows(connection, table.name, list(rows[0]), _stored(columns, rows, connection.dialect))


def insert_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows whose values are as the driver takes them.

    PostgreSQL takes them as a stream and one statement, which costs both sides a fraction of as many INSERTs; so a row
    may refer to a later one. SQLite takes them in batches.
    """
    quote = connection.dialect.identifier_preparer.quote
    target = f"{quote(table)} ({', '.join(map(quote, columns))})"
    if connection.dialect.name != "postgresql":
        marks = ", ".join("?" * len(columns))
        left = iter(rows)
        while batch := list(islice(left, _INSERTED_AT_ONCE)):
            connection.exec_driver_sql(f"INSERT INTO {target} VALUES ({marks})", batch)  # noqa: S608 - names are quoted
        return
    driver = connection.connection.driver_connection
    assert driver is not None, "an open connection"
    with driver.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as stream:
        for values in rows:
            stream.write_row(values)


def _stored(
    columns: Sequence[Column[Any]], rows: Sequence[Mapping[str, Any]], dialect: Dialect
) -> Iterator[tuple[Any, ...]]:
    """The rows as the driver writes them: taken column by column, since most columns leave their values as they are."""
    stored: list[Iterable[Any]] = []
    for column in columns:
        values = [row[column.name] for row in rows]
        form = column.type.dialect_impl(dialect).bind_processor(dialect)
        stored.append(map(form, values) if form else values)
    return zip(*stored, strict=True)
