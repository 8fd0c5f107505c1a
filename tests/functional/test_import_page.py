"""Importing through ``/import``: upload, preview, confirmation, what cannot be taken, and taking it back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casebook.models import AuditEvent, Case
from casebook.record import CaseStatus, Kind, Outcome, PartialDate, Quantity, Role
from casebook.services import import_uploads
from casebook.services.import_sheet import Limits
from tests.factories import make_case, make_user
from tests.support.databases import BACKENDS
from tests.support.sheets import AT, HEADER, TEAM, workbook

Login = Callable[..., FlaskClient]


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The whole way on each database."""
    chosen: str = request.param
    return chosen


def test_nothing_is_written_before_the_person_confirms(login: Login, db_session: Session) -> None:
    worker = login(Role.WORKER)
    preview = upload(worker, workbook(["石榴树下说事亭", "纠纷调解平台", *AT], ["午后茶话屋", "其他", *AT]))

    assert "共 2 行" in preview.text and "导入 2 行" in preview.text
    assert stock(db_session) == []

    result = worker.post(f"{preview.request.path}/confirm", follow_redirects=True)

    assert stock(db_session) == ["午后茶话屋", "石榴树下说事亭"]
    assert {case.status for case in db_session.scalars(select(Case))} == {CaseStatus.DRAFT}
    listing = worker.get(link(result.text, "查看这 2 件案例"))
    assert "石榴树下说事亭" in listing.text and "导入：第" in re.sub(r"<[^>]+>", "", listing.text).replace("\n", "")
    (event,) = db_session.scalars(select(AuditEvent).where(AuditEvent.action == "import"))
    assert event.detail == {"file": "台账.xlsx", "count": 2}


def test_the_listing_behind_an_import_shows_its_cases_and_no_others(login: Login, db_session: Session) -> None:
    make_case(db_session, name="早就有的亭子", status=CaseStatus.VERIFIED)
    worker = login(Role.WORKER)
    result = confirm(worker, upload(worker, workbook(["石榴树下说事亭", "其他", *AT])))

    listing = worker.get(link(result.text, "查看这 1 件案例")).text
    assert "石榴树下说事亭" in listing and "早就有的亭子" not in listing


