"""Workbooks as Excel, WPS and LibreOffice write them, and files that are none."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from casebook.errors import Invalid
from casebook.services.import_file import Cells
from casebook.services.import_sheet import UNLIMITED, Limits, Table, open_table
from tests.support.sheets import AT, HEADER, TEAM, workbook


def test_a_header_is_found_below_titles_with_its_columns_in_any_order(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 6, "邻里项目台账")
        sheet.write_row(2, 1, ["区 县*", "备注", "类型（必填）", "名称", "街道\n（乡镇）", "市", "省"])
        sheet.write_row(5, 1, ["历下区", "好", TEAM, "说事亭", "甸柳新村街道", "济南市", "山东省"])
    table = read(tmp_path / "a.xlsx", tmp_path)

    assert rows(table) == [(6, case("说事亭"))]
    assert table.file.unknown == ("备注",)


def test_english_headings_are_known_and_a_code_stands_for_the_names(tmp_path: Path) -> None:
    table = opened(tmp_path, workbook(["说事亭", "Other", 370102.0], header=["NAME", "kind", "Region code"]))
    assert rows(table) == [(2, {"name": "说事亭", "kind": "Other", "place.code": "370102"})]


def test_cells_are_read_as_a_person_sees_them(tmp_path: Path) -> None:
    header = ["名称", "类型", "省", "人数", "队伍数", "开始时间", "录入时间", "联系电话", "简介"]
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, header)
        formats = {code: book.add_format({"num_format": code}) for code in ('yyyy"年"m"月"', "yyyy-mm-dd", "yyyy")}
        for row, (code, day) in enumerate(zip(formats, [1, 17, 1], strict=True), 1):
            sheet.write_row(row, 0, ["甲", TEAM, "山东省", 3300, 98.6])
            sheet.write_datetime(row, 5, datetime(2023, 5, day), formats[code])  # noqa: DTZ001 - cells know no zones
            moment = book.add_format({"num_format": "yyyy/m/d h:mm"})
            sheet.write_datetime(row, 6, datetime(2024, 5, 17, 9, 30), moment)  # noqa: DTZ001
            sheet.write_row(row, 7, [2023.0, True])
    found = [cells for _, cells in rows(read(tmp_path / "a.xlsx", tmp_path))]

    assert [cells["started"] for cells in found] == ["2023-05", "2023-05-17", "2023"]
    assert {cells["created_at"] for cells in found} == {"2024-05-17 09:30:00"}
    assert {(cells["team_size.value"], cells["team_count.value"]) for cells in found} == {("3300", "98.6")}
    assert {(cells["contact_phone"], cells["summary"]) for cells in found} == {("2023", "TRUE")}


def test_formulas_are_read_by_their_value(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*HEADER, "人数"])
        sheet.write_row(1, 0, ["说事亭", TEAM, *AT])
        sheet.write_formula(1, 6, "=20+26", None, 46)
    assert rows(read(tmp_path / "a.xlsx", tmp_path)) == [(2, case("说事亭") | {"team_size.value": "46"})]


def test_empty_rows_titles_between_rows_and_examples_are_passed_over(tmp_path: Path) -> None:
    table = opened(
        tmp_path,
        workbook(
            ["一、志愿服务"],
            ["说事亭", TEAM, *AT],
            [],
            ["   ", "", ""],
            ["（示例，不会导入）某某小队", TEAM, *AT],
            ["茶话屋", TEAM, *AT],
            ["", "", "", "", "", "填表人：某某"],
        ),
    )
    assert rows(table) == [(3, case("说事亭")), (7, case("茶话屋"))]
    assert table.file.captions == [2, 6, 8]


def test_of_several_sheets_the_first_with_a_header_is_read_and_named(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("封面").write_row(0, 0, ["台账"])
        hidden = book.add_worksheet("隐藏")
        hidden.hide()
        for name, sheet in {"隐": hidden, "显": book.add_worksheet("明细"), "后": book.add_worksheet("旧")}.items():
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, [name, TEAM, *AT])
    table = read(tmp_path / "a.xlsx", tmp_path)
    assert table.sheet == "明细" and rows(table) == [(2, case("显"))]


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (HEADER, ["-甲@", TEAM, *AT], ["'引号'", TEAM, *AT]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert rows(read(tmp_path / "a.xlsx", tmp_path)) == [(2, case("-甲@")), (3, case("'引号'"))]


def test_a_file_is_known_by_its_content_whatever_it_is_called(tmp_path: Path) -> None:
    (tmp_path / "表.csv").write_bytes(workbook(["说事亭", TEAM, *AT]))
    (tmp_path / "表.xlsx").write_text(f"{','.join(HEADER)}\n说事亭,{TEAM},{','.join(AT)}\n", "gb18030")
    for name in ("表.csv", "表.xlsx"):
        table = read(tmp_path / name, tmp_path)
        assert rows(table) == [(2, case("说事亭"))] and table.file.name == name


def test_a_workbook_of_libreoffice_is_read(tmp_path: Path) -> None:
    source = tmp_path / "source.csv"
    source.write_text(f"{','.join(HEADER)},开始时间\n说事亭,{TEAM},{','.join(AT)},2023-05-17\n", "utf-8")
    office = shutil.which("soffice")
    assert office, "the tests need LibreOffice"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    filters = ["--infilter=CSV:44,34,76,1", "--convert-to", "xlsx", "--outdir", str(tmp_path)]
    subprocess.run([office, profile, "--headless", *filters, str(source)], check=True, capture_output=True, timeout=180)
    assert rows(read(tmp_path / "source.xlsx", tmp_path)) == [(2, case("说事亭") | {"started": "2023-05-17"})]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, ".xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"\xef\xbb\xbf<html><table></table></html>", "网页"),
        (b"PK\x03\x04 cut off", "损坏"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe\x00", "另存为 .xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused_with_advice(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(Invalid) as refused:
        opened(tmp_path, data)
    assert told in refused.value.message.zh


def test_other_archives_and_damaged_sheets_are_refused(tmp_path: Path) -> None:
    good = workbook(["说事亭", TEAM, *AT])
    for part, content, told in (("xl/workbook.xml", None, "不是 Excel"), ("xl/worksheets/sheet1.xml", b"<a", "损坏")):
        with pytest.raises(Invalid) as refused:
            opened(tmp_path, changed(good, {part: content}))
        assert told in refused.value.message.zh


def test_files_that_unpack_to_very_much_are_refused_before_they_are_unpacked(tmp_path: Path) -> None:
    good = workbook(["说事亭", TEAM, *AT])
    for part in ("xl/styles.xml", "xl/worksheets/sheet1.xml"):
        with pytest.raises(Invalid) as refused:
            opened(tmp_path, changed(good, {part: b" " * (20 << 20)}), Limits(unpacked=19 << 20))
        assert "太大" in refused.value.message.zh


def test_cells_in_opposite_corners_cost_no_memory_and_rows_beyond_excel_are_refused(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["说事亭", TEAM, *AT])
        sheet.write(1_048_575, 16_383, "角")
    assert rows(read(tmp_path / "a.xlsx", tmp_path)) == [(2, case("说事亭"))]
    sheet_name = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        text = archive.read(sheet_name).replace(b"1048576", b"999999999")
    with pytest.raises(Invalid):
        opened(tmp_path, changed((tmp_path / "a.xlsx").read_bytes(), {sheet_name: text}))


def changed(data: bytes, parts: dict[str, bytes | None]) -> bytes:
    """A workbook with other content in some of its parts; None takes one away."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = parts.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return file.getvalue()


def opened(folder: Path, data: bytes, limits: Limits = UNLIMITED) -> Table:
    path = folder / "upload"
    path.write_bytes(data)
    return open_table(path, folder, limits=limits)


def read(path: Path, folder: Path) -> Table:
    return open_table(path, folder)


def rows(table: Table) -> Sequence[tuple[int, Cells]]:
    return [row for batch in table.file.batches(100) for row in batch]


def case(name: str, **more: Any) -> dict[str, Any]:
    levels = ("province", "city", "district", "street")
    return (
        {"name": name, "kind": TEAM} | {f"place.{level}": part for level, part in zip(levels, AT, strict=True)} | more
    )
