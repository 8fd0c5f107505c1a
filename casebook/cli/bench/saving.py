"""How long a save takes with all that searching needs, and whether every worker shows it on its next page."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sqlalchemy.orm import Session

from casebook.cli.bench.visitor import Visitor
from casebook.db import announce_write
from casebook.models import User
from casebook.record import Kind
from casebook.search import CaseQuery, unparse
from casebook.services import case_values, cases, places

#: So many connections meet every worker, whichever takes a connection.
_LOOKS = 6
_PLACE = "370102"


@dataclass(frozen=True, slots=True)
class Saves:
    """Seconds of each save up to its commit, and how many pages did not show the newest one."""

    seconds: list[float]
    stale: int


def measure_saves(session: Session, user: User, address: str, cookie: str, rounds: int) -> Saves:
    """Make a case, change it ``rounds`` times and look for the new word after each save; then move it to the trash."""
    values = {"name": "保存测试", "kind": Kind.OTHER, "place": places.place_at(_PLACE)}
    session.rollback()
    announce_write(session)
    case = cases.create(session, user, values)
    session.commit()
    taken, stale = [], 0
    for number in range(rounds):
        word = f"保存测试第{number}次{time.time_ns()}"
        began = time.perf_counter()
        announce_write(session)
        cases.update(session, user, case.id, case_values.values_of(case) | {"summary": word}, case.version)
        session.commit()
        taken.append(time.perf_counter() - began)
        path = f"/cases?{unparse(CaseQuery(q=word))}"
        stale += sum(Visitor(address, cookie).total(path) != 1 for _ in range(_LOOKS))
    announce_write(session)
    cases.trash(session, user, case.id)
    session.commit()
    return Saves(taken, stale)
