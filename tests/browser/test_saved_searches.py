"""Saving and sharing a listing in a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from casebook.models import User
from tests.support.browser import DESKTOP, PHONE, assert_accessible, assert_fits


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_listing_is_saved_renamed_and_deleted(
    open_page: Callable[[ViewportSize], Page], sign_in: Callable[..., User], viewport: ViewportSize
) -> None:
    page = open_page(viewport)
    sign_in(page)
    page.goto("/cases?q=家园")
    if viewport is PHONE:
        page.locator("summary", has_text="更多").click()
    page.get_by_text("保存查询", exact=True).click()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_label("名称").fill("家园")
    page.keyboard.press("Enter")
    expect(page.get_by_text("保存的查询：家园")).to_be_visible()
    page.goto("/")
    assert_accessible(page)
    page.get_by_role("link", name="管理我的查询").click()
    page.get_by_text("改名", exact=True).click()
    page.get_by_label("新名称").fill("残疾人家园")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="残疾人家园")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    page.get_by_text("删除", exact=True).click()
    page.get_by_role("button", name="确认删除").click()
    expect(page.get_by_text("还没有保存的查询")).to_be_visible()


def test_the_address_is_copied_without_a_permission(desktop: Page, sign_in: Callable[..., User]) -> None:
    desktop.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    sign_in(desktop)
    desktop.goto("/cases?q=家园")
    desktop.get_by_text("分享链接").click()
    desktop.get_by_role("button", name="复制").click()
    expect(desktop.get_by_text("已复制")).to_be_visible()
    desktop.get_by_label("搜索案例").fill("")
    desktop.keyboard.press("Control+V")
    expect(desktop.get_by_label("搜索案例")).to_have_value(desktop.url)
