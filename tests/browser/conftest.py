"""A real browser on a real server; each test has a database, a server and profiles of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, ViewportSize
from sqlalchemy.orm import Session

from casebook import migrations
from casebook.app import create_app
from casebook.config import Settings
from casebook.db import make_engine
from casebook.models import User
from casebook.record import Role
from tests.factories import PASSWORD, make_user
from tests.support.browser import DESKTOP, PHONE, new_context, running_browser
from tests.support.server import LiveServer, served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with running_browser() as started:
        yield started


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that each server copies."""
    path = tmp_path_factory.mktemp("browser") / "empty.sqlite"
    engine = make_engine(f"sqlite:///{path}")
    migrations.upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def live(empty_database: Path, tmp_path: Path) -> Iterator[LiveServer]:
    """The application, served from a database without anything in it."""
    database = tmp_path / "casebook.sqlite"
    shutil.copy(empty_database, database)
    environment = {"CASEBOOK_INSTANCE": str(tmp_path), "CASEBOOK_DATABASE_URL": f"sqlite:///{database}"}
    with served(create_app(Settings.from_environment(environment))) as server:
        yield server


@pytest.fixture
def live_session(live: LiveServer) -> Iterator[Session]:
    """A session on the server's database; commit what the pages shall see."""
    with live.sessions() as session:
        yield session


@pytest.fixture
def open_page(browser: Browser, live: LiveServer) -> Iterator[Callable[[ViewportSize], Page]]:
    """``open_page(PHONE)`` gives a page in a fresh profile. A script error or a breach of the content security policy
    fails the test at its end."""
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # Refusals (422, 409 …) are what some tests are about; the browser logs each of them.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def fail(error: Error) -> None:
        complaints.append(str(error))

    contexts = []

    def opened(viewport: ViewportSize = DESKTOP, **options: object) -> Page:
        context = new_context(browser, live.url, viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", fail)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def desktop(open_page: Callable[[ViewportSize], Page]) -> Page:
    """A page 1440 px wide."""
    return open_page(DESKTOP)


@pytest.fixture
def phone(open_page: Callable[[ViewportSize], Page]) -> Page:
    """A page 360 px wide, with a touch screen."""
    return open_page(PHONE)


@pytest.fixture
def sign_in(live_session: Session) -> Callable[..., User]:
    """``sign_in(page, role, region)`` makes an account and signs in through the form; returns the account."""

    def through_the_form(page: Page, role: Role = Role.WORKER, region: str | None = "370102") -> User:
        user = make_user(live_session, role, region)
        live_session.commit()
        page.goto("/login")
        page.locator("[name=username]").fill(user.username)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        page.wait_for_url(lambda url: "/login" not in url)
        return user

    return through_the_form
