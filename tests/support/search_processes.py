"""Processes that write cases or build the index until they are killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, select

from casebook.db import announce_write, make_engine, make_sessions
from casebook.models import User
from casebook.search.index import building, maintenance
from casebook.search.index.lease import Lease
from tests.factories import make_case

ROOT = Path(__file__).parents[2]
#: Who holds the lease in the builder; whoever has this name may go on after it is killed.
HOLDER = "killed"


@contextmanager
def running(act: str, engine: Engine) -> Iterator[subprocess.Popen[str]]:
    """A process that does ``act`` (``write`` or ``build``) and prints a line after each commit; killed at the end."""
    command = [sys.executable, "-m", "tests.support.search_processes", act, engine.url.render_as_string(False)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()  # SIGKILL: wherever it is
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def write(engine: Engine) -> None:
    """Make one case after another."""
    sessions = make_sessions(engine)
    for number in count():
        with sessions() as session:
            announce_write(session)
            made = make_case(session, session.scalars(select(User)).first(), summary=f"第{number}次调解电梯加装")
            session.commit()
            sys.stdout.write(f"{made.id}\n")
            sys.stdout.flush()


def build(engine: Engine) -> None:
    """Build the first chunk again and again."""
    lease = Lease(engine, HOLDER)
    while lease.take():
        building.build(engine, lease, 0, polite=False)
        sys.stdout.write("built\n")
        sys.stdout.flush()
        maintenance.sweep(lease)


if __name__ == "__main__":
    {"write": write, "build": build}[sys.argv[1]](make_engine(sys.argv[2]))
