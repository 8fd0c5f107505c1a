"""A program that uses the API."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casebook.models import User
from casebook.record import Role
from casebook.web.interface import API_PREFIX
from tests.factories import make_token, make_user


class Program:
    """Sends requests with the token of one account; addresses are those below ``/api/v1``."""

    def __init__(self, app: Flask, secret: str, user: User) -> None:
        self._client = app.test_client()
        self._headers = {"Authorization": f"Bearer {secret}"}
        self.user = user

    def ask(self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> TestResponse:
        """The answer to one request."""
        address = path if path.startswith(API_PREFIX) else API_PREFIX + path
        return self._client.open(address, method=method, headers=self._headers | (headers or {}), **options)

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a page that must be there."""
        answer = self.ask("GET", path, query_string=query)
        assert answer.status_code == 200, answer.text
        return answer.json


def program_of(
    app: Flask,
    session: Session,
    role: Role = Role.WORKER,
    region: str | None = "370102",
    *,
    user: User | None = None,
    read_only: bool = False,
) -> Program:
    """A program with a new token of ``user``, or of a new account."""
    person = user or make_user(session, role, region)
    secret = make_token(session, person, read_only=read_only)
    session.commit()
    return Program(app, secret, person)
