"""Making a backup, while others go on working."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, func, select, union
from sqlalchemy import Table as SqlTable

from casebook import __version__
from casebook.backup import tables
from casebook.backup.archive import ArchiveWriter
from casebook.backup.manifest import FILES, FORMAT, SECRET, TABLES, WEIGHTS, Manifest, Table
from casebook.bilingual import Bilingual
from casebook.config import Settings
from casebook.db import now, reading
from casebook.errors import Invalid
from casebook.files import FileStore, MissingFile
from casebook.models import CaseImport, Report

#: Settings that hold on another machine as well. The others are secrets, or addresses of this machine.
_PORTABLE = (
    "CASEBOOK_SECURE_COOKIES",
    "CASEBOOK_PROXIES",
    "CASEBOOK_POOL_SIZE",
    "CASEBOOK_LLM_URL",
    "CASEBOOK_LLM_MODEL",
    "CASEBOOK_LLM_TIMEOUT",
)


def make(
    engine: Engine,
    settings: Settings,
    store: FileStore,
    schema_revision: str,
    target: IO[bytes],
    advance: Callable[[int], None],
    environ: Mapping[str, str] | None = None,
) -> Manifest:
    """Write everything to ``target``: the database as it is at one moment, the secret, attachments, own weights.

    ``schema_revision`` is that of the database. ``advance`` is told of rows as they are written, see ``count_rows``.
    Raises ``Invalid`` where a row refers to a missing one: no restore would take that.
    """
    environ = os.environ if environ is None else environ
    made_at = now()
    with ArchiveWriter(target) as archive:
        with reading(engine) as connection:
            _require_references(connection)
            written = [_table(connection, archive, table, advance) for table in tables.kept_tables()]
            keys = _attachments(connection)
        missing = [key for key in keys if not _attach(archive, store, key)]
        archive.add(SECRET, settings.secret_key.encode())
        _add_weights(archive, environ)
        manifest = Manifest(
            format=FORMAT,
            casebook=__version__,
            schema_revision=schema_revision,
            engine=engine.dialect.name,
            made_at=made_at,
            tables=written,
            members=archive.members,
            missing_files=missing,
            settings={name: environ[name] for name in _PORTABLE if environ.get(name)},
        )
        archive.add_manifest(manifest)
    return manifest


def count_rows(engine: Engine) -> int:
    """How many rows a backup would have at present."""
    with reading(engine) as connection:
        counts = (select(func.count()).select_from(table) for table in tables.kept_tables())
        return sum(connection.scalar(count) or 0 for count in counts)


def _require_references(connection: Connection) -> None:
    """PostgreSQL holds them by itself; SQLite lets other programs break them."""
    if connection.dialect.name == "sqlite":
        broken = {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
        if broken:
            raise Invalid(_BROKEN.format(tables=", ".join(sorted(broken))))


def _table(connection: Connection, archive: ArchiveWriter, table: SqlTable, advance: Callable[[int], None]) -> Table:
    with archive.member(f"{TABLES}/{table.name}.jsonl") as stream:
        return tables.write_rows(connection, table, stream, advance)


def _add_weights(archive: ArchiveWriter, environ: Mapping[str, str]) -> None:
    if folder := environ.get("CASEBOOK_WEIGHTS"):
        for path in sorted(Path(folder).glob("*.json")):
            archive.add(f"{WEIGHTS}/{path.name}", path.read_bytes())


def _attachments(connection: Connection) -> list[str]:
    """The keys of all attachments that the database names."""
    named = union(*(select(model.file_key).where(model.file_key.is_not(None)) for model in (Report, CaseImport)))
    return sorted(connection.scalars(named))


def _attach(archive: ArchiveWriter, store: FileStore, key: str) -> bool:
    try:
        data = store.get(key)
    except MissingFile:
        return False
    archive.add(f"{FILES}/{key}", data)
    return True


_BROKEN = Bilingual(
    "数据库里有失效的引用（{tables}），这样的备份无法恢复，所以没有备份。请运行 casebook db check 查看并修复。",
    "Rows refer to others that are missing ({tables}). No restore would take that, so no backup was made. "
    "See: casebook db check",
)
