"""Whom a request comes from: a person in a browser, or a program that uses the API."""

from __future__ import annotations

from flask import request

#: Below this address everything is JSON, known by tokens only, and never by cookies.
API_PREFIX = "/api/v1"


def for_api() -> bool:
    """Whether this request asks the API, an address that does not exist included."""
    return request.path == API_PREFIX or request.path.startswith(f"{API_PREFIX}/")
