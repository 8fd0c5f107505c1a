"""A PostgreSQL server of its own for one test session: a fresh cluster in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SERVER_ACCOUNT = "postgres"
FAST_NOT_DURABLE = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"


def find_binaries() -> Path:
    """Return the folder with initdb and pg_ctl, of the newest version that Debian's packages left here.

    Raises RuntimeError where there is none: tests on PostgreSQL fail then, they are never skipped.
    """
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest_first = sorted(versions, key=lambda path: int(path.parts[-3]), reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*newest_first, *([Path(on_path).resolve()] if on_path else [])]
    if not candidates:
        raise RuntimeError(
            "The tests need PostgreSQL's programs (Debian: apt install postgresql-15). "
            "Looked for initdb in /usr/lib/postgresql/*/bin and on PATH."
        )
    return candidates[0].parent


@contextmanager
def running_server() -> Iterator[str]:
    """Run a server that listens on a Unix socket only; yield its URL, database ``postgres``, for SQLAlchemy.

    The locale is C.UTF-8, which trigram indexes need for Chinese. As root the server runs as user postgres, because
    PostgreSQL refuses root.
    """
    binaries = find_binaries()
    as_root = os.geteuid() == 0
    # Straight under the system's temporary folder: a socket's path may have 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="casebook-pg-"))
    if as_root:
        shutil.chown(folder, SERVER_ACCOUNT)

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(binaries / program), *arguments],
            cwd=folder,
            user=SERVER_ACCOUNT if as_root else None,
            group=pwd.getpwnam(SERVER_ACCOUNT).pw_gid if as_root else None,
            extra_groups=[] if as_root else None,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {(folder / 'log').read_text(errors='replace')[-2000:]}")

    data = str(folder / "data")
    try:
        with (folder / "log").open("w") as log:
            run("initdb", "--pgdata", data, "--username", "casebook", "--auth", "trust",
                "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")  # fmt: skip
            options = f"-c listen_addresses='' -c unix_socket_directories={folder} {FAST_NOT_DURABLE}"
            run("pg_ctl", "start", "--wait", "--pgdata", data, "--options", options)
            try:
                yield f"postgresql+psycopg://casebook@/postgres?host={folder}"
            finally:
                run("pg_ctl", "stop", "--mode", "immediate", "--pgdata", data)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
