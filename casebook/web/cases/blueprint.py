"""The blueprint of the cases, and who enters them."""

from __future__ import annotations

from flask import Blueprint

from casebook.record import Role

bp = Blueprint("cases", __name__, url_prefix="/cases")

#: The roles that enter cases at all; the region decides the rest in ``casebook.services.access``.
WRITERS = (Role.WORKER, Role.OFFICIAL, Role.ADMIN)
