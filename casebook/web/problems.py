"""What programs get where a person would get an error page: a problem as RFC 9457 describes it, in their language."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Response

from casebook.bilingual import Bilingual
from casebook.errors import Conflict, DomainError, Invalid
from casebook.web.i18n import say

MEDIA_TYPE = "application/problem+json"


class Refused(Exception):
    """A request that the API turns down with a status that no failure of the domain stands for.

    ``members`` go beside the standard ones of the answer.
    """

    def __init__(self, status: int, message: Bilingual, **members: object) -> None:
        super().__init__(message.en)
        self.status, self.message, self.members = status, message, members


def problem(status: int, title: Bilingual, detail: Bilingual, **members: object) -> Response:
    """The answer; ``members`` go beside the standard ones, such as ``errors`` for the fields."""
    body = {"type": "about:blank", "title": say(title), "status": status, "detail": say(detail), **members}
    answer = Response(json.dumps(body, ensure_ascii=False), status, mimetype=MEDIA_TYPE)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="casebook"'
    return answer


def members_of(error: DomainError) -> dict[str, object]:
    """What an expected failure says besides its message: which fields are wrong, or what is stored instead."""
    if isinstance(error, Conflict):
        stored = [{"field": name, "stored": value} for name, value in error.theirs.items()]
        return {"version": error.version, "conflicts": stored}
    return {"errors": field_errors(error.fields)} if isinstance(error, Invalid) and error.fields else {}


def field_errors(fields: Mapping[str, Bilingual]) -> list[dict[str, str]]:
    """``[{"field": "values.place", "detail": "…"}]``."""
    return [{"field": name, "detail": say(wrong)} for name, wrong in fields.items()]
