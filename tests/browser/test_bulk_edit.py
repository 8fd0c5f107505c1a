"""Choosing cases and changing them in a browser: by mouse, by keyboard, on a phone, across pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy.orm import Session

from casebook.models import User
from casebook.record import CaseStatus, Role
from tests.factories import make_case, make_tag
from tests.support.browser import DESKTOP, PHONE, assert_accessible, assert_fits

OpenPage = Callable[..., Page]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_cases_of_two_pages_are_changed_together_and_changed_back(
    stock: Callable[..., Page], viewport: ViewportSize
) -> None:
    page = stock(viewport)
    boxes = page.locator("tbody .pick input")
    boxes.first.check()
    page.get_by_role("link", name="下一页").click()
    boxes.first.check()
    expect(page.locator("[data-count]")).to_have_text("已选 2 件，其中 1 件在其他页")
    assert_fits(page)
    assert_accessible(page)
    page.get_by_role("button", name="批量修改…").click()
    page.get_by_label("加上的标签").fill("重点")
    page.get_by_role("button", name="预览").click()
    assert_fits(page)
    assert_accessible(page)
    page.get_by_role("button", name="修改这 2 件").click()
    expect(page.locator(".bulk-counts")).to_have_text("2 件 已修改")
    cell, change = (page.locator(path).first.bounding_box() for path in ("td:has(.bulk-change)", ".bulk-change"))
    assert cell
    assert change
    assert change["y"] - cell["y"] < 12  # beside its label
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".bulk-counts")).to_have_text("2 件 恢复了原来的内容")

    page.goto("/cases")
    expect(page.locator("[data-count]")).to_have_text("未选中案例")


def test_the_keyboard_chooses_rows_and_what_lies_between(stock: Callable[..., Page]) -> None:
    page = stock(DESKTOP)
    boxes, count = page.locator("tbody .pick input"), page.locator("[data-count]")
    boxes.nth(1).focus()
    page.keyboard.press("Space")
    boxes.nth(4).focus()
    page.keyboard.press("Shift+Space")
    expect(count).to_have_text("已选 4 件")
    page.keyboard.press("Shift+ArrowDown")
    expect(count).to_have_text("已选 5 件")
    expect(boxes.nth(5)).to_be_focused()
    page.locator(".case-name > a").first.focus()
    page.keyboard.press("Space")
    expect(boxes.first).to_be_checked()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("批量修改 6 件案例")


def test_a_whole_search_is_chosen_only_on_purpose_and_a_new_search_drops_it_visibly(
    stock: Callable[..., Page],
) -> None:
    page = stock(DESKTOP)
    count = page.locator("[data-count]")
    page.get_by_label("选中本页").check()
    expect(count).to_have_text("已选 20 件")
    page.get_by_label("选中查询到的全部 21 件").check()
    expect(count).to_have_text("已选查询到的全部 21 件")
    page.goto("/cases?q=网兜1")
    expect(count).to_have_text("查询条件变了，之前选中的 21 件已清除")
    expect(page.locator(".pick input:checked")).to_have_count(0)


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_bar_waits_until_a_case_is_chosen_and_then_stays_in_sight(
    stock: Callable[..., Page], viewport: ViewportSize
) -> None:
    page = stock(viewport)
    send = page.get_by_role("button", name="批量修改…")
    expect(send).to_be_hidden()
    page.locator("tbody .pick input").first.check()
    expect(send).to_be_in_viewport()
    page.get_by_role("button", name="清除选择").click()
    expect(send).to_be_hidden()
    expect(page.locator("[data-count]")).to_have_text("未选中案例")


def test_a_page_of_which_some_is_chosen_is_marked_in_the_colour_of_the_boxes(stock: Callable[..., Page]) -> None:
    page = stock(DESKTOP)
    box = page.locator("tbody .pick input").first
    box.check()
    colour = box.evaluate("box => getComputedStyle(box).backgroundColor")

    expect(page.get_by_label("选中本页")).to_have_css("background-color", colour)


def test_a_phone_takes_the_whole_page(stock: Callable[..., Page]) -> None:
    page = stock(PHONE)
    page.locator("tbody .pick input").first.check()
    page.get_by_role("button", name="选中本页").click()

    expect(page.locator("[data-count]")).to_have_text("已选 20 件")


def test_without_scripts_the_boxes_of_a_page_are_enough(stock: Callable[..., Page]) -> None:
    page = stock(PHONE, java_script_enabled=False)
    page.locator("tbody .pick input").nth(2).check()
    page.get_by_role("button", name="批量修改…").click()
    expect(page.locator("h1")).to_have_text("批量修改 1 件案例")


@pytest.fixture
def stock(live_session: Session, open_page: OpenPage, sign_in: Callable[..., User]) -> Callable[..., Page]:
    """``stock(DESKTOP)`` opens the listing of 21 cases as an official of their district."""

    def opened(viewport: ViewportSize, **options: object) -> Page:
        page = open_page(viewport, **options)
        official = sign_in(page, Role.OFFICIAL)
        make_tag(live_session, "重点")
        for number in range(21):
            make_case(live_session, official, name=f"小网兜{number}", status=CaseStatus.SUBMITTED)
        live_session.commit()
        page.goto("/cases")
        return page

    return opened
