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

from sqlalchemy import make_url

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
    with _folder() as folder:
        programs = Programs(folder)
        programs.run("initdb", "--pgdata", f"{folder}/data", "--username", "casebook", "--auth", "trust",
            "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync")  # fmt: skip
        with programs.serving() as url:
            yield url


@contextmanager
def streaming_replica(url: str) -> Iterator[str]:
    """Run a streaming replica of the server at ``url``; yield the URL of the same database there."""
    source = make_url(url)
    with _folder() as folder:
        programs = Programs(folder)
        programs.run("pg_basebackup", "--pgdata", f"{folder}/data", "--username", "casebook", "--host",
            str(source.query["host"]), "--write-recovery-conf", "--checkpoint", "fast", "--no-sync")  # fmt: skip
        with programs.serving() as replica:
            yield make_url(replica).set(database=source.database).render_as_string(hide_password=False)


class Programs:
    """PostgreSQL's programs, run in one folder by an account that they accept."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._binaries = folder, find_binaries()

    def run(self, program: str, *arguments: str) -> None:
        """Run one to its end. Raises RuntimeError with what it said where it fails."""
        as_root = os.geteuid() == 0
        with (self._folder / "log").open("a") as log:
            done = subprocess.run(
                [str(self._binaries / program), *arguments],
                cwd=self._folder,
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
            said = (self._folder / "log").read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{program} failed: {said}")

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Run a server on the data in the folder; yield its URL."""
        data = str(self._folder / "data")
        options = f"-c listen_addresses='' -c unix_socket_directories={self._folder} {FAST_NOT_DURABLE}"
        self.run("pg_ctl", "start", "--wait", "--pgdata", data, "--options", options)
        try:
            yield f"postgresql+psycopg://casebook@/postgres?host={self._folder}"
        finally:
            self.run("pg_ctl", "stop", "--mode", "immediate", "--pgdata", data)


@contextmanager
def _folder() -> Iterator[Path]:
    # Straight under the system's temporary folder: a socket's path may have 107 bytes at most.
    folder = Path(tempfile.mkdtemp(prefix="casebook-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, SERVER_ACCOUNT)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
