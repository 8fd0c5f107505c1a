"""``casebook backup``: everything in one file, while the server runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Engine

from casebook import backup, migrations
from casebook.bilingual import Bilingual
from casebook.cli.sessions import open_engine, read_settings, require_newest_schema
from casebook.cli.signals import tidy_end
from casebook.config import Settings
from casebook.db import announce_write, make_sessions
from casebook.errors import Invalid
from casebook.files import open_store, written_whole
from casebook.services import backups

_THERE_ALREADY = Bilingual(
    "{path} 已存在，没有改动。请换一个文件名，或加 --force 覆盖。",
    "{path} is there already and was left alone. Choose another name, or add --force to replace it.",
)
_NOT_WRITTEN = Bilingual(
    "{path} 没有写成（{reason}），也没有留下半个文件。请检查磁盘空间和文件夹权限。",
    "{path} could not be written ({reason}), and no half file was left. Look at the room on the disk and at the rights "
    "of the folder.",
)
_NO_FOLDER = Bilingual("文件夹 {path} 不存在，请先建立。", "There is no folder {path}. Make it first.")


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace FILE where it is there already.")
def command(path: Path, *, force: bool) -> None:
    """Write everything to FILE, to begin anew from elsewhere.

    The server may go on: the file holds the database as it is at one moment, the attachments, the secret that signs
    sessions, and own weights. The search index is left out; restoring makes it anew. The file fits SQLite and
    PostgreSQL alike. It holds names and hashes of passwords: only its owner may read it, keep it that way.
    """
    if path.exists() and not force:
        raise Invalid(_THERE_ALREADY.format(path=path))
    if not path.parent.is_dir():
        raise Invalid(_NO_FOLDER.format(path=path.parent))
    settings = read_settings()
    with open_engine(settings) as engine:
        require_newest_schema(engine)
        schema = migrations.newest_revision() or ""
        with tidy_end(), Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
            bar = progress.add_task("rows", total=backup.count_rows(engine))
            made = _written(path, engine, settings, schema, lambda count: progress.advance(bar, count))
        with make_sessions(engine)() as session:
            announce_write(session)
            backups.note_made(session, path.name, made.count("case_record"))
            session.commit()
    _tell(path, made)


def _written(
    path: Path, engine: Engine, settings: Settings, schema: str, advance: Callable[[int], None]
) -> backup.Manifest:
    try:
        with written_whole(path, 0o600) as file:
            return backup.make(engine, settings, open_store(settings.files_url), schema, file, advance)
    except OSError as error:
        raise Invalid(_NOT_WRITTEN.format(path=path, reason=error.strerror)) from error


def _tell(path: Path, made: backup.Manifest) -> None:
    if made.missing_files:
        missing = ", ".join(made.missing_files)
        click.echo(f"attachments that are named and were not found: {missing}", err=True)
    cases, files = made.count("case_record"), len(made.under("files"))
    size = path.stat().st_size / 1e6
    click.echo(f"{cases} cases ({made.rows} rows) and {files} attachments written to {path}, {size:,.1f} MB")
