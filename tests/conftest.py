"""What all tests share. Everything is real: databases, the application, the server, the browser.

A test in ``unit`` needs nothing from here; one in ``contract`` takes ``db_session`` and runs on both databases; one in
``functional`` takes ``client`` or ``login`` and sees what a browser would; one in ``browser`` takes a page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session, sessionmaker

from casebook.config import Settings
from casebook.models import User
from casebook.record import Role
from tests.factories import PASSWORD, make_user
from tests.support.databases import Backend, Databases


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """The maker of databases, for tests that need one of their own."""
    with Databases(tmp_path_factory.mktemp("databases")) as made:
        yield made


@pytest.fixture
def backend() -> Backend:
    """Which database a test runs on; ``contract`` overrides it with both."""
    return "sqlite"


@pytest.fixture
def engine(databases: Databases, backend: Backend) -> Engine:
    """A database at the newest migration, shared by all tests."""
    return databases.migrated(backend)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection inside a transaction that is undone after the test, whatever was committed within it."""
    with engine.connect() as opened:
        transaction = opened.begin()
        yield opened
        transaction.rollback()


@pytest.fixture
def sessions(connection: Connection) -> sessionmaker[Session]:
    """Sessions whose commits end a savepoint only; all see what the others have committed."""
    return sessionmaker(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)


@pytest.fixture
def db_session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """A session to prepare data with and to look at what happened; commit before a request that shall see it."""
    with sessions() as session:
        yield session


@pytest.fixture
def settings(engine: Engine, tmp_path: Path) -> Settings:
    """The settings of an installation in a temporary folder."""
    return Settings.from_environment(
        {
            "CASEBOOK_INSTANCE": str(tmp_path / "instance"),
            "CASEBOOK_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        }
    )


@pytest.fixture
def app(settings: Settings, sessions: sessionmaker[Session]) -> Flask:
    """The application on the sessions of the test. Tests of CSRF switch that back on."""
    from casebook.app import create_app  # here, so that unit tests do without the pages

    made = create_app(settings)
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    made.extensions["casebook.sessions"] = sessions
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser. Never hold an application context around its calls: ``g`` would outlive the request."""
    return app.test_client()


@pytest.fixture
def login(app: Flask, db_session: Session) -> Callable[..., FlaskClient]:
    """``login(role, region)`` or ``login(user=…)`` signs in through the form, in a browser of its own."""

    def sign_in(role: Role = Role.WORKER, region: str | None = "370102", *, user: User | None = None) -> FlaskClient:
        person = user or make_user(db_session, role, region)
        db_session.commit()
        browser = app.test_client()
        answer = browser.post("/login", data={"username": person.username, "password": PASSWORD})
        assert answer.status_code in (302, 303), f"{person.username} could not sign in: {answer.status}"
        return browser

    return sign_in
