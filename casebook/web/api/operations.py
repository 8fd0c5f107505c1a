"""One decorator for each operation: its address, who may call it, what it takes and gives.

The same facts route the request, check it, and stand in the description (``casebook.web.api.document``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from flask import Blueprint, Response

from casebook.bilingual import Bilingual
from casebook.record import Role
from casebook.web.api.schema import Schema
from casebook.web.api.validation import JSON, read_body, read_query
from casebook.web.guard import allow, public
from casebook.web.interface import API_PREFIX

bp = Blueprint("api", __name__, url_prefix=API_PREFIX)
View = Callable[..., Response]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``answers`` and ``bodies`` name the model by status and by media type, ``problems`` the statuses
    of what may go wrong besides a missing token and a database that does not answer; ``headers`` are those of a good
    answer, with what they say."""

    method: str
    path: str
    name: str
    summary: Bilingual
    answers: Mapping[int, type[Schema]]
    query: type[Schema] | None = None
    bodies: Mapping[str, type[Schema]] = field(default_factory=dict)
    takes: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    problems: Sequence[int] = ()
    notes: Bilingual | None = None
    roles: Sequence[Role] = ()


#: All operations, in the order of the description.
OPERATIONS: list[Operation] = []


def operation(method: str, path: str, summary: Bilingual, **facts: Any) -> Callable[[View], View]:
    """Make a view the operation at ``path`` (``/cases/{case_id}``); ``facts`` are attributes of ``Operation``.

    The view is called with the ids of the path, and with ``query`` and ``body`` where the operation has them.
    """

    def register(view: View) -> View:
        made = Operation(method, path, view.__name__, summary, **facts)
        OPERATIONS.append(made)

        @wraps(view)
        def call(**arguments: Any) -> Response:
            if made.query:
                arguments["query"] = read_query(made.query)
            if made.bodies:
                arguments["body"] = read_body(made.bodies)
            return view(**arguments)

        rule = re.sub(r"\{(\w+_id)\}", r"<int:\1>", path).replace("{", "<").replace("}", ">")
        bp.add_url_rule(rule, view.__name__, allow(*made.roles)(call), methods=[method])
        return view

    return register


def reply(body: Schema, status: int = 200, **headers: str) -> Response:
    """The answer, with what was never set left out; ``Content_Location`` becomes ``Content-Location``."""
    answer = Response(body.model_dump_json(exclude_unset=True), status, mimetype=JSON)
    answer.headers["Vary"] = "Accept-Language"
    for name, value in headers.items():
        answer.headers[name.replace("_", "-")] = value
    return answer


__all__ = ["API_PREFIX", "OPERATIONS", "Operation", "bp", "operation", "public", "reply"]
