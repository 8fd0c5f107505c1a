"""``casebook extract``: reports in files to drafted records, without a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from casebook.bilingual import Bilingual
from casebook.config import BadSetting, LlmSettings
from casebook.extraction import to_corpus_shape
from casebook.extraction.batch import Outcome, extract_all
from casebook.extraction.sources import Source, find_sources
from casebook.record import Kind


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write one JSON per report here.")
@click.option("--format", "form", type=click.Choice(["json", "table"]), default="json", show_default=True)
@click.option("--resume", is_flag=True, help="Leave out what --out has already and has not changed since.")
@click.option("--llm", is_flag=True, help="Let the language model of CASEBOOK_LLM_URL read each report as well.")
def command(paths: tuple[Path, ...], out: Path | None, form: str, resume: bool, llm: bool) -> None:
    """Draft records from reports in files, folders or archives.

    Reads .txt, .html, .docx, .pdf, and .json with a "text". A file that cannot be read is named with the reason, and
    the others are done; the exit code is 1 then. A run that was stopped goes on with --resume.
    """
    if resume and out is None:
        raise click.UsageError("--resume needs --out: it looks there for what is done.")
    model = _language_model() if llm else None
    sources = find_sources(paths)
    if not sources:
        raise click.ClickException("No report found there.\n没有找到报道。")
    if out:
        _prepare(out, sources)
    waiting = [source for source in sources if not (resume and out and _is_done(source, out))]
    written, refused, stopped = _run(waiting, out, form, model)
    _sum_up(len(sources), len(sources) - len(waiting), written, refused, out)
    if stopped:
        raise SystemExit("Stopped." + (" The same command with --resume goes on from here." if out else ""))
    if refused:
        raise SystemExit(1)


def _run(
    sources: Sequence[Source], out: Path | None, form: str, model: LlmSettings | None
) -> tuple[int, list[tuple[Source, Bilingual]], bool]:
    """How many reports were extracted, which were refused and why, and whether somebody stopped the run."""
    written, refused = 0, []
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        try:
            for outcome in progress.track(extract_all(sources), total=len(sources), description="reports"):
                if outcome.problem:
                    refused.append((outcome.source, outcome.problem))
                else:
                    _deliver(_improved(outcome, model) if model else outcome, out, form)
                    written += 1
        except KeyboardInterrupt:
            return written, refused, True
    return written, refused, False


def _language_model() -> LlmSettings:
    try:
        settings = LlmSettings.from_environment()
    except BadSetting as error:
        raise click.ClickException(str(error)) from error
    if settings is None:
        raise click.ClickException("--llm needs CASEBOOK_LLM_URL.\n使用 --llm 须先设置 CASEBOOK_LLM_URL。")
    return settings


def _improved(outcome: Outcome, model: LlmSettings) -> Outcome:
    """The same outcome after the language model; what it could not do is said, and no reason to fail."""
    from casebook.extraction.llm import improve  # its network parts would hold up every other start

    assert outcome.extraction is not None
    extraction, notice = improve(outcome.extraction, model)
    if notice:
        click.echo(f"{outcome.source.shown}: {notice.en} {notice.zh}", err=True)
    return replace(outcome, extraction=extraction)


def _sum_up(total: int, done: int, written: int, refused: Iterable[tuple[Source, Bilingual]], out: Path | None) -> None:
    """Name every refused report with its reason, and account for all."""
    count = 0
    for source, problem in refused:
        click.echo(f"{source.shown}: {problem.en} {problem.zh}", err=True)
        count += 1
    if out:
        before = f", {done} were there already" if done else ""
        bad = f", {count} refused (see above)" if count else ""
        click.echo(f"{written} of {total} reports written to {out}{before}{bad}", err=True)


def _prepare(out: Path, sources: Iterable[Source]) -> None:
    out.mkdir(parents=True, exist_ok=True)
    if any(_target(source, out).resolve() == source.path.resolve() for source in sources):
        raise click.UsageError(f"{out} holds the reports themselves, which would be overwritten; name another folder.")


def _is_done(source: Source, out: Path) -> bool:
    """Whether the result is there and newer than the report."""
    try:
        return _target(source, out).stat().st_mtime >= source.changed
    except OSError:
        return False


def _target(source: Source, out: Path) -> Path:
    return out / f"{source.stem}.json"


def _deliver(outcome: Outcome, out: Path | None, form: str) -> None:
    assert outcome.extraction is not None
    record = {"id": outcome.source.stem, **to_corpus_shape(outcome.extraction)}
    if out:
        target = _target(outcome.source, out)
        part = target.with_suffix(".part")  # takes its place when it is whole: a run that is killed leaves no half file
        try:
            part.write_text(f"{json.dumps(record, ensure_ascii=False, indent=1)}\n", "utf-8")
            part.replace(target)
        except OSError as error:
            raise click.FileError(str(target), f"{error.strerror}; mend that and go on with --resume") from error
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
