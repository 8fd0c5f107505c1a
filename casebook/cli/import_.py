"""``casebook import``: many cases from a CSV or Excel file, in the columns of our own exports."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress
from sqlalchemy.orm import Session

from casebook.cli import indexer
from casebook.cli.sessions import open_engine, open_session
from casebook.db import announce_write
from casebook.models import User
from casebook.services import accounts, import_checks, import_preview, importing
from casebook.services.import_file import ImportFile
from casebook.services.import_sheet import Table, open_table

#: Below so many rows another process would take longer to start than to check them.
_LARGE = 3 * importing.BATCH
#: Of rows that are passed over, so many are named.
_SHOWN = 20


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--user", "username", required=True, help="The account that enters the cases, with its region and role.")
@click.option("--dry-run", is_flag=True, help="Check everything and write nothing.")
@click.option("--again", is_flag=True, help="Import a file once more that was imported before.")
@click.option(
    "--jobs", type=click.IntRange(0, 64), help="Processes that check rows ahead; by default one, for a large file."
)
def command(path: Path, username: str, *, dry_run: bool, again: bool, jobs: int | None) -> None:
    """Import the cases of a CSV file or an Excel workbook (.xlsx).

    The columns are those of `casebook export`, with Chinese or English headings, in any order and below whatever title;
    only name, kind and place must be there. Of a workbook, the first sheet with such headings is read. Each row is
    checked like the form of a case. Rows that cannot be taken are listed and stop nothing. The time of entry is taken
    from the file; numbers, versions and source reports are not. An import that was cut off goes on where it stopped
    when the same command is given again.
    """
    with tempfile.TemporaryDirectory() as folder, open_session() as session:
        table = open_table(path, Path(folder))
        _tell(table)
        file = table.file
        ahead = int(file.count > _LARGE) if jobs is None else jobs
        import_checks.collect_seldom()
        user = accounts.named(session, username)
        if dry_run:
            batches = _tried(session, user, file, ahead)
        else:
            batches = _imported(session, user, file, ahead, again=again)
        began = time.perf_counter()
        before, rows, refused, stopped = _follow(batches, file.count)
        pace = rows / (time.perf_counter() - began)
    done = "can be imported" if dry_run else "imported"
    earlier = f", {before} were dealt with before" if before else ""
    click.echo(f"{rows - refused} of {file.count} rows {done}, {refused} refused{earlier}; {pace:,.0f} rows a second")
    if not dry_run:
        _index()
    if stopped:
        raise SystemExit("Stopped. The same command goes on from here.")
    if refused:
        raise SystemExit(1)


def _tell(table: Table) -> None:
    """Say what of the file is read and what is not."""
    if table.sheet:
        click.echo(f"sheet: {table.sheet}")
    if table.file.unknown:
        click.echo(f"columns that are not read: {', '.join(table.file.unknown)}")
    if captions := table.file.captions:
        shown = ", ".join(map(str, captions[:_SHOWN])) + (" …" if len(captions) > _SHOWN else "")
        click.echo(f"rows with a single cell or an example, passed over: {shown}")


def _index() -> None:
    """Build the search index of what came in: until then searching is exact, but slow for very many new cases."""
    began = time.perf_counter()
    with open_engine() as engine:
        indexer.catch_up(engine)
    click.echo(f"search index: {time.perf_counter() - began:.0f} s")


def _tried(session: Session, user: User, file: ImportFile, jobs: int) -> Iterator[importing.Batch]:
    importing.require_writer(user)
    yield importing.Batch(0, ())
    yield from import_preview.trial(session, user, import_checks.checked(file.batches(importing.BATCH), user, jobs))


def _imported(session: Session, user: User, file: ImportFile, jobs: int, *, again: bool) -> Iterator[importing.Batch]:
    """First what an earlier run has done, then each batch in a transaction of its own."""
    session.rollback()
    announce_write(session, much=True)
    begun = importing.begin(session, user, file, again=again)
    session.commit()
    yield importing.Batch(begun.rows, ())
    for batch in importing.check_batches(user, file, begun, jobs):
        announce_write(session, much=True)
        written = importing.write_batch(session, user, file, begun, batch)
        session.commit()
        yield written


def _follow(batches: Iterator[importing.Batch], total: int) -> tuple[int, int, int, bool]:
    """Show how far the batches have come: rows done before, rows, refused ones, and whether somebody stopped it."""
    before = next(batches).rows
    rows = refused = 0
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task("cases", total=total, completed=before)
        try:
            for batch in batches:
                rows, refused = rows + batch.rows, refused + len(batch.refusals)
                progress.update(bar, advance=batch.rows)
                _list(batch.refusals)
        except KeyboardInterrupt:
            return before, rows, refused, True
    return before, rows, refused, False


def _list(refusals: Sequence[import_checks.Refusal]) -> None:
    for refusal in refusals:
        click.echo(f"row {refusal.number}: {refusal.reason.en} {refusal.reason.zh}", err=True)
