"""A list from Excel in a browser: chosen, previewed, confirmed, seen in the listing, taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from casebook.models import User
from casebook.record import Role
from tests.support.browser import DESKTOP, PHONE, assert_accessible, assert_fits
from tests.support.sheets import AT, HEADER, TEAM, workbook

OpenPage = Callable[..., Page]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_list_is_previewed_imported_and_taken_back(
    open_page: OpenPage, sign_in: Callable[..., User], tmp_path: Path, viewport: ViewportSize, scripts: bool
) -> None:
    page = open_page(viewport, java_script_enabled=scripts)

    def check() -> None:
        if scripts:  # both look into the page with scripts of their own
            assert_fits(page)
            assert_accessible(page)

    sign_in(page, Role.WORKER)
    page.goto("/import")
    check()
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("alert")).to_contain_text("请选择一个文件")
    check()

    path = tmp_path / "台账.xlsx"
    rows = [["石榴树下说事亭", TEAM, *AT], ["石榴树下说事亭", TEAM, *AT], ["午后茶话屋", "助老食堂", *AT], ["小标题"]]
    path.write_bytes(workbook(*rows, header=[*HEADER, "备注"]))
    page.get_by_label("Excel 或 CSV 文件").set_input_files(path)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", name="导入预览")).to_be_visible()
    expect(page.locator("#wrong")).to_contain_text("第 4 行")
    expect(page.locator("#doubles")).to_contain_text("与第 2 行相同")
    check()

    page.get_by_role("button", name="导入 1 行").click()
    expect(page.get_by_role("heading", name="导入结果")).to_be_visible()
    check()
    result = page.url
    page.get_by_role("link", name="查看这 1 件案例").click()
    expect(page.get_by_role("link", name="石榴树下说事亭")).to_be_visible()

    page.goto(result)
    page.get_by_role("button", name="撤销导入").click()
    expect(page.get_by_text("其中 1 件现在在回收站里")).to_be_visible()
    check()


def test_the_menu_leads_to_the_template(open_page: OpenPage, sign_in: Callable[..., User]) -> None:
    page = open_page(DESKTOP)
    sign_in(page, Role.WORKER)
    page.get_by_role("link", name="导入表格").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载导入模板").click()
    assert download.value.suggested_filename == "案例导入模板.xlsx"
