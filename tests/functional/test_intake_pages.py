"""Bringing reports in, as a browser without scripts does it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.models import Report
from casebook.record import Role

Login = Callable[..., FlaskClient]
STORY = (
    "西市场街道：一碗热粥连起邻里\n来源：槐荫街道 2024-03-08\n\n"
    "槐荫区西市场街道的“邻里粥铺”志愿服务队今年迎来第三个春天。每天清晨五点半，十二名志愿者开始熬粥，七点前送到三十余位独居老人家中。\n"
    "粥铺由社区闲置的自行车棚改造而成，灶具来自居民捐赠，米面由辖区两家企业按月提供。去年腊月，志愿者还为老人包了两千多个饺子。\n"
)


def test_one_pasted_report_leads_to_its_review(login: Login) -> None:
    browser = login(Role.WORKER, "370104")
    answer = browser.post("/intake", data={"text": STORY})
    assert answer.status_code == 302
    assert re.fullmatch(r"/reports/\d+/review", answer.location)
    page = browser.get(answer.location)
    assert "西市场街道：一碗热粥连起邻里" in page.text


def test_sending_the_form_twice_makes_one_report(login: Login, db_session: Session) -> None:
    browser = login(Role.WORKER, "370104")
    first, again = (browser.post("/intake", data={"text": STORY}) for _ in range(2))
    assert first.location == again.location
    assert db_session.scalar(select(func.count()).select_from(Report)) == 1
    assert "已经录入过" in browser.get(again.location).text


@pytest.mark.parametrize("text", ["", "   \n", "长" * 1_700_000])
def test_a_text_that_is_no_report_comes_back_with_a_reason(login: Login, text: str) -> None:
    answer = login().post("/intake", data={"text": text})
    assert answer.status_code == 422
    assert "这篇报道还不能录入" in answer.text
    assert text.strip() in answer.text


def test_several_files_are_each_reported_on(login: Login, db_session: Session) -> None:
    answer = login().post(
        "/intake",
        data={
            "file": [
                (io.BytesIO(STORY.encode("gb18030")), "粥铺.txt"),
                (io.BytesIO(STORY.encode()), "同一篇.txt"),
                (io.BytesIO(PNG), "照片.docx"),
                (io.BytesIO(b"%PDF-1.7 broken"), "损坏.pdf"),
                (io.BytesIO(HTML.encode("gbk")), "网页.html"),
                (io.BytesIO(docx(STORY.replace("粥铺", "面铺").replace("十二名", "九名"))), "简报.docx"),
            ]
        },
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200
    assert "共 6 个，4 个已读取，2 个没有读取" in answer.text
    for name in ("粥铺.txt", "同一篇.txt", "照片.docx", "损坏.pdf", "网页.html", "简报.docx"):
        assert name in answer.text
    assert "已有，没有重复保存" in answer.text
    assert "与已有的《西市场街道：一碗热粥连起邻里》相近" in answer.text
    assert "邻里夜话亭" in answer.text
    assert db_session.scalar(select(func.count()).select_from(Report)) == 3


def test_a_refused_file_says_why_and_keeps_what_was_pasted(login: Login) -> None:
    answer = login().post("/intake", data={"file": (io.BytesIO(PNG), "照片.docx")}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "是图片" in answer.text


def test_a_pasted_text_beside_a_bad_file_is_taken_all_the_same(login: Login) -> None:
    answer = login().post(
        "/intake", data={"text": STORY, "file": (io.BytesIO(PNG), "照片.docx")}, content_type="multipart/form-data"
    )
    assert "共 2 个，1 个已读取，1 个没有读取" in answer.text


def test_the_original_file_is_given_back_as_a_download(login: Login, db_session: Session) -> None:
    browser = login(Role.WORKER, "370104")
    data = STORY.encode("gb18030")
    browser.post("/intake", data={"file": (io.BytesIO(data), "粥铺.html")}, content_type="multipart/form-data")
    report = db_session.scalars(select(Report)).one()
    answer = browser.get(f"/reports/{report.id}/original")
    assert answer.data == data
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.mimetype == "application/octet-stream"
    assert login(Role.WORKER, "110101").get(f"/reports/{report.id}/original").status_code == 404


def test_a_reprint_is_compared_with_the_known_report(login: Login, db_session: Session) -> None:
    browser = login(Role.WORKER, "370104")
    browser.post("/intake", data={"text": STORY})
    page = browser.get(browser.post("/intake", data={"text": STORY.replace("三十余位", "五十余位")}).location)
    assert "这篇报道可能已经有了" in page.text
    link = re.search(r"/reports/\d+/compare/\d+", page.text)
    assert link
    comparison = browser.get(link.group()).text
    assert "<del>三</del>" in comparison
    assert "<ins>五</ins>" in comparison


def test_report_writers_are_not_offered_intake(login: Login) -> None:
    browser = login(Role.REPORTER)
    assert browser.get("/intake").status_code == 403
    assert "/intake" not in browser.get("/reports").text


def test_the_list_of_reports_says_what_to_do_when_it_is_empty(login: Login) -> None:
    assert "还没有报道" in login().get("/reports").text


def test_the_list_finds_reports_by_words(login: Login) -> None:
    browser = login(Role.WORKER, "370104")
    browser.post("/intake", data={"text": STORY})
    assert "一碗热粥" in browser.get("/reports?q=饺子").text
    assert "没有找到报道" in browser.get("/reports?q=滑雪").text


def docx(text: str) -> bytes:
    from docx import Document

    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    assert zipfile.is_zipfile(file)
    return file.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8
HTML = (
    "<!doctype html><html><head><meta charset=gbk><title>夜话亭</title></head><body><h1>文汇街道“邻里夜话亭”开张</h1>"
    "<p>文汇街道在城中村设立“邻里夜话亭”，每周三晚请居民坐下来谈停车、谈噪声，亭长由退休教师轮流担任，记下的问题第二天转给网格员。</p>"
    "<p>运行一年，登记的事项有四百余件，办结率超过九成，街道把常见的十类问题整理成册，发到每一个楼栋。</p></body></html>"
)