def test_bad_rows_are_explained_mended_in_excel_and_brought_again(login: Login, db_session: Session) -> None:
    worker = login(Role.WORKER)
    header = [*HEADER, "人数", "备注"]
    preview = upload(
        worker,
        workbook(
            ["石榴树下说事亭", TEAM, *AT, 12, "好"],
            ["午后茶话屋", "助老食堂", *AT, "很多", "先放着"],
            ["外区小院", TEAM, "山东省", "济南市", "市中区", "", "", ""],
            header=header,
        ),
    )

    assert "第 3 行" in preview.text and "助老食堂" in preview.text and "志愿服务队伍、纠纷调解平台" in preview.text
    assert "第 4 行" in preview.text and "不在辖区内" in preview.text
    assert "没有读取：备注" in preview.text

    confirm(worker, preview)
    assert stock(db_session) == ["石榴树下说事亭"]
    mending = worker.get(f"{preview.request.path}/mend.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(mending.data)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["问题", *header]
    assert [row[1] for row in rows[1:]] == ["午后茶话屋", "外区小院"]
    assert "助老食堂" in str(rows[1][0]) and rows[1][8] == "先放着"  # nothing typed is lost

    sheet["C2"], sheet["H2"] = "服务阵地", "30多人"
    sheet.delete_rows(3)
    mended = io.BytesIO()
    sheet.parent.save(mended)
    confirm(worker, upload(worker, mended.getvalue()))
    assert stock(db_session) == ["午后茶话屋", "石榴树下说事亭"]


def test_cases_that_are_there_already_are_shown_and_left_out_unless_asked_for(
    login: Login, db_session: Session
) -> None:
    known = make_case(db_session, name="石榴树下说事亭", status=CaseStatus.VERIFIED)
    rows = [["石榴树下说事亭", TEAM, *AT], ["午后茶话屋", TEAM, *AT], ["午后茶话屋", TEAM, *AT]]
    worker = login(Role.WORKER)
    preview = upload(worker, workbook(*rows))

    assert f"/cases/{known.id}" in preview.text and "与第 3 行相同" in preview.text
    assert "2 件" not in preview.text and "导入 1 行" in preview.text
    result = confirm(worker, preview)
    assert "2 行" in result.text and stock(db_session) == ["午后茶话屋", "石榴树下说事亭"]

    confirm(worker, upload(worker, workbook(*rows)), doubles="1", again="1")
    assert stock(db_session).count("午后茶话屋") == 3


def test_another_community_of_the_same_street_is_another_place(login: Login, db_session: Session) -> None:
    header = [*HEADER, "社区"]
    worker = login(Role.WORKER)
    rows = [["网格议事会", TEAM, *AT, "甸新社区"], ["网格议事会", TEAM, *AT, "甸北社区"]]
    assert "导入 2 行" in upload(worker, workbook(*rows, header=header)).text


def test_a_file_that_comes_again_is_noticed(login: Login, db_session: Session) -> None:
    worker, data = login(Role.WORKER), workbook(["石榴树下说事亭", TEAM, *AT])
    confirm(worker, upload(worker, data))

    preview = upload(worker, data)
    assert "这个文件已经导入过" in preview.text
    assert "刚刚已经导入过" in confirm(worker, preview, doubles="1").text  # as if it had been sent before the notice
    confirm(worker, preview, doubles="1", again="1")
    assert len(stock(db_session)) == 2


def test_an_import_is_taken_back_as_one_act_but_for_what_was_changed(login: Login, db_session: Session) -> None:
    worker = login(Role.WORKER)
    result = confirm(worker, upload(worker, workbook(*([f"小院{n}", TEAM, *AT] for n in range(3)))))
    changed = db_session.scalars(select(Case).order_by(Case.id)).first()
    assert changed is not None
    worker.post(f"/cases/{changed.id}/status", data={"status": "submitted", "version": "1"})

    undone = worker.post(f"{result.request.path}/undo", follow_redirects=True)

    db_session.expire_all()
    assert "2 件现在在回收站里" in undone.text and "撤销导入" not in undone.text
    assert [case.name for case in db_session.scalars(select(Case).where(Case.deleted_at.is_(None)))] == ["小院0"]
    assert "小院1" in worker.get("/cases/trash").text
    acts = db_session.scalars(select(AuditEvent.action).where(AuditEvent.subject == "case_import").order_by("id"))
    assert list(acts) == ["import", "import_undone"]
    assert worker.post(f"{result.request.path}/undo").status_code == 302  # nothing is left to do


def test_a_button_pressed_twice_imports_once(login: Login, db_session: Session) -> None:
    worker = login(Role.WORKER)
    preview = upload(worker, workbook(["石榴树下说事亭", TEAM, *AT]))
    confirm(worker, preview)
    assert "已经导入" in confirm(worker, preview).text
    assert stock(db_session) == ["石榴树下说事亭"]


def test_uploads_are_for_who_made_them(login: Login, db_session: Session) -> None:
    preview = upload(login(Role.WORKER), workbook(["石榴树下说事亭", TEAM, *AT])).request.path
    for other in (login(Role.WORKER), login(Role.ADMIN, None)):
        assert other.get(preview).status_code == 404
        assert other.get(f"{preview}/mend.xlsx").status_code == 404
        for act in ("confirm", "discard", "undo"):
            assert other.post(f"{preview}/{act}").status_code == 404
    assert stock(db_session) == []


def test_an_upload_can_be_thrown_away(login: Login, db_session: Session, tmp_path: Path) -> None:
    worker = login(Role.WORKER)
    preview = upload(worker, workbook(["石榴树下说事亭", TEAM, *AT]))
    kept = [path for path in (tmp_path / "instance" / "files").rglob("*") if path.is_file()]
    assert len(kept) == 1
    assert "没有导入任何内容" in worker.post(f"{preview.request.path}/discard", follow_redirects=True).text
    assert not kept[0].exists()
    assert worker.get(preview.request.path).status_code == 404


def test_uploads_that_nobody_confirms_are_forgotten(
    login: Login, db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = login(Role.WORKER)
    first = upload(worker, workbook(["石榴树下说事亭", TEAM, *AT])).request.path
    monkeypatch.setattr(import_uploads, "KEPT_FOR", -import_uploads.KEPT_FOR)
    upload(worker, workbook(["午后茶话屋", TEAM, *AT]))
    assert worker.get(first).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("", b"", "请选择一个文件"),
        ("旧表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧版 Excel"),
        ("锁.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "取消密码"),
        ("网页.xls", b"<html><table><tr><td>1</td></tr></table></html>", "内容是网页"),
        ("坏.xlsx", b"PK\x03\x04" + b"\0" * 100, "已损坏"),
        ("别的.xlsx", workbook(["甲"], header=["乙"]), "没有找到表头"),
        ("空.xlsx", workbook(), "没有数据"),
        ("长.xlsx", workbook(*([f"小院{n}", TEAM, *AT] for n in range(4))), "最多导入 3 行"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice(
    login: Login, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, told: str
) -> None:
    monkeypatch.setattr("casebook.web.imports.forms.LIMITS", Limits(rows=3, unpacked=1 << 20))
    answer = login(Role.WORKER).post("/import", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code == 422
    assert told in answer.text


def test_a_file_that_is_too_large_is_refused(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casebook.web.imports.forms.LARGEST_FILE", 100)
    answer = login(Role.WORKER).post("/import", data={"file": (io.BytesIO(workbook()), "大.xlsx")})
    assert answer.status_code == 422 and "超过" in answer.text


def test_the_template_filled_in_becomes_cases(login: Login, db_session: Session) -> None:
    worker = login(Role.WORKER)
    book = openpyxl.load_workbook(io.BytesIO(worker.get("/import/template.xlsx").data))
    sheet = book.worksheets[0]
    headings = {str(cell.value).strip("*"): cell.column for cell in sheet[1]}
    lists = {next(iter(rule.sqref.ranges)).min_col: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert "志愿服务队伍" in lists[headings["类型"]] and lists[headings["状态"]] == '"草稿,待核实"'
    assert "必填" in str(sheet.cell(1, headings["名称"]).comment.text)
    filled = {
        **dict(zip(["名称", "类型", "省", "市", "区县", "街道（乡镇）"], ["巷口修补铺", TEAM, *AT], strict=True)),
        "人数": "12",
        "开始时间": "2023年5月",
        "服务内容": "修伞\n配钥匙",
        "联系电话": "000-0000",
        "状态": "待核实",
        "成效": "修好旧伞\n邻里更熟",
        "成效（数量）": "30件\n—",
    }
    for heading, value in filled.items():
        sheet.cell(3, headings[heading], value)
    file = io.BytesIO()
    book.save(file)

    preview = upload(worker, file.getvalue())
    assert "共 1 行" in preview.text and "模板中的示例" in preview.text
    confirm(worker, preview)

    case = db_session.scalars(select(Case)).one()
    assert (case.name, case.kind, case.status) == ("巷口修补铺", Kind.VOLUNTEER_TEAM, CaseStatus.SUBMITTED)
    assert (case.started, case.services, case.contact_phone) == (PartialDate(2023, 5), ("修伞", "配钥匙"), "000-0000")
    assert case.team_size == Quantity(12, unit="人")
    assert case.outcomes == (Outcome("修好旧伞", Quantity(30, unit="件")), Outcome("邻里更熟"))


def test_what_was_exported_is_known_again_row_by_row(login: Login, db_session: Session) -> None:
    worker = login(Role.WORKER)
    confirm(worker, upload(worker, workbook(*([f"小院{n}", TEAM, *AT] for n in range(3)))))
    exported = worker.get("/cases/export.xlsx").data
    preview = upload(worker, exported)
    assert re.search(r"3 行</strong> <a[^>]*>好像已经有了", preview.text)
    assert "没有读取" not in preview.text and "仍然导入这 3 行" in preview.text


def test_reporters_import_nothing(login: Login) -> None:
    reporter = login(Role.REPORTER)
    assert "导入表格" not in reporter.get("/").text
    assert reporter.post("/import").status_code == 403


def test_officials_see_the_imports_of_their_own_and_administrators_those_of_the_region(
    login: Login, db_session: Session
) -> None:
    person = make_user(db_session, Role.WORKER, "370102")
    worker = login(user=person)
    result = confirm(worker, upload(worker, workbook(["石榴树下说事亭", TEAM, *AT]))).request.path
    assert login(Role.ADMIN, "3701").get(result).status_code == 200
    assert login(Role.OFFICIAL).get(result).status_code == 404
    assert person.display_name in login(Role.ADMIN, None).get("/import").text


def upload(browser: FlaskClient, data: bytes, name: str = "台账.xlsx") -> TestResponse:
    """The preview of a file that was sent."""
    answer = browser.post("/import", data={"file": (io.BytesIO(data), name)}, follow_redirects=True)
    assert answer.status_code == 200, re.findall("field-error.*", answer.text)
    return answer


def confirm(browser: FlaskClient, preview: TestResponse, **chosen: str) -> TestResponse:
    return browser.post(f"{preview.request.path}/confirm", data=chosen, follow_redirects=True)


def link(page: str, words: str) -> str:
    found = re.search(rf'href="([^"]+)">{words}', page)
    assert found, words
    return found[1].replace("&amp;", "&")


def stock(session: Session) -> Sequence[Any]:
    session.expire_all()
    return sorted(session.scalars(select(Case.name)))
