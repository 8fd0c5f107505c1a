"""The desk, and its lists in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request, url_for

from casebook.services import alerts, desk
from casebook.web.guard import allow
from casebook.web.login import the_user
from casebook.web.paging import Page
from casebook.web.session import get_session

if TYPE_CHECKING:
    from collections.abc import Callable

bp = Blueprint("desk", __name__)

ITEMS_PER_PAGE = 50


@bp.get("/")
@allow()
def home() -> str:
    """What waits for me, what is new in my region."""
    user = the_user()
    return render_template(
        "desk/home.html",
        desk=desk.overview(get_session(), user),
        alerts=alerts.alerts(get_session(), user),
        own_region=desk.own_region(user),
    )


@bp.get("/desk/unsaved")
@allow()
def unsaved() -> str:
    """Everything that I typed and have not saved."""
    return _all("unsaved", desk.unsaved)


@bp.get("/desk/drafts")
@allow()
def own_drafts() -> str:
    """All cases that I entered and have not submitted."""
    return _all("own_drafts", desk.own_drafts)


def _all(what: str, find: Callable[..., desk.Todo]) -> str:
    session, user = get_session(), the_user()

    def url_for_page(number: int) -> str:
        return url_for(f"desk.{what}", page=number if number > 1 else None)

    total = find(session, user, limit=0).total
    page = Page.of(request.args.get("page", 1, int), ITEMS_PER_PAGE, total, url_for_page)
    found = find(session, user, limit=ITEMS_PER_PAGE, offset=(page.number - 1) * ITEMS_PER_PAGE)
    return render_template("desk/all.html", what=what, found=found, page=page)
