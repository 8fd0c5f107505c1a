"""The frame that every page has: it fits, it can be read and operated by everybody, with scripts and without."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy.orm import Session

from casebook.models import Draft, User
from casebook.record import CaseStatus, Kind, Role
from tests.factories import PASSWORD, make_case, make_draft, make_report, make_user
from tests.support.browser import DESKTOP, PHONE, assert_accessible, assert_fits

OpenPage = Callable[..., Page]
SignIn = Callable[..., User]
TABLET: ViewportSize = {"width": 1024, "height": 768}
#: WCAG 2.5.5 and what thumbs need, in CSS pixels.
TOUCH = 44
PAGES = ("/", "/account", "/admin/users", "/admin/users/new", "/admin/audit", "/no-such-page")


@pytest.mark.parametrize("viewport", [DESKTOP, TABLET, PHONE], ids=["desktop", "tablet", "phone"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_fit_and_are_accessible(
    open_page: OpenPage, sign_in: SignIn, live_session: Session, viewport: ViewportSize, language: str
) -> None:
    page = open_page(viewport)
    user = sign_in(page, Role.ADMIN, None)
    _fill(live_session, user)
    if language == "en":
        _open_menu(page)
        page.get_by_role("button", name="English").click()
    for path in PAGES:
        answer = page.goto(path)
        assert answer
        assert answer.status in (200, 404)
        assert_fits(page)
        assert_accessible(page)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_login_page_fits_and_is_accessible_also_after_a_mistake(
    open_page: OpenPage, viewport: ViewportSize
) -> None:
    page = open_page(viewport)
    page.goto("/login")
    assert_fits(page)
    assert_accessible(page)
    page.get_by_role("button", name="登录").click()
    assert_fits(page)
    assert_accessible(page)


def test_mistakes_are_announced_and_lead_to_their_fields(desktop: Page) -> None:
    desktop.goto("/login")
    desktop.get_by_role("button", name="登录").click()
    summary = desktop.get_by_role("alert")

    expect(summary).to_be_focused()
    summary.get_by_role("link", name="请填写密码。").click()
    expect(desktop.get_by_label("密码")).to_be_focused()
    expect(desktop.get_by_label("密码")).to_have_accessible_description("请填写密码。")


def test_the_menu_of_a_phone_folds_and_unfolds(phone: Page, sign_in: SignIn) -> None:
    sign_in(phone)
    toggle = phone.get_by_role("button", name="菜单")
    link = phone.get_by_role("navigation", name="主菜单").get_by_role("link", name="工作台")

    expect(link).to_be_hidden()
    toggle.tap()
    expect(link).to_be_visible()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    toggle.tap()
    expect(link).to_be_hidden()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_everything_works_without_scripts(open_page: OpenPage, live_session: Session, viewport: ViewportSize) -> None:
    page = open_page(viewport, java_script_enabled=False)
    user = make_user(live_session)
    live_session.commit()
    page.goto("/account")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_role("button", name="English").click()
    assert page.url.endswith("/account")
    menu = page.get_by_role("navigation", name="Main menu")
    menu.get_by_role("link", name="Desk").click()
    page.locator("summary").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("status")).to_have_text("You have signed out.")


def test_the_keyboard_reaches_the_content_at_once(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop)
    desktop.keyboard.press("Tab")
    skip = desktop.get_by_role("link", name="跳到正文")

    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    desktop.keyboard.press("Enter")
    expect(desktop.locator("main")).to_be_focused()


def test_the_menu_of_the_user_closes_with_escape_and_by_a_click_elsewhere(desktop: Page, sign_in: SignIn) -> None:
    user = sign_in(desktop)
    summary = desktop.locator("summary", has_text=user.display_name)
    leave = desktop.get_by_role("button", name="退出登录")

    summary.click()
    expect(leave).to_be_visible()
    assert_accessible(desktop)
    desktop.keyboard.press("Escape")
    expect(leave).to_be_hidden()
    summary.click()
    desktop.locator("h1").click()
    expect(leave).to_be_hidden()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_administrators_find_their_pages_in_one_menu(
    open_page: OpenPage, sign_in: SignIn, viewport: ViewportSize
) -> None:
    page = open_page(viewport)
    sign_in(page, Role.ADMIN, None)
    menu = page.get_by_role("navigation", name="主菜单")
    manage = page.locator("nav summary", has_text=re.compile("^管理$"))
    for name, heading in (("用户管理", "用户管理"), ("操作记录", "操作记录"), ("抽取质量", "抽取质量")):
        _open_menu(page)
        expect(menu.get_by_role("link", name=name)).to_be_hidden()
        manage.click()
        assert_accessible(page)
        menu.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        expect(manage).to_have_attribute("aria-current", "true")


def test_what_a_thumb_must_hit_is_large_enough(phone: Page, sign_in: SignIn, live_session: Session) -> None:
    _fill(live_session, sign_in(phone, Role.ADMIN, "370102"))
    for path in PAGES:
        phone.goto(path)
        _open_menu(phone)
        for menu in phone.locator("summary").all():  # an opened one closes the other
            menu.tap()
            for control in phone.locator("button, .btn, input, select, summary, nav a").all():
                # A tick box is hit by its label as well.
                if control.is_visible() and control.get_attribute("type") != "checkbox":
                    box = control.bounding_box()
                    assert box
                    assert box["height"] >= TOUCH, f"{path}: {control.inner_text()} is {box['height']} px high"


def test_text_is_large_enough_to_type_without_zooming(phone: Page) -> None:
    phone.goto("/login")
    sizes = phone.locator("input:not([type=hidden])").evaluate_all(
        "inputs => inputs.map(input => parseFloat(getComputedStyle(input).fontSize))"
    )

    assert min(sizes) >= 16


def test_paper_shows_the_content_only(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop)
    desktop.emulate_media(media="print")

    expect(desktop.locator("h1")).to_be_visible()
    expect(desktop.get_by_role("banner")).to_be_hidden()
    expect(desktop.get_by_role("contentinfo")).to_be_hidden()


def _open_menu(page: Page) -> None:
    toggle = page.get_by_role("button", name="菜单").or_(page.get_by_role("button", name="Menu"))
    if toggle.is_visible():
        toggle.click()


def _fill(session: Session, user: User) -> None:
    """Something in every list of the desk, with names as long as they come."""
    long = "小网兜社会矛盾纠纷调处化解综合服务平台（历下区甸柳新村街道第三社区）"
    for number in range(7):
        make_case(session, user, name=f"{long}{number}", kind=Kind.MEDIATION_PLATFORM)
        make_draft(session, make_report(session, user, title=f"从“小事”做起：{long}的一天{number}"))
    make_case(session, user, kind=Kind.CARE_HOME, status=CaseStatus.SUBMITTED)
    session.add(Draft(owner=user, proposed={}, typed={"name": [long]}))
    session.commit()
