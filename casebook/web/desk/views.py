"""The desk."""

from __future__ import annotations

from flask import Blueprint, render_template

from casebook.services import alerts, desk
from casebook.web.guard import allow
from casebook.web.login import the_user
from casebook.web.session import get_session

bp = Blueprint("desk", __name__)


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
