"""``casebook bench saves``: how long people wait for each other when several save at once."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from casebook.cli.sessions import open_session
from casebook.db import announce_write
from casebook.models import Case, User
from casebook.record import Kind
from casebook.services import accounts, case_values, cases, places

_MS = 1_000
_PLACE = "370102"


@click.command()
@click.option("--user", "username", required=True, help="The account that saves.")
@click.option(
    "--writers", default=4, show_default=True, type=click.IntRange(1, 64), help="Processes that save at once."
)
@click.option("--seconds", default=10, show_default=True, type=click.IntRange(1, 600), help="For so long.")
def command(username: str, writers: int, seconds: int) -> None:
    """Let several processes change a case of their own, one save after another, and print how long a save takes.

    Each leaves a case. A save is everything up to its commit: history, search text, change log.
    """
    with ProcessPoolExecutor(writers, get_context("spawn")) as pool:
        runs = list(pool.map(_save_for, [username] * writers, [float(seconds)] * writers))
    taken = sorted(took for run, _ in runs for took in run)
    cuts = statistics.quantiles(taken, n=100, method="inclusive")
    click.echo(
        f"{writers} writers, {len(taken) / seconds:.0f} saves a second: "
        f"p50 {cuts[49] * _MS:.1f} ms, p95 {cuts[94] * _MS:.1f} ms, slowest {taken[-1] * _MS:.0f} ms, "
        f"{sum(given_up for _, given_up in runs)} given up"
    )


def _save_for(username: str, seconds: float) -> tuple[list[float], int]:
    """The seconds of each save of one process, and how many were given up because others were in the way too long."""
    taken: list[float] = []
    given_up = 0
    with open_session() as session:
        user = accounts.named(session, username)
        session.rollback()
        try:
            case = _own_case(session, user)
        except OperationalError:
            return taken, 1
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                announce_write(session)
                values = case_values.values_of(case) | {"summary": f"第{len(taken)}次保存"}
                cases.update(session, user, case.id, values, case.version)
                session.commit()
            except OperationalError:
                session.rollback()
                given_up += 1
            taken.append(time.perf_counter() - began)
    return taken, given_up


def _own_case(session: Session, user: User) -> Case:
    announce_write(session)
    case = cases.create(session, user, {"name": "保存测试", "kind": Kind.OTHER, "place": places.place_at(_PLACE)})
    session.commit()
    return case
