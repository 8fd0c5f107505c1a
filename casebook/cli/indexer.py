"""The process beside the server that keeps the search index close behind the cases.

The server starts it, starts it again where it dies, and takes it along when it ends, however that happens: the process
ends by itself once the other end of its standard input is gone.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from sqlalchemy import Engine

from casebook.cli.sessions import open_engine
from casebook.search.index import maintenance

#: Seconds between two looks at how much has changed, and before a process that died is started again.
_PAUSE = 5.0


@contextmanager
def running() -> Iterator[None]:
    """Keep such a process running meanwhile."""
    stopping = threading.Event()
    supervisor = threading.Thread(target=_supervise, args=(stopping,), daemon=True)
    supervisor.start()
    try:
        yield
    finally:
        stopping.set()
        supervisor.join()


def catch_up(engine: Engine) -> None:
    """Build what is due after many changes at once, where no server does it; does nothing after a few."""
    with Console(stderr=True).status("building the search index"):
        maintenance.catch_up(engine, polite=False)


def _supervise(stopping: threading.Event) -> None:
    # The successor of one that died has the same name, and with it the lease on the index.
    command = [sys.executable, "-m", "casebook.cli.indexer", maintenance.new_holder()]
    while not stopping.is_set():
        process = subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603
        while process.poll() is None and not stopping.wait(1.0):
            pass
        process.communicate()  # closes its input, which ends it
        stopping.wait(_PAUSE)


def _keep_up(holder: str) -> None:
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    with open_engine() as engine:
        while True:
            maintenance.catch_up(engine, holder=holder)
            time.sleep(_PAUSE)


def _end_with_the_server() -> None:
    """Wherever this cuts a build off, what it leaves is swept later."""
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the server, which takes this process along
    _keep_up(sys.argv[1])
