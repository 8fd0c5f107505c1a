"""The listing as a reader sees it: filters in the address, counts beside every choice, advice when it is empty."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote_plus

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from casebook.models import User
from casebook.record import CaseStatus, Kind, Outcome, Place, PlaceName, Role
from tests.factories import attach, make_case, make_report, make_user

Login = Callable[..., FlaskClient]


def test_a_choice_shows_its_count_and_a_chip_takes_it_back(login: Login, stock: None) -> None:
    browser = login(Role.ADMIN, None)
    page = browser.get("/cases").text

    assert _choice(page, "助残养老家园") == ("/cases?kind=care_home", "2")
    chosen = browser.get("/cases?kind=care_home").text
    assert _names(chosen) == ["阳光家园", "如康家园"]
    assert "共 2 件" in chosen
    assert 'class="chip" href="/cases"' in chosen


def test_filters_words_and_order_travel_in_the_address(login: Login, stock: None) -> None:
    page = login(Role.ADMIN, None).get("/cases?q=家园&district=370102&sort=name").text

    assert _names(page) == ["如康家园", "阳光家园"]
    assert 'href="/cases/export.xlsx?q=%E5%AE%B6%E5%9B%AD&amp;district=370102&amp;sort=name"' in page
    assert 'value="370102"' in page


def test_the_words_are_marked_where_they_were_found(login: Login, stock: None) -> None:
    page = login(Role.ADMIN, None).get("/cases?q=握手").text

    assert "双方<mark>握手</mark>言和" in page


def test_the_page_says_which_synonyms_were_found_and_lets_them_be_switched_off(login: Login, stock: None) -> None:
    browser = login(Role.ADMIN, None)
    page = browser.get("/cases?q=残疾人之家&kind=care_home").text

    assert _names(page) == ["阳光家园", "如康家园"]
    assert "<mark>如康家园</mark>" in page
    off = "/cases?q=%E6%AE%8B%E7%96%BE%E4%BA%BA%E4%B9%8B%E5%AE%B6&amp;synonyms=0&amp;kind=care_home"
    assert f'href="{off}">只查原词' in page
    alone = browser.get(unescape(off)).text
    assert _names(alone) == []
    assert "没有查找同义词" in alone
    assert "（不含同义词）" in alone


def test_the_chosen_columns_travel_in_the_address_and_into_the_export(login: Login, stock: None) -> None:
    browser = login(Role.ADMIN, None)
    assert _headers(browser.get("/cases").text) == ["名称", "类型", "所在地", "人数", "报道时间", "状态"]
    page = browser.get("/cases?q=握手&columns=outcomes&columns=kind&columns=nonsense").text

    assert _headers(page) == ["名称", "类型", "成效"]
    assert '<td data-label="成效" class="cell-text"><div>双方握手言和</div></td>' in page
    assert 'name="columns" value="outcomes"' in page
    export = re.search(r'href="([^"]+)"><span class="visually-hidden">导出 </span>CSV', page)
    assert export
    lines = browser.get(unescape(export[1])).data.decode("utf-8-sig").splitlines()
    assert lines[3] == "编号,名称,类型,成效,成效（数量）"
    usual = re.search(r'href="([^"]+)"><span class="visually-hidden">导出 </span>CSV', browser.get("/cases").text)
    assert usual
    header = browser.get(unescape(usual[1])).data.decode("utf-8-sig").splitlines()[3]
    assert header.startswith("编号,名称,类型,省,市")
    assert header.endswith("报道时间,状态")


@pytest.mark.parametrize("words", ["", "q=家园", "columns=reported_on"])
def test_the_day_of_entry_is_never_shown_as_the_date_of_a_report(
    login: Login, db_session: Session, stock: None, words: str
) -> None:
    _, dated, undated = (make_case(db_session, name=f"{name}家园") for name in ("手填", "报道", "无日期"))
    attach(db_session, dated, make_report(db_session, published="2024-05-20"))
    attach(db_session, undated, make_report(db_session))
    db_session.commit()
    page = login(Role.ADMIN, None).get(f"/cases?{words}").text
    shown = {
        name: re.findall(rf"{name}家园.*?报道时间\"[^>]*>([^<]+)<", page, re.S) for name in ("手填", "报道", "无日期")
    }

    assert shown == {"手填": ["2024-05-20 录入"], "报道": ["2024-05-20"], "无日期": ["2024-05-20 录入"]}
    assert "按报道日期；没有的按录入日期" in page


def test_a_long_filter_is_cut_and_a_page_of_its_own_has_all_of_it_by_number_or_name(
    login: Login, db_session: Session, admin: User
) -> None:
    codes = ("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "50", "50")
    for code in codes:
        make_case(db_session, admin, name="如康家园", place=Place(province=PlaceName(code, code)))
    db_session.commit()
    browser = login(Role.ADMIN, None)
    page = browser.get("/cases?q=如康").text

    assert "安徽省" not in _labels(page)
    assert _labels(browser.get("/cases?q=如康&province=34").text)[0] == "安徽省"
    everything = re.search(r'href="(/cases/choices/province\?[^"]+)"[^>]*>全部 14 项', page)
    assert everything
    by_number = browser.get(unescape(everything[1])).text
    assert len(_labels(by_number)) == 14
    assert _choice(by_number, "重庆市") == (f"/cases?q={quote_plus('如康')}&province=50", "2")
    assert _labels(by_number)[0] == "重庆市"
    by_name = re.search(r'href="([^"]+)"[^>]*>按名称', by_number)
    assert by_name
    assert _labels(browser.get(unescape(by_name[1])).text)[:4] == ["安徽省", "北京市", "重庆市", "福建省"]


@pytest.mark.parametrize("facet", ["nonsense", "city"])
def test_a_filter_that_the_listing_does_not_offer_has_no_page(login: Login, facet: str) -> None:
    assert login(Role.ADMIN, None).get(f"/cases/choices/{facet}").status_code == 404


def test_any_page_is_reached_by_its_number(login: Login, db_session: Session, admin: User) -> None:
    for number in range(165):
        make_case(db_session, admin, name=f"案例{number:03}")
    db_session.commit()
    browser = login(Role.ADMIN, None)
    form = re.search(
        r'<form class="page-jump".*?</form>', browser.get("/cases?sort=name&kind=volunteer_team").text, re.S
    )

    assert form
    assert 'name="page"' in form[0]
    assert 'name="sort" value="name"' in form[0]
    assert 'name="kind" value="volunteer_team"' in form[0]
    assert _names(browser.get("/cases?sort=name&page=9").text) == [f"案例{number}" for number in range(160, 165)]


def test_orders_keep_the_filters_and_begin_at_the_first_page(login: Login, stock: None) -> None:
    browser = login(Role.ADMIN, None)
    page = browser.get("/cases?kind=care_home&page=2").text

    assert 'href="/cases?kind=care_home&amp;sort=name"' in page
    assert "相关度" not in page
    assert "相关度" in browser.get("/cases?q=家园").text


@pytest.mark.parametrize(("per_page", "rows"), [("", 20), ("20", 20), ("50", 50), ("100", 60), ("7", 20)])
def test_a_page_holds_as_many_cases_as_chosen(
    login: Login, db_session: Session, admin: User, per_page: str, rows: int
) -> None:
    for number in range(60):
        make_case(db_session, admin, name=f"案例{number}")
    db_session.commit()
    page = login(Role.ADMIN, None).get(f"/cases?per_page={per_page}&columns=status").text

    assert len(_names(page)) == rows
    assert ('rel="next"' in page) is (rows < 60)
    assert "columns=status" in page.partition('rel="next"')[2][:300] or rows == 60


def test_an_empty_answer_says_which_condition_to_give_up(login: Login, stock: None) -> None:
    page = login(Role.ADMIN, None).get("/cases?q=握手&kind=care_home").text

    assert "没有符合全部条件的案例" in page
    assert re.search(r'href="/cases\?q=%E6%8F%A1%E6%89%8B"[^>]*>去掉“类型：助残养老家园”', page)


def test_giving_up_the_only_condition_is_no_advice(login: Login, stock: None) -> None:
    page = login(Role.ADMIN, None).get("/cases?q=火车").text

    assert "没有找到案例" in page
    assert "没有符合全部条件的案例" not in page


def test_an_empty_answer_says_which_word_to_give_up(login: Login, stock: None) -> None:
    page = login(Role.ADMIN, None).get("/cases?q=名称:如康 -火车 握手").text

    without = dict(re.findall(r'<a href="([^"]+)">去掉“词语：([^”]+)”', page))
    assert without[f"/cases?q={quote_plus('名称:如康 -火车')}"] == "握手"
    assert without[f"/cases?q={quote_plus('-火车 握手')}"] == "名称:如康"


def test_an_empty_stock_says_how_to_begin(login: Login) -> None:
    assert "粘贴一篇报道" in login(Role.WORKER).get("/cases").text


@pytest.mark.parametrize(
    "bad", ["kind=zoo", "page=-1", "year=never", "size_min=many", "district=%FF", "sort=best&page=9999"]
)
def test_no_address_breaks_the_listing(login: Login, stock: None, bad: str) -> None:
    assert login(Role.ADMIN, None).get(f"/cases?{bad}").status_code == 200


def test_the_page_costs_the_same_however_many_cases_it_shows(
    login: Login, db_session: Session, connection: Connection, admin: User
) -> None:
    browser = login(Role.ADMIN, None)
    few: list[str] = []
    many: list[str] = []
    make_case(db_session, admin, services=("理发",), outcomes=(Outcome("满意"),))
    db_session.commit()
    _count(connection, few, lambda: browser.get("/cases?per_page=50"))
    for _ in range(40):
        make_case(db_session, admin, services=("理发",), outcomes=(Outcome("满意"),))
    db_session.commit()
    _count(connection, many, lambda: browser.get("/cases?per_page=50"))

    assert len(many) == len(few)
    assert len(many) <= 24


def _count(connection: Connection, statements: list[str], act: Callable[[], object]) -> None:
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    act()
    event.remove(connection, "before_cursor_execute", note)


def _labels(page: str) -> list[str]:
    return re.findall(r'<span class="facet-label">([^<]+)<', page)


def _headers(page: str) -> list[str]:
    return re.findall(r'<th scope="col"[^>]*>([^<]+)</th>', page)


def _names(page: str) -> list[str]:
    found = re.findall(r'class="case-name">\s*<a href="[^"]+">(.+?)</a>', page)
    return [re.sub(r"</?mark>", "", name) for name in found]


def _choice(page: str, label: str) -> tuple[str, str]:
    found = re.search(
        rf'class="facet-choice"\s+href="([^"]+)"[^>]*>\s*<span class="facet-label">{label}</span>\s*'
        r'<span class="facet-count">(\d+)</span>',
        page,
    )
    assert found, f"no choice {label}"
    return unescape(found[1]), found[2]


@pytest.fixture
def admin(db_session: Session) -> User:
    return make_user(db_session, Role.ADMIN, None)


@pytest.fixture
def stock(db_session: Session, admin: User) -> None:
    make_case(db_session, admin, name="如康家园", kind=Kind.CARE_HOME, status=CaseStatus.VERIFIED)
    make_case(db_session, admin, name="阳光家园", kind=Kind.CARE_HOME)
    make_case(db_session, admin, name="小网兜", kind=Kind.MEDIATION_PLATFORM, outcomes=(Outcome("双方握手言和"),))
