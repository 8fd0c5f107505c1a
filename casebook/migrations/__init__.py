"""Changes of the database schema, in order: Alembic, used directly.

``upgrade`` brings a database of any age to the present models. Each file in ``versions/`` is one step, with the way
back; ``tests/test_migrations.py`` holds that all steps together give exactly what the models say, on both engines.
To write the next step, change the models, bring your own database up to date and run

    .venv/bin/alembic revision --autogenerate --rev-id 0002 -m "what changes"

then read what it wrote: it does not see CHECK constraints, renames, or data that has to move.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

SCRIPT_LOCATION = "casebook:migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run all steps that are missing, in one transaction: a step that fails leaves the database as it was."""
    with migrating(engine) as connection:
        upgrade_within(connection, revision)


def upgrade_within(connection: Connection, revision: str = "head") -> None:
    """The same in a transaction of the caller's, who has begun it with ``migrating``."""
    command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the steps after ``revision`` back, with what they stored."""
    with migrating(engine) as connection:
        command.downgrade(_config(connection), revision)


def current_revision(engine: Engine) -> str | None:
    """The last step that this database has taken, or None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The last step that this program knows."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def knows(revision: str) -> bool:
    """Whether this program has that step; a newer one may have more."""
    return any(step.revision == revision for step in ScriptDirectory.from_config(_config(None)).walk_revisions())


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """A connection in a transaction, fit for changing tables.

    SQLite changes a table by copying it and dropping the old one, which with foreign keys enforced would delete every
    row that refers to it. So they are off meanwhile, which only works outside a transaction, and checked at the end.
    """
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                yield connection
            return
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"the migration broke references: {broken[:10]}")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", SCRIPT_LOCATION)
    config.attributes["connection"] = connection
    return config
