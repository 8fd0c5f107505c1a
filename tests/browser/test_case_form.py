"""The form of a case in a real browser: suggestions, rows, drafts, keyboard, accessibility, narrow screens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect
from sqlalchemy.orm import Session

from casebook.models import Case, User
from casebook.record import Kind, Outcome, Quantity, Role
from casebook.services import cases
from tests.factories import make_evidence, make_report
from tests.factories.case import DIANLIU
from tests.support.browser import DESKTOP, PHONE, assert_accessible, assert_fits

SignIn = Callable[..., User]
TEXT = "甸柳新村街道的“甸亮初心”有64支队伍，为老人陪诊。"
VALUES = {
    "name": "甸亮初心",
    "kind": Kind.VOLUNTEER_TEAM,
    "place": DIANLIU,
    "team_count": Quantity(64, unit="支"),
    "services": ("陪诊", "代买菜"),
    "outcomes": (Outcome("调解纠纷", Quantity(42, unit="件")),),
}


def test_initials_pick_a_street_and_fill_the_levels_above(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, Role.OFFICIAL, "3701")
    desktop.goto("/cases/new")
    expect(level(desktop, "district")).to_have_value("")
    choose(desktop, "street", "dljd", "历下区")
    expect(level(desktop, "street")).to_have_value("甸柳街道")
    for name, value in (("province", "山东省"), ("city", "济南市"), ("district", "历下区"), ("community", "")):
        expect(level(desktop, name)).to_have_value(value)


def test_suggestions_are_worked_with_the_keyboard_alone(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, Role.WORKER, "370102")
    desktop.goto("/cases/new")
    street = level(desktop, "street")
    street.press_sequentially("yaojia")
    listbox = desktop.get_by_role("listbox")
    expect(listbox).to_be_visible()
    expect(street).to_have_attribute("aria-expanded", "true")
    assert_accessible(desktop)
    street.press("Escape")
    expect(listbox).to_be_hidden()
    expect(street).to_have_value("yaojia")
    street.press("ArrowDown")
    expect(listbox).to_be_visible()
    street.press("ArrowDown")
    expect(options(desktop).first).to_have_attribute("aria-selected", "true")
    street.press("Enter")
    expect(street).to_have_value("姚家街道")
    expect(listbox).to_be_hidden()
    street.press("Tab")
    community = level(desktop, "community")
    expect(community).to_be_focused()
    community.press_sequentially("slh")
    expect(options(desktop).first).to_contain_text("十里河社区")


def test_an_empty_level_offers_what_lies_below_the_one_above(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, Role.WORKER, "370102")
    desktop.goto("/cases/new")
    level(desktop, "street").click()
    expect(options(desktop).filter(has_text="姚家街道")).to_have_count(1)
    expect(options(desktop).filter(has_text="章丘")).to_have_count(0)
    options(desktop).filter(has_text="姚家街道").click()
    expect(level(desktop, "street")).to_have_value("姚家街道")


def test_another_district_empties_the_street_below(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, Role.ADMIN, None)
    desktop.goto("/cases/new")
    choose(desktop, "street", "dianliu", "山东省济南市历下区")
    choose(desktop, "district", "章丘", "章丘区")
    expect(level(desktop, "district")).to_have_value("章丘区")
    expect(level(desktop, "street")).to_have_value("")
    expect(level(desktop, "city")).to_have_value("济南市")


def test_what_was_typed_survives_a_reload(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, Role.WORKER, "370102")
    desktop.goto("/cases/new")
    desktop.locator("#name").fill("写了一半的案例")
    desktop.locator("#services-0").fill("陪诊")
    desktop.locator("button[name=add-row][value=services]").click()
    desktop.locator("#services-1").fill("代买菜")
    expect(desktop.locator("[data-autosave-state]")).to_contain_text("草稿已自动保存")
    desktop.reload()
    expect(desktop.locator("#name")).to_have_value("写了一半的案例")
    expect(desktop.locator("#services-1")).to_have_value("代买菜")
    expect(desktop.get_by_text("没有保存完的内容")).to_be_visible()
    desktop.get_by_role("button", name="放弃草稿").click()
    expect(desktop.locator("#name")).to_have_value("")


def test_a_lost_connection_is_said_and_made_good(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, Role.WORKER, "370102")
    desktop.goto("/cases/new")
    desktop.route("**/cases/new/draft", lambda route: route.abort())
    desktop.locator("#name").fill("断网时写的")
    state = desktop.locator("[data-autosave-state]")
    expect(state).to_contain_text("自动保存失败")
    desktop.unroute("**/cases/new/draft")
    desktop.locator("#name").fill("又连上了")
    expect(state).to_contain_text("草稿已自动保存")


def test_rows_are_added_removed_and_numbered_in_place(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, Role.WORKER, "370102")
    desktop.goto("/cases/new")
    desktop.locator("#outcomes-0").fill("调解纠纷")
    desktop.locator("#outcomes-0-figure").fill("42件")
    desktop.locator("#outcomes-0-figure").press("Enter")
    expect(desktop.locator("#outcomes-1")).to_be_focused()
    desktop.locator("#outcomes-1").fill("邻里和睦")
    desktop.get_by_role("button", name="删去第 1 项").last.click()
    expect(desktop.locator("#outcomes-0")).to_have_value("邻里和睦")
    expect(desktop.locator("#outcomes-0-figure")).to_have_value("")
    expect(desktop.get_by_label("成效 1", exact=True)).to_be_focused()
    assert desktop.url.endswith("/cases/new")


def test_a_whole_case_is_entered_and_a_double_click_makes_one(
    desktop: Page, sign_in: SignIn, live_session: Session
) -> None:
    sign_in(desktop, Role.WORKER, "370102")
    desktop.goto("/cases/new")
    desktop.locator("#name").fill("甸亮初心")
    desktop.locator("#kind").select_option("volunteer_team")
    choose(desktop, "street", "dianliu", "甸柳街道")
    desktop.locator("#team_size").fill("3300多人")
    desktop.get_by_role("button", name="保存", exact=True).last.dblclick()
    expect(desktop.get_by_role("heading", name="甸亮初心")).to_be_visible()
    expect(desktop.get_by_text("3300多人")).to_be_visible()
    assert [case.name for case in live_session.query(Case)] == ["甸亮初心"]


def test_errors_take_the_focus_and_lead_to_their_inputs(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, Role.WORKER, "370102")
    desktop.goto("/cases/new")
    desktop.locator("#started").fill("去年冬天")
    desktop.locator("#started").press("Enter")
    expect(desktop.locator(".error-summary")).to_be_focused()
    assert_accessible(desktop)
    desktop.get_by_role("link", name="“去年冬天”不是日期").click()
    expect(desktop.locator("#started")).to_be_focused()
    expect(desktop.locator("#started")).to_have_value("去年冬天")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_every_page_of_a_case_is_accessible_and_fits(
    open_page: Callable[[ViewportSize], Page], sign_in: SignIn, live_session: Session, viewport: ViewportSize
) -> None:
    page = open_page(viewport)
    worker = sign_in(page, Role.WORKER, "370102")
    case = make_whole_case(live_session, worker)
    for address in (
        "/cases/new",
        f"/cases/{case.id}",
        f"/cases/{case.id}/edit",
        f"/cases/{case.id}/history",
        "/cases/trash",
    ):
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)


def test_a_mark_opens_the_quoted_sentence_from_the_keyboard(
    desktop: Page, sign_in: SignIn, live_session: Session
) -> None:
    case = make_whole_case(live_session, sign_in(desktop, Role.WORKER, "370102"))
    desktop.goto(f"/cases/{case.id}")
    mark = desktop.locator("details.evidence").first
    expect(mark.locator("mark")).to_be_hidden()
    mark.locator("summary").focus()
    desktop.keyboard.press("Enter")
    expect(mark.locator("mark")).to_have_text("64支队伍")
    assert_accessible(desktop)


def test_a_conflict_is_settled_field_by_field(desktop: Page, sign_in: SignIn, live_session: Session) -> None:
    worker = sign_in(desktop, Role.WORKER, "370102")
    case = make_whole_case(live_session, worker)
    desktop.goto(f"/cases/{case.id}/edit")
    cases.update(live_session, worker, case.id, {**VALUES, "name": "别人改的名称"}, case.version)
    live_session.commit()
    desktop.locator("#name").fill("我改的名称")
    desktop.get_by_role("button", name="保存", exact=True).last.click()
    expect(desktop.get_by_text("现在保存的")).to_be_visible()
    assert_accessible(desktop)
    desktop.locator("label", has_text="别人改的名称").click()
    desktop.get_by_role("button", name="按所选保存").click()
    expect(desktop.get_by_role("heading", name="别人改的名称")).to_be_visible()


def level(page: Page, name: str) -> Locator:
    return page.locator(f"#place-{name}")


def options(page: Page) -> Locator:
    """The suggestions; a native list has options, too."""
    return page.locator("[role=listbox]:not([hidden]) [role=option]")


def choose(page: Page, name: str, typed: str, text: str) -> None:
    """Type into a level and click the suggestion that says ``text``."""
    level(page, name).fill("")
    level(page, name).press_sequentially(typed)
    options(page).filter(has_text=text).first.click()


def make_whole_case(session: Session, worker: User) -> Case:
    """A case with a report and evidence, seen by the server."""
    worker = session.merge(worker)
    report = make_report(session, worker, text=TEXT, published="2024-03")
    case = cases.create(session, worker, VALUES, report=report)
    figure = Quantity(64, unit="支").to_json()
    make_evidence(session, report, "64支队伍", case=case, field="team_count", value=figure)
    session.commit()
    return case
