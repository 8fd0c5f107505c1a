"""Cases through the API: the same cases, rights and merges as on the pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from casebook.models import Case
from casebook.record import CaseStatus, Kind, Quantity, Role
from casebook.services import cases
from casebook.web.api.document import document
from tests.factories import attach, make_case, make_evidence, make_report, make_user
from tests.support.api import Program, program_of

NEW = {"name": "邻里帮帮团", "kind": "volunteer_team", "place": {"code": "370102009"}}


def test_a_case_that_was_entered_can_be_read(program: Program) -> None:
    size = {"value": 3300, "qualifier": "over", "unit": "人"}
    made = program.ask("POST", "/cases", json={"values": NEW | {"team_size": size}})
    case = program.get(made.location)

    assert made.status_code == 201
    assert made.headers["ETag"] == '"1"'
    assert case["values"]["team_size"] == size | {"basis": None, "period": None}
    assert case["values"]["place"]["district"] == {"name": "历下区", "code": "370102"}
    assert (case["region_code"], case["status"], case["version"]) == ("370102009", "draft", 1)


def test_the_examples_of_the_description_work_as_they_stand(app: Flask, db_session: Session) -> None:
    program = program_of(app, db_session, Role.ADMIN, None)
    paths = document()["paths"]
    bodies = {
        (method, path): media["example"]
        for path, operations in paths.items()
        for method, operation in operations.items()
        for media in operation.get("requestBody", {}).get("content", {}).values()
        if "example" in media
    }
    made = program.ask("POST", "/cases", json=bodies.pop(("post", "/cases")))
    assert made.status_code == 201, made.text
    version = 1
    for (method, path), body in sorted(bodies.items()):
        sent = body | {"version": version} if "version" in body else body
        answer = program.ask(method.upper(), path.format(case_id=made.get_json()["id"]), json=sent)
        assert answer.status_code in (200, 201), (method, path, answer.text)
        version = answer.get_json().get("version", version)


def test_the_list_takes_the_conditions_of_the_page(program: Program, db_session: Session) -> None:
    make_case(db_session, program.user, name="如康家园", kind=Kind.CARE_HOME, team_size=Quantity(12, unit="人"))
    make_case(db_session, program.user, name="邻里帮帮团", team_size=Quantity(30, unit="人"))
    db_session.commit()
    found = program.get("/cases", district="370102", size_min=20, facets=["kind", "size"])

    assert [case["values"]["name"] for case in found["items"]] == ["邻里帮帮团"]
    assert (found["total"], found["next"]) == (1, None)
    assert found["facets"]["kind"]["choices"] == [{"value": "volunteer_team", "label": "志愿服务队伍", "count": 1}]
    assert [choice["value"] for choice in found["facets"]["size"]["choices"]] == ["10-49"]  # ignores its own filter


def test_a_listing_is_read_to_its_end_by_its_links(program: Program, db_session: Session) -> None:
    for number in range(5):
        make_case(db_session, program.user, name=f"第{number}号调解室")
    db_session.commit()
    address, names = "/cases?limit=2&sort=name&facets=kind", list[str]()
    while address:
        answer = program.ask("GET", address)
        names += [case["values"]["name"] for case in answer.get_json()["items"]]
        following = re.search(r'<([^>]+)>; rel="next"', answer.headers["Link"])
        address = following[1] if following else ""

    assert names == [f"第{number}号调解室" for number in range(5)]


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ({"limit": 101}, 400, "limit"),
        ({"kind": "team"}, 400, "kind.0"),
        ({"colour": "red"}, 400, "colour"),
        ({"facets": "colour"}, 422, "facets"),
        ({"cursor": "W10="}, 422, "cursor"),
    ],
)
def test_a_condition_that_cannot_be_read_is_refused_by_name(
    program: Program, query: dict[str, Any], status: int, field: str
) -> None:
    answer = program.ask("GET", "/cases", query_string=query)

    assert answer.status_code == status
    assert [one["field"] for one in answer.get_json()["errors"]] == [field]


def test_nobody_finds_by_a_program_what_the_pages_hide(app: Flask, program: Program, db_session: Session) -> None:
    hidden = make_case(db_session, program.user, name="别区的草稿")
    elsewhere = program_of(app, db_session, Role.WORKER, "110105")
    listed = elsewhere.get("/cases", facets=["kind"])
    refused = elsewhere.ask("GET", f"/cases/{hidden.id}")

    assert (listed["total"], listed["items"], listed["facets"]["kind"]["choices"]) == (0, [], [])
    assert (refused.status_code, refused.mimetype) == (404, "application/problem+json")
    assert elsewhere.ask("PATCH", f"/cases/{hidden.id}", json={"values": {}, "version": 1}).status_code == 404


def test_contact_data_is_told_only_to_those_who_work_on_the_case(
    app: Flask, program: Program, db_session: Session
) -> None:
    case = make_case(db_session, program.user, contact_person="钱望舒", status=CaseStatus.VERIFIED)
    db_session.commit()
    others = [program_of(app, db_session, Role.WORKER, "110105"), program_of(app, db_session, Role.REPORTER)]

    assert program.get(f"/cases/{case.id}")["values"]["contact_person"] == "钱望舒"
    assert program.get("/cases")["items"][0]["values"]["contact_person"] == "钱望舒"
    for other in others:
        assert "钱望舒" not in str(other.get(f"/cases/{case.id}")) + str(other.get("/cases"))
        assert "contact_person" not in other.get(f"/cases/{case.id}")["values"]


def test_evidence_is_what_stands_in_the_report(program: Program, db_session: Session) -> None:
    text = "😀历下区𠮷庆社区的邻里帮帮团有队员三十余人。"
    report = make_report(db_session, program.user, text=text)
    case = make_case(db_session, program.user)
    attach(db_session, case, report)
    make_evidence(db_session, report, "邻里帮帮团", case=case)
    db_session.commit()
    (evidence,) = program.get(f"/cases/{case.id}")["evidence"]
    source = program.get(f"/reports/{evidence['report']}")["text"]

    assert source[evidence["start"] : evidence["end"]] == evidence["quote"] == "邻里帮帮团"
    assert evidence["confidence"] == 0.9


def test_what_others_changed_elsewhere_is_kept(program: Program, case: Case, colleague: Program) -> None:
    colleague.ask("PATCH", f"/cases/{case.id}", json={"values": {"summary": "每周上门。"}, "version": 1})
    answer = program.ask("PATCH", f"/cases/{case.id}", json={"values": {"name": "好邻居"}, "version": 1})

    assert answer.status_code == 200
    assert (answer.get_json()["values"]["name"], answer.get_json()["values"]["summary"]) == ("好邻居", "每周上门。")
    assert answer.headers["ETag"] == '"3"'


def test_two_values_for_one_field_are_both_shown_and_nothing_is_saved(
    program: Program, case: Case, colleague: Program
) -> None:
    colleague.ask("PATCH", f"/cases/{case.id}", json={"values": {"name": "好邻居"}, "version": 1})
    answer = program.ask("PATCH", f"/cases/{case.id}", json={"values": {"name": "帮帮团"}, "version": 1})

    assert (answer.status_code, answer.get_json()["version"]) == (409, 2)
    assert answer.get_json()["conflicts"] == [{"field": "name", "yours": "帮帮团", "stored": "好邻居"}]
    assert program.get(f"/cases/{case.id}")["values"]["name"] == "好邻居"


def test_if_match_takes_no_other_version(program: Program, case: Case, colleague: Program) -> None:
    colleague.ask("PATCH", f"/cases/{case.id}", json={"values": {"summary": "每周上门。"}, "version": 1})
    body = {"values": {"name": "帮帮团"}}
    old, new = (
        program.ask("PATCH", f"/cases/{case.id}", json=body, headers={"If-Match": tag}) for tag in ('"1"', '"2"')
    )

    assert (old.status_code, old.get_json()["version"]) == (412, 2)
    assert [one["field"] for one in old.get_json()["conflicts"]] == ["name"]
    assert new.status_code == 200
    assert program.ask("PATCH", f"/cases/{case.id}", json=body).status_code == 428


def test_a_status_moves_on_from_the_newest_version_only(program: Program, case: Case) -> None:
    program.ask("PATCH", f"/cases/{case.id}", json={"values": {"name": "好邻居"}, "version": 1})
    old, new = (
        program.ask("PUT", f"/cases/{case.id}/status", json={"status": "submitted", "version": version})
        for version in (1, 2)
    )

    assert (old.status_code, old.get_json()["version"]) == (409, 2)
    assert (new.status_code, new.get_json()["status"]) == (200, "submitted")
    assert program.ask("PUT", f"/cases/{case.id}/status", json={"status": "archived", "version": 3}).status_code == 403


@pytest.mark.parametrize(
    ("values", "status", "field"),
    [
        ({"name": " "}, 400, "values.name"),
        ({"kind": "team"}, 400, "values.kind"),
        ({"team_size": {"value": "30"}}, 400, "values.team_size.value"),
        ({"started": "2023-02-30"}, 422, "values.started"),
        ({"place": {"code": "999999"}}, 422, "values.place"),
        ({"place": {"code": "110105"}}, 422, "values.place"),
        ({"parent": 999999}, 422, "values.parent"),
    ],
)
def test_wrong_values_are_told_where_they_stand_in_the_body(
    program: Program, values: dict[str, Any], status: int, field: str
) -> None:
    answer = program.ask("POST", "/cases", json={"values": NEW | values})
    english = program.ask("POST", "/cases", json={"values": NEW | values}, headers={"Accept-Language": "en-GB"})

    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert [one["field"] for one in answer.get_json()["errors"]] == [field]
    assert answer.get_json()["errors"][0]["detail"] != english.get_json()["errors"][0]["detail"]


def test_a_failure_inside_shows_nothing_of_the_inside(
    program: Program, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(cases, "get", fail)
    answer = program.ask("GET", f"/cases/{case.id}")

    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert "secret" not in answer.text


@pytest.fixture
def program(app: Flask, db_session: Session) -> Program:
    return program_of(app, db_session)


@pytest.fixture
def colleague(app: Flask, db_session: Session) -> Program:
    return program_of(app, db_session)


@pytest.fixture
def case(db_session: Session, program: Program) -> Case:
    made = cases.create(
        db_session,
        make_user(db_session),
        {"name": "邻里帮帮团", "kind": Kind.VOLUNTEER_TEAM, "place": make_case(db_session).place},
    )
    db_session.commit()
    return made
