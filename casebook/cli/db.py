"""``casebook db``: the schema of the database and its soundness."""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy import Engine

from casebook import migrations
from casebook.cli import indexer
from casebook.cli.sessions import open_engine, require_newest_schema
from casebook.db import make_engine, make_sessions
from casebook.search.index import maintenance
from casebook.search.index.checking import Fault, faults
from casebook.search.index.lease import Lease
from casebook.services import search_texts

_SHOWN_FAULTS = 20
_ATTEMPTS, _PAUSE = 60, 1.0


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
    """Run what is missing of the migrations, then make anew what an older version has made: search texts, the index."""
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
    indexer.catch_up(engine)


@command.command()
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 64), help="Chunks built at a time.")
def reindex(jobs: int) -> None:
    """Build the search index anew from the cases, all of it, while others go on working.

    It need not be run: the index of a running server keeps up by itself. Interrupted, it leaves a right index.
    """
    with open_engine() as engine:
        require_newest_schema(engine)
        holder = maintenance.new_holder()
        lease = Lease(engine, holder)
        if not _patiently(lease.take):
            raise click.ClickException("Another process is building the index. Try again when it has ended.")
        wanted = maintenance.chunks(engine)
        with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
            task = progress.add_task("chunks", total=len(wanted))
            for _ in _built(engine.url.render_as_string(hide_password=False), holder, wanted, jobs):
                progress.advance(task)
        maintenance.sweep(lease)
        lease.release()
    click.echo(f"{len(wanted)} chunks built")


@command.command()
@click.option("--sample", type=click.IntRange(1), help="Compare the index of so many chunks only, chosen at random.")
def check(sample: int | None) -> None:
    """Say whether the database fits this program and is sound; exit code 1 where it is not.

    The search index is compared with the cases, chunk by chunk.
    """
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
        _check_index(engine, sample)
        click.echo(f"sound, at {migrations.newest_revision()}")


def _check_index(engine: Engine, sample: int | None) -> None:
    chunks = maintenance.chunks(engine)
    chosen = random.sample(chunks, min(sample, len(chunks))) if sample else chunks
    found: list[Fault] = []
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        for chunk in progress.track(chosen, description="search index"):
            found += faults(engine, chunk)
    if found:
        shown = "\n".join(f"chunk {fault.chunk}: {fault.what}" for fault in found[:_SHOWN_FAULTS])
        raise click.ClickException(f"The search index has {len(found)} faults:\n{shown}\nRun: casebook db reindex")


def _built(url: str, holder: str, chunks: Sequence[int], jobs: int) -> Iterator[None]:
    """Build the chunks in processes of their own; one after each is done."""
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(_build, url, holder, chunk) for chunk in chunks]):
            yield done.result()


def _build(url: str, holder: str, chunk: int) -> None:
    engine = make_engine(url)
    maintenance.rebuild(engine, holder, chunk)
    engine.dispose()


def _patiently(attempt: Callable[[], bool]) -> bool:
    """Whether it works, tried for a minute: the index is built in short turns."""
    for _ in range(_ATTEMPTS):
        if attempt():
            return True
        time.sleep(_PAUSE)
    return False
