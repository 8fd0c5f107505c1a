"""The description of the API, for programs and for people."""

from __future__ import annotations

import json

from flask import Blueprint, render_template, url_for

from casebook.web.api import case_views, region_views, report_views
from casebook.web.api.document import STATUS_WORDS, document
from casebook.web.api.operations import OPERATIONS, bp
from casebook.web.guard import allow, public

__all__ = ["OPERATIONS", "bp", "case_views", "region_views", "report_views"]

#: The page for people; a blueprint of its own, because it is no part of the API.
reference = Blueprint("reference", __name__)


@bp.get("/openapi.json")
@public
def openapi() -> dict[str, object]:
    """The description; open to everybody, so that tools can read it before they have a token."""
    return document()


@reference.get("/api")
@allow()
def page() -> str:
    """The operations in words, with a short how-to."""
    return render_template(
        "api/reference.html",
        operations=OPERATIONS,
        document=document(),
        words=STATUS_WORDS,
        pretty=lambda example: json.dumps(example, ensure_ascii=False, indent=2),
        example=_EXAMPLE.format(address=url_for("desk.home", _external=True).rstrip("/")),
    )


_EXAMPLE = """\
curl -H "Authorization: Bearer casebook_…" \\
  "{address}/api/v1/cases?district=370102&kind=care_home&facets=street"
"""
