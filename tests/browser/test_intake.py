"""Bringing reports in with a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy.orm import Session

from casebook.models import User
from tests.factories import make_report
from tests.support.browser import DESKTOP, PHONE, assert_accessible, assert_fits

SignIn = Callable[..., User]
STORY = (
    "西市场街道：一碗热粥连起邻里\n\n槐荫区西市场街道的“邻里粥铺”志愿服务队今年迎来第三个春天。"
    "每天清晨五点半，十二名志愿者开始熬粥，七点前送到三十余位独居老人家中。"
)


def test_the_page_is_accessible_and_fits(desktop: Page, phone: Page, sign_in: SignIn) -> None:
    for page in (desktop, phone):
        sign_in(page)
        page.goto("/intake")
        assert_accessible(page)
        assert_fits(page)


def test_dropping_files_is_offered_where_there_is_a_mouse(desktop: Page, phone: Page, sign_in: SignIn) -> None:
    for page, offered in ((desktop, True), (phone, False)):
        sign_in(page)
        page.goto("/intake")
        expect(page.get_by_text("也可以把文件拖到这里")).to_be_visible(visible=offered)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_two_reports_side_by_side_say_which_is_which_within_the_page(
    open_page: Callable[..., Page], sign_in: SignIn, live_session: Session, viewport: ViewportSize
) -> None:
    page = open_page(viewport)
    user = sign_in(page)
    long = "从“小事”做起：小网兜社会矛盾纠纷调处化解综合服务平台（历下区甸柳新村街道第三社区）的一天"
    known = make_report(live_session, user, title=f"{long}，一年前", text=STORY)
    new = make_report(live_session, user, title=f"{long}，今年", text=STORY.replace("十二名", "九名"))
    live_session.commit()
    page.goto(f"/reports/{new.id}/compare/{known.id}")

    for title in (known.title, new.title):
        link = page.locator(".compare").get_by_role("link", name=title)
        expect(link).to_be_visible()
        width, room = link.evaluate("link => [link.offsetWidth, link.closest('th').clientWidth]")
        assert width <= room
    assert_fits(page)
    assert_accessible(page)


def test_a_report_is_pasted_and_read(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, region="370104")
    desktop.goto("/intake")
    desktop.get_by_label("报道全文").fill(STORY)
    desktop.get_by_role("button", name="读取报道").click()
    expect(desktop).to_have_url(re.compile(r"/reports/\d+/review$"))
    expect(desktop.get_by_role("heading", level=1)).to_have_text("西市场街道：一碗热粥连起邻里")


def test_chosen_files_are_listed_before_they_are_sent(desktop: Page, sign_in: SignIn, files: list[Path]) -> None:
    sign_in(desktop, region="370104")
    desktop.goto("/intake")
    desktop.get_by_label("或者选择文件").set_input_files(files)
    expect(desktop.locator("[data-file-list] li")).to_have_count(2)
    desktop.get_by_role("button", name="读取报道").click()
    expect(desktop.get_by_role("heading", level=1)).to_have_text("录入结果")
    expect(desktop.get_by_text("坏.pdf", exact=True)).to_be_visible()
    assert_accessible(desktop)


def test_what_was_pasted_stays_where_it_is_refused(phone: Page, sign_in: SignIn) -> None:
    sign_in(phone)
    phone.goto("/intake")
    phone.get_by_label("报道全文").fill("  \n ")
    phone.get_by_role("button", name="读取报道").click()
    expect(phone.get_by_role("alert").filter(has_text="还不能录入")).to_be_focused()
    assert_accessible(phone)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    good, bad = tmp_path / "粥铺.txt", tmp_path / "坏.pdf"
    good.write_text(STORY, "utf-8")
    bad.write_bytes(b"%PDF-1.7 nothing")
    return [good, bad]
