"""The listing in a browser: usable by keyboard, on a phone, and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy.orm import Session

from casebook.models import User
from casebook.record import CaseStatus, Kind, Quantity, Role
from tests.factories import make_case
from tests.support.browser import DESKTOP, PHONE, assert_accessible, assert_fits

OpenPage = Callable[..., Page]
SignIn = Callable[..., User]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("address", ["/cases", "/cases?q=rukang 残疾人之家&kind=care_home", "/cases?q=没有"])
def test_the_listing_is_accessible_and_fits(
    signed_in: Callable[..., Page], viewport: ViewportSize, address: str
) -> None:
    page = signed_in(viewport)
    page.goto(address)

    assert_accessible(page)
    assert_fits(page)


def test_an_empty_answer_on_a_phone_stands_apart_from_the_buttons_which_fill_their_row(
    signed_in: Callable[..., Page],
) -> None:
    page = signed_in(PHONE)
    page.goto("/cases?q=没有")
    filters, more, empty = (
        page.locator(path).bounding_box() for path in (".filter-toggle", ".tools-toggle", ".empty-state")
    )
    assert filters
    assert more
    assert empty

    assert empty["y"] - (filters["y"] + filters["height"]) >= 8
    assert more["x"] - (filters["x"] + filters["width"]) <= 12


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_how_to_search_opens_by_keyboard(signed_in: Callable[..., Page], viewport: ViewportSize) -> None:
    page = signed_in(viewport)
    page.goto("/cases")
    expect(page.get_by_text("一字不差")).to_be_hidden()
    page.get_by_text("搜索说明").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("一字不差")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


def test_a_click_on_a_choice_narrows_and_a_click_on_its_chip_widens(signed_in: Callable[..., Page]) -> None:
    page = signed_in(DESKTOP)
    page.goto("/cases")
    page.get_by_role("link", name="助残养老家园").click()
    expect(page.get_by_role("status")).to_have_text("共 1 件")
    expect(page.locator(".case-name > a")).to_have_text(["如康家园"])

    page.get_by_role("link", name="类型：助残养老家园").click()
    expect(page.get_by_role("status")).to_have_text("共 3 件")


def test_on_a_phone_filters_open_on_demand_and_rows_are_cards(signed_in: Callable[..., Page]) -> None:
    page = signed_in(PHONE)
    page.goto("/cases")
    choice = page.get_by_role("link", name="助残养老家园")
    expect(choice).to_be_hidden()
    page.locator("summary", has_text="筛选").click()
    choice.click()

    card = page.locator(".case-table tbody tr")
    expect(card).to_have_count(1)
    assert card.evaluate("row => getComputedStyle(row).display") == "flex"


@pytest.mark.parametrize("address", ["/cases", "/cases?q=家园&kind=care_home"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_screen_of_a_phone_shows_a_whole_case_and_the_way_to_everything_else(
    signed_in: Callable[..., Page], address: str, language: str
) -> None:
    page = signed_in(PHONE)
    if language == "en":
        page.locator("form[action='/language']").evaluate("form => form.requestSubmit(form.elements.language)")
        page.locator("html[lang=en]").wait_for()
    page.goto(address)

    for part in ("#q", ".listing-total", ".filter-toggle", ".order-menu", ".tools-toggle"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    expect(page.locator(".case-table tbody tr").first).to_be_in_viewport(ratio=1)
    label = page.locator("tbody .pick").first.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert label == "none", "the box of a card has no column to name"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_on_a_phone_each_button_opens_its_part_and_closes_the_others(
    signed_in: Callable[..., Page], scripts: bool
) -> None:
    page = signed_in(PHONE, java_script_enabled=scripts)
    page.goto("/cases")
    for opened, shown in (("筛选", "助残养老家园"), ("排序", "人数从多到少"), ("更多", "导出 Excel")):
        page.locator("summary", has_text=opened).press("Enter")
        for name in ("助残养老家园", "人数从多到少", "导出 Excel"):
            expect(page.get_by_role("link", name=name)).to_be_visible(visible=name == shown)
        if scripts:
            assert_accessible(page)
        assert_fits(page)


def test_an_open_menu_closes_with_escape_and_by_a_click_elsewhere(signed_in: Callable[..., Page]) -> None:
    page = signed_in(DESKTOP)
    page.goto("/cases")
    menu, choice = page.locator("summary", has_text="排序"), page.get_by_role("link", name="人数从多到少")
    menu.click()
    expect(choice).to_be_visible()
    page.keyboard.press("Escape")
    expect(choice).to_be_hidden()
    menu.click()
    page.locator("h1").click()
    expect(choice).to_be_hidden()


def test_an_order_is_one_click_away_and_the_menu_says_which_it_is(signed_in: Callable[..., Page]) -> None:
    page = signed_in(DESKTOP)
    page.goto("/cases")
    page.locator("summary", has_text="排序：报道时间从新到旧").click()
    page.get_by_role("link", name="人数从多到少").click()

    expect(page.locator("summary", has_text="排序：人数从多到少")).to_be_visible()
    expect(page.locator(".case-name > a").first).to_have_text("如康家园")


def test_an_export_is_one_click_away(signed_in: Callable[..., Page]) -> None:
    page = signed_in(DESKTOP)
    page.goto("/cases?kind=care_home")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()

    assert download.value.suggested_filename.startswith("助残养老家园_案例_1件_")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_columns_are_chosen_and_all_of_them_fit(signed_in: Callable[..., Page], viewport: ViewportSize) -> None:
    page = signed_in(viewport)
    page.goto("/cases")
    if viewport is PHONE:
        page.locator("summary", has_text="更多").click()
    page.get_by_text("显示的列", exact=True).click()
    assert_accessible(page)
    for box in page.get_by_role("group", name="除名称外").get_by_role("checkbox").all():
        box.check()
    page.get_by_role("group", name="除名称外").locator("xpath=..").get_by_role("button", name="应用").click()
    expect(page.locator("[data-label='最后修改人']").first).to_be_visible()
    assert_accessible(page)
    assert_fits(page)


def test_the_listing_is_walked_through_with_single_keys(signed_in: Callable[..., Page]) -> None:
    page = signed_in(DESKTOP)
    page.goto("/cases?sort=name")
    names = page.locator(".case-name > a")
    page.keyboard.press("j")
    expect(names.nth(0)).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(names.nth(2)).to_be_focused()
    page.keyboard.press("k")
    expect(names.nth(1)).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("搜索案例")).to_be_focused()
    page.keyboard.type("j/k?")
    expect(page.get_by_label("搜索案例")).to_have_value("j/k?")
    page.get_by_label("搜索案例").blur()
    page.keyboard.press("?")
    expect(page.get_by_text("打开选中的案例")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("启用单键操作").uncheck()
    page.keyboard.press("j")
    expect(page.get_by_label("启用单键操作")).to_be_focused()
    page.get_by_label("启用单键操作").check()
    page.keyboard.press("j")
    name = names.nth(0).text_content()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


@pytest.fixture
def signed_in(live_session: Session, open_page: OpenPage, sign_in: SignIn) -> Callable[..., Page]:
    """``signed_in(DESKTOP)`` opens a page as an administrator of a stock of three cases."""

    def sign(viewport: ViewportSize, **options: object) -> Page:
        page = open_page(viewport, **options)
        admin = sign_in(page, Role.ADMIN, None)
        make_case(live_session, admin, name="如康家园", kind=Kind.CARE_HOME, team_size=Quantity(12, unit="人"))
        make_case(live_session, admin, name="小网兜", kind=Kind.MEDIATION_PLATFORM, status=CaseStatus.VERIFIED)
        make_case(live_session, admin, name="甸亮初心", status=CaseStatus.SUBMITTED)
        live_session.commit()
        return page

    return sign
