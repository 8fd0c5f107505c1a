"""Whether the system is well, for those who watch over it: no sign-in, nothing told that an attacker could use."""

from __future__ import annotations

from flask import Blueprint

from casebook.services import health
from casebook.web.guard import public
from casebook.web.session import get_session

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def healthz() -> dict[str, str]:
    """``{"status": "ok"}``; 503 where the database does not answer (see ``casebook.web.errors``)."""
    health.check(get_session())
    return {"status": "ok"}
