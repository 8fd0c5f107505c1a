"""Reviewing drafts, as a browser without scripts does it."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casebook.models import AuditEvent, Case, Draft, Evidence, Report, User
from casebook.record import (
    DraftState,
    EvidenceState,
    Extraction,
    Grounded,
    InitiativeDraft,
    Kind,
    Method,
    Quantity,
    ReportFacts,
    Role,
)
from casebook.record import Evidence as Span
from casebook.services.drafting import store_drafts
from tests.factories import make_case, make_report, make_user
from tests.factories.case import DIANLIU

Login = Callable[..., FlaskClient]
TEXT = (
    "🎉历下区甸柳新村街道打造“甸亮初心”品牌，组建64支志愿服务队，“党员管家班”上门理发、修水管。“党员管家班”很受欢迎。"
)


def test_the_page_shows_the_text_with_marks_and_a_form_for_each_draft(scene: Scene) -> None:
    page = scene.page()
    assert "甸亮初心" in page
    assert re.search(r'<mark class="hl hl-team_count"[^>]*>64支志愿服务队</mark>', page)
    assert f'name="d{scene.brand.id}-name"' in page
    assert f'name="d{scene.team.id}-services"' in page
    assert '<a href="#e' in page or 'href="#e' in page


def test_a_draft_is_accepted_as_it_stands(scene: Scene) -> None:
    answer = scene.send(f"accept-{scene.brand.id}")
    assert answer.status_code == 302
    case = scene.case("甸亮初心")
    assert case.team_count == Quantity(64, unit="支", basis="志愿服务队")
    assert f"/cases/{case.id}" in scene.page()


def test_a_corrected_draft_is_accepted_with_the_correction(scene: Scene) -> None:
    scene.send(f"accept-{scene.brand.id}", {f"d{scene.brand.id}-team_count": "六十六支"})
    case = scene.case("甸亮初心")
    assert case.team_count is not None
    assert case.team_count.value == 66
    states = {row.field: row.state for row in case.evidence}
    assert states["team_count"] is EvidenceState.EDITED
    assert states["name"] is EvidenceState.ACCEPTED


def test_a_value_that_cannot_be_read_stays_as_typed_beside_its_message(scene: Scene) -> None:
    answer = scene.send(f"accept-{scene.brand.id}", {f"d{scene.brand.id}-team_count": "好多好多支"})
    assert answer.status_code == 422
    assert 'value="好多好多支"' in answer.text
    assert "不是一个数量" in answer.text
    assert "好多好多支" in scene.page()  # kept on the server as well


def test_a_rejected_draft_can_be_taken_back(scene: Scene) -> None:
    scene.send(f"reject-{scene.team.id}")
    assert scene.state(scene.team) is DraftState.REJECTED
    scene.send(f"reopen-{scene.team.id}")
    assert scene.state(scene.team) is DraftState.OPEN


def test_accepting_all_makes_parent_and_child(scene: Scene) -> None:
    answer = scene.send("accept-all")
    assert answer.status_code == 302
    assert scene.case("党员管家班").parent_id == scene.case("甸亮初心").id
    assert "已采纳 2 项" in scene.page()


def test_accepting_all_says_what_it_left_out_and_why(scene: Scene) -> None:
    answer = scene.send(
        "accept-all", {f"d{scene.team.id}-place-district": "章丘区", f"d{scene.team.id}-place-street": ""}
    )
    assert answer.status_code == 422
    assert "已采纳 1 项" in answer.text
    assert "辖区" in answer.text
    assert scene.state(scene.team) is DraftState.OPEN


def test_rejecting_all_closes_every_draft(scene: Scene) -> None:
    scene.send("reject-all")
    assert {scene.state(scene.brand), scene.state(scene.team)} == {DraftState.REJECTED}


def test_an_initiative_that_was_missed_is_added(scene: Scene) -> None:
    answer = scene.send("add")
    anchor = re.search(r"#d(\d+)$", answer.location)
    assert anchor
    number = anchor.group(1)
    fields = {
        f"d{number}-name": "乐居甸柳",
        f"d{number}-kind": "governance_model",
        f"d{number}-place-province": "山东省",
        f"d{number}-place-city": "济南市",
        f"d{number}-place-district": "历下区",
    }
    assert scene.send(f"accept-{number}", fields).status_code == 302
    assert scene.case("乐居甸柳").kind is Kind.GOVERNANCE_MODEL


def test_a_known_case_is_offered_for_attaching_and_updating(scene: Scene, db_session: Session) -> None:
    known = make_case(db_session, scene.user, name="甸亮初心", team_count=Quantity(60, unit="支"))
    db_session.commit()
    page = scene.page()
    assert "已有同名同地的案例" in page
    assert scene.send(f"accept-{scene.brand.id}").status_code == 422  # it must be said what to do
    answer = scene.send(
        f"accept-{scene.brand.id}",
        {
            f"d{scene.brand.id}-way": f"update-{known.id}",
            f"d{scene.brand.id}-seen-{known.id}": str(known.version),
            f"d{scene.brand.id}-shown-{known.id}": "team_count",
            f"d{scene.brand.id}-take-{known.id}": "team_count",
        },
    )
    assert answer.status_code == 302, answer.text
    db_session.expire_all()
    assert known.team_count is not None
    assert known.team_count.value == 64


def test_a_quote_that_stands_once_fills_its_field(scene: Scene) -> None:
    start = f"d{scene.team.id}-"
    scene.send(f"quote-{scene.team.id}", {f"{start}quote": "修水管", f"{start}quote-field": "services"})
    assert 'value="修水管"' in scene.page()
    scene.session.expire_all()
    row = next(row for row in scene.team.evidence if row.quote == "修水管")
    assert (row.method, TEXT[row.start : row.end]) == (Method.PERSON, "修水管")


def test_a_quote_that_stands_twice_asks_where(scene: Scene) -> None:
    start = f"d{scene.brand.id}-"
    quoted = {f"{start}quote": "党员管家班", f"{start}quote-field": "parent"}
    answer = scene.send(f"quote-{scene.brand.id}", quoted)
    assert "出现了 2 次" in answer.text
    second = TEXT.rindex("党员管家班")
    scene.send(f"quote-{scene.brand.id}", quoted | {f"{start}quote-at": str(second)})
    scene.session.expire_all()
    assert second in {row.start for row in scene.brand.evidence}


def test_a_quote_that_is_not_in_the_text_is_refused_and_kept(scene: Scene) -> None:
    start = f"d{scene.brand.id}-"
    answer = scene.send(f"quote-{scene.brand.id}", {f"{start}quote": "子虚乌有", f"{start}quote-field": "name"})
    assert answer.status_code == 422
    assert "没有“子虚乌有”这段文字" in answer.text
    assert 'value="子虚乌有"' in answer.text


def test_what_is_typed_is_kept_and_a_colleague_is_not_overwritten(scene: Scene) -> None:
    url = f"/reports/{scene.report.id}/drafts/{scene.brand.id}/typed"
    seen = scene.brand.version
    first = scene.browser.post(url, json={"typed": {"name": ["甸亮初心品牌"]}, "version": seen})
    assert first.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", json_of(first)["saved"])
    late = scene.browser.post(url, json={"typed": {"name": ["别的名字"]}, "version": seen})
    assert late.status_code == 409
    assert json_of(late)["version"] == json_of(first)["version"]
    assert 'value="甸亮初心品牌"' in scene.page()


def test_a_form_with_an_old_version_shows_what_the_colleague_typed(scene: Scene) -> None:
    scene.send("save", {f"d{scene.brand.id}-name": "甸亮初心品牌"})
    answer = scene.send("save", {f"d{scene.brand.id}-version": "1", f"d{scene.brand.id}-name": "我的名字"})
    assert answer.status_code == 422
    assert "同事填的是：甸亮初心品牌" in answer.text
    assert 'value="我的名字"' in answer.text


def test_a_selection_fills_a_field_and_comes_back_as_a_mark(scene: Scene) -> None:
    start = TEXT.index("上门理发")
    answer = scene.browser.post(
        f"/reports/{scene.report.id}/drafts/{scene.brand.id}/evidence",
        json={
            "typed": {"name": ["甸亮初心"]},
            "version": scene.brand.version,
            "field": "services",
            "start": start,
            "end": start + 4,
        },
    )
    assert answer.status_code == 200
    assert json_of(answer)["typed"]["services"] == ["上门理发"]
    assert (
        f'data-e="{json_of(answer)["evidence"]}' in json_of(answer)["text"]
        or str(json_of(answer)["evidence"]) in json_of(answer)["text"]
    )


@pytest.mark.parametrize(
    "sent", [{}, {"typed": 3, "field": "name"}, {"typed": {"name": 3}, "field": "x", "start": "a"}]
)
def test_nonsense_from_a_script_is_refused(scene: Scene, sent: dict[str, object]) -> None:
    for path in ("typed", "evidence"):
        answer = scene.browser.post(f"/reports/{scene.report.id}/drafts/{scene.brand.id}/{path}", json=sent)
        assert 400 <= answer.status_code < 500


def test_a_draft_of_another_report_is_not_found_here(scene: Scene, db_session: Session) -> None:
    other = make_report(db_session, scene.user, text="另一篇")
    db_session.commit()
    answer = scene.browser.post(f"/reports/{other.id}/drafts/{scene.brand.id}/typed", json={"typed": {}, "version": 1})
    assert answer.status_code == 404


def test_drafts_of_another_office_are_not_found(scene: Scene, login: Login) -> None:
    assert login(Role.WORKER, "110101").get(f"/reports/{scene.report.id}/review").status_code == 404


@pytest.mark.parametrize("role", [Role.WORKER, Role.OFFICIAL, Role.ADMIN])
def test_the_office_of_the_drafted_place_sees_its_draft_on_the_desk_and_nothing_else(
    scene: Scene, login: Login, role: Role
) -> None:
    place = {f"d{scene.team.id}-place-district": "章丘区", f"d{scene.team.id}-place-street": ""}
    scene.send("save", place)
    browser = login(role, "370114")
    desk = browser.get("/").text
    assert f"/reports/{scene.report.id}/review" in desk
    assert "1 项待确认" in desk
    page = browser.get(f"/reports/{scene.report.id}/review").text
    assert f'id="d{scene.team.id}"' in page
    assert f'id="d{scene.brand.id}"' not in page
    assert "64支志愿服务队</mark>" not in page
    assert "这里只列出位于您辖区内的项目" in page
    assert 'value="add"' not in page
    assert "核对 1 项" in browser.get("/reports").text
    typed = browser.post(f"/reports/{scene.report.id}/drafts/{scene.brand.id}/typed", json={"typed": {}, "version": 1})
    assert typed.status_code == 404
    sent = inputs_of(page) | {"do": [f"accept-{scene.team.id}"]}
    assert browser.post(f"/reports/{scene.report.id}/review", data=sent).status_code == 302
    assert scene.case("党员管家班").region_code == "370114"
    assert scene.state(scene.brand) is DraftState.OPEN


def test_a_reporter_of_the_drafted_place_reviews_nothing(scene: Scene, login: Login) -> None:
    reporter = login(Role.REPORTER, "370102")
    assert reporter.get(f"/reports/{scene.report.id}/review").status_code == 403
    assert scene.report.title not in reporter.get("/").text


def test_a_report_without_drafts_says_so_and_offers_to_add_one(login: Login, db_session: Session) -> None:
    user = make_user(db_session)
    report = make_report(db_session, user, text="昨日多云转晴。")
    page = login(user=user).get(f"/reports/{report.id}/review").text
    assert "没有识别出项目" in page
    assert 'value="add"' in page


def test_the_page_of_a_report_leads_to_its_cases_and_marks_their_evidence(scene: Scene, login: Login) -> None:
    scene.send(f"accept-{scene.brand.id}")
    page = scene.browser.get(f"/reports/{scene.report.id}").text
    case = scene.case("甸亮初心")
    assert f"/cases/{case.id}" in page
    assert 'id="e' in page


def test_doubtful_values_stand_above_sure_ones(scene: Scene) -> None:
    scene.be_sure("name", "kind")
    section = scene.page().split(f'id="d{scene.brand.id}"')[1].split(f'id="d{scene.team.id}"')[0]
    assert section.index("需要核对") < section.index("64支") < section.index("把握较大")
    fields = [section.index(f'name="d{scene.brand.id}-{name}"') for name in ("team_count", "name", "team_size")]
    assert fields == sorted(fields)  # to check, sure, nothing found


def test_all_sure_values_are_accepted_with_one_action_and_taken_back(scene: Scene) -> None:
    scene.be_sure("name", "services")
    assert "采纳把握较大的 3 个值" in scene.page()
    scene.send("accept-sure")
    page = scene.page()
    assert "已采纳 3 个值" in page
    assert 'value="accept-sure"' not in page
    assert scene.accepted() == {"甸亮初心", "党员管家班", "上门理发"}
    assert scene.state(scene.brand) is DraftState.OPEN
    scene.send("reopen-sure")
    assert scene.accepted() == set()
    events = scene.session.scalars(select(AuditEvent).where(AuditEvent.action.startswith("values_"))).all()
    assert [(event.action, event.detail) for event in events] == [
        ("values_accepted", {"values": 3}),
        ("values_taken_back", {"values": 3}),
    ]


def test_what_a_person_changed_or_emptied_is_never_accepted_for_them(scene: Scene) -> None:
    scene.be_sure("name", "services", "team_count")
    scene.send("accept-sure", {f"d{scene.brand.id}-name": "甸亮初心品牌", f"d{scene.brand.id}-team_count": ""})
    assert scene.accepted() == {"党员管家班", "上门理发"}


def test_changing_an_accepted_value_leaves_it_to_the_decision_on_its_draft(scene: Scene) -> None:
    scene.be_sure("team_count")
    scene.send("accept-sure")
    scene.send("save", {f"d{scene.brand.id}-team_count": "六十六支"})
    assert scene.accepted() == set()
    scene.send(f"accept-{scene.brand.id}")
    assert {row.state for row in scene.brand.evidence if row.field == "team_count"} == {EvidenceState.EDITED}


def test_values_accepted_before_their_draft_count_in_the_statistics(scene: Scene, login: Login) -> None:
    scene.be_sure("name")
    scene.send("accept-sure")
    page = login(Role.ADMIN, "370102").get("/admin/extraction").text
    assert re.search(r"0\.9 – 1\.0</th>\s*<td[^>]*>2</td>\s*<td[^>]*>100% \(2\)", page)


class Scene:
    """A report with a brand and one of its teams, under review by a worker of 历下区."""

    def __init__(self, session: Session, login: Login) -> None:
        self.session = session
        self.user: User = make_user(session, Role.WORKER, "370102")
        self.report: Report = make_report(session, self.user, text=TEXT)
        self.brand, self.team = store_drafts(session, self.report, story())
        session.commit()
        self.browser = login(user=self.user)

    def page(self) -> str:
        answer = self.browser.get(f"/reports/{self.report.id}/review")
        assert answer.status_code == 200
        return answer.text

    def send(self, act: str, fields: Mapping[str, str] | None = None) -> TestResponse:
        """Press a button with the form as the page shows it, changed by ``fields``."""
        sent = inputs_of(self.page()) | {name: [text] for name, text in (fields or {}).items()}
        return self.browser.post(f"/reports/{self.report.id}/review", data=sent | {"do": [act]})

    def case(self, name: str) -> Case:
        self.session.expire_all()
        return self.session.scalars(select(Case).where(Case.name == name)).one()

    def be_sure(self, *fields: str) -> None:
        """Let the evidence of these fields be as certain as values are that nobody needs to look at."""
        self.session.execute(update(Evidence).where(Evidence.field.in_(fields)).values(confidence=0.95))
        self.session.commit()

    def accepted(self) -> set[str]:
        """What the accepted evidence quotes."""
        self.session.expire_all()
        return set(self.session.scalars(select(Evidence.quote).where(Evidence.state == EvidenceState.ACCEPTED)))

    def state(self, draft: Draft) -> DraftState:
        self.session.expire_all()
        return draft.state


def json_of(answer: TestResponse) -> dict[str, Any]:
    body: dict[str, Any] = answer.get_json()
    return body


def inputs_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the drafts: texts, hidden inputs, chosen options and ticked boxes."""
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name = re.search(r' name="(d\d+-[^"]+)"', tag)
        ticked = " checked" in tag or not re.search(r'type="(radio|checkbox)"', tag)
        if name and ticked:
            value = re.search(r' value="([^"]*)"', tag)
            sent.setdefault(name.group(1), []).append(html.unescape(value.group(1)) if value else "")
    for name, options in re.findall(r'<select [^>]*name="(d\d+-[^"]+)"[^>]*>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options) or re.search(r'value="([^"]*)"', options)
        sent[name] = [chosen.group(1)] if chosen else []
    for name, text in re.findall(r'<textarea [^>]*name="(d\d+-[^"]+)"[^>]*>(.*?)</textarea>', page, re.S):
        sent[name] = [html.unescape(text.strip())]
    return sent


def story() -> Extraction:
    def said(value: Any, quote: str) -> Grounded[Any]:
        start = TEXT.index(quote)
        return Grounded(value, (Span(start, start + len(quote), quote, Method.RULE, 0.8),))

    places = {
        level: said(part, "甸柳新村街道" if level == "street" else "历下区")
        for level in ("province", "city", "district", "street")
        if (part := DIANLIU.at(level))
    }
    brand = InitiativeDraft(
        name=said("甸亮初心", "甸亮初心"),
        kind=said(Kind.VOLUNTEER_TEAM, "品牌"),
        places=places,
        team_count=said(Quantity(64, unit="支", basis="志愿服务队"), "64支志愿服务队"),
    )
    team = InitiativeDraft(
        name=said("党员管家班", "党员管家班"),
        kind=said(Kind.VOLUNTEER_TEAM, "党员管家班"),
        parent=said("甸亮初心", "甸亮初心"),
        places=places,
        services=(said("上门理发", "上门理发"),),
    )
    return Extraction(TEXT, ReportFacts(), (brand, team))


@pytest.fixture
def scene(db_session: Session, login: Login) -> Scene:
    return Scene(db_session, login)
