"""What Alembic runs for every command: by a caller's connection, or (``alembic …`` in a shell) by the settings."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

import casebook.models  # fills Base.metadata
from casebook.config import Settings
from casebook.db import Base, make_engine
from casebook.migrations import migrating

__all__ = ["casebook"]


def run(connection: Connection) -> None:
    """Run the wanted steps on this connection; its owner commits."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    engine = make_engine(Settings.from_environment().database_url)
    with migrating(engine) as opened:
        run(opened)
    engine.dispose()
