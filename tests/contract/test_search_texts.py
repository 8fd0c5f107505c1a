"""Search texts: of reports without the people in them, and made anew when an older program has made them."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from casebook.models import Case, Report, User
from casebook.record import Kind, Role
from casebook.search.document import VERSION
from casebook.services import cases, intake, search_texts
from tests.factories import make_case, make_report, make_user
from tests.factories.case import DIANLIU

HOME = {"name": "如康家园", "kind": Kind.CARE_HOME, "place": DIANLIU}
PRIVATE = {"contact_person": "阿依古丽", "contact_phone": "8895 0133"}


def test_a_report_that_is_taken_in_can_be_searched_without_its_people(db_session: Session, worker: User) -> None:
    text = "甸柳新村街道的調解室\n居民王小芳拨打13812345678求助。王小芳说，邻居很快握手言和。"
    report = intake.take_text(db_session, worker, text).report

    assert report.search_text == "甸柳新村街道的调解室\n居民王某某拨打***********求助。王某某说,邻居很快握手言和。"
    assert report.search_version == VERSION


def test_the_contact_of_a_case_is_hidden_in_its_reports(db_session: Session, worker: User) -> None:
    report = make_report(db_session, worker, text="请找阿依古丽，电话8895 0133。")
    assert "阿依古丽" in report.search_text
    case = cases.create(db_session, worker, {**HOME, **PRIVATE}, report=report)
    assert not {"阿依古丽", "0133"} & _words_found(db_session, report)

    cases.update(db_session, worker, case.id, HOME, case.version)
    assert {"阿依古丽", "0133"} <= _words_found(db_session, report)
    other = cases.create(db_session, worker, {**HOME, **PRIVATE, "name": "阳光家园"})
    cases.attach_report(db_session, worker, other, report)
    assert not {"阿依古丽", "0133"} & _words_found(db_session, report)


def test_texts_of_an_older_program_are_made_anew_and_only_once(db_session: Session, worker: User) -> None:
    parent = make_case(db_session, worker, name="甸亮初心")
    case = make_case(db_session, worker, name="議事長廊", parent_id=parent.id)
    report = make_report(db_session, worker)
    ids, right = (case.id, report.id), (case.search_text, report.search_text)
    for model in (Case, Report):
        db_session.execute(update(model).values(search_text="旧", search_version=0))
    db_session.expire_all()

    assert search_texts.stale(db_session) == sum(search_texts.rebuild(db_session)) == 3
    again = db_session.get_one(Case, ids[0]), db_session.get_one(Report, ids[1])
    assert tuple(one.search_text for one in again) == right
    assert again[0].version == 1
    assert list(search_texts.rebuild(db_session)) == []


def _words_found(session: Session, report: Report) -> set[str]:
    session.refresh(report)
    return {word for word in ("阿依古丽", "0133") if word in report.search_text}


@pytest.fixture
def worker(db_session: Session) -> User:
    return make_user(db_session, Role.WORKER, "370102009")
