"""Every page of the application, also one that is added tomorrow: it fits, it is accessible, it breaks no policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize
from sqlalchemy.orm import Session

from casebook.models import User
from casebook.record import Role
from tests.support.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.support.routes import make_arguments, pages, url
from tests.support.server import LiveServer


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_and_is_accessible(
    open_page: Callable[[ViewportSize], Page],
    sign_in: Callable[..., User],
    live: LiveServer,
    live_session: Session,
    viewport: ViewportSize,
    language: str,
) -> None:
    page = open_page(viewport)
    sign_in(page, Role.ADMIN, None)
    if language == "en":
        page.locator("form[action='/language']").evaluate("form => form.requestSubmit(form.elements.language)")
        page.locator("html[lang=en]").wait_for()
    arguments = make_arguments(live_session)
    for rule in pages(live.app):
        address = url(live.app, rule, arguments)
        if page.request.get(address).headers["content-type"].startswith("text/html"):
            answer = page.goto(address)
            assert answer
            assert answer.status in (200, 404), address  # a pasted report has no original
            assert_fits(page)
            assert_accessible(page)
