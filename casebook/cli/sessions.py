"""Database sessions for commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from casebook import db, migrations
from casebook.bilingual import Bilingual
from casebook.config import BadSetting, Settings
from casebook.errors import Invalid

_OUT_OF_DATE = Bilingual(
    "数据库版本与程序不一致（数据库：{found}，程序：{wanted}）。请运行：casebook db upgrade",
    "The database does not fit this program (database: {found}, program: {wanted}). Run: casebook db upgrade",
)


def read_settings() -> Settings:
    """The settings of the environment; a bad one ends the command with its reason and exit code 1."""
    try:
        return Settings.from_environment()
    except BadSetting as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def open_engine(settings: Settings | None = None) -> Iterator[Engine]:
    """The engine of the settings (by default those of the environment), closed afterwards."""
    engine = db.make_engine((settings or read_settings()).database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def open_session(settings: Settings | None = None) -> Iterator[Session]:
    """A session on an up-to-date database; the command commits it. Raises Invalid where the schema is another one."""
    with open_engine(settings) as engine:
        require_newest_schema(engine)
        with db.make_sessions(engine)() as session:
            yield session


def require_newest_schema(engine: Engine) -> None:
    """Raise Invalid, with what to do, where the database is not at the newest migration."""
    found, wanted = migrations.current_revision(engine), migrations.newest_revision()
    if found != wanted:
        raise Invalid(_OUT_OF_DATE.format(found=found or "-", wanted=wanted))
