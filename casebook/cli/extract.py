"""``casebook extract``: reports in files to drafted records, without a database."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from casebook.extraction import to_corpus_shape
from casebook.extraction.batch import Outcome, extract_files, find_files
from casebook.record import Kind


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write one JSON per report here.")
@click.option("--format", "form", type=click.Choice(["json", "table"]), default="json", show_default=True)
def command(paths: tuple[Path, ...], out: Path | None, form: str) -> None:
    """Draft records from the reports in files or folders.

    Reads .txt, .html, .docx, .pdf, and .json with a "text". A file that cannot be read is named with the reason, and
    the others are done; the exit code is 1 then.
    """
    files = find_files(paths)
    if not files:
        raise click.ClickException("No report found in these folders.\n这些文件夹里没有找到报道。")
    if out:
        out.mkdir(parents=True, exist_ok=True)
    problems = 0
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        for outcome in progress.track(extract_files(files), total=len(files), description="reports"):
            if outcome.problem:
                problems += 1
                click.echo(f"{outcome.path}: {outcome.problem.en} {outcome.problem.zh}", err=True)
            else:
                _deliver(outcome, out, form)
    if out:
        click.echo(f"{len(files) - problems} of {len(files)} reports written to {out}", err=True)
    if problems:
        raise SystemExit(1)


def _deliver(outcome: Outcome, out: Path | None, form: str) -> None:
    assert outcome.extraction is not None
    record = {"id": outcome.path.stem, **to_corpus_shape(outcome.extraction)}
    if out:
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (out / f"{outcome.path.stem}.json").write_text(f"{text}\n", "utf-8")
    elif form == "json":
        click.echo(json.dumps(record, ensure_ascii=False))
    if form == "table":
        Console().print(_table(record))


def _table(record: dict[str, Any]) -> Table:
    table = Table("name", "kind", "place", "teams", "people", "since", "outcomes", title=record["report"]["title"])
    for found in record["initiatives"]:
        place = "".join(found[level] or "" for level in ("district", "street", "community"))
        figures = [found[field]["quote"] if found[field] else "" for field in ("team_count", "team_size")]
        kind = Kind(found["kind"]).label.zh
        results = "；".join(outcome["quote"] for outcome in found["outcomes"])
        table.add_row(found["name"], kind, place, *figures, found["started"] or "", results)
    return table
