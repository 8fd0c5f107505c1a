"""``casebook bench search``: how fast a running server finds cases, and whether it finds the right ones."""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import click
from sqlalchemy.orm import Session

from casebook.cli.bench import machine, queries, rivals
from casebook.cli.bench.oracle import Oracle
from casebook.cli.bench.saving import measure_saves
from casebook.cli.bench.visitor import Visitor, measure
from casebook.cli.sessions import open_session
from casebook.models import User
from casebook.search import FACETS, CaseQuery, search_for, unparse
from casebook.services import access, accounts

_MS = 1_000
_SAVES = 30
#: Where among the districts by size the mixed set takes its own from.
_DISTRICTS = (0, 40, 1_500)
_FLOOR = CaseQuery()


@click.command()
@click.option("--address", default="http://127.0.0.1:5000", show_default=True, help="Of the server.")
@click.option("--user", "username", required=True, help="An administrator of the whole country.")
@click.option("--password-file", type=click.File("r"), default="-", help="Its first line; standard input without it.")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1), help="Times over the mixed set.")
@click.option("--clients", default=1, show_default=True, type=click.IntRange(1), help="Processes that ask at once.")
@click.option("--server", type=int, help="Process id of the server, to measure the memory of its workers (Linux).")
@click.option("--saves", is_flag=True, help="Measure saves too; leaves a case in the trash.")
@click.option(
    "--no-check", is_flag=True, help="Leave out the comparison of every answer with a plain look at all texts."
)
@click.option("--rivals", "names", multiple=True, type=click.Choice(list(rivals.RIVALS)), help="Also measure these.")
@click.option("--python", default=sys.executable, help="A Python that has datasette, to measure that.")
@click.option("--json", "target", type=click.Path(dir_okay=False, path_type=Path), help="Keep the figures for a plot.")
def command(
    address: str,
    username: str,
    password_file: IO[str],
    rounds: int,
    clients: int,
    server: int | None,
    saves: bool,
    no_check: bool,
    names: tuple[str, ...],
    python: str,
    target: Path | None,
) -> None:
    """Measure searching on a warm production server.

    The server runs with the same settings (casebook serve --workers 2); this command asks it over HTTP and compares
    its answers with the texts in the database. Exit code 1 where an answer is wrong.
    """
    with open_session() as session:
        user = accounts.named(session, username)
        visitor = Visitor(address)
        visitor.sign_in(username, password_file.readline().rstrip("\n"))
        count, districts = _stock(session, user)
        mixed = queries.mixed_set([districts[min(at, len(districts) - 1)] for at in _DISTRICTS])
        wrong = [] if no_check else _wrong_answers(session, user, visitor, mixed)
        figures = _speed(address, visitor.cookie, mixed, rounds, clients) | {"cases": count}
        figures["engine"] = session.get_bind().dialect.name
        _print_speed(figures, len(mixed), rounds, clients)
        _print_sizes(session, server)
        if saves:
            _print_saves(session, user, address, visitor.cookie)
        for name in names:
            rivals.compare(name, rivals.Stage(session, python), user, visitor)
    if target:
        target.write_text(json.dumps(figures), "utf-8")
    click.echo("answers not checked" if no_check else f"{len(mixed)} queries, {len(wrong)} wrong")
    if wrong:
        raise SystemExit(1)


def _stock(session: Session, user: User) -> tuple[int, list[str]]:
    """How many cases there are, and the districts, those with most cases first."""
    all_cases = search_for(session).hits(CaseQuery(), access.visibility(user), ("district",))
    counts = all_cases.facets["district"]
    return all_cases.total, sorted(counts, key=lambda district: (-counts[district], district))


