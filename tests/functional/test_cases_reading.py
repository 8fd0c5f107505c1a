"""Reading cases: evidence behind each value, relatives, history, status, trash, suggestions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casebook.models import Case, User
from casebook.record import CaseStatus, EvidenceState, Kind, Outcome, Quantity, Role
from casebook.services import cases
from tests.factories import make_evidence, make_report, make_user
from tests.factories.case import DIANLIU

TEXT = "去年的事不提。甸柳新村街道的“甸亮初心”有64支队伍，为老人陪诊。今年队伍增加到70支。"
VALUES = {
    "name": "甸亮初心",
    "kind": Kind.VOLUNTEER_TEAM,
    "place": DIANLIU,
    "team_count": Quantity(64, unit="支"),
    "services": ("陪诊", "代买菜"),
    "outcomes": (Outcome("调解纠纷", Quantity(42, unit="件")),),
    "contact_phone": "0531-00000000",
}


def test_each_value_opens_the_sentence_that_supports_it(
    browser: FlaskClient, db_session: Session, worker: User, case: Case
) -> None:
    report = make_report(db_session, worker, text=TEXT, title="甸柳见闻")
    seen = make_evidence(
        db_session, report, "陪诊", case=case, field="services", value="陪诊", state=EvidenceState.ACCEPTED
    )
    refused = make_evidence(db_session, report, "去年", case=case, field="name", state=EvidenceState.REJECTED)
    db_session.commit()
    page = browser.get(f"/cases/{case.id}").text
    assert "有64支队伍，为老人<mark>陪诊</mark>。" in page
    assert f'href="/reports/{report.id}#e{seen.id}"' in page
    assert f"#e{refused.id}" not in page


def test_figures_of_several_reports_stand_side_by_side(
    browser: FlaskClient, db_session: Session, worker: User, case: Case
) -> None:
    for published, quote, value in (("2023", "64支", 64), ("2024", "70支", 70)):
        report = make_report(db_session, worker, text=TEXT, published=published)
        make_evidence(
            db_session, report, quote, case=case, field="team_count", value=Quantity(value, unit="支").to_json()
        )
    db_session.commit()
    page = browser.get(f"/cases/{case.id}").text
    assert "各报道中的队伍数" in page
    assert "有报道的数字和现用的不一致" in page


def test_parent_and_children_lead_to_each_other(
    browser: FlaskClient, db_session: Session, worker: User, case: Case
) -> None:
    child = cases.create(db_session, worker, {**VALUES, "name": "党员管家班", "parent": case.id})
    db_session.commit()
    assert f'href="/cases/{child.id}">党员管家班' in browser.get(f"/cases/{case.id}").text
    assert f'href="/cases/{case.id}">甸亮初心' in browser.get(f"/cases/{child.id}").text
    assert f'value="甸亮初心 #{case.id}"' in browser.get(f"/cases/new?parent={case.id}").text


def test_internal_fields_are_for_those_who_work_on_the_case(
    browser: FlaskClient, login: Callable[..., FlaskClient], db_session: Session, case: Case, official: User
) -> None:
    for status in (CaseStatus.SUBMITTED, CaseStatus.VERIFIED):
        cases.change_status(db_session, official, case.id, status, case.version)
    db_session.commit()
    assert "0531-00000000" in browser.get(f"/cases/{case.id}").text
    for outsider in (login(Role.WORKER, "370114"), login(Role.REPORTER, "370102")):
        for page in (f"/cases/{case.id}", f"/cases/{case.id}/history"):
            answer = outsider.get(page)
            assert answer.status_code == 200
            assert "0531-00000000" not in answer.text


def test_history_says_who_changed_what_in_both_languages(
    browser: FlaskClient, db_session: Session, case: Case, official: User
) -> None:
    changed = {**VALUES, "kind": Kind.CARE_HOME, "services": ("陪诊", "义剪"), "team_count": None}
    cases.update(db_session, official, case.id, changed, 1)
    db_session.commit()
    page = browser.get(f"/cases/{case.id}/history").text
    for text in (
        "王建国",
        "修改",
        "志愿服务队伍",
        "助残养老家园",
        "<del>代买菜</del>",
        "<ins>义剪</ins>",
        "64支",
        "（空）",
    ):
        assert text in page
    browser.post("/language", data={"language": "en", "next": "/"})
    english = browser.get(f"/cases/{case.id}/history").text
    for text in ("History", "Volunteer team", "Care home", "64 支", "(empty)"):
        assert text in english


class TestStatus:
    def test_the_buttons_are_those_that_the_role_may_press(
        self, browser: FlaskClient, login: Callable[..., FlaskClient], official: User, case: Case
    ) -> None:
        assert "提交核实" in browser.get(f"/cases/{case.id}").text
        browser.post(f"/cases/{case.id}/status", data={"status": "submitted", "version": "1"})
        assert "核实通过" not in browser.get(f"/cases/{case.id}").text
        verifier = login(user=official)
        assert "核实通过" in verifier.get(f"/cases/{case.id}").text
        verifier.post(f"/cases/{case.id}/status", data={"status": "verified", "version": "2"})
        page = browser.get(f"/cases/{case.id}").text
        assert "已核实" in page
        assert f"/cases/{case.id}/edit" not in page

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            ({"status": "verified", "version": "1"}, 403),
            ({"status": "nonsense", "version": "1"}, 422),
            ({}, 422),
            ({"status": "submitted", "version": "9"}, 409),
        ],
    )
    def test_other_moves_get_a_message(self, browser: FlaskClient, case: Case, data: dict[str, str], code: int) -> None:
        assert browser.post(f"/cases/{case.id}/status", data=data).status_code == code


class TestTrash:
    def test_a_case_goes_and_comes_back(self, browser: FlaskClient, case: Case) -> None:
        assert "回收站是空的" in browser.get("/cases/trash").text
        browser.post(f"/cases/{case.id}/trash")
        assert "在回收站里" in browser.get(f"/cases/{case.id}").text
        assert "甸亮初心" in browser.get("/cases/trash").text
        assert browser.get(f"/cases/{case.id}/edit").status_code == 422
        browser.post(f"/cases/{case.id}/restore")
        assert "在回收站里" not in browser.get(f"/cases/{case.id}").text
        assert "回收站是空的" in browser.get("/cases/trash").text

    def test_of_others_looks_like_nothing(
        self, browser: FlaskClient, login: Callable[..., FlaskClient], case: Case
    ) -> None:
        browser.post(f"/cases/{case.id}/trash")
        other = login(Role.WORKER, "370102011")
        assert other.get(f"/cases/{case.id}").status_code == 404
        assert other.post(f"/cases/{case.id}/restore").status_code == 404
        assert "甸亮初心" not in other.get("/cases/trash").text


class TestSuggestions:
    @pytest.mark.parametrize("typed", ["甸柳", "dianliu", "dljd"])
    def test_a_street_comes_with_everything_above_it(self, browser: FlaskClient, typed: str) -> None:
        found = browser.get("/regions/suggest", query_string={"q": typed, "level": "street", "within": "370102"}).json
        assert found is not None
        best = found["items"][0]
        assert best["code"] == "370102009"
        assert best["chain"]["city"] == {"name": "济南市", "code": "3701"}
        assert best["full_name"].startswith("山东省济南市历下区")

    @pytest.mark.parametrize("query", ["", "?q=", "?q=甸&level=planet&within=x", "?within=999999&q=a"])
    def test_nonsense_gives_a_list_too(self, browser: FlaskClient, query: str) -> None:
        answer = browser.get(f"/regions/suggest{query}")
        assert answer.status_code == 200
        assert isinstance((answer.json or {})["items"], list)

    def test_children_of_a_division(self, browser: FlaskClient) -> None:
        def names(code: str) -> list[str]:
            return [item["name"] for item in (browser.get(f"/regions/children?code={code}").json or {})["items"]]

        assert "历下区" in names("3701")
        assert "山东省" in names("")
        assert names("999999") == []

    def test_parents_by_name(self, browser: FlaskClient, case: Case) -> None:
        items = (browser.get("/cases/suggest?q=甸亮").json or {})["items"]
        assert items == [{"value": f"甸亮初心 #{case.id}", "note": "山东省济南市历下区甸柳新村街道"}]


@pytest.fixture
def worker(db_session: Session) -> User:
    return make_user(db_session, Role.WORKER, "370102009")


@pytest.fixture
def official(db_session: Session) -> User:
    return make_user(db_session, Role.OFFICIAL, "370102", display_name="王建国")


@pytest.fixture
def case(db_session: Session, worker: User) -> Case:
    made = cases.create(db_session, worker, VALUES)
    db_session.commit()
    return made


@pytest.fixture
def browser(login: Callable[..., FlaskClient], worker: User) -> FlaskClient:
    """The browser of the worker of the street."""
    return login(user=worker)
