"""Entering a case without JavaScript: messages beside the fields, nothing typed is lost, one case per form."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casebook.models import Case, Draft, User
from casebook.record import CaseStatus, DraftState, PartialDate, Qualifier, Quantity, Role
from tests.factories import make_case, make_user

Typed = dict[str, str | list[str]]

PLACE: Typed = {
    "place-province": "山东省",
    "place-city": "济南市",
    "place-district": "历下区",
    "place-street": "甸柳新村街道",
}
FORM: Typed = {
    "name": "甸亮初心",
    "kind": "volunteer_team",
    **PLACE,
    "team_count": "六十四支",
    "team_size": "3300多人",
    "started": "2023年5月",
    "services": ["陪诊", "", "代买菜"],
    "outcomes-text": ["调解纠纷", "邻里和睦"],
    "outcomes-figure": ["42件", ""],
    "form-key": "k1",
}


def test_a_case_is_typed_the_way_people_write(browser: FlaskClient, db_session: Session) -> None:
    answer = browser.post("/cases/new", data=FORM)
    case = only_case(db_session)
    assert answer.location == f"/cases/{case.id}"
    assert case.team_count == Quantity(64, unit="支")
    assert case.team_size == Quantity(3300, Qualifier.OVER, "人")
    assert case.started == PartialDate(2023, 5)
    assert case.services == ("陪诊", "代买菜")
    assert [(outcome.text, str(outcome.quantity or "")) for outcome in case.outcomes] == [
        ("调解纠纷", "42件"),
        ("邻里和睦", ""),
    ]
    assert case.region_code == "370102009"
    page = browser.get(answer.location).text
    for shown in ("甸亮初心", "64支", "3300多人", "2023年5月", "陪诊", "42件", "草稿"):
        assert shown in page


def test_a_child_is_begun_anew_beside_another_entry_that_waits(browser: FlaskClient, db_session: Session) -> None:
    parent = make_case(db_session, name="甸亮初心")
    db_session.commit()
    browser.post("/cases/new/draft", data={"name": "没填完的", "form-key": "k1"})
    child = browser.get(f"/cases/new?parent={parent.id}").text

    assert "没填完的" not in child
    assert f'value="甸亮初心 #{parent.id}"' in child
    assert 'value="没填完的"' in browser.get("/cases/new").text
    browser.post("/cases/new/draft", data={"name": "下级", "parent": f"甸亮初心 #{parent.id}", "form-key": "k2"})
    assert 'value="下级"' in browser.get(f"/cases/new?parent={parent.id}").text


def test_impossible_values_are_named_and_nothing_typed_is_lost(browser: FlaskClient) -> None:
    wrong: Typed = {
        **FORM,
        "name": "",
        "kind": "cooking_club",
        "team_count": "很多支",
        "started": "2023年13月",
        "outcomes-figure": ["多少件", ""],
        "summary": "写了半天的<b>简介</b>",
    }
    answer = browser.post("/cases/new", data=wrong)
    assert answer.status_code == 422
    assert '<a href="/cases/new" aria-current="page">新建案例</a>' in answer.text
    assert [anchor for anchor, _ in summary(answer)] == ["name", "kind", "team_count", "started", "outcomes-0"]
    for typed in ("很多支", "2023年13月", "多少件", "调解纠纷", "陪诊", "甸柳新村街道"):
        assert f'value="{typed}"' in answer.text
    assert "写了半天的&lt;b&gt;简介&lt;/b&gt;" in answer.text


def test_every_link_of_the_error_summary_leads_to_an_input(browser: FlaskClient) -> None:
    answer = browser.post("/cases/new", data={"name": "", "team_size": "x", "place-city": "没有市"})
    anchors = [anchor for anchor, _ in summary(answer)]
    assert anchors
    for anchor in anchors:
        assert re.search(rf'<(input|select|textarea)[^>]* id="{anchor}"', answer.text), anchor


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"place-district": "999999"}, "没有代码为 999999 的行政区划"),
        ({"place-district": "历上区"}, "没有叫“历上区”的区县级行政区划"),
        ({"place-district": "370102009"}, "没有代码为 370102009"),
    ],
)
def test_an_unknown_district_is_refused(browser: FlaskClient, typed: Typed, message: str) -> None:
    answer = browser.post("/cases/new", data={**FORM, **PLACE, "place-street": "", **typed})
    assert answer.status_code == 422
    assert message in answer.text


def test_an_unknown_community_is_kept_as_printed(browser: FlaskClient, db_session: Session) -> None:
    browser.post("/cases/new", data={**FORM, "place-community": "新建的幸福里社区"})
    case = only_case(db_session)
    assert (case.community_name, case.community_code) == ("新建的幸福里社区", None)


def test_an_ambiguous_place_asks_which(login: Callable[..., FlaskClient], db_session: Session) -> None:
    browser = login(Role.ADMIN, None)
    form: Typed = {**FORM, "place-province": "", "place-city": "", "place-district": "朝阳区", "place-street": ""}
    asked = browser.post("/cases/new", data=form)
    assert asked.status_code == 422
    assert "北京市朝阳区" in asked.text
    assert "吉林省长春市朝阳区" in asked.text
    assert "没有代码为 123456" in browser.post("/cases/new", data={**form, "place-pick": "123456"}).text
    browser.post("/cases/new", data={**form, "place-pick": "220104"})
    assert only_case(db_session).region_code == "220104"


def test_a_street_alone_gives_the_levels_above(browser: FlaskClient, db_session: Session) -> None:
    browser.post("/cases/new", data={"name": "甸亮初心", "kind": "other", "place-street": "甸柳新村街道"})
    assert str(only_case(db_session).place) == "山东省济南市历下区甸柳新村街道"


def test_pinyin_is_understood_without_javascript(browser: FlaskClient, db_session: Session) -> None:
    pinyin: Typed = {"place-province": "shandong", "place-city": "jinan", "place-district": "lixia", "place-street": ""}
    browser.post("/cases/new", data={**FORM, **pinyin})
    assert str(only_case(db_session).place) == "山东省济南市历下区"


def test_a_place_outside_the_own_region_is_refused_in_words(browser: FlaskClient) -> None:
    answer = browser.post("/cases/new", data={**FORM, "place-district": "章丘区", "place-street": ""})
    assert answer.status_code == 422
    assert "不在您的辖区内" in answer.text


def test_the_button_adds_rows_without_javascript(browser: FlaskClient, db_session: Session) -> None:
    answer = browser.post("/cases/new", data={**FORM, "add-row": "services"})
    assert answer.status_code == 200
    assert answer.text.count('name="services"') == 2 + 3
    assert answer.text.count('name="outcomes-text"') == 2 + 1
    for typed in ("陪诊", "代买菜", "调解纠纷", "3300多人"):
        assert f'value="{typed}"' in answer.text
    assert "需要修改" not in answer.text
    assert db_session.scalar(select(func.count(Case.id))) == 0


def test_too_many_and_too_long_get_messages_not_scissors(browser: FlaskClient) -> None:
    answer = browser.post("/cases/new", data={**FORM, "name": "长" * 201, "services": [f"第{n}项" for n in range(51)]})
    assert answer.status_code == 422
    assert "最多200个字，现在是201个字" in answer.text
    assert "最多50项，现在是51项" in answer.text
    assert "长" * 201 in answer.text
    assert "第50项" in answer.text


def test_a_form_sent_twice_makes_one_case(browser: FlaskClient, db_session: Session) -> None:
    first = browser.post("/cases/new", data=FORM)
    second = browser.post("/cases/new", data=FORM)
    assert second.location == first.location
    assert db_session.scalar(select(func.count(Case.id))) == 1


def test_a_saved_form_that_was_changed_and_sent_again_is_asked_about(browser: FlaskClient, db_session: Session) -> None:
    browser.post("/cases/new", data=FORM)
    again = browser.post("/cases/new", data={**FORM, "name": "另一个名称"})
    assert again.status_code == 409
    assert "这张表单已经保存为案例" in again.text
    assert 'value="另一个名称"' in again.text
    assert 'value="k1"' not in again.text
    assert db_session.scalar(select(func.count(Case.id))) == 1


def test_a_likely_duplicate_is_shown_before_saving(browser: FlaskClient, db_session: Session, worker: User) -> None:
    known = make_case(db_session, worker, name="甸亮初心")
    db_session.commit()
    warned = browser.post("/cases/new", data=FORM)
    assert warned.status_code == 409
    assert f'href="/cases/{known.id}"' in warned.text
    assert 'value="3300多人"' in warned.text
    browser.post("/cases/new", data={**FORM, "save-anyway": "1"})
    assert db_session.scalar(select(func.count(Case.id))) == 2


def test_a_case_is_saved_and_submitted_in_one_go(browser: FlaskClient, db_session: Session) -> None:
    browser.post("/cases/new", data={**FORM, "submit": "1"})
    assert only_case(db_session).status is CaseStatus.SUBMITTED


class TestDrafts:
    def test_what_was_typed_is_there_on_return(self, browser: FlaskClient) -> None:
        kept = browser.post("/cases/new/draft", data={"name": "写了一半", "team_size": "约", "form-key": "k9"})
        assert re.search(r'"saved":\s*"\d\d:\d\d"', kept.text)
        page = browser.get("/cases/new").text
        assert 'value="写了一半"' in page
        assert 'value="约"' in page
        assert 'value="k9"' in page
        assert "没有保存完的内容" in page

    def test_a_refused_form_is_a_draft_too(self, browser: FlaskClient) -> None:
        browser.post("/cases/new", data={**FORM, "kind": ""})
        assert 'value="3300多人"' in browser.get("/cases/new").text

    def test_saving_closes_the_draft(self, browser: FlaskClient, db_session: Session) -> None:
        browser.post("/cases/new/draft", data=FORM)
        browser.post("/cases/new", data=FORM)
        assert "没有保存完的内容" not in browser.get("/cases/new").text
        assert [draft.state for draft in db_session.scalars(select(Draft))] == [DraftState.ACCEPTED]

    def test_a_draft_that_arrives_after_the_save_is_no_ghost(self, browser: FlaskClient) -> None:
        browser.post("/cases/new", data=FORM)
        assert browser.post("/cases/new/draft", data=FORM).json == {"saved": ""}
        assert "没有保存完的内容" not in browser.get("/cases/new").text

    def test_a_draft_can_be_thrown_away(self, browser: FlaskClient) -> None:
        browser.post("/cases/new/draft", data={"name": "写了一半", "form-key": "k9"})
        browser.post("/cases/new/discard", data={"form-key": "k9"})
        assert "写了一半" not in browser.get("/cases/new").text

    def test_nobody_else_sees_it(self, browser: FlaskClient, login: Callable[..., FlaskClient]) -> None:
        browser.post("/cases/new/draft", data={"name": "写了一半", "form-key": "k9"})
        assert "写了一半" not in login(Role.WORKER, "370102").get("/cases/new").text


def test_the_form_speaks_english(browser: FlaskClient) -> None:
    browser.post("/language", data={"language": "en", "next": "/"})
    page = browser.post("/cases/new", data={}).text
    for text in ("New case", "Please fill in: Name.", "Add a row", "Save and submit", "3 thing(s) to correct"):
        assert text in page


def test_a_reporter_gets_no_form(login: Callable[..., FlaskClient]) -> None:
    assert login(Role.REPORTER).get("/cases/new").status_code == 403


def summary(answer: TestResponse) -> list[tuple[str, str]]:
    """The anchors and texts of the error summary."""
    box = re.search(r'class="error-summary".*?</ul>', answer.text, re.S)
    assert box, "the page has no error summary"
    return [(anchor, unescape(text)) for anchor, text in re.findall(r'href="#([^"]+)">([^<]+)<', box[0])]


def only_case(session: Session) -> Case:
    session.expire_all()
    return session.scalars(select(Case)).one()


@pytest.fixture
def worker(db_session: Session) -> User:
    return make_user(db_session, Role.WORKER, "370102")


@pytest.fixture
def browser(login: Callable[..., FlaskClient], worker: User) -> FlaskClient:
    """The browser of a worker of 历下区."""
    return login(user=worker)
