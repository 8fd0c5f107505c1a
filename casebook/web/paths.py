"""Addresses within this site: where a form may send its user next, and what the user may open."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map

from casebook.web.guard import allowed_roles, here
from casebook.web.login import user_or_none

#: What the integer columns of PostgreSQL hold at most.
LARGEST_ID = 2**31 - 1


class Identifier(IntegerConverter):
    """An id in an address; a number that no column can hold is no address at all."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": LARGEST_ID, **options})


def record_id(typed: str) -> int:
    """The ``type`` of an id among the parameters. Raises ValueError for a number that no column can hold."""
    number = int(typed)
    if not 0 < number <= LARGEST_ID:
        raise ValueError(typed)
    return number


def local_path(given: str | None) -> str:
    """``given`` where it is a page of this site that can be opened by a link, else the desk.

    Keeps a sign-in link from leading to another site after the password was typed.
    """
    home = url_for("desk.home")
    if not given or not given.startswith("/") or given.startswith("//") or "\\" in given or not given.isprintable():
        return home
    parts = urlsplit(given)
    try:
        current_app.url_map.bind("").match(parts.path, method="GET")
    except HTTPException:
        return home
    return given


def may_open(endpoint: str) -> bool:
    """Whether the endpoint exists and the role of the user may call it: links are shown where they lead somewhere."""
    view = current_app.view_functions.get(endpoint)
    roles = allowed_roles(view)
    user = user_or_none()
    return view is not None and (roles is None or (user is not None and user.role in roles))


def register(app: Flask) -> None:
    """Give templates ``may_open(endpoint)`` and ``here()``; refuse addresses that no column can hold."""
    app.url_map.converters["int"] = Identifier

    @app.before_request
    def _refuse_null() -> None:
        """PostgreSQL cannot look for the null character, and no link of ours holds one."""
        if any("\0" in value for values in request.args.listvalues() for value in values):
            abort(400)

    helpers: dict[str, Any] = {"may_open": may_open, "here": here}
    app.jinja_env.globals.update(helpers)
