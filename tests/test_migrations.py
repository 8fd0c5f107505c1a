"""The migrations, all together, give exactly what the models say, and can be taken back; on both databases."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, inspect, text

from casebook import migrations
from casebook.db import Base
from tests.support.databases import BACKENDS, Backend, Databases

BOOKKEEPING = "alembic_version"


def test_all_migrations_together_equal_the_models(databases: Databases, backend: Backend) -> None:
    migrated, modelled = databases.empty(backend), databases.empty(backend)
    migrations.upgrade(migrated)
    Base.metadata.create_all(modelled)
    assert schema(migrated) == schema(modelled)


def test_going_back_to_the_beginning_leaves_nothing(databases: Databases, backend: Backend) -> None:
    engine = databases.empty(backend)
    migrations.upgrade(engine)
    migrations.downgrade(engine)
    assert schema(engine) == {}
    assert migrations.current_revision(engine) is None


def test_the_way_up_works_again_after_going_back(databases: Databases, backend: Backend) -> None:
    engine = databases.empty(backend)
    migrations.upgrade(engine)
    first_time = schema(engine)
    migrations.downgrade(engine)
    migrations.upgrade(engine)
    assert schema(engine) == first_time
    assert migrations.current_revision(engine) == migrations.newest_revision()


def test_upgrading_an_up_to_date_database_keeps_what_it_holds(databases: Databases, backend: Backend) -> None:
    engine = databases.empty(backend)
    migrations.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO login_attempt (username, address, at) VALUES ('li', '::1', '2026-01-01')"))
    migrations.upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT username FROM login_attempt")) == "li"


def test_a_step_that_breaks_references_is_undone_on_sqlite(databases: Databases) -> None:
    engine = databases.empty("sqlite")
    migrations.upgrade(engine)
    orphan = "INSERT INTO case_service (case_id, position, text) VALUES (999, 0, 'x')"
    with pytest.raises(RuntimeError, match="broke references"), migrations.migrating(engine) as connection:
        connection.execute(text(orphan))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM case_service")) == 0
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_reports_from_before_the_marks_are_found_by_them(databases: Databases, backend: Backend) -> None:
    engine = databases.empty(backend)
    migrations.upgrade(engine, "0001")
    at = "'2026-01-01 00:00:00'"
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO user_account (id, username, display_name, password_hash, role, is_active, session_stamp, "
                f"created_at) VALUES (1, 'li', '李', '', 'worker', true, '', {at})"
            )
        )
        connection.execute(
            text(
                "INSERT INTO report (id, title, text, text_hash, fingerprint, media_type, brought_by_id, created_at) "
                f"VALUES (7, '粥铺', '粥', '', '{{\"sketch\": [3, 8, 4294967288]}}', 'text/plain', 1, {at})"
            ).execution_options(no_parameters=True)
        )
    migrations.upgrade(engine)
    with engine.connect() as connection:
        marks = connection.execute(text("SELECT report_id, mark FROM report_mark ORDER BY mark")).all()
    assert [tuple(row) for row in marks] == [(7, 8), (7, 4294967288)]


def schema(engine: Engine) -> dict[str, dict[str, Any]]:
    """What the database itself says of each table: columns, keys, constraints and indexes, with names and order."""
    with engine.connect() as connection:
        return {name: table(connection, name) for name in names(connection) if name != BOOKKEEPING}


def names(connection: Connection) -> list[str]:
    return sorted(inspect(connection).get_table_names())


def table(connection: Connection, name: str) -> dict[str, Any]:
    seen = inspect(connection)
    return {
        "columns": [
            (column["name"], column["type"].compile(connection.dialect), column["nullable"], column["default"])
            for column in seen.get_columns(name)
        ],
        "primary key": seen.get_pk_constraint(name),
        "foreign keys": by_name(seen.get_foreign_keys(name)),
        "unique": by_name(seen.get_unique_constraints(name)),
        "checks": {check["name"]: squash(check["sqltext"]) for check in seen.get_check_constraints(name)},
        "indexes": by_name(seen.get_indexes(name)),
    }


def by_name(parts: list[Any]) -> dict[str, dict[str, Any]]:
    """The constraints or indexes of a table by name; a nameless one could not be changed by a later migration."""
    assert all(part["name"] for part in parts), f"constraints need names: {parts}"
    return {part["name"]: dict(part) for part in parts}


def squash(sql: str) -> str:
    return re.sub(r"\s+", " ", sql)


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    chosen: Backend = request.param
    return chosen
