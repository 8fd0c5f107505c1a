"""Listings from a streaming replica of PostgreSQL: never a stale page, whatever becomes of the replica."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker

from casebook import migrations
from casebook.app import create_app
from casebook.config import Settings
from casebook.record import COLUMNS, CaseStatus, Role
from tests.factories import PASSWORD, make_case, make_user
from tests.support import postgres

_PATIENCE = "100000"


@dataclass
class Installation:
    """Casebook on a database with a replica, seen by a signed-in administrator."""

    browser: FlaskClient
    sessions: sessionmaker[Session]
    replica: Engine
    stack: ExitStack

    def enter(self, name: str) -> None:
        """Another process commits a case."""
        with self.sessions() as session:
            make_case(session, make_user(session, Role.ADMIN, None), name=name, status=CaseStatus.VERIFIED)
            session.commit()

    def page(self, query: str = "") -> str:
        """The listing, which every other worker would show alike."""
        answer = self.browser.get(f"/cases{query}")
        assert answer.status_code == 200
        return answer.text

    def tell_replica(self, statement: str) -> None:
        """Say something to the replica past the application."""
        with self.replica.connect() as connection:
            connection.execute(text(statement))

    def catch_up(self) -> None:
        """Wait until the replica has replayed what is committed."""
        with self.sessions() as session:
            position = session.scalar(text("SELECT pg_current_wal_insert_lsn()"))
        with self.replica.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            replayed = text("SELECT pg_last_wal_replay_lsn() >= CAST(:position AS pg_lsn)")
            for _ in range(int(_PATIENCE)):
                if connection.scalar(replayed, {"position": position}):
                    return
        raise AssertionError("the replica does not catch up")


def test_a_replica_that_keeps_up_reads_the_rows_of_the_listing(installation: Installation) -> None:
    installation.enter("甲楼调解室")
    installation.catch_up()

    with statements(installation.sessions) as asked:
        usual = installation.page("?q=调解室")
        whole = installation.page("?" + "&".join(f"columns={column}" for column in COLUMNS))

    assert "甲楼" in usual and "甲楼" in whole
    assert not [one for one in asked if "FROM case_record" in one or "search_posting" in one]


def test_no_page_is_stale_while_the_replica_lags(installation: Installation, caplog: pytest.LogCaptureFixture) -> None:
    installation.enter("甲楼调解室")
    installation.catch_up()
    assert "甲楼" in installation.page()
    installation.tell_replica("SELECT pg_wal_replay_pause()")

    installation.enter("乙楼调解室")
    assert "乙楼" in installation.page() and "共 2 件" in installation.page("?q=调解室")
    assert caplog.text.count("the replica lags") == 1

    installation.tell_replica("SELECT pg_wal_replay_resume()")
    installation.catch_up()
    with statements(installation.sessions) as asked:
        assert "共 2 件" in installation.page("?q=调解室")
    assert not [one for one in asked if "FROM case_record" in one]
    assert "the replica keeps up again" in caplog.text


def test_a_dead_replica_costs_a_line_in_the_log_and_no_page(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    installation.enter("甲楼调解室")
    installation.catch_up()
    assert "甲楼" in installation.page()

    installation.stack.close()

    installation.enter("乙楼调解室")
    assert "乙楼" in installation.page() and "乙楼" in installation.page()
    assert caplog.text.count("the replica fails") == 1


@pytest.fixture(scope="module")
def primary() -> Iterator[Engine]:
    """A database on a server of its own: a replica copies all that its server holds."""
    with postgres.running_server() as url:
        engine = create_engine(url)
        migrations.upgrade(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def installation(primary: Engine, tmp_path: Path) -> Iterator[Installation]:
    """Casebook on that database, without any case, and a replica of it."""
    url = primary.url.render_as_string(hide_password=False)
    with ExitStack() as stack:
        replica_url = stack.enter_context(postgres.streaming_replica(url))
        replica = create_engine(replica_url)
        stack.callback(replica.dispose)
        app = create_app(
            Settings.from_environment(
                {
                    "CASEBOOK_INSTANCE": str(tmp_path),
                    "CASEBOOK_DATABASE_URL": url,
                    "CASEBOOK_REPLICA_URL": replica_url,
                }
            )
        )
        app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        sessions: sessionmaker[Session] = app.extensions["casebook.sessions"]
        with sessions() as session:
            username = make_user(session, Role.ADMIN, None).username
            session.commit()
        browser = app.test_client()
        browser.post("/login", data={"username": username, "password": PASSWORD})
        yield Installation(browser, sessions, replica, stack)
        with sessions() as session:
            session.execute(text("DELETE FROM case_record"))
            session.execute(text("INSERT INTO case_change (case_id) VALUES (1)"))
            session.commit()
        sessions.kw["bind"].dispose()


@contextmanager
def statements(sessions: sessionmaker[Session]) -> Iterator[list[str]]:
    """What the primary is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(" ".join(statement.split()))

    engine = sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
