"""Reviewing a report with a real browser: values and sentences lead to each other, selected text fills fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casebook.models import Case, Draft, Evidence, Report, User
from casebook.record import Evidence as Span
from casebook.record import (
    Extraction,
    Grounded,
    InitiativeDraft,
    Kind,
    Method,
    Outcome,
    Quantity,
    ReportFacts,
)
from casebook.services.drafting import store_drafts
from tests.factories import make_case, make_report, make_user
from tests.factories.case import DIANLIU
from tests.support.browser import assert_accessible, assert_fits

SignIn = Callable[..., User]
#: With characters beyond the BMP, which the browser counts twice, before and inside what is quoted.
TEXT = (
    "首页 > 新闻 > 正文\n\n🎉👨‍👩‍👧 甸柳新村：𠮷祥街坊的一天\n\n"
    "  历下区甸柳新村街道打造“甸亮初心”志愿服务品牌，组建64支志愿服务队。“党员管家班”上门理发🙂、修水管，"
    "一年服务居民三百余户。队员有三十余人。\n\n"
    + "  街坊们说，日子一天比一天好过，楼道也亮堂了。\n\n" * 30
    + "  𠮷祥巷口还有一支“夜灯巡护队”。"
)


def test_every_mark_holds_exactly_its_quote(desktop: Page, scene: Scene) -> None:
    scene.open(desktop)
    for row in scene.evidence():
        pieces = desktop.evaluate(
            "id => [...document.querySelectorAll('mark.hl')].filter(m => m.dataset.e.split(' ').includes(id))"
            ".map(m => m.textContent)",
            str(row.id),
        )
        assert pieces
        assert row.quote in pieces, f"{row.quote} is marked as {pieces}"
    assert desktop.locator(".report-text").evaluate("pane => pane.textContent") == scene.report.text


def test_a_value_leads_to_its_sentence_and_the_mark_back_to_the_field(desktop: Page, scene: Scene) -> None:
    scene.open(desktop)
    section = scene.section(desktop, scene.night)
    section.locator("summary", has_text="查看和修改各项").click()
    section.locator(".chip", has_text="夜灯巡护队").first.click()
    mark = desktop.locator("mark.hl", has_text="夜灯巡护队").last
    expect(mark).to_be_in_viewport()
    expect(mark).to_have_class(re.compile("is-flashing"))
    desktop.keyboard.press("Enter")
    expect(section.get_by_label("名称", exact=False).first).to_be_focused()


def test_a_click_on_a_mark_focuses_its_field(desktop: Page, scene: Scene) -> None:
    scene.open(desktop)
    desktop.locator("mark.hl-team_count").click()
    expect(scene.section(desktop, scene.brand).get_by_label("队伍数")).to_be_focused()


def test_selected_text_fills_a_field_and_its_span_is_stored_in_code_points(desktop: Page, scene: Scene) -> None:
    scene.open(desktop)
    section = scene.section(desktop, scene.team)
    section.locator("summary", has_text="查看和修改各项").click()
    select_text(desktop, "理发🙂、修水管")
    bar = desktop.get_by_role("group", name="把选中的文字填入")
    expect(bar).to_be_visible()
    bar.get_by_role("combobox").select_option(str(scene.team.id))
    bar.get_by_role("button", name="服务内容").click()
    expect(bar).to_be_hidden()
    expect(section.locator(f"[name=d{scene.team.id}-services]").nth(1)).to_have_value("理发🙂、修水管")
    row = next(row for row in scene.evidence() if row.method is Method.PERSON)
    assert (row.quote, scene.report.text[row.start : row.end]) == ("理发🙂、修水管", "理发🙂、修水管")
    assert row.confidence == 1.0
    marked = desktop.locator(f"mark.hl[data-e~='{row.id}']").all_text_contents()
    assert "".join(marked) == row.quote
    select_text(desktop, "队员有三十余人")
    bar.get_by_role("button", name="人数").click()
    expect(section.get_by_label("人数")).to_have_value("30多人")


def test_text_that_states_no_figure_is_refused_beside_the_selection(desktop: Page, scene: Scene) -> None:
    scene.open(desktop)
    select_text(desktop, "楼道也亮堂了")
    bar = desktop.get_by_role("group", name="把选中的文字填入")
    bar.get_by_role("button", name="人数").click()
    expect(bar.get_by_role("alert")).to_contain_text("不是一个数量")


def test_a_missed_initiative_is_added_from_selected_text(desktop: Page, scene: Scene) -> None:
    scene.open(desktop)
    select_text(desktop, "𠮷祥街坊")
    desktop.get_by_role("button", name="作为新的一项").click()
    expect(desktop.get_by_role("heading", name="4 𠮷祥街坊")).to_be_visible()


def test_what_is_typed_is_saved_and_survives_leaving(desktop: Page, scene: Scene) -> None:
    scene.open(desktop)
    section = scene.section(desktop, scene.brand)
    section.get_by_label("队伍数").fill("六十六支")
    expect(section.locator("[data-save-state]")).to_have_text(re.compile(r"已保存 \d\d:\d\d"))
    desktop.goto("/reports")
    scene.open(desktop)
    expect(scene.section(desktop, scene.brand).get_by_label("队伍数")).to_have_value("六十六支")


def test_typing_in_two_windows_does_not_overwrite_silently(
    desktop: Page, scene: Scene, open_page: Callable[..., Page], sign_in: SignIn
) -> None:
    other = open_page()
    sign_in(other, region="3701")
    scene.open(desktop)
    other.goto(f"/reports/{scene.report.id}/review")
    scene.section(desktop, scene.brand).get_by_label("队伍数").fill("六十六支")
    expect(scene.section(desktop, scene.brand).locator("[data-save-state]")).to_contain_text("已保存")
    section = scene.section(other, scene.brand)
    section.get_by_label("队伍数").fill("九十九支")
    expect(section.locator("[data-save-state]")).to_contain_text("同事")
    section.get_by_role("button", name="采纳 甸亮初心", exact=True).click()
    expect(other.get_by_text("同事填的是：六十六支")).to_be_visible()
    expect(scene.section(other, scene.brand).get_by_label("队伍数")).to_have_value("九十九支")
    assert_accessible(other)


def test_drafts_are_accepted_rejected_and_taken_back(desktop: Page, scene: Scene) -> None:
    scene.open(desktop)
    scene.section(desktop, scene.brand).get_by_role("button", name="采纳 甸亮初心", exact=True).click()
    expect(scene.section(desktop, scene.brand).get_by_role("link", name="甸亮初心")).to_be_visible()
    scene.section(desktop, scene.night).get_by_role("button", name="不采纳").click()
    expect(scene.section(desktop, scene.night).get_by_text("未采纳", exact=True)).to_be_visible()
    scene.section(desktop, scene.night).get_by_role("button", name="撤销").click()
    desktop.get_by_role("button", name="全部采纳").click()
    expect(desktop.get_by_text("已采纳 2 项")).to_be_visible()
    assert sorted(case.name for case in scene.cases()) == ["党员管家班", "夜灯巡护队", "甸亮初心"]
    assert_accessible(desktop)


def test_a_known_case_is_updated_with_what_is_ticked(desktop: Page, scene: Scene) -> None:
    known = make_case(scene.session, scene.user, name="甸亮初心", team_count=Quantity(60, unit="支"))
    scene.session.commit()
    scene.open(desktop)
    section = scene.section(desktop, scene.brand)
    expect(section.get_by_role("group", name="已有同名同地的案例")).to_be_visible()
    assert_accessible(desktop)
    section.get_by_role("button", name="采纳 甸亮初心", exact=True).click()
    expect(section.get_by_role("alert")).to_contain_text("已有同名同地的案例")
    section.get_by_label("用勾选的内容更新").check()
    section.get_by_role("button", name="采纳 甸亮初心", exact=True).click()
    expect(section.get_by_role("link", name=f"甸亮初心 #{known.id}")).to_be_visible()
    scene.session.expire_all()
    assert known.team_count == Quantity(64, unit="支", basis="志愿服务队")


def test_the_keyboard_goes_from_draft_to_draft_and_to_the_source(desktop: Page, scene: Scene) -> None:
    scene.open(desktop)
    desktop.keyboard.press("Alt+J")
    expect(scene.section(desktop, scene.brand)).to_have_class(re.compile("is-active"))
    desktop.keyboard.press("Alt+J")
    expect(scene.section(desktop, scene.team)).to_have_class(re.compile("is-active"))
    desktop.keyboard.press("Alt+S")
    expect(desktop.locator("mark.hl.is-flashing").first).to_be_in_viewport()
    desktop.keyboard.press("Alt+R")
    expect(scene.section(desktop, scene.team).get_by_text("未采纳", exact=True)).to_be_visible()


def test_sure_values_are_accepted_and_doubt_is_walked_through_with_the_keyboard(desktop: Page, scene: Scene) -> None:
    scene.be_sure("name")
    scene.open(desktop)
    desktop.keyboard.press("Alt+Q")
    expect(desktop.get_by_text("已采纳 3 个值")).to_be_visible()
    assert_accessible(desktop)
    desktop.keyboard.press("Alt+N")
    expect(scene.section(desktop, scene.brand).get_by_label("类型")).to_be_focused()
    expect(desktop.locator("mark.hl-kind").first).to_be_in_viewport()
    desktop.keyboard.press("Alt+N")
    expect(scene.section(desktop, scene.brand).locator("[data-level=province]")).to_be_focused()
    desktop.get_by_role("button", name="撤销已采纳的 3 个值").press("Enter")
    expect(desktop.get_by_role("button", name="采纳把握较大的 3 个值")).to_be_visible()


def test_sure_values_are_accepted_on_a_phone(phone: Page, scene: Scene) -> None:
    scene.be_sure("name", "team_count")
    scene.open(phone)
    phone.get_by_role("button", name="采纳把握较大的 4 个值").tap()
    expect(phone.get_by_text("已采纳 4 个值")).to_be_visible()
    assert_fits(phone)
    assert_accessible(phone)


def test_on_a_phone_text_and_drafts_take_turns(phone: Page, scene: Scene) -> None:
    scene.open(phone)
    expect(phone.locator(".report-text")).to_be_hidden()
    assert_accessible(phone)
    assert_fits(phone)
    scene.section(phone, scene.brand).locator(".draft-facts a").last.click()
    expect(phone.locator("mark.hl-team_count")).to_be_in_viewport()
    assert_accessible(phone)
    assert_fits(phone)
    phone.get_by_role("link", name="提取结果").click()
    expect(scene.section(phone, scene.brand)).to_be_visible()


def test_without_scripts_values_still_lead_to_their_sentences(scene: Scene, open_page: Callable[..., Page]) -> None:
    page = open_page(java_script_enabled=False)
    scene.open(page)
    scene.section(page, scene.night).locator(".draft-facts a").first.click()
    expect(page).to_have_url(re.compile(r"#e\d+$"))
    expect(page.locator("mark.hl", has_text="夜灯巡护队").last).to_be_in_viewport()
    scene.section(page, scene.brand).get_by_role("button", name="采纳 甸亮初心", exact=True).click()
    expect(page.get_by_text("已采纳“甸亮初心”")).to_be_visible()


def test_the_page_of_a_report_is_accessible_and_fits(desktop: Page, phone: Page, scene: Scene, sign_in: SignIn) -> None:
    for page in (desktop, phone):
        sign_in(page)
        for path in (f"/reports/{scene.report.id}", "/reports"):
            page.goto(path)
            assert_accessible(page)
            assert_fits(page)


def select_text(page: Page, quote: str) -> None:
    """Select a stretch of the report as a mouse would; it may lie across marks."""
    page.evaluate(
        """quote => {
          const pane = document.querySelector(".report-text");
          const walker = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT);
          const at = pane.textContent.indexOf(quote);
          const range = document.createRange();
          let seen = 0;
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const end = seen + node.length;
            if (at >= seen && at < end) range.setStart(node, at - seen);
            if (at + quote.length > seen && at + quote.length <= end) range.setEnd(node, at + quote.length - seen);
            seen = end;
          }
          const selection = getSelection();
          selection.removeAllRanges();
          selection.addRange(range);
        }""",
        quote,
    )


class Scene:
    """A report with three drafts, brought in by a worker of 历下区; colleagues review it."""

    def __init__(self, session: Session, sign_in: SignIn) -> None:
        self.session, self._sign_in = session, sign_in
        self.user: User = make_user(session)
        self.report: Report = make_report(session, self.user, title="𠮷祥街坊的一天", text=TEXT)
        self.brand, self.team, self.night = store_drafts(session, self.report, story())
        session.commit()

    def open(self, page: Page) -> None:
        """Open the review; the first time in a window, sign in."""
        if page.url == "about:blank":
            self._sign_in(page)
        page.goto(f"/reports/{self.report.id}/review")

    def section(self, page: Page, draft: Draft) -> Locator:
        return page.locator(f"#d{draft.id}")

    def be_sure(self, *fields: str) -> None:
        """Let the evidence of these fields be as certain as values are that nobody needs to look at."""
        self.session.execute(update(Evidence).where(Evidence.field.in_(fields)).values(confidence=0.95))
        self.session.commit()

    def evidence(self) -> list[Evidence]:
        self.session.expire_all()
        return list(self.session.scalars(select(Evidence).order_by(Evidence.id)))

    def cases(self) -> list[Case]:
        self.session.expire_all()
        return list(self.session.scalars(select(Case)))


def story() -> Extraction:
    def said(value: Any, quote: str) -> Grounded[Any]:
        start = TEXT.index(quote)
        return Grounded(value, (Span(start, start + len(quote), quote, Method.RULE, 0.5),))

    places = {
        level: said(part, "甸柳新村街道" if level == "street" else "历下区")
        for level in ("province", "city", "district", "street")
        if (part := DIANLIU.at(level))
    }
    brand = InitiativeDraft(
        name=said("甸亮初心", "甸亮初心"),
        kind=said(Kind.VOLUNTEER_TEAM, "“甸亮初心”志愿服务品牌"),
        places=places,
        team_count=said(Quantity(64, unit="支", basis="志愿服务队"), "64支志愿服务队"),
    )
    team = InitiativeDraft(
        name=said("党员管家班", "党员管家班"),
        kind=said(Kind.VOLUNTEER_TEAM, "党员管家班"),
        parent=said("甸亮初心", "甸亮初心"),
        places=places,
        services=(said("上门理发", "上门理发"),),
        outcomes=(said(Outcome("服务居民三百余户", Quantity(300, unit="户")), "服务居民三百余户"),),
    )
    night = InitiativeDraft(
        name=said("夜灯巡护队", "夜灯巡护队"), kind=said(Kind.VOLUNTEER_TEAM, "“夜灯巡护队”"), places=places
    )
    return Extraction(TEXT, ReportFacts(), (brand, team, night))


@pytest.fixture
def scene(live_session: Session, sign_in: SignIn) -> Scene:
    return Scene(live_session, sign_in)
