"""``/cases/export.<format>``: exactly the cases that the listing shows, all pages, as a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import quote

from flask import Blueprint, Response, request

from casebook.search import parse
from casebook.services import exporting
from casebook.web.guard import allow
from casebook.web.i18n import language
from casebook.web.login import the_user
from casebook.web.session import begin_writing, get_session

bp = Blueprint("exports", __name__)

#: Up to this size a file stays in memory while it is made.
_IN_MEMORY_BYTES = 8 * 1024 * 1024
_PIECE_BYTES = 64 * 1024


@bp.get("/cases/export.<any(csv, xlsx, docx, json):ending>")
@allow()
def export(ending: str) -> Response:
    """Make the file, put it on record, hand it over."""
    query, _ = parse(request.args.to_dict(flat=False))
    with ExitStack() as undo:
        file = undo.enter_context(SpooledTemporaryFile(_IN_MEMORY_BYTES))
        heading = exporting.make(get_session(), the_user(), query, language(), ending, file)
        begin_writing()
        exporting.note(get_session(), the_user(), query, heading, ending)
        get_session().commit()
        undo.pop_all()  # from here on the answer owns the file
    answer = Response(_pieces(file), mimetype=exporting.FORMATS[ending])
    answer.content_length = file.tell()
    name = quote(exporting.file_name(query, heading, ending))
    # RFC 6266: the Chinese name for today's browsers, a plain one for the rest.
    answer.headers["Content-Disposition"] = f"attachment; filename=cases.{ending}; filename*=UTF-8''{name}"
    return answer


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE_BYTES):
            yield piece