def _wrong_answers(session: Session, user: User, visitor: Visitor, mixed: Sequence[CaseQuery]) -> list[CaseQuery]:
    """The queries whose total on the page, or any facet behind it, is not what the texts say; each is printed."""
    _say("reading all cases …")
    oracle = Oracle(session)
    search, visible, wrong = search_for(session), access.visibility(user), []
    for query in mixed:
        expected, stated = oracle.total(query), visitor.total(_path(query))
        facets, counted = oracle.facets(query), search.hits(query, visible, FACETS).facets
        differing = [name for name, counts in facets.items() if counts != _positive(counted[name])]
        if expected != stated or differing:
            wrong.append(query)
            click.echo(f"WRONG {unparse(query)}: {stated} instead of {expected}; facets {differing}", err=True)
    return wrong


def _positive(counts: Any) -> dict[str, int]:
    return {value: count for value, count in counts.items() if count}


def _speed(address: str, cookie: str, mixed: Sequence[CaseQuery], rounds: int, clients: int) -> dict[str, Any]:
    """Milliseconds: the mixed set, the floor, and the pairs of a first and a deep page."""
    pairs = [page for word in ("", "调解") for page in queries.deep_pair(word)]
    paths = [_path(query) for query in (*mixed, *[_FLOOR] * (len(mixed) // 4), *pairs)]
    taken = measure(address, cookie, paths, rounds, clients)
    own, floor = taken[: len(mixed)], taken[len(mixed) : -len(pairs)]
    return {
        "mixed": _quantiles([seconds for runs in own for seconds in runs]),
        "floor": _quantiles([seconds for runs in floor for seconds in runs]),
        "slowest": sorted(((statistics.median(runs) * _MS, paths[at]) for at, runs in enumerate(own)), reverse=True)[
            :8
        ],
        "deep": [statistics.median(runs) * _MS for runs in taken[-len(pairs) :]],
    }


def _quantiles(seconds: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return {"p50": cuts[49] * _MS, "p95": cuts[94] * _MS, "p99": cuts[98] * _MS}


def _print_speed(figures: dict[str, Any], count: int, rounds: int, clients: int) -> None:
    mixed, floor = figures["mixed"], figures["floor"]
    click.echo(
        f"{figures['cases']} cases on {figures['engine']}, {count} queries, {rounds} rounds, {clients} client(s)"
    )
    click.echo(f"{'ms':<28}{'p50':>8}{'p95':>8}{'p99':>8}")
    for name, row in (("mixed set", mixed), ("floor: no query", floor)):
        click.echo(f"{name:<28}" + "".join(f"{row[key]:>8.1f}" for key in ("p50", "p95", "p99")))
    click.echo(
        f"{'times the floor':<28}" + "".join(f"{mixed[key] / floor[key]:>8.1f}" for key in ("p50", "p95", "p99"))
    )
    for (first, deep), word in zip((figures["deep"][:2], figures["deep"][2:]), ("no words", "调解"), strict=True):
        click.echo(f"offset {queries.OFFSET}, {word}: {deep:.1f} ms, {deep / first:.2f} times page 1 ({first:.1f} ms)")
    for median, path in figures["slowest"]:
        click.echo(f"  slowest: {median:6.1f} ms {path}")


def _print_sizes(session: Session, server: int | None) -> None:
    cases, index = machine.sizes(session)
    click.echo(f"cases {cases:.0f} MB, index {index:.0f} MB, {index / cases:.2f} times the table")
    if server is not None:
        memory = " ".join(f"{size:.0f}" for size in machine.worker_memory(server))
        click.echo(f"private memory of the processes of the server: {memory} MB")


def _print_saves(session: Session, user: User, address: str, cookie: str) -> None:
    saves = measure_saves(session, user, address, cookie, _SAVES)
    figures = _quantiles(saves.seconds)
    click.echo(
        f"{_SAVES} saves: p50 {figures['p50']:.1f} ms, p95 {figures['p95']:.1f} ms, "
        f"slowest {max(saves.seconds) * _MS:.1f} ms; pages that did not show the newest save: {saves.stale}"
    )


def _path(query: CaseQuery) -> str:
    return f"/cases?{unparse(query)}"


def _say(what: str) -> None:
    if sys.stderr.isatty():
        click.echo(what, err=True)
