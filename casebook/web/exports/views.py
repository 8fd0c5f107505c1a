"""``/cases/export.<format>``: exactly the cases that the listing shows, all pages, as a file."""

from __future__ import annotations

from typing import IO

from flask import Blueprint, Response, request

from casebook.search import parse
from casebook.services import exporting
from casebook.web.downloads import download
from casebook.web.guard import allow
from casebook.web.i18n import language
from casebook.web.login import the_user
from casebook.web.session import begin_writing, get_session

bp = Blueprint("exports", __name__)


@bp.get("/cases/export.<any(csv, xlsx, docx, pdf, json):ending>")
@allow()
def export(ending: str) -> Response:
    """Make the file, put it on record, hand it over."""
    query, _ = parse(request.args.to_dict(flat=False))
    session, user = get_session(), the_user()

    def make(file: IO[bytes]) -> str:
        heading = exporting.make(session, user, query, language(), ending, file)
        begin_writing()
        exporting.note(session, user, query, heading, ending)
        session.commit()
        return exporting.file_name(query, heading, ending)

    return download(make, ending)
