"""Changing a case: the form keeps what it shows, drafts come back, two saves meet field by field."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from casebook.models import Case, User
from casebook.record import CaseStatus, Kind, Outcome, PlaceName, Qualifier, Quantity, Role
from casebook.services import cases
from tests.factories import make_user
from tests.factories.case import DIANLIU

#: Parts that no text shows in full: a figure without unit, a period, a community without a code.
VALUES = {
    "name": "甸亮初心",
    "kind": Kind.VOLUNTEER_TEAM,
    "place": DIANLIU.with_level("community", PlaceName("幸福里小区")),
    "summary": "党员带头",
    "team_size": Quantity(3300, Qualifier.OVER, "人", "志愿者", "2023年以来"),
    "team_count": Quantity(64),
    "services": ("陪诊", "代买菜"),
    "outcomes": (Outcome("调解纠纷", Quantity(42, unit="件", period="今年")), Outcome("邻里和睦")),
}


def test_saving_the_untouched_form_changes_nothing(browser: FlaskClient, db_session: Session, case: Case) -> None:
    answer = browser.post(f"/cases/{case.id}/edit", data=form_of(browser, case))
    assert answer.location == f"/cases/{case.id}"
    assert fresh(db_session, case).version == 1


def test_a_changed_row_leaves_the_parts_of_the_others_alone(
    browser: FlaskClient, db_session: Session, case: Case
) -> None:
    form = form_of(browser, case)
    form.setlist("outcomes-text", ["调解纠纷", "邻里更和睦"])
    browser.post(f"/cases/{case.id}/edit", data=form)
    assert fresh(db_session, case).outcomes == (VALUES["outcomes"][0], Outcome("邻里更和睦"))  # type: ignore[index]
    assert case.team_count == Quantity(64)


def test_an_emptied_field_is_emptied(browser: FlaskClient, db_session: Session, case: Case) -> None:
    form = form_of(browser, case)
    for name in ("team_size", "summary", "services"):
        form.setlist(name, [""])
    browser.post(f"/cases/{case.id}/edit", data=form)
    stored = fresh(db_session, case)
    assert (stored.team_size, stored.summary, stored.services) == (None, "", ())


def test_saves_in_different_fields_are_merged_silently(
    browser: FlaskClient, db_session: Session, case: Case, official: User
) -> None:
    form = form_of(browser, case)
    other_saves(db_session, official, case, summary="干部写的简介")
    form["name"] = "甸亮初心服务队"
    assert browser.post(f"/cases/{case.id}/edit", data=form).status_code == 302
    stored = fresh(db_session, case)
    assert (stored.name, stored.summary) == ("甸亮初心服务队", "干部写的简介")


class TestConflict:
    def test_both_values_are_shown_and_nothing_is_saved(
        self, browser: FlaskClient, db_session: Session, case: Case, official: User
    ) -> None:
        page = self.meet(browser, db_session, case, official)
        for text in ("我写的简介", "干部写的简介", official.display_name, "我填写的", "现在保存的"):
            assert text in page
        assert fresh(db_session, case).summary == "干部写的简介"

    def test_mine_can_be_kept(self, browser: FlaskClient, db_session: Session, case: Case, official: User) -> None:
        choose(browser, case, self.meet(browser, db_session, case, official), choose_summary="mine")
        stored = fresh(db_session, case)
        assert (stored.summary, stored.name, stored.services) == ("我写的简介", "干部改的名称", ("陪诊", "义剪"))

    def test_theirs_can_be_taken(self, browser: FlaskClient, db_session: Session, case: Case, official: User) -> None:
        choose(browser, case, self.meet(browser, db_session, case, official), choose_summary="theirs")
        stored = fresh(db_session, case)
        assert (stored.summary, stored.name, stored.services) == ("干部写的简介", "干部改的名称", ("陪诊", "义剪"))

    def test_the_choice_can_be_edited_further(
        self, browser: FlaskClient, db_session: Session, case: Case, official: User
    ) -> None:
        met = self.meet(browser, db_session, case, official)
        page = choose(browser, case, met, choose_summary="theirs", back_to_form="1")
        assert page.status_code == 200
        assert ">\r\n干部写的简介</textarea>" in page.text
        assert 'value="义剪"' in page.text
        assert 'name="version" value="2"' in page.text

    def test_another_save_meanwhile_is_met_again(
        self, browser: FlaskClient, db_session: Session, case: Case, official: User
    ) -> None:
        met = self.meet(browser, db_session, case, official)
        other_saves(db_session, official, case, summary="干部又写了简介")
        again = choose(browser, case, met, choose_summary="mine")
        assert again.status_code == 409
        assert "干部又写了简介" in again.text
        assert "我写的简介" in again.text

    def test_leaving_the_choice_loses_nothing(
        self, browser: FlaskClient, db_session: Session, case: Case, official: User
    ) -> None:
        self.meet(browser, db_session, case, official)
        page = browser.get(f"/cases/{case.id}/edit").text
        assert "我写的简介" in page
        assert 'value="义剪"' in page
        assert "没有保存的修改" in page

    def meet(self, browser: FlaskClient, session: Session, case: Case, official: User) -> str:
        """Both change the summary; I change the services as well, the official the name."""
        form = form_of(browser, case)
        other_saves(session, official, case, summary="干部写的简介", name="干部改的名称")
        form["summary"] = "我写的简介"
        form.setlist("services", ["陪诊", "义剪"])
        answer = browser.post(f"/cases/{case.id}/edit", data=form)
        assert answer.status_code == 409
        return answer.text


class TestDrafts:
    def test_unsaved_changes_come_back_with_the_version_they_began_from(
        self, browser: FlaskClient, db_session: Session, case: Case, official: User
    ) -> None:
        form = form_of(browser, case)
        form["summary"] = "改了一半"
        assert re.search(r'"saved":\s*"\d\d:\d\d"', browser.post(f"/cases/{case.id}/draft", data=form).text)
        other_saves(db_session, official, case, name="干部改的名称")
        page = browser.get(f"/cases/{case.id}/edit").text
        assert "改了一半" in page
        assert 'name="version" value="1"' in page
        browser.post(f"/cases/{case.id}/edit", data=inputs(page))
        stored = fresh(db_session, case)
        assert (stored.name, stored.summary) == ("干部改的名称", "改了一半")

    def test_a_draft_equal_to_the_case_is_not_offered(self, browser: FlaskClient, case: Case) -> None:
        browser.post(f"/cases/{case.id}/draft", data=form_of(browser, case))
        assert "没有保存的修改" not in browser.get(f"/cases/{case.id}/edit").text

    def test_it_can_be_thrown_away(self, browser: FlaskClient, case: Case) -> None:
        form = form_of(browser, case)
        form["summary"] = "改了一半"
        browser.post(f"/cases/{case.id}/draft", data=form)
        browser.post(f"/cases/{case.id}/discard")
        assert "改了一半" not in browser.get(f"/cases/{case.id}/edit").text

    def test_errors_keep_it(self, browser: FlaskClient, case: Case) -> None:
        form = form_of(browser, case)
        form["started"] = "去年冬天"
        assert browser.post(f"/cases/{case.id}/edit", data=form).status_code == 422
        assert 'value="去年冬天"' in browser.get(f"/cases/{case.id}/edit").text


@pytest.mark.parametrize("version", ["", "0", "99", "x"])
def test_a_forged_version_gets_a_message(browser: FlaskClient, case: Case, version: str) -> None:
    answer = browser.post(f"/cases/{case.id}/edit", data={"version": version, "name": "改名"})
    assert answer.status_code == 422
    assert "版本号不对" in answer.text


def test_a_case_of_another_street_cannot_be_opened_for_editing(login: Callable[..., FlaskClient], case: Case) -> None:
    other = login(Role.WORKER, "370102011")
    assert other.get(f"/cases/{case.id}/edit").status_code == 404
    assert other.post(f"/cases/{case.id}/edit", data={"version": "1", "name": "改名"}).status_code == 404
    assert other.post(f"/cases/{case.id}/draft", data={"version": "1", "name": "改名"}).status_code == 404


def test_a_verified_case_is_not_for_workers_to_edit(
    browser: FlaskClient, db_session: Session, case: Case, official: User
) -> None:
    for status in (CaseStatus.SUBMITTED, CaseStatus.VERIFIED):
        cases.change_status(db_session, official, case.id, status, case.version)
    db_session.commit()
    assert browser.get(f"/cases/{case.id}").status_code == 200
    assert browser.get(f"/cases/{case.id}/edit").status_code == 403


def test_a_parent_is_typed_by_name_or_number(
    browser: FlaskClient, db_session: Session, case: Case, worker: User
) -> None:
    child = cases.create(db_session, worker, {**VALUES, "name": "党员管家班"})
    db_session.commit()
    form = form_of(browser, child)
    form["parent"] = "没有的案例"
    assert "没有叫“没有的案例”的案例" in browser.post(f"/cases/{child.id}/edit", data=form).text
    form["parent"] = "甸亮初心"
    browser.post(f"/cases/{child.id}/edit", data=form)
    assert fresh(db_session, child).parent == case.id
    assert f'value="甸亮初心 #{case.id}"' in browser.get(f"/cases/{child.id}/edit").text
    circle = form_of(browser, case)
    circle["parent"] = f"#{child.id}"
    assert "不能是本案例或它的下级案例" in browser.post(f"/cases/{case.id}/edit", data=circle).text


def form_of(browser: FlaskClient, case: Case) -> MultiDict[str, str]:
    """The edit form as the browser would send it."""
    return inputs(browser.get(f"/cases/{case.id}/edit").text)


def inputs(page: str) -> MultiDict[str, str]:
    form: MultiDict[str, str] = MultiDict()
    page = page[page.index('class="case-form"') :]
    for tag in re.findall(r"<input[^>]*>", page):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if attributes.get("type") != "radio":
            form.add(attributes["name"], attributes.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\r?\n?([^<]*)</textarea>', page):
        form.add(name, text)
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="(\w*)"', options)
        form.add(name, chosen[1] if chosen else "")
    return form


def choose(browser: FlaskClient, case: Case, page: str, **choices: str) -> TestResponse:
    """Answer the page of a conflict; all it sends along goes with it."""
    form = hidden_form(page)
    form.update({name.replace("_", "-"): choice for name, choice in choices.items()})
    return browser.post(f"/cases/{case.id}/edit", data=form)


def hidden_form(page: str) -> MultiDict[str, str]:
    """What the page of a conflict sends along."""
    return MultiDict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page[page.index("notice-warning") :])
    )


def other_saves(session: Session, user: User, case: Case, **changed: object) -> None:
    session.expire_all()
    values = {**VALUES, "summary": case.summary, "name": case.name, **changed}
    cases.update(session, user, case.id, values, case.version)
    session.commit()


def fresh(session: Session, case: Case) -> Case:
    session.expire_all()
    return session.get_one(Case, case.id)


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
