"""Looking after accounts in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from casebook.models import User
from casebook.record import Role
from tests.support.browser import assert_accessible, assert_fits

SignIn = Callable[..., User]


def test_the_region_of_an_account_is_offered_while_pinyin_is_typed(desktop: Page, sign_in: SignIn) -> None:
    sign_in(desktop, Role.ADMIN, None)
    desktop.goto("/admin/users/new")
    desktop.get_by_label("辖区").press_sequentially("lixia")
    offered = desktop.locator("#regions option[value='370102 历下区']")

    expect(offered).to_have_attribute("label", "山东省济南市历下区")


def test_an_account_is_opened_on_a_phone_and_its_password_renewed(phone: Page, sign_in: SignIn) -> None:
    sign_in(phone, Role.ADMIN, None)
    phone.goto("/admin/users/new")
    phone.get_by_label("用户名").fill("lin.mo")
    phone.get_by_label("姓名").fill("林墨")
    phone.get_by_label("辖区").fill("历下区")
    phone.get_by_label("初始密码").fill("short")
    phone.get_by_role("button", name="新建账号").tap()
    expect(phone.get_by_role("alert")).to_be_focused()
    assert_accessible(phone)
    phone.get_by_label("初始密码").fill("quiet-river-over-stones")
    phone.get_by_role("button", name="新建账号").tap()
    phone.get_by_role("link", name="lin.mo").tap()
    expect(phone.get_by_role("heading", name="lin.mo")).to_be_visible()
    assert_fits(phone)
    assert_accessible(phone)
    phone.get_by_role("button", name="重置密码").tap()

    expect(phone.locator("output")).to_have_text(re.compile(r"(\w{4}-){3}\w{4}"))
    assert_fits(phone)
    assert_accessible(phone)


def test_a_token_that_is_shown_once_can_be_copied(phone: Page, sign_in: SignIn) -> None:
    sign_in(phone, Role.WORKER, "370102")
    phone.context.grant_permissions(["clipboard-read", "clipboard-write"])
    phone.goto("/account")
    phone.get_by_label("用途").fill("统计脚本")
    phone.get_by_role("button", name="新建令牌").tap()
    phone.get_by_role("button", name="复制").tap()

    expect(phone.get_by_text("已复制")).to_be_visible()
    assert phone.evaluate("navigator.clipboard.readText()") == phone.locator("output").inner_text()
    assert_fits(phone)
    assert_accessible(phone)
