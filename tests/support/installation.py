"""An installation of its own for the commands of an operator: an instance folder and a database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from casebook import db, migrations
from casebook.cli import main
from tests.support.databases import Backend, Databases


class Installation:
    """Runs commands on an engine; its own connections are closed before, as after the end of a server."""

    def __init__(self, folder: Path, engine: Engine) -> None:
        self.folder, self.engine = folder, engine
        self.environment = {
            "CASEBOOK_INSTANCE": str(folder),
            "CASEBOOK_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        }

    @classmethod
    def new(cls, folder: Path, databases: Databases, backend: Backend, *, migrated: bool = True) -> Installation:
        """One without cases; ``migrated`` False leaves the database without any table."""
        made = cls(folder, databases.empty(backend))
        if migrated:
            migrations.upgrade(made.engine)
        return made

    @property
    def database_file(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.engine.url.database or "")

    def run(self, *words: str, **environment: str) -> Result:
        """A command, as typed; ``environment`` holds further settings."""
        self.engine.dispose()
        return CliRunner().invoke(main, words, env={**self.environment, **environment})

    def run_program(self, program: str, **further: str) -> subprocess.CompletedProcess[str]:
        """A Python program in a process of its own; ``further`` are settings."""
        environment = {**os.environ, **self.environment, **further, "PYTHONPATH": os.pathsep.join(sys.path)}
        return subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
        )

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session on the database; what is committed stays."""
        with db.make_sessions(self.engine)() as session:
            yield session
        self.engine.dispose()
