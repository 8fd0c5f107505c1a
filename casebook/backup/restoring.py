"""Restoring a backup: everything is built first, then it takes the place of what was there, or nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, table, text
from sqlalchemy.exc import DBAPIError

from casebook import migrations
from casebook.backup import sqlite_file
from casebook.backup.archive import Archive, newer_program
from casebook.backup.manifest import FILES, SECRET, WEIGHTS, Manifest
from casebook.backup.tables import BOOKKEEPING, columns_of, kept_tables, read_rows
from casebook.bilingual import Bilingual
from casebook.config import Settings
from casebook.db import Base, make_engine, now
from casebook.errors import Invalid
from casebook.files import FileStore, MissingFile, written_whole

#: How long PostgreSQL waits for somebody who works on the tables that are to be replaced.
_PATIENCE = text("SET LOCAL lock_timeout = '10s'")
#: A server that goes on would take the new data for the old, by what it has read before.
_OTHER_CONNECTIONS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
_EVERY_CASE_CHANGED = text("INSERT INTO case_change (case_id) SELECT id FROM case_record ORDER BY id")


@dataclass(frozen=True, slots=True)
class Restored:
    """``former`` is where the database that was there is kept, ``weights`` where those of the backup are."""

    former: Path | None
    weights: Path | None


def restore(
    archive: Archive,
    engine: Engine,
    settings: Settings,
    store: FileStore,
    *,
    force: bool,
    bring_up_to_date: Callable[[Engine], None],
    advance: Callable[[int], None],
) -> Restored:
    """Fill the database of ``engine``, the attachments, the secret and own weights from a backup.

    An older schema is restored as such and then upgraded; ``bring_up_to_date`` is asked for what else must be made
    anew. Raises ``Invalid`` where the database holds data and not ``force`` is asked for, where it is in use, where the
    backup needs a newer program, or its rows do not fit. All is then as it was before.
    """
    if not migrations.knows(archive.manifest.schema_revision):
        raise Invalid(newer_program(archive.manifest.casebook))
    on_file = engine.dialect.name == "sqlite"
    try:
        with _attachments(archive, store):
            if on_file:
                former, replaced = _into_file(archive, engine, force, bring_up_to_date, advance)
            else:
                former, replaced = None, _into_server(archive, engine, force, advance)
    except (OSError, MissingFile) as error:
        raise Invalid(_UNFIT.format(reason=error)) from error
    _put_secret(archive, settings, keep=replaced)
    if not on_file:
        bring_up_to_date(engine)
    return Restored(former, _put_weights(archive, settings.instance))


def _into_file(
    archive: Archive,
    engine: Engine,
    force: bool,
    bring_up_to_date: Callable[[Engine], None],
    advance: Callable[[int], None],
) -> tuple[Path | None, bool]:
    """Build a new file beside the old one; where that is kept, and whether it held anything."""
    path = sqlite_file.path_of(engine.url)
    held = sqlite_file.holds_data(path)
    if held and not force:
        raise Invalid(_NOT_EMPTY_FILE.format(path=path))
    with sqlite_file.place_beside(path) as new:
        built = make_engine(f"sqlite:///{new}")
        try:
            _fill(built, archive, advance, replace=False)
            bring_up_to_date(built)
        finally:
            built.dispose()
        return sqlite_file.put_in_place(new, path, keep=held), held


def _into_server(archive: Archive, engine: Engine, force: bool, advance: Callable[[int], None]) -> bool:
    """Replace the tables in one transaction; nothing of what was there is kept. Whether that was anything."""
    with engine.connect() as connection:
        if connection.scalar(_OTHER_CONNECTIONS):
            raise Invalid(_SERVER_IN_USE)
        held = _holds_data(connection)
    if held and not force:
        raise Invalid(_NOT_EMPTY_SERVER)
    _fill(engine, archive, advance, replace=True)
    return held


def _fill(engine: Engine, archive: Archive, advance: Callable[[int], None], *, replace: bool) -> None:
    """Make the schema of the backup, fill it, and bring it to the newest, all in one transaction."""
    try:
        with _migrating_at_once(engine) as connection:
            if replace:
                _drop_tables(connection)
            migrations.upgrade_within(connection, archive.manifest.schema_revision)
            _require_columns(connection, archive.manifest)
            for one in archive.manifest.tables:
                read_rows(connection, one, archive.rows(one), advance)
            _require_counts(connection, archive.manifest)
            connection.execute(_EVERY_CASE_CHANGED)
            if connection.dialect.name == "postgresql":
                _set_sequences(connection, archive.manifest)
            migrations.upgrade_within(connection)
    except (DBAPIError, engine.dialect.loaded_dbapi.Error, RuntimeError, ValueError, TypeError, LookupError) as error:
        raise Invalid(
            _UNFIT.format(reason=str(error).splitlines()[0] if str(error) else type(error).__name__)
        ) from error


@contextmanager
def _migrating_at_once(engine: Engine) -> Iterator[Connection]:
    """As ``migrations.migrating``; who works on the tables meanwhile is not waited for without end."""
    with migrations.migrating(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(_PATIENCE)
        yield connection


def _holds_data(connection: Connection) -> bool:
    there = set(inspect(connection).get_table_names())
    wanted = (select(1).select_from(kept).limit(1) for kept in kept_tables() if kept.name in there)
    return any(connection.scalar(one) for one in wanted)


def _drop_tables(connection: Connection) -> None:
    ours = {*Base.metadata.tables, BOOKKEEPING} & set(inspect(connection).get_table_names())
    if ours:
        quote = connection.dialect.identifier_preparer.quote
        connection.execute(text(f"DROP TABLE {', '.join(map(quote, sorted(ours)))}"))


def _require_columns(connection: Connection, manifest: Manifest) -> None:
    """The names go into statements, and what is not in the backup would be missing in silence."""
    said = {one.name: set(one.columns) for one in manifest.tables}
    if said != columns_of(connection):
        raise Invalid(_OTHER_COLUMNS.format(revision=manifest.schema_revision))


def _require_counts(connection: Connection, manifest: Manifest) -> None:
    for one in manifest.tables:
        found = connection.scalar(select(func.count()).select_from(table(one.name)))
        if found != one.rows:
            raise ValueError(f"{one.name}: {found} rows instead of {one.rows}")


def _set_sequences(connection: Connection, manifest: Manifest) -> None:
    """Number new rows behind those of the backup."""
    quote = connection.dialect.identifier_preparer.quote
    numbered = text("SELECT pg_get_serial_sequence(:table, :column)")
    for one in manifest.tables:
        for column, kind in one.columns.items():
            names = {"table": quote(one.name), "column": column}
            if kind == "integer" and (sequence := connection.scalar(numbered, names)):
                last = f"SELECT coalesce(max({quote(column)}), 0) + 1 FROM {quote(one.name)}"  # noqa: S608 - quoted
                connection.execute(text(f"SELECT setval(:sequence, ({last}), false)"), {"sequence": sequence})


@contextmanager
def _attachments(archive: Archive, store: FileStore) -> Iterator[None]:
    """Put the attachments back; those that were missing before go again where the rest fails."""
    with ExitStack() as undoing:
        for key in archive.manifest.under(FILES):
            if store.put_back(key, archive.read(f"{FILES}/{key}")):
                undoing.callback(store.delete, key)
        yield
        undoing.pop_all()


def _put_secret(archive: Archive, settings: Settings, *, keep: bool) -> None:
    """Let sessions go on; a secret that was in use beside the former database stays under another name."""
    secret, path = archive.read(SECRET), settings.instance / "secret_key"
    former = path.read_bytes() if path.exists() else secret
    if former == secret:
        return
    if keep:
        path.rename(path.with_name(f"{path.name}.before-restore-{now():%Y%m%dT%H%M%SZ}"))
    with written_whole(path, 0o600) as file:
        file.write(secret)


def _put_weights(archive: Archive, instance: Path) -> Path | None:
    """Own weights into a folder of the instance that was not there; None where the backup has none."""
    names = archive.manifest.under(WEIGHTS)
    if not names:
        return None
    folder = instance / "weights"
    if folder.exists():
        folder = instance / f"weights-{now():%Y%m%dT%H%M%SZ}"
    folder.mkdir(parents=True)
    for name in names:
        with written_whole(folder / Path(name).name) as file:
            file.write(archive.read(f"{WEIGHTS}/{name}"))
    return folder


_NOT_EMPTY_FILE = Bilingual(
    "数据库 {path} 里已有数据，没有改动。要用备份代替它，请加 --force；现在的数据库会改名保留。",
    "The database {path} holds data, and nothing was changed. To put the backup in its place, add --force; the present "
    "database is then kept under another name.",
)
_NOT_EMPTY_SERVER = Bilingual(
    "PostgreSQL 数据库里已有数据，没有改动。请先备份（casebook backup）；要用备份代替它，请加 --force，"
    "现有数据会被删除。",
    "The PostgreSQL database holds data, and nothing was changed. Back it up first (casebook backup); to put the "
    "backup in its place, add --force, which deletes the present data.",
)
_SERVER_IN_USE = Bilingual(
    "PostgreSQL 数据库正在使用。请先停止服务器（casebook serve）和其他连接，再恢复。没有改动任何数据。",
    "The PostgreSQL database is in use. Stop the server (casebook serve) and whatever else is connected, then restore. "
    "Nothing was changed.",
)
_OTHER_COLUMNS = Bilingual(
    "备份里的表与它所说的版本（{revision}）不符，无法恢复。没有改动任何数据。",
    "The tables of the backup are not those of the version that it names ({revision}), so it cannot be restored. "
    "Nothing was changed.",
)
_UNFIT = Bilingual(
    "备份无法写入这个数据库：{reason}。没有改动任何数据。",
    "The backup cannot be written to this database: {reason}. Nothing was changed.",
)
