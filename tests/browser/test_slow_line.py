"""A phone on a slow line (400 kbit/s, 400 ms): what the first page costs is bytes, so bytes are counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy.orm import Session

from casebook.models import User
from casebook.record import Role
from tests.browser.slow_phone import first_visit, slow_line
from tests.factories import make_case
from tests.support.browser import PHONE

#: All that the first listing of a visitor may take over the line, style sheets and scripts included.
MOST_BYTES = 50_000
ROWS = 20


@pytest.mark.parametrize("address", ["/cases", "/cases?q=调解"])
def test_the_first_listing_is_small(
    open_page: Callable[[ViewportSize], Page], sign_in: Callable[..., User], live_session: Session, address: str
) -> None:
    page = open_page(PHONE)
    user = sign_in(page, Role.ADMIN, None)
    for number in range(ROWS + 5):
        make_case(live_session, user, name=f"邻里调解室{number}", summary="登记诉求，分类交办，" * 20)
    live_session.commit()

    received, _ = first_visit(page, slow_line(page), address)

    expect(page.locator(".case-table tbody tr")).to_have_count(ROWS)
    assert len(received) >= 4
    assert sum(received.values()) < MOST_BYTES
