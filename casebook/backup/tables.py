"""The rows of a table as lines that both databases understand alike, and back."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Dialect,
    Float,
    Integer,
    LargeBinary,
    String,
    Text,
    cast,
    inspect,
    select,
    type_coerce,
)
from sqlalchemy import Table as SqlTable
from sqlalchemy.types import TypeEngine

from casebook.backup.archive import Stream
from casebook.backup.manifest import ColumnKind, Table
from casebook.db import Base, UTCDateTime, as_json, insert_rows

#: What is made anew from the cases: the search index, its log, and who builds it.
DERIVED = frozenset({"case_change", "search_array", "search_build", "search_lease", "search_posting"})
#: Where Alembic notes the version of the schema, which the manifest says.
BOOKKEEPING = "alembic_version"
_BATCH = 2_000

#: Each kind with the types of the models that it stands for; an Enum is a String, too.
_KINDS: tuple[tuple[ColumnKind, tuple[type[TypeEngine[Any]] | type[UTCDateTime], ...]], ...] = (
    ("moment", (UTCDateTime,)),
    ("bytes", (LargeBinary,)),
    ("json", (JSON,)),
    ("boolean", (Boolean,)),
    ("integer", (Integer,)),
    ("number", (Float,)),
    ("text", (String,)),
)
#: From what the database gives to what stands in a line, and from there to what a column takes. What is missing here
#: is the same in both.
_SAID: dict[ColumnKind, Callable[[Any], Any]] = {
    "moment": lambda moment: moment.isoformat(timespec="microseconds"),
    "bytes": lambda data: base64.b64encode(data).decode("ascii"),
}
_READ: dict[ColumnKind, Callable[[Any], Any]] = {
    "moment": lambda text: datetime.fromisoformat(text).astimezone(UTC),
    "bytes": base64.b64decode,
}
#: The types by whose rules SQLAlchemy itself would store these, so that both write the same.
_STORED: dict[ColumnKind, TypeEngine[Any]] = {"moment": UTCDateTime(), "boolean": Boolean()}


def kept_tables() -> list[SqlTable]:
    """The tables that a backup holds, each behind those that it refers to."""
    return [table for table in Base.metadata.sorted_tables if table.name not in DERIVED]


def write_rows(connection: Connection, table: SqlTable, target: Stream, advance: Callable[[int], None]) -> Table:
    """Write every row in the order of the primary key, so that equal tables give equal lines on any database."""
    kinds = {column.name: _kind(column) for column in table.columns}
    wanted = select(*map(_expression, table.columns)).order_by(*table.primary_key.columns)
    forms = _forms(kinds, _SAID)
    count = 0
    for batch in connection.execute(wanted, execution_options={"yield_per": _BATCH}).partitions():
        lines = [as_json(_formed(list(row), forms)) for row in batch]
        target.write("".join(f"{line}\n" for line in lines).encode())
        count += len(lines)
        advance(len(lines))
    return Table(name=table.name, columns=kinds, rows=count)


def read_rows(connection: Connection, table: Table, rows: Iterable[list[Any]], advance: Callable[[int], None]) -> None:
    """Insert the rows, in one statement where the database checks references behind each statement."""
    insert_rows(connection, table.name, list(table.columns), _typed(table, rows, connection.dialect, advance))


def columns_of(connection: Connection) -> dict[str, set[str]]:
    """The tables that stand in this database and that a backup would hold, with their columns."""
    seen = inspect(connection)
    names = set(seen.get_table_names()) - DERIVED - {BOOKKEEPING}
    return {name: {column["name"] for column in seen.get_columns(name)} for name in names}


def _kind(column: Column[Any]) -> ColumnKind:
    return next(kind for kind, types in _KINDS if isinstance(column.type, types))


def _expression(column: Column[Any]) -> ColumnElement[Any]:
    """JSON as the text that is stored (null and no value are two things), and codes without looking them up."""
    match _kind(column):
        case "json":
            return cast(column, Text)
        case "text":
            return type_coerce(column, String)
    return column


def _typed(
    table: Table, rows: Iterable[list[Any]], dialect: Dialect, advance: Callable[[int], None]
) -> Iterator[tuple[Any, ...]]:
    forms = _forms(table.columns, _READ)
    stored = {kind: type_.dialect_impl(dialect).bind_processor(dialect) for kind, type_ in _STORED.items()}
    forms += _forms(table.columns, {kind: form for kind, form in stored.items() if form})
    for number, row in enumerate(rows, 1):
        yield tuple(_formed(row, forms))
        if number % _BATCH == 0:
            advance(_BATCH)
    advance(table.rows % _BATCH)


_Forms = list[tuple[int, Callable[[Any], Any]]]


def _forms(kinds: dict[str, ColumnKind], by_kind: dict[ColumnKind, Callable[[Any], Any]]) -> _Forms:
    """The columns whose values change their form, by position."""
    return [(place, by_kind[kind]) for place, kind in enumerate(kinds.values()) if kind in by_kind]


def _formed(row: list[Any], forms: _Forms) -> list[Any]:
    for place, form in forms:
        if row[place] is not None:
            row[place] = form(row[place])
    return row
