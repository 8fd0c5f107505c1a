"""Reports through the API: sent, drafted, listed, read."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from casebook.record import CaseStatus, Role
from tests.factories import attach, make_case, make_draft, make_report
from tests.support.api import Program, program_of

TEXT = "😀历下区甸柳新村街道的“邻里帮帮团”志愿服务队有队员三十余人，每周上门看望独居老人，去年化解矛盾12件。"


def test_a_report_comes_back_with_drafts_evidence_and_confidence(program: Program) -> None:
    answer = program.ask("POST", "/reports", json={"text": TEXT, "source_url": "https://example.org/1"})
    report = answer.get_json()["report"]
    (draft,) = report["drafts"]

    assert answer.status_code == 201
    assert program.get(answer.location) == report
    assert draft["values"]["name"] == "邻里帮帮团"
    assert draft["values"]["team_size"]["qualifier"] == "over"
    assert {"name", "kind", "district", "team_size"} <= {row["field"] for row in draft["evidence"]}
    for row in draft["evidence"]:
        assert report["text"][row["start"] : row["end"]] == row["quote"]
        assert 0 <= row["confidence"] <= 1


def test_a_known_report_is_not_stored_again(program: Program) -> None:
    first, second = (program.ask("POST", "/reports", json={"text": TEXT}) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.get_json()["known"] is True
    assert second.get_json()["report"]["id"] == first.get_json()["report"]["id"]


def test_a_file_is_read_as_on_the_page(program: Program) -> None:
    page = f"<html><head><title>一周</title></head><body><article><p>{TEXT}</p></article></body></html>"
    answer = program.ask("POST", "/reports", data={"file": (io.BytesIO(page.encode("gb18030")), "page.html")})

    assert answer.status_code == 201
    assert answer.get_json()["report"]["drafts"][0]["values"]["name"] == "邻里帮帮团"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"json": {"text": " "}}, 400),
        ({"json": {"text": TEXT, "source_url": "javascript:alert(1)"}}, 400),
        ({"data": "{", "content_type": "application/json"}, 400),
        ({"data": {"file": (io.BytesIO(b"\x89PNG\r\n"), "a.png")}}, 422),
        ({"data": {}, "content_type": "multipart/form-data"}, 400),
        ({"data": TEXT, "content_type": "text/plain"}, 415),
        ({"data": b"x" * (33 * 1024 * 1024), "content_type": "application/json"}, 413),
    ],
    ids=["blank", "address", "no JSON", "picture", "no file", "plain", "too large"],
)
def test_what_is_no_report_is_refused_with_a_reason(program: Program, options: dict[str, Any], status: int) -> None:
    answer = program.ask("POST", "/reports", **options)

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["detail"]


def test_reports_are_listed_page_by_page_the_newest_first(program: Program, db_session: Session) -> None:
    made = [make_report(db_session, program.user, text=f"第{number}篇报道。").id for number in range(3)]
    db_session.commit()
    first = program.get("/reports", limit=2)
    make_report(db_session, program.user, text="后来的报道。")
    db_session.commit()
    rest = program.get("/reports", limit=2, before=first["next"])

    assert [one["id"] for one in first["items"] + rest["items"]] == made[::-1]
    assert rest["next"] is None
    assert [one["id"] for one in program.get("/reports", q="第1篇")["items"]] == [made[1]]


def test_drafts_are_for_those_who_may_review_them(app: Flask, program: Program, db_session: Session) -> None:
    report = make_report(db_session, program.user)
    make_draft(db_session, report)
    attach(db_session, make_case(db_session, program.user, name="公开的案例", status=CaseStatus.VERIFIED), report)
    alone = make_report(db_session, program.user, text="只有草稿的报道。")
    db_session.commit()
    elsewhere = program_of(app, db_session, Role.WORKER, "110105")
    seen = elsewhere.get(f"/reports/{report.id}")

    assert len(program.get(f"/reports/{report.id}")["drafts"]) == 1
    assert (seen["drafts"], [case["name"] for case in seen["cases"]]) == ([], ["公开的案例"])
    assert elsewhere.ask("GET", f"/reports/{alone.id}").status_code == 404
    assert elsewhere.get("/reports")["items"] == []


def test_divisions_are_found_by_name_pinyin_and_from_above(program: Program) -> None:
    (lixia, *_) = program.get("/regions", q="lixia")["items"]
    streets = program.get("/regions", parent="370102")["items"]

    assert (lixia["code"], lixia["full_name"]) == ("370102", "山东省济南市历下区")
    assert [above["code"] for above in lixia["ancestors"]] == ["37", "3701"]
    assert "甸柳街道" in [street["name"] for street in streets]
    assert program.get("/regions/370102000000") == lixia
    assert program.ask("GET", "/regions/990000").status_code == 404


@pytest.fixture
def program(app: Flask, db_session: Session) -> Program:
    return program_of(app, db_session)
