"""The statistics as an official reads them: exact numbers that lead to their cases, and a file that says the same."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.models import AuditEvent, User
from casebook.record import CaseStatus, Kind, Outcome, Place, PlaceName, Quantity, Role
from tests.factories import make_case, make_tag, make_user

Login = Callable[..., FlaskClient]
SHANDONG, JINAN = PlaceName("山东省", "37"), PlaceName("济南市", "3701")
LIXIA, LICHENG = PlaceName("历下区", "370102"), PlaceName("历城区", "370112")


@pytest.fixture
def user(db_session: Session) -> User:
    return make_user(db_session)


@pytest.fixture
def stock(db_session: Session, user: User) -> None:
    verified = CaseStatus.VERIFIED
    for name, kind, district, size in (
        ("阳光家园", Kind.CARE_HOME, LIXIA, 9),
        ("如康家园", Kind.CARE_HOME, LIXIA, 30),
        ("板凳议事会", Kind.GOVERNANCE_MODEL, LICHENG, None),
    ):
        place = Place(province=SHANDONG, city=JINAN, district=district)
        team = size and Quantity(size, unit="人")
        make_case(db_session, user, name=name, kind=kind, place=place, team_size=team, status=verified)
    make_case(
        db_session,
        user,
        name="水乡评理堂",
        kind=Kind.CARE_HOME,
        place=Place(province=PlaceName("江苏省", "32")),
        status=verified,
    )
    db_session.commit()


def test_places_stand_down_and_kinds_across_with_totals(login: Login, stock: None) -> None:
    page = login(Role.ADMIN, None).get("/statistics").text

    assert _table(page) == [
        ["省", "合计", "助残养老家园", "治理模式"],
        ["江苏省", "1", "1", "0"],
        ["山东省", "3", "2", "1"],
        ["合计", "4", "3", "1"],
    ]


def test_a_place_leads_to_what_lies_within_it(login: Login, stock: None) -> None:
    browser = login(Role.ADMIN, None)
    inner = browser.get(_link(browser.get("/statistics").text, "山东省")).text
    districts = browser.get(_link(inner, "济南市")).text

    assert [row[0] for row in _table(inner)] == ["市", "济南市", "合计"]
    assert [row[:2] for row in _table(districts)] == [["区县", "合计"], ["历下区", "2"], ["历城区", "1"], ["合计", "3"]]


@pytest.mark.parametrize(
    "shape",
    ["", "?rows=size&across=status", "?q=家园&rows=kind&across=size&size_max=20", "?kind=care_home&across=year"],
)
def test_every_number_leads_to_as_many_cases(login: Login, stock: None, shape: str) -> None:
    browser = login(Role.ADMIN, None)
    cells = re.findall(
        r'<td>(?:<meter.*?</meter>)?<a href="([^"]*)"[^>]*>(\d+)</a>', browser.get(f"/statistics{shape}").text
    )

    assert cells
    for address, number in cells:
        assert f"共 {number} 件" in browser.get(unescape(address)).text, address


def test_cases_without_a_value_have_a_row_that_leads_nowhere(login: Login, stock: None) -> None:
    page = login(Role.ADMIN, None).get("/statistics?rows=size").text

    assert _table(page)[-2] == ["未填写", "2", "1", "1"]
    assert not re.search(r"未填写.*?</tr>", page, re.DOTALL).group().count("<a ")  # type: ignore[union-attr]


def test_several_tags_of_a_case_count_each_and_the_page_says_so(
    login: Login, stock: None, db_session: Session, user: User
) -> None:
    tags = [make_tag(db_session, name, user=user) for name in ("民生", "安全")]
    make_case(
        db_session, user, name="楼道会客厅", tag_rows=tags, outcomes=(Outcome("满意"),), status=CaseStatus.VERIFIED
    )
    db_session.commit()
    browser = login(Role.ADMIN, None)
    page = browser.get("/statistics?rows=tag&across=outcome").text

    assert [row[:2] for row in _table(page)] == [
        ["标签", "合计"],
        ["安全", "1"],
        ["民生", "1"],
        ["未填写", "4"],
        ["合计", "5"],
    ]
    assert "相加可能多于合计" in page
    narrowed = browser.get("/statistics?rows=tag&tag=安全").text
    assert not re.search(r">民生<.*?</tr>", narrowed, re.DOTALL).group().count("<a ")  # type: ignore[union-attr]


def test_nobody_counts_what_is_hidden_from_the_listing(
    login: Login, stock: None, db_session: Session, user: User
) -> None:
    make_case(
        db_session, user, name="暖阳小屋", place=Place(province=PlaceName("江苏省", "32")), status=CaseStatus.DRAFT
    )
    db_session.commit()

    assert _table(login(Role.REPORTER, "370102").get("/statistics").text)[-1][:2] == ["合计", "4"]
    assert _table(login(Role.ADMIN, None).get("/statistics").text)[-1][:2] == ["合计", "5"]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_file_says_what_the_page_says(login: Login, stock: None, db_session: Session, ending: str) -> None:
    browser = login(Role.ADMIN, None)
    address = f"/statistics/export.{ending}?rows=district&across=kind&by=count&province=37"
    page, file = _table(browser.get(address.replace(f"/export.{ending}", "")).text), browser.get(address)

    lines = _lines(file.data, ending)
    assert lines[1] == ["筛选条件：省：山东省"]
    assert lines[3:] == page
    event = db_session.scalars(select(AuditEvent).where(AuditEvent.action == "export")).one()
    assert event.detail == {"format": ending, "query": "province=37", "count": 3, "rows": "district", "across": "kind"}
    assert "attachment" in file.headers["Content-Disposition"]


def test_an_empty_table_says_what_to_do_and_is_not_exported(login: Login, stock: None) -> None:
    browser = login(Role.ADMIN, None)

    assert "清除全部条件" in browser.get("/statistics?q=没有这个词").text
    assert "放宽筛选条件" in browser.get("/statistics/export.csv?q=没有这个词").text


def _table(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [
        [
            unescape(re.sub(r"<.*?>", "", cell)).strip()
            for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def _link(page: str, text: str) -> str:
    found = re.search(rf'<a href="([^"]*)">{text}</a>', page)
    assert found
    return unescape(found.group(1))


def _lines(data: bytes, ending: str) -> list[list[str]]:
    if ending == "csv":
        return [line.split(",") for line in data.decode("utf-8-sig").splitlines()]
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    return [[str(cell) for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
