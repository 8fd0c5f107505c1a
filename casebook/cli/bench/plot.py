"""``casebook bench plot``: the figures of several runs as one picture, without any drawing library."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import click

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 660, 360, 60, 50, 30, 170
_LINE = 16
_COLOURS = ("#17375e", "#b54708", "#027a48", "#7a5195")


@click.command()
@click.argument("figures", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The SVG to write."
)
def command(figures: tuple[Path, ...], output: Path) -> None:
    """Draw p95 against the number of cases, from files that `casebook bench search --json` wrote."""
    runs = sorted((json.loads(path.read_text("utf-8")) for path in figures), key=lambda run: run["cases"])
    series: dict[str, list[tuple[int, float]]] = {}
    for run in runs:
        series.setdefault(f"{run['engine']}: mixed set", []).append((run["cases"], run["mixed"]["p95"]))
        series.setdefault(f"{run['engine']}: no query", []).append((run["cases"], run["floor"]["p95"]))
    output.write_text(_picture(series), "utf-8")


def _picture(series: dict[str, list[tuple[int, float]]]) -> str:
    """Cases on a logarithmic axis, milliseconds on a plain one from 0."""
    sizes = sorted({cases for points in series.values() for cases, _ in points})
    highest = _round_up(max(ms for points in series.values() for _, ms in points))
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def across(cases: int) -> float:
        share = (math.log10(cases) - first) / (last - first) if last > first else 0.5
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def up(ms: float) -> float:
        return _HEIGHT - _BOTTOM - ms / highest * (_HEIGHT - _BOTTOM - _TOP)

    parts = [_text(_LEFT, 18, "p95 of a page in ms, by number of cases")]
    for step in range(5):
        ms = highest * step / 4
        parts += [_line([(_LEFT, up(ms)), (_WIDTH - _RIGHT, up(ms))], "#d0d5dd"), _text(8, up(ms) + 4, f"{ms:g}")]
    parts += [_text(across(cases) - 20, _HEIGHT - _BOTTOM + 20, f"{cases:,}") for cases in sizes]
    ends = []
    for colour, (name, points) in zip(_COLOURS * len(series), series.items(), strict=False):
        drawn = [(across(cases), up(ms)) for cases, ms in points]
        parts += [
            _line(drawn, colour, 2),
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in drawn),
        ]
        ends.append((drawn[-1][1], name, colour))
    parts += [_text(_WIDTH - _RIGHT + 8, y + 4, name, colour) for y, name, colour in _apart(ends)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="12"><rect width="100%" height="100%" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def _apart(labels: list[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Labels from the top down, none on top of another."""
    placed: list[tuple[float, str, str]] = []
    for y, name, colour in sorted(labels):
        lowest = placed[-1][0] + _LINE if placed else y
        placed.append((max(y, lowest), name, colour))
    return placed


def _round_up(ms: float) -> float:
    step = 10.0 ** math.floor(math.log10(ms))
    return math.ceil(ms / step) * step


def _line(points: Sequence[tuple[float, float]], colour: str, width: int = 1) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, text: Any, colour: str = "#344054") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}">{escape(str(text))}</text>'
