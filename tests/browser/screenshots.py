"""Photograph the pages of a fresh demo instance, in Chinese, on a desktop and on a phone: ``make screenshots``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook import migrations
from casebook.app import create_app
from casebook.config import Settings
from casebook.db import make_engine
from casebook.models import Case, Report
from casebook.record import Role
from casebook.services import demo
from casebook.services.demo import DemoAccount
from tests.support.browser import DESKTOP, PHONE, new_context, running_browser
from tests.support.server import LiveServer, served

SIZES = {"desktop": DESKTOP, "phone": PHONE}


def main(folder: Path) -> None:
    """Write ``<page>-<size>.png`` for every page and size into ``folder``."""
    folder.mkdir(exist_ok=True)
    with demo_instance() as (server, accounts), running_browser() as browser:
        with server.sessions() as session:
            addresses = pages(session)
        admin = next(account for account in accounts if account.role is Role.ADMIN)
        for size, viewport in SIZES.items():
            context = new_context(browser, server.url, viewport)
            page = context.new_page()
            sign_in(page, admin)
            for name, address in addresses.items():
                page.goto(address, wait_until="networkidle")
                page.screenshot(path=folder / f"{name}-{size}.png")
            context.close()


@contextmanager
def demo_instance() -> Iterator[tuple[LiveServer, list[DemoAccount]]]:
    """The demo, served from a temporary folder."""
    with tempfile.TemporaryDirectory() as instance:
        settings = Settings.from_environment({"CASEBOOK_INSTANCE": instance})
        engine = make_engine(settings.database_url)
        migrations.upgrade(engine)
        engine.dispose()
        with served(create_app(settings)) as server:
            with server.sessions() as session:
                accounts = demo.prepare(session)
                session.commit()
            yield server, accounts


def pages(session: Session) -> dict[str, str]:
    """What is worth a picture: name and address."""
    waiting = session.scalars(select(Report.id).order_by(Report.id)).first()
    rich = session.scalars(select(Case.id).order_by(Case.team_size_value.desc().nulls_last())).first()
    return {
        "review": f"/reports/{waiting}/review",
        "cases": "/cases",
        "case": f"/cases/{rich}",
    }


def sign_in(page: Page, account: DemoAccount) -> None:
    """Sign in through the form."""
    page.goto("/login")
    page.locator("[name=username]").fill(account.username)
    page.locator("[name=password]").fill(account.password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
