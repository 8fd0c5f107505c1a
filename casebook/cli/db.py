"""``casebook db``: the schema of the database and its soundness."""

from __future__ import annotations

import click

from casebook import migrations
from casebook.cli.sessions import open_engine, require_newest_schema


@click.group()
def command() -> None:
    """Bring the database up to date, or check it."""


@command.command()
def upgrade() -> None:
    """Run the migrations that this database has not had yet; one that is up to date is left alone.

    Make a backup first. A step that fails leaves the database as it was.
    """
    with open_engine() as engine:
        before = migrations.current_revision(engine)
        migrations.upgrade(engine)
        after = migrations.current_revision(engine)
    click.echo(f"up to date at {after}" if before == after else f"upgraded from {before or 'nothing'} to {after}")


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
        click.echo(f"sound, at {migrations.newest_revision()}")
