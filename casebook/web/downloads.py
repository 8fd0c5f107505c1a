"""Files that are made for one request and handed over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import quote

from flask import Response

from casebook.services import exporting

#: Up to this size a file stays in memory while it is made.
_IN_MEMORY_BYTES = 8 * 1024 * 1024
_PIECE_BYTES = 64 * 1024


def download(make: Callable[[IO[bytes]], str], ending: str) -> Response:
    """The answer that hands over what ``make`` writes to a file; it returns the file's name. What it raises passes."""
    file = SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 — the answer closes it
    try:
        name = quote(make(file))
    except BaseException:
        file.close()
        raise
    answer = Response(_pieces(file), mimetype=exporting.FORMATS[ending])
    answer.content_length = file.tell()
    # RFC 6266: the Chinese name for today's browsers, a plain one for the rest.
    answer.headers["Content-Disposition"] = f"attachment; filename=cases.{ending}; filename*=UTF-8''{name}"
    return answer


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(_PIECE_BYTES):
            yield piece
