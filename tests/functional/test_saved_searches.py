"""Saved searches as a reader uses them: from the listing, on the desk, and on their own page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.models import SavedSearch, User
from casebook.record import CaseStatus, Kind, Role
from tests.factories import make_case, make_user

Login = Callable[..., FlaskClient]
HOMES = "q=家园&kind=care_home&sort=name&per_page=50"


def test_a_listing_is_saved_opened_and_told_of_on_the_desk(browser: FlaskClient, db_session: Session) -> None:
    answer = browser.post("/searches", data={"name": "历下家园", "query": HOMES}, follow_redirects=True)
    assert "已保存“历下家园”" in answer.text
    assert "保存的查询：<strong>历下家园</strong>" in answer.text
    make_case(db_session, name="阳光家园", kind=Kind.CARE_HOME, status=CaseStatus.VERIFIED)
    db_session.commit()
    desk = browser.get("/").text
    assert "历下家园" in desk
    assert "1 件新增" in desk
    opened = browser.post(f"/searches/{number(db_session)}/open", follow_redirects=True)
    assert opened.request.query_string.decode().endswith("kind=care_home&sort=name&per_page=50")
    assert marked_new(opened.text) == ["阳光家园"]
    assert "没有新增" in browser.get("/").text
    assert marked_new(browser.get(opened.request.full_path + "&sort=newest").text) == ["阳光家园"]
    assert "保存的查询：" not in browser.get("/cases?q=家园").text


def test_the_same_name_twice_asks_and_loses_nothing(browser: FlaskClient, db_session: Session) -> None:
    browser.post("/searches", data={"name": "家园", "query": HOMES})
    asked = browser.post("/searches", data={"name": "家园", "query": "q=调解"})
    assert asked.status_code == 422
    assert "替换原来的查询" in asked.text
    assert 'value="家园"' in asked.text
    assert 'value="q=调解"' in asked.text
    browser.post("/searches", data={"name": "家园", "query": "q=调解", "do": "replace"})
    assert db_session.scalars(select(SavedSearch.query)).one() == "q=%E8%B0%83%E8%A7%A3"


def test_a_search_without_a_name_asks_for_one(browser: FlaskClient) -> None:
    answer = browser.post("/searches", data={"name": " ", "query": HOMES})
    assert answer.status_code == 422
    assert "请填写名称" in answer.text
    assert "词语：家园；类型：助残养老家园" in answer.text


def test_a_search_is_renamed_silenced_and_deleted(browser: FlaskClient, db_session: Session) -> None:
    for name in ("甲", "乙"):
        browser.post("/searches", data={"name": name, "query": HOMES})
    first = number(db_session)
    refused = browser.post(f"/searches/{first}/rename", data={"name": "乙"})
    assert refused.status_code == 422
    assert "您已有名为“乙”的查询" in refused.text
    browser.post(f"/searches/{first}/rename", data={"name": "丙"})
    browser.post(f"/searches/{first}/alerts", data={"alerts": "off"})
    assert "不提醒" in browser.get("/").text
    page = browser.get("/searches").text
    assert "开启提醒" in page
    assert re.findall(r'<h2 id="search-\d+">(\w+)', page) == ["丙", "乙"]
    browser.post(f"/searches/{first}/delete")
    assert re.findall(r'<h2 id="search-\d+">(\w+)', browser.get("/searches").text) == ["乙"]


def test_a_listing_offers_its_address_for_sharing(browser: FlaskClient) -> None:
    page = browser.get(f"/cases?{HOMES}").text
    assert (
        'value="http://localhost/cases?q=%E5%AE%B6%E5%9B%AD&amp;kind=care_home&amp;sort=name&amp;per_page=50"' in page
    )


def test_another_persons_search_is_not_found(browser: FlaskClient, login: Login, db_session: Session) -> None:
    browser.post("/searches", data={"name": "甲", "query": HOMES})
    stranger = login(Role.ADMIN, None)
    for act in ("open", "rename", "alerts", "delete"):
        assert stranger.post(f"/searches/{number(db_session)}/{act}", data={"name": "x"}).status_code == 404


def number(session: Session) -> int:
    return session.scalars(select(SavedSearch.id).order_by(SavedSearch.id)).all()[0]


def marked_new(page: str) -> list[str]:
    links = re.findall(r"<a [^>]*>((?:(?!</a>).)+)</a>\s*<span class=\"badge new-badge\"", page)
    return [re.sub("<[^>]+>", "", link) for link in links]


@pytest.fixture
def browser(login: Login, db_session: Session, user: User) -> FlaskClient:
    make_case(db_session, user, name="如康家园", kind=Kind.CARE_HOME)
    return login(user=user)


@pytest.fixture
def user(db_session: Session) -> User:
    return make_user(db_session)
