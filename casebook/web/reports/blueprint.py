"""The blueprint that the views of this package share."""

from __future__ import annotations

from flask import Blueprint

from casebook.record import Role

bp = Blueprint("reports", __name__)
#: Who reviews: the region is the services' business.
WRITERS = (Role.WORKER, Role.OFFICIAL, Role.ADMIN)
