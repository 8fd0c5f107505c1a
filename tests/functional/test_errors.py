"""What goes wrong is told in plain words, in the right form, with the right status, and nothing inside is shown."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from casebook.app import create_app
from casebook.bilingual import Bilingual
from casebook.config import Settings
from casebook.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from casebook.record import Role
from casebook.web.guard import public

Login = Callable[..., FlaskClient]
MESSAGE = Bilingual("请这样做。", "Do it like this.")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound(MESSAGE), 404),
        (NotAllowed(MESSAGE), 403),
        (Invalid(MESSAGE), 422),
        (Conflict(MESSAGE, {}, 2), 409),
    ],
)
def test_an_expected_failure_says_what_to_do(app: Flask, error: DomainError, status: int) -> None:
    answer = _failing(app, error).get("/failing")

    assert answer.status_code == status
    assert "请这样做。" in answer.text
    assert "回到工作台" in answer.text


def test_scripts_get_the_message_as_json(app: Flask) -> None:
    answer = _failing(app, NotFound(MESSAGE)).get("/failing", headers={"Accept": "application/json"})

    assert answer.status_code == 404
    assert answer.json == {"message": "请这样做。"}


def test_messages_follow_the_language(app: Flask) -> None:
    browser = _failing(app, NotFound(MESSAGE))
    browser.post("/language", data={"language": "en"})

    assert "Do it like this." in browser.get("/failing").text


def test_an_unexpected_error_is_logged_and_shows_nothing_of_the_inside(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = _failing(app, ZeroDivisionError("secret detail")).get("/failing")

    assert answer.status_code == 500
    assert "系统出错了" in answer.text
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    assert "secret detail" in caplog.text


def test_a_database_that_does_not_answer_is_said_so(app: Flask, settings: Settings) -> None:
    app.extensions["casebook.sessions"] = sessionmaker(class_=_DeadSession)
    browser = app.test_client()
    page, health = browser.get("/healthz"), browser.get("/healthz", headers={"Accept": "application/json"})

    assert (page.status_code, health.status_code) == (503, 503)
    assert "数据库暂时不可用" in page.text
    assert health.json == {"message": "数据库暂时不可用，请稍后再试。"}


def test_health_is_answered_without_signing_in(client: FlaskClient) -> None:
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json == {"status": "ok"}


def test_an_unknown_address_is_told_to_everybody(client: FlaskClient, login: Login) -> None:
    for browser in (client, login()):
        answer = browser.get("/no-such-page")
        assert answer.status_code == 404
        assert "没有这个页面" in answer.text


def test_a_wrong_method_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.get("/logout")

    assert answer.status_code == 405
    assert "不能这样使用" in answer.text


def test_a_form_without_its_token_asks_to_reload(app: Flask, login: Login) -> None:
    browser = login(Role.ADMIN)
    app.config["WTF_CSRF_ENABLED"] = True
    answer = browser.post("/language", data={"language": "en"})

    assert answer.status_code == 400
    assert "页面已过期" in answer.text


def test_a_form_sent_after_the_session_has_ended_says_how_to_save_it(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page, script = (client.post("/account/password", headers={"Accept": kind}) for kind in ("*/*", "application/json"))

    assert "登录已过期" in page.text
    assert script.status_code == 400
    assert "登录已过期" in script.get_json()["message"]


def test_a_script_of_somebody_signed_out_is_told_so_and_not_sent_elsewhere(client: FlaskClient) -> None:
    answer = client.get("/account", headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert "登录已过期" in answer.get_json()["message"]


def test_the_token_of_the_form_opens_it(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").text)
    assert token
    answer = client.post("/language", data={"language": "en", "next": "/login", "csrf_token": token[1]})

    assert answer.location == "/login"


def test_too_large_an_upload_is_refused_in_words(app: Flask, client: FlaskClient) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = client.post("/login", data={"username": "a", "file": (io.BytesIO(b"x" * 2000), "big.txt")})

    assert answer.status_code == 413
    assert "太大" in answer.text


@pytest.mark.parametrize("path", ["/login", "/healthz", "/no-such-page", "/static/css/casebook.css", "/"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    answer.close()

    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in answer.headers


def test_pages_are_not_kept_by_the_browser_but_files_are(client: FlaskClient) -> None:
    page, file = client.get("/login"), client.get("/static/css/casebook.css")
    file.close()

    assert page.headers["Cache-Control"] == "no-store"
    assert "no-store" not in file.headers["Cache-Control"]


def test_behind_https_the_cookie_is_secure_and_https_is_remembered(
    settings: Settings, sessions: sessionmaker[Session]
) -> None:
    app = create_app(replace(settings, secure_cookies=True))
    app.extensions["casebook.sessions"] = sessions
    answer = app.test_client().get("/login", base_url="https://localhost")

    assert re.match(r"__Host-casebook=.*; Secure; HttpOnly; Path=/; SameSite=Lax", answer.headers["Set-Cookie"])
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_no_page_carries_anything_that_the_policy_forbids(login: Login) -> None:
    browser = login(Role.ADMIN, None)
    for path in ("/", "/account", "/admin/users", "/admin/users/new", "/admin/audit", "/no-such-page"):
        page = browser.get(path).text

        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|https?://", page), path


class _DeadSession(Session):
    """A session on a database that is gone."""

    def execute(self, *_args: object, **_named: object) -> object:  # type: ignore[override]
        raise OperationalError("SELECT 1", {}, ConnectionError("gone"))


def _failing(app: Flask, error: Exception) -> FlaskClient:
    """A browser of an application with a page at /failing that raises ``error``."""

    @public
    def fail() -> str:
        raise error

    app.add_url_rule("/failing", "failing", fail)
    return app.test_client()
