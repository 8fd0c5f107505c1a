"""``casebook db``: the schema of the database and its soundness."""

from __future__ import annotations

import sys

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Engine

from casebook import migrations
from casebook.cli.sessions import open_engine, require_newest_schema
from casebook.db import make_sessions
from casebook.services import search_texts


@click.group()
def command() -> None:
    """Bring the database up to date, or check it."""


@command.command()
def upgrade() -> None:
    """Run the migrations that this database has not had yet; one that is up to date is left alone.

    Then make the search texts anew that an older version has made; interrupted, this goes on where it stopped. Make a
    backup first. A step that fails leaves the database as it was.
    """
    with open_engine() as engine:
        before = migrations.current_revision(engine)
        bring_up_to_date(engine)
        after = migrations.current_revision(engine)
    click.echo(f"up to date at {after}" if before == after else f"upgraded from {before or 'nothing'} to {after}")


def bring_up_to_date(engine: Engine) -> None:
    """Run what is missing of the migrations, then make anew the search texts of older versions."""
    migrations.upgrade(engine)
    with (
        make_sessions(engine)() as session,
        Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress,
    ):
        if waiting := search_texts.stale(session):
            task = progress.add_task("search texts", total=waiting)
            for count in search_texts.rebuild(session):
                session.commit()
                progress.advance(task, count)


@command.command()
def check() -> None:
    """Say whether the database fits this program and is sound; exit code 1 where it is not."""
    with open_engine() as engine:
        require_newest_schema(engine)
        if engine.dialect.name == "sqlite":
            with engine.connect() as connection:
                found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check")]
                found += [
                    f"{table} row {row}: refers to a missing {parent}"
                    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check")
                ]
            if found != ["ok"]:
                raise click.ClickException("The database is damaged:\n" + "\n".join(map(str, found)))
        with make_sessions(engine)() as session:
            if waiting := search_texts.stale(session):
                raise click.ClickException(f"{waiting} search texts are out of date. Run: casebook db upgrade")
        click.echo(f"sound, at {migrations.newest_revision()}")
