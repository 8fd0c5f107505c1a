"""Tokens on the account page, and what they open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.db import now
from casebook.models import ApiToken, AuditEvent, User
from casebook.record import Role
from casebook.services import accounts, tokens
from tests.factories import make_user
from tests.support.api import Program, program_of

Login = Callable[..., FlaskClient]
FORM = {"name": "区统计报表", "days": "90", "read_only": "y"}


def test_a_token_is_shown_once_and_then_only_its_beginning(
    app: Flask, login: Login, db_session: Session, user: User
) -> None:
    browser = login(user=user)
    shown = browser.post("/account/tokens", data=FORM).text
    (secret,) = re.findall(r"casebook_[\w-]{43}", shown)
    page = browser.get("/account").text

    assert Program(app, secret, user).get("/me")["token"] == "区统计报表"
    assert secret not in page
    assert f"{secret[:15]}…" in page
    assert secret not in str(db_session.scalars(select(ApiToken)).one().__dict__)


def test_the_list_says_when_a_token_was_used_last(app: Flask, login: Login, db_session: Session, user: User) -> None:
    program = program_of(app, db_session, user=user)
    browser = login(user=user)
    before = browser.get("/account").text
    program.get("/me")

    assert "从未" in before
    assert "从未" not in browser.get("/account").text


def test_a_revoked_token_opens_nothing(app: Flask, login: Login, db_session: Session, user: User) -> None:
    program = program_of(app, db_session, user=user)
    token = db_session.scalars(select(ApiToken)).one()
    answer = login(user=user).post(f"/account/tokens/{token.id}/revoke", follow_redirects=True)

    assert "已撤销" in answer.text
    assert program.ask("GET", "/me").status_code == 401


def test_nobody_revokes_the_token_of_another(app: Flask, login: Login, db_session: Session, user: User) -> None:
    program = program_of(app, db_session, user=user)
    token = db_session.scalars(select(ApiToken)).one()

    assert login(Role.ADMIN, None).post(f"/account/tokens/{token.id}/revoke").status_code == 404
    assert program.get("/me")["username"] == user.username


@pytest.mark.parametrize("wrong", [{"name": " "}, {"name": "长" * 61}, {"days": "3650"}, {"days": ""}])
def test_a_token_without_purpose_or_end_is_refused(login: Login, db_session: Session, wrong: dict[str, str]) -> None:
    answer = login().post("/account/tokens", data=FORM | wrong)

    assert answer.status_code == 422
    assert "处需要修改" in answer.text
    assert db_session.scalar(select(ApiToken)) is None


def test_a_token_ends_by_itself_with_its_account_and_with_a_reset_of_the_password(
    app: Flask, db_session: Session
) -> None:
    old, closed, reset = (make_user(db_session) for _ in range(3))
    programs = [program_of(app, db_session, user=one) for one in (old, closed, reset)]
    tokens.in_force(db_session, old)[0].expires_at = now() - timedelta(seconds=1)
    closed.is_active = False
    accounts.reset_password(db_session, None, reset)
    db_session.commit()

    assert [program.ask("GET", "/me").status_code for program in programs] == [401, 401, 401]


def test_a_change_of_rights_counts_at_once(app: Flask, db_session: Session, user: User) -> None:
    program = program_of(app, db_session, user=user)
    user.role = Role.REPORTER
    db_session.commit()

    assert program.ask("POST", "/reports", json={"text": "一篇报道。"}).status_code == 403


def test_the_audit_trail_names_tokens_and_what_was_done_with_them(
    app: Flask, login: Login, db_session: Session, user: User
) -> None:
    program = program_of(app, db_session, user=user)
    token = tokens.in_force(db_session, user)[0]
    program.ask("POST", "/cases", json={"values": {"name": "甲", "kind": "other", "place": {"code": "370102"}}})
    program.get("/cases", q="甲")
    login(user=user).post(f"/account/tokens/{token.id}/revoke")
    told = {
        event.action: event.detail
        for event in db_session.scalars(select(AuditEvent).where(AuditEvent.user_id == user.id))
    }

    assert told["token_made"] == {"token": token.id, "read_only": False, "days": 30}
    assert told["case_created"]["token"] == token.id
    assert told["export"] == {"format": "api", "query": "q=%E7%94%B2", "count": 1, "token": token.id}
    assert told["token_revoked"] == {"token": token.id}


@pytest.fixture
def user(db_session: Session) -> User:
    return make_user(db_session)
