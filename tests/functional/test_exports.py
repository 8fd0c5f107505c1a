"""Exports hold exactly what the listing shows, and open as what they are in the programs that people use."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import docx
import openpyxl
import pytest
from docx.enum.section import WD_ORIENT
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.models import AuditEvent, Case, User
from casebook.record import CaseStatus, Kind, Outcome, PartialDate, Qualifier, Quantity, Role
from casebook.services import exporting
from tests.factories import attach, make_case, make_report, make_user

Login = Callable[..., FlaskClient]
#: Lines above the header: title, filter, count and time.
HEADING = 3


def test_the_csv_opens_in_chinese_excel_and_keeps_formulas_as_text(login: Login, dangerous: Case) -> None:
    answer = login(Role.ADMIN, None).get("/cases/export.csv?q=SUM")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in answer.data
    (row,) = _csv_rows(answer.data)
    assert row["名称"] == "'=SUM(A1:A9)"
    assert row["成效"] == "'-5 分"
    assert row["人数"] == "3300"


def test_the_workbook_has_real_numbers_dates_and_codes_as_text(login: Login, dangerous: Case) -> None:
    book = openpyxl.load_workbook(io.BytesIO(login(Role.ADMIN, None).get("/cases/export.xlsx?q=SUM").data))
    sheet = book["案例"]
    row = _xlsx_rows(sheet)[0]

    assert row["名称"] == "=SUM(A1:A9)"
    assert {cell.data_type for cell in sheet[HEADING + 2] if cell.value == "=SUM(A1:A9)"} == {"s"}
    assert (row["人数"], row["人数（限定）"], row["人数（单位）"]) == (3300, "多于", "人")
    assert row["开始时间"] == datetime(2023, 5, 17)  # noqa: DTZ001 - cells know no zones
    assert row["行政区划代码"] == "370102009000"
    assert sheet.freeze_panes == "C5"
    assert sheet.auto_filter.ref.startswith("A4:")
    assert book["口径说明"]["A2"].value == "编号"


def test_a_case_without_a_dated_report_has_no_date_of_one(login: Login, db_session: Session, admin: User) -> None:
    make_case(db_session, admin, name="手填的案例")
    attach(db_session, make_case(db_session, admin, name="报道的案例"), make_report(db_session, published="2024-05-20"))
    db_session.commit()
    rows = _csv_rows(login(Role.ADMIN, None).get("/cases/export.csv").data)

    assert {row["名称"]: row["报道时间"] for row in rows} == {"手填的案例": "", "报道的案例": "2024-05-20"}


def test_an_export_is_the_listing_all_pages_in_its_order(login: Login, db_session: Session, admin: User) -> None:
    for number in range(25):
        make_case(db_session, admin, name=f"第{number:02}号调解室", kind=Kind.MEDIATION_PLATFORM)
    make_case(db_session, admin, name="如康家园", kind=Kind.CARE_HOME)
    answer = login(Role.ADMIN, None).get("/cases/export.csv?kind=mediation_platform&sort=name&page=2")

    assert [row["名称"] for row in _csv_rows(answer.data)] == [f"第{number:02}号调解室" for number in range(25)]


def test_the_filter_stands_in_the_file_and_in_its_name(login: Login, dangerous: Case) -> None:
    answer = login(Role.ADMIN, None).get("/cases/export.csv?district=370102&kind=volunteer_team")
    lines = answer.data.decode("utf-8-sig").splitlines()

    assert lines[1] == "筛选条件：区县：历下区；类型：志愿服务队伍"
    assert lines[2].startswith("共1件，导出时间 20")
    name = unquote(answer.headers["Content-Disposition"].partition("UTF-8''")[2])
    assert name.startswith("历下区_志愿服务队伍_案例_1件_20")
    assert name.endswith(".csv")


def test_contact_data_leaves_only_for_those_who_work_on_the_case(
    login: Login, db_session: Session, admin: User
) -> None:
    make_case(db_session, admin, contact_person="钱望舒", contact_phone="0531-1234", status=CaseStatus.VERIFIED)

    own = login(Role.WORKER, "370102").get("/cases/export.csv").data.decode()
    elsewhere = login(Role.WORKER, "110105").get("/cases/export.csv").data.decode()
    reporter = login(Role.REPORTER, "370102").get("/cases/export.csv").data.decode()

    assert "钱望舒" in own
    assert "钱望舒" not in elsewhere + reporter
    assert "0531" not in elsewhere + reporter
    assert "联系电话" not in reporter


def test_nobody_exports_what_they_may_not_see(login: Login, db_session: Session, admin: User) -> None:
    make_case(db_session, admin, name="别区的草稿")
    make_case(db_session, admin, name="公开的案例", status=CaseStatus.VERIFIED)

    rows = _csv_rows(login(Role.WORKER, "110105").get("/cases/export.csv").data)

    assert [row["名称"] for row in rows] == ["公开的案例"]


def test_an_export_of_nothing_says_so(login: Login) -> None:
    answer = login(Role.ADMIN, None).get("/cases/export.xlsx?q=没有这样的案例")

    assert answer.status_code == 422
    assert "无法导出" in answer.text


def test_every_export_is_on_record(login: Login, db_session: Session, dangerous: Case) -> None:
    login(Role.ADMIN, None).get("/cases/export.xlsx?kind=volunteer_team")

    (event,) = db_session.scalars(select(AuditEvent).where(AuditEvent.action == "export"))
    assert event.detail == {"format": "xlsx", "query": "kind=volunteer_team", "count": 1}


def test_libreoffice_reads_the_workbook(login: Login, dangerous: Case, tmp_path: Path) -> None:
    book = tmp_path / "cases.xlsx"
    book.write_bytes(login(Role.ADMIN, None).get("/cases/export.xlsx").data)

    text = _in_libreoffice(book, "csv", "Text - txt - csv (StarCalc):44,34,76")

    assert "=SUM(A1:A9)" in text
    assert "370102009000" in text
    assert "2023-05-17" in text


def test_word_has_the_columns_of_the_screen_as_a_table_with_its_head_on_every_page(
    login: Login, dangerous: Case
) -> None:
    page = "/cases/export.docx?columns=place&columns=team_size&columns=started&district=370102"
    document = docx.Document(io.BytesIO(login(Role.ADMIN, None).get(page).data))
    (table,) = document.tables

    assert [paragraph.text for paragraph in document.paragraphs[:2]] == ["案例清单", "筛选条件：区县：历下区"]
    assert [cell.text for cell in table.rows[0].cells] == ["序号", "名称", "所在地", "人数", "开始时间"]
    assert [cell.text for cell in table.rows[1].cells] == [
        *("1", "=SUM(A1:A9)", "山东省济南市历下区甸柳新村街道", "3300多人", "2023年5月17日"),
    ]
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE


def test_word_gives_most_width_to_the_column_with_most_text_and_keeps_dates_whole(
    login: Login, db_session: Session, admin: User
) -> None:
    make_case(db_session, admin, summary="居民有事来坐坐。" * 40, started=PartialDate(2023, 12, 17))
    page = "/cases/export.docx?columns=summary&columns=place&columns=kind&columns=started&columns=team_size"
    (table,) = docx.Document(io.BytesIO(login(Role.ADMIN, None).get(page).data)).tables
    widths = {cell.text: column.width.mm for cell, column in zip(table.rows[0].cells, table.columns, strict=True)}

    assert widths["简介"] > 2 * max(width for header, width in widths.items() if header != "简介")
    assert widths["开始时间"] > 8.5 * 10.5 * 0.353  # eight and a half characters of 五号
    assert min(widths.values()) > 12
    assert 240 < sum(widths.values()) <= 247


def test_word_with_all_columns_tells_each_case_in_a_section_and_hides_contact_data_from_reporters(
    login: Login, db_session: Session, admin: User
) -> None:
    make_case(
        db_session,
        admin,
        name="喆家园\x0b",
        services=("日间照料", "康复训练"),
        contact_person="钱望舒",
        status=CaseStatus.VERIFIED,
    )
    told = _paragraphs(login(Role.WORKER, "370102").get("/cases/export.docx").data)
    told_reporter = _paragraphs(login(Role.REPORTER, "370102").get("/cases/export.docx").data)

    assert "1. 喆家园" in told
    at = told.index("服务内容：日间照料")
    assert told[at + 1] == "康复训练"
    assert "联系人：钱望舒" in told
    assert not [line for line in told_reporter if "钱望舒" in line]


def test_a_document_that_word_could_hardly_open_is_refused_with_advice(
    login: Login, dangerous: Case, admin: User, db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_case(db_session, admin)
    monkeypatch.setitem(exporting.MOST_CASES, "docx", 1)
    answer = login(Role.ADMIN, None).get("/cases/export.docx")

    assert answer.status_code == 422
    assert "最多 1 件案例，现在有 2 件" in answer.text


def test_libreoffice_reads_the_document(login: Login, dangerous: Case, tmp_path: Path) -> None:
    document = tmp_path / "cases.docx"
    document.write_bytes(login(Role.ADMIN, None).get("/cases/export.docx?columns=team_size").data)

    text = _in_libreoffice(document, "txt", "Text (encoded):UTF8")

    assert "案例清单" in text
    assert "3300多人" in text


def test_json_is_for_programs_names_and_types_as_the_fields_have_them(login: Login, dangerous: Case) -> None:
    answer = login(Role.ADMIN, None).get("/cases/export.json?columns=team_size&columns=started&q=SUM")
    told = json.loads(answer.data)

    assert answer.content_type.startswith("application/json")
    assert (told["count"], told["filters"]) == (1, "词语：SUM")
    assert told["cases"] == [
        {
            "number": dangerous.id,
            "name": "=SUM(A1:A9)",
            "team_size.value": 3300,
            "team_size.qualifier": "多于",
            "team_size.unit": "人",
            "team_size.basis": None,
            "team_size.period": None,
            "started": "2023-05-17",
        }
    ]


def _in_libreoffice(file: Path, ending: str, writer: str) -> str:
    """The text that LibreOffice reads out of a file."""
    folder = file.parent
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
         f"{ending}:{writer}", "--outdir", str(folder), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return file.with_suffix(f".{ending}").read_text("utf-8-sig")


def _paragraphs(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]


def _csv_rows(data: bytes) -> list[dict[str, str]]:
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return [dict(zip(lines[HEADING], line, strict=True)) for line in lines[HEADING + 1 :]]


def _xlsx_rows(sheet: object) -> list[dict[str, object]]:
    lines = list(sheet.iter_rows(values_only=True))  # type: ignore[attr-defined]
    return [dict(zip(lines[HEADING], line, strict=True)) for line in lines[HEADING + 1 :]]


@pytest.fixture
def admin(db_session: Session) -> User:
    return make_user(db_session, Role.ADMIN, None)


@pytest.fixture
def dangerous(db_session: Session, admin: User) -> Case:
    """A case whose texts would be formulas if a spreadsheet ran them."""
    case = make_case(
        db_session,
        admin,
        name="=SUM(A1:A9)",
        team_size=Quantity(3300, unit="人", qualifier=Qualifier.OVER),
        started=PartialDate(2023, 5, 17),
        outcomes=(Outcome("-5 分"),),
    )
    attach(db_session, case, make_report(db_session, admin))
    return case
