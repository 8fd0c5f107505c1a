"""Style sheets, scripts and pictures: addressed by their version, so that browsers keep them, and sent compressed."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, request
from werkzeug.security import safe_join
from werkzeug.wrappers import Response

VERSION = "v"
#: Kept by the browser alone: an answer may carry the session's cookie.
_FOREVER = "private, max-age=31536000, immutable"
_COMPRESSIBLE = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})


def register(app: Flask) -> None:
    """Give addresses of static files a version, and their answers caching and compression."""
    folder = str(app.static_folder)

    @app.url_defaults
    def _add_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            path = safe_join(folder, str(values["filename"]))
            if path and (version := _version(Path(path))):
                values.setdefault(VERSION, version)

    @app.after_request
    def _send_well(response: Response) -> Response:
        if request.endpoint != "static" or response.status_code not in (200, 304):
            return response
        path = Path(safe_join(folder, (request.view_args or {})["filename"]) or "")
        if request.args.get(VERSION) == _version(path):
            response.headers["Cache-Control"] = _FOREVER
        if response.mimetype in _COMPRESSIBLE:
            _compress(response, path)
        return response


def _version(path: Path) -> str | None:
    """What changes whenever the file does; None where there is no such file."""
    try:
        return f"{path.stat().st_mtime_ns:x}"
    except OSError:
        return None


def _compress(response: Response, path: Path) -> None:
    response.vary.add("Accept-Encoding")
    tag, _ = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)  # the same content in two encodings
    takes_gzip = request.accept_encodings.quality("gzip") > 0
    if response.status_code == 200 and request.method == "GET" and takes_gzip:
        response.response.close()  # type: ignore[union-attr]  # the file that the plain answer would be read from
        response.direct_passthrough = False
        response.set_data(_compressed(path, path.stat().st_mtime_ns))
        response.content_encoding = "gzip"


@lru_cache(maxsize=128)
def _compressed(path: Path, _modified: int) -> bytes:
    return gzip.compress(path.read_bytes(), mtime=0)
