"""Both languages, switched without leaving the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casebook.models import User
from tests.factories import PASSWORD, make_user

Login = Callable[..., FlaskClient]


def test_pages_are_chinese_unless_chosen_otherwise(client: FlaskClient) -> None:
    page = client.get("/login", headers={"Accept-Language": "en"}).text

    assert '<html lang="zh-CN">' in page
    assert "登录" in page


def test_the_switch_keeps_the_page_with_its_parameters(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "en", "next": "/login?next=/account"})
    page = client.get(answer.location).text

    assert answer.location == "/login?next=/account"
    assert '<html lang="en">' in page
    assert "Sign in" in page
    assert 'name="next" value="/login?next=/account"' in page


def test_messages_of_forms_follow_the_language(client: FlaskClient) -> None:
    client.post("/language", data={"language": "en"})
    page = client.post("/login", data={}).text

    assert "Enter your user name." in page
    assert "2 thing(s) to correct" in page


def test_the_choice_is_remembered_for_the_next_sign_in(
    login: Login, client: FlaskClient, db_session: Session, user: User
) -> None:
    login(user=user).post("/language", data={"language": "en"})
    client.post("/login", data={"username": user.username, "password": PASSWORD})

    assert "Desk" in client.get("/").text


def test_the_language_chosen_before_signing_in_and_after_signing_out_stays(client: FlaskClient, user: User) -> None:
    client.post("/language", data={"language": "en"})
    client.post("/login", data={"username": user.username, "password": PASSWORD})
    assert '<html lang="en">' in client.get("/").text
    client.post("/logout")

    assert '<html lang="en">' in client.get("/login").text


@pytest.mark.parametrize("language", ["", "fr", "zh-TW", "<script>"])
def test_an_unknown_language_changes_nothing(client: FlaskClient, language: str) -> None:
    client.post("/language", data={"language": language, "next": "/login"})

    assert '<html lang="zh-CN">' in client.get("/login").text


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "/logout", "/nowhere"])
def test_the_switch_leads_nowhere_else(client: FlaskClient, page: str) -> None:
    assert client.post("/language", data={"language": "en", "next": page}).location == "/"


@pytest.fixture
def user(db_session: Session) -> User:
    account = make_user(db_session)
    db_session.commit()
    return account
