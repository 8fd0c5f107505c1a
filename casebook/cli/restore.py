"""``casebook restore``: an installation as a backup has it."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Engine

from casebook import backup
from casebook.cli.db import bring_up_to_date
from casebook.cli.sessions import open_engine, read_settings
from casebook.cli.signals import tidy_end
from casebook.db import announce_write, make_sessions
from casebook.files import open_store
from casebook.services import backups


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--force", is_flag=True, help="Replace a database that holds data; a SQLite file is kept under another name."
)
def command(path: Path, *, force: bool) -> None:
    """Begin anew from FILE, which "casebook backup" wrote.

    Stop the server first. The whole file is checked before anything changes; where something is wrong, all stays as
    it was. A backup from SQLite can be restored to PostgreSQL and the other way round: CASEBOOK_DATABASE_URL says
    where. An older version of the database is brought up to date.
    """
    settings = read_settings()
    with backup.open_archive(path) as archive, open_engine(settings) as engine:
        manifest = archive.manifest
        with tidy_end(), Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
            bar = progress.add_task("rows", total=manifest.rows)

            def finish(built: Engine) -> None:
                progress.stop()  # what follows shows its own
                bring_up_to_date(built)

            done = backup.restore(
                archive,
                engine,
                settings,
                open_store(settings.files_url),
                force=force,
                bring_up_to_date=finish,
                advance=lambda n: progress.advance(bar, n),
            )
        with make_sessions(engine)() as session:
            announce_write(session)
            backups.note_restored(session, path.name, manifest.count("case_record"), manifest.made_at)
            session.commit()
    _tell(manifest, done)


def _tell(manifest: backup.Manifest, done: backup.Restored) -> None:
    for table in manifest.tables:
        if table.rows:
            click.echo(f"{table.name}: {table.rows}")
    files = len(manifest.under("files"))
    click.echo(f"restored as of {manifest.made_at:%Y-%m-%d %H:%M} UTC: {manifest.rows} rows and {files} attachments")
    if manifest.missing_files:
        click.echo(f"attachments that the backup does not have: {', '.join(manifest.missing_files)}")
    if done.former:
        click.echo(f"the former database is kept as {done.former}")
    if done.weights:
        click.echo(f"own weights: set CASEBOOK_WEIGHTS={done.weights}")
    if manifest.settings:
        told = "\n".join(f"  {name}={value}" for name, value in manifest.settings.items())
        click.echo(f"settings where the backup was made:\n{told}")
