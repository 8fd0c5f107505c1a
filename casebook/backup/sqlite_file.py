"""Putting a new SQLite file in the place of another one that nobody has open."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL

from casebook.backup.tables import kept_tables
from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.errors import Invalid
from casebook.files import remove_leftovers, sync_folder

_PATIENCE = 1.0
_FOLDER = ".casebook-restore-"
_SIDE_FILES = ("-wal", "-shm", "-journal")


def path_of(url: URL) -> Path:
    """The file of the database. Raises ``Invalid`` where it lives in memory or its address is one for SQLite itself."""
    name = url.database or ""
    if name in ("", ":memory:") or name.startswith("file:"):
        raise Invalid(_NO_FILE)
    return Path(name).resolve()


def holds_data(path: Path) -> bool:
    """Whether there is something to lose: rows of a backup, or a file that cannot be read and may hold some.

    Raises ``Invalid`` where another process has the file open.
    """
    if not path.exists():
        return False
    try:
        with closing(_opened(path)) as connection:
            _alone(connection)
            there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            wanted = [table.name for table in kept_tables() if table.name in there]
            return any(connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone() for name in wanted)  # noqa: S608
    except sqlite3.DatabaseError as error:
        _refuse_if_open_elsewhere(error, path)
        return True


@contextmanager
def place_beside(path: Path) -> Iterator[Path]:
    """A path on the same disk for the new file, with a folder of its own that is gone afterwards."""
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(path.parent, f"{_FOLDER}*")
    with tempfile.TemporaryDirectory(prefix=_FOLDER, dir=path.parent) as folder:
        yield Path(folder, path.name)


def put_in_place(new: Path, path: Path, *, keep: bool) -> Path | None:
    """Let ``new`` be the database; the former one stays under a name of its own, which is returned, if ``keep``.

    At no moment is there no database. Raises ``Invalid`` where another process has the former one open.
    """
    new.chmod(0o600)
    with new.open("rb") as file:
        os.fsync(file.fileno())
    aside = None
    if path.exists():
        _fold_log_into(path)
        if keep:
            aside = path.with_name(f"{path.name}.before-restore-{now():%Y%m%dT%H%M%SZ}")
            _keep_as(path, aside)
    new.replace(path)
    sync_folder(path.parent)
    return aside


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)


def _alone(connection: sqlite3.Connection) -> None:
    """Fail where another connection is open, even one that does nothing at present."""
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("ROLLBACK")


def _fold_log_into(path: Path) -> None:
    """Make the file complete without its log, which also only works where nobody else has it open."""
    try:
        with closing(_opened(path)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.DatabaseError as error:
        _refuse_if_open_elsewhere(error, path)  # any other fault is what somebody restores a backup for


def _keep_as(path: Path, aside: Path) -> None:
    for ending in _SIDE_FILES:  # of a damaged database, whose log could not be folded in
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    try:
        aside.hardlink_to(path)
    except OSError:  # a file system without links
        shutil.copy2(path, aside)


def _refuse_if_open_elsewhere(error: sqlite3.DatabaseError, path: Path) -> None:
    if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise Invalid(_IN_USE.format(path=path)) from error


_NO_FILE = Bilingual(
    "CASEBOOK_DATABASE_URL 不是一个普通的 SQLite 文件，无法恢复到那里。请改为 sqlite:////文件夹/casebook.sqlite。",
    "CASEBOOK_DATABASE_URL is no plain SQLite file, so nothing can be restored there. Name one: "
    "sqlite:////folder/casebook.sqlite",
)
_IN_USE = Bilingual(
    "数据库 {path} 正在使用。请先停止服务器（casebook serve）和其他命令，再恢复。没有改动任何数据。",
    "The database {path} is in use. Stop the server (casebook serve) and other commands, then restore. "
    "Nothing was changed.",
)
