"""The desk shows what waits for its user, and nothing of other offices."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from casebook.models import Draft, User
from casebook.record import CaseStatus, DraftState, Kind, Place, PlaceName, Role
from casebook.services.desk import SHOWN
from casebook.web.desk import views
from tests.factories import make_case, make_draft, make_report, make_user

Login = Callable[..., FlaskClient]
BEIJING = Place(province=PlaceName("北京市", "11"), district=PlaceName("朝阳区", "110105"))
DONE = "没有待办事项"


def test_an_empty_desk_says_how_to_begin(login: Login) -> None:
    page = login().get("/").text

    assert DONE in page
    assert "从一篇报道开始" in page
    assert "山东省济南市历下区" in page
    assert '<a href="/cases">查看其他地区已核实的案例' in page


def test_open_drafts_of_the_own_office_wait_for_review(login: Login, db_session: Session) -> None:
    report = make_report(db_session, make_user(db_session, region="370102009"), title="小院里的议事会")
    make_draft(db_session, report)
    make_draft(db_session, report)
    make_draft(db_session, report, state=DraftState.REJECTED)
    elsewhere = make_report(db_session, make_user(db_session, region="110105"), title="远方的报道")
    make_draft(db_session, elsewhere)
    page = login().get("/").text

    assert "小院里的议事会" in page
    assert "2 项待确认" in page
    assert "远方的报道" not in page


def test_a_report_that_is_decided_waits_no_longer(login: Login, db_session: Session) -> None:
    make_draft(db_session, make_report(db_session), state=DraftState.ACCEPTED)

    assert DONE in login().get("/").text


@pytest.mark.parametrize(("role", "waits"), [(Role.OFFICIAL, True), (Role.WORKER, False), (Role.REPORTER, False)])
def test_submitted_cases_wait_for_those_who_may_verify(
    login: Login, db_session: Session, role: Role, waits: bool
) -> None:
    make_case(db_session, status=CaseStatus.SUBMITTED)

    assert ("案例待核实 <span" in login(role).get("/").text) is waits


def test_submitted_cases_of_another_district_do_not_wait_here(login: Login, db_session: Session) -> None:
    make_case(db_session, status=CaseStatus.SUBMITTED, place=BEIJING)

    assert DONE in login(Role.OFFICIAL).get("/").text


def test_unfinished_entries_are_offered_again(login: Login, db_session: Session, user: User) -> None:
    case = make_case(db_session, user, name="乐居甸柳", status=CaseStatus.SUBMITTED)
    db_session.add(Draft(owner=user, proposed={}, typed={"name": ["夕阳红议事厅"]}))
    db_session.add(Draft(owner=user, case=case, proposed={}, typed={"name": ["乐居"]}))
    db_session.add(Draft(owner=make_user(db_session), proposed={}, typed={"name": ["别人的"]}))
    db_session.commit()
    page = login(user=user).get("/").text

    assert "新建案例：夕阳红议事厅" in page
    assert "修改：乐居甸柳" in page
    assert "别人的" not in page


def test_each_unfinished_new_case_leads_to_what_was_typed_there(login: Login, db_session: Session, user: User) -> None:
    for name in ("夕阳红议事厅", "楼道管家"):
        db_session.add(Draft(owner=user, proposed={}, typed={"name": [name]}))
        db_session.flush()
    db_session.commit()
    browser = login(user=user)
    page = browser.get("/").text

    for name in ("夕阳红议事厅", "楼道管家"):
        assert f'value="{name}"' in browser.get(_leads_to(page, f"新建案例：{name}")).text


def test_own_draft_cases_are_counted_and_all_of_them_one_link_away(
    login: Login, db_session: Session, user: User
) -> None:
    for number in range(SHOWN + 2):
        make_case(db_session, user, name=f"邻里帮{number}")
    make_case(db_session, name="同事的草稿")
    browser = login(user=user)
    page = browser.get("/").text

    assert '我的草稿案例 <span class="count">7</span>' in page
    everything = browser.get(_leads_to(page, "查看全部 7 项")).text
    assert all(f"邻里帮{number}" in everything for number in range(SHOWN + 2))
    assert "同事的草稿" not in everything


def test_unfinished_entries_are_all_one_link_away(login: Login, db_session: Session, user: User) -> None:
    for number in range(SHOWN + 1):
        db_session.add(Draft(owner=user, proposed={}, typed={"name": [f"没填完{number}"]}))
    db_session.add(Draft(owner=make_user(db_session), proposed={}, typed={"name": ["别人的"]}))
    db_session.commit()
    browser = login(user=user)
    everything = browser.get(_leads_to(browser.get("/").text, "查看全部 6 项")).text

    assert all(f"没填完{number}" in everything for number in range(SHOWN + 1))
    assert "别人的" not in everything


def test_a_long_list_of_the_desk_has_pages(
    login: Login, db_session: Session, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ITEMS_PER_PAGE", 2)
    for number in range(3):
        make_case(db_session, user, name=f"邻里帮{number}")
    browser = login(user=user)
    first, last, beyond = (browser.get(f"/desk/drafts?page={number}").text for number in (1, 2, 9))

    assert ("邻里帮2" in first, "邻里帮1" in first, "邻里帮0" in first) == (True, True, False)
    assert "邻里帮0" in last
    assert "邻里帮0" in beyond


def test_the_link_to_all_reports_leaves_out_those_that_are_decided(login: Login, db_session: Session) -> None:
    for number in range(SHOWN + 1):
        make_draft(db_session, make_report(db_session, title=f"待核对{number}"))
    make_draft(db_session, make_report(db_session, title="办完的报道"), state=DraftState.ACCEPTED)
    browser = login()
    everything = browser.get(_leads_to(browser.get("/").text, "查看全部 6 项")).text

    assert "待核对0" in everything
    assert "办完的报道" not in everything


def test_cases_of_the_own_region_are_counted_by_kind_with_a_link_to_their_list(
    login: Login, db_session: Session
) -> None:
    make_case(db_session, kind=Kind.CARE_HOME)
    make_case(db_session, kind=Kind.CARE_HOME)
    make_case(db_session, kind=Kind.OTHER, place=BEIJING, status=CaseStatus.VERIFIED)
    page = login().get("/").text

    assert "/cases?kind=care_home&amp;district=370102" in page
    assert '<span class="count">2</span>' in page
    assert "kind=other" not in page


def test_the_newest_cases_are_those_with_the_newest_reports(login: Login, db_session: Session) -> None:
    for year in range(2010, 2010 + SHOWN + 1):
        make_case(db_session, name=f"{year}年的案例", reported_on=f"{year}-05-01")
    newest = login().get("/").text.partition('id="newest-title"')[2]
    shown = [year for year in range(2010, 2020) if f"{year}年的案例" in newest]

    assert shown == [2011, 2012, 2013, 2014, 2015]
    assert _leads_to(newest, "查看全部 6 件案例") == "/cases?district=370102"
    assert newest.index("2015年的案例") < newest.index("2011年的案例")


@pytest.mark.parametrize(
    ("region", "where"), [("370102", "甸柳新村街道"), ("3701", "历下区甸柳新村街道"), ("370102009", "甸柳新村街道")]
)
def test_the_place_of_a_case_is_said_as_far_as_the_own_region_does_not(
    login: Login, db_session: Session, region: str, where: str
) -> None:
    make_case(db_session, name="邻里帮", reported_on="2024-05-20")
    newest = login(Role.WORKER, region).get("/").text.partition('id="newest-title"')[2]

    assert re.search(rf'<span class="item-note">\s*{where}\s*· 2024-05-20', newest)


def test_the_day_of_entry_is_called_that(login: Login, db_session: Session) -> None:
    make_case(db_session, reported_on="2024-05-20")

    assert "2024-05-20 录入" in login().get("/").text


@pytest.mark.parametrize(
    ("role", "addresses"),
    [
        (Role.WORKER, {"/cases", "/cases/new", "/intake"}),
        (Role.REPORTER, {"/cases"}),
    ],
)
def test_the_desk_leads_to_what_the_role_may_do(login: Login, role: Role, addresses: set[str]) -> None:
    links = _Links()
    links.feed(login(role).get("/").text)

    assert {"/cases", "/cases/new", "/intake"} & links.found == addresses


def test_the_desk_takes_as_many_queries_for_many_cases_as_for_few(
    login: Login, db_session: Session, connection: Connection, user: User
) -> None:
    def queries() -> int:
        seen: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(connection, "before_cursor_execute", note)
        browser.get("/")
        event.remove(connection, "before_cursor_execute", note)
        return sum(statement.startswith("SELECT") for statement in seen)

    browser = login(user=user)
    _fill(db_session, user, 1)
    few = queries()
    _fill(db_session, user, 10)

    assert queries() == few


def _leads_to(page: str, text: str) -> str:
    """Where the link that begins with ``text`` leads."""
    found = re.search(rf'<a href="([^"]+)">{text}', page)
    assert found, f"no link {text}"
    return unescape(found[1])


def _fill(session: Session, user: User, number: int) -> None:
    for _ in range(number):
        make_draft(session, make_report(session, user))
        make_case(session, user)
        session.add(Draft(owner=user, case=make_case(session, user), proposed={}, typed={}))
    session.commit()


class _Links(HTMLParser):
    """Where the links of a page lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.found.add(dict(attrs).get("href") or "")


@pytest.fixture
def user(db_session: Session) -> User:
    account = make_user(db_session)
    db_session.commit()
    return account
