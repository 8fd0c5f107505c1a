"""``casebook bench extract``: how fast reports are read."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from casebook.extraction.sources import find_sources

#: Starts a fresh interpreter, reads one report and says how long that took and how much memory it holds.
_START = """
import sys, time
began = time.perf_counter()
from casebook.extraction import extract
extract(sys.stdin.read())
print(time.perf_counter() - began)
"""
#: The same texts through jionlp's place parser, clause by clause, in its own interpreter: seconds to start, seconds for
#: all, KiB.
_JIONLP = """
import json, re, resource, sys, time
texts = json.load(sys.stdin)
began = time.perf_counter()
import jionlp
jionlp.parse_location("济南市历下区甸柳新村街道", town_village=True)
started = time.perf_counter() - began
began = time.process_time()
for text in texts:
    for clause in re.split("[，。！？；：、\\s]+", text):
        if clause:
            jionlp.parse_location(clause, town_village=True)
took = time.process_time() - began
print(json.dumps([started, took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]), file=sys.stderr)
"""
_KIB_PER_MB = 1024


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--rounds", default=3, show_default=True, type=click.IntRange(1, 100), help="Times over all; best counts."
)
@click.option(
    "--jionlp", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A Python that has jionlp."
)
def command(paths: tuple[Path, ...], rounds: int, jionlp: Path | None) -> None:
    """Extract the reports of files or folders on one core and print the speed.

    Shows the seconds to start and extract the first report in a fresh process, reports for each second of processor
    time after that, and the peak of memory. With --jionlp its place parser reads the same texts in the same run, in a
    Python of its own (pip install jionlp there): casebook does not depend on it, because jionlp needs a GPL package.
    """
    texts = [source.read().text for source in find_sources(paths)]
    if not texts:
        raise click.ClickException("No report found there.\n没有找到报道。")
    start = _seconds_to_start(texts[0])
    seconds = _seconds_for(texts, rounds)
    click.echo(f"{'':<22}{'start s':>10}{'reports/s':>12}{'peak MB':>10}")
    click.echo(_line("casebook, all fields", start, len(texts) / seconds, _peak_memory()))
    if jionlp:
        started, took, memory = _ask_jionlp(jionlp, texts)
        click.echo(_line("jionlp, places only", started, len(texts) / took, memory / _KIB_PER_MB))
    characters = sum(map(len, texts)) // len(texts)
    click.echo(f"{len(texts)} reports of {characters} characters on average, best of {rounds} rounds, one core")


def _seconds_for(texts: Sequence[str], rounds: int) -> float:
    """The least processor time of several rounds over all texts, once the weights and tables are read."""
    from casebook.extraction import extract

    extract(texts[0])
    best = float("inf")
    for _ in range(rounds):
        gc.collect()
        began = time.process_time()
        for text in texts:
            extract(text)
        best = min(best, time.process_time() - began)
    return best


def _seconds_to_start(text: str) -> float:
    done = subprocess.run(  # noqa: S603 - this interpreter and the code above
        [sys.executable, "-c", _START], input=text, capture_output=True, text=True, encoding="utf-8", check=True
    )
    return float(done.stdout)


def _peak_memory() -> float:
    """In MB; Linux counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _KIB_PER_MB / (_KIB_PER_MB if sys.platform == "darwin" else 1)


def _ask_jionlp(python: Path, texts: Sequence[str]) -> Any:
    done = subprocess.run(  # noqa: S603 - the interpreter that the user named
        [str(python), "-c", _JIONLP], input=json.dumps(texts), capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        raise click.ClickException(f"{python} cannot run jionlp:\n{done.stderr[-1000:]}")
    return json.loads(done.stderr.splitlines()[-1])


def _line(what: str, start: float, speed: float, memory: float) -> str:
    return f"{what:<22}{start:>10.2f}{speed:>12.1f}{memory:>10.0f}"
