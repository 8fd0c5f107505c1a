"""Reports are read, recognised and kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook import migrations
from casebook.db import announce_write, make_sessions
from casebook.errors import Invalid, NotAllowed, NotFound
from casebook.files import FileStore, LocalFiles
from casebook.models import AuditEvent, Report, User
from casebook.record import CaseStatus, DraftState, Role
from casebook.services import duplicates, intake, reports
from tests.factories import attach, make_case, make_draft, make_report, make_user
from tests.support.databases import Backend, Databases

STORY = """槐荫区：一碗热粥连起邻里
来源：槐荫街道 2024-03-08

槐荫区西市场街道的“邻里粥铺”今年迎来第三个春天。每天清晨五点半，十二名志愿者开始熬粥，七点前送到三十余位独居老人家中。
粥铺由社区闲置的自行车棚改造而成，灶具来自居民捐赠，米面由辖区两家企业按月提供。去年腊月，志愿者还为老人包了两千多个饺子。
“送粥也是看门。”队长韩秋生说，志愿者每次上门都会看一眼煤气和药盒，半年里已经三次及时联系家属和医院。
"""
NOTHING = "昨日多云转晴，最高气温二十六度，偏南风三级。预计未来三天仍以晴到多云天气为主，早晚温差较大，请注意增减衣物。"


def test_a_pasted_report_is_kept_with_what_it_says_of_itself(db_session: Session) -> None:
    worker = make_user(db_session, Role.WORKER, "370104")
    report = intake.take_text(db_session, worker, STORY).report
    assert report.title == "槐荫区：一碗热粥连起邻里"
    assert report.published == "2024-03-08"
    assert (report.brought_by, report.region_code, report.file_key) == (worker, "370104", None)
    assert report.text == STORY.strip()
    event = db_session.scalars(select(AuditEvent).where(AuditEvent.action == "report_added")).one()
    assert (event.subject, event.subject_id) == ("report", report.id)


def test_every_stored_span_is_what_its_quote_says(db_session: Session) -> None:
    report = intake.take_text(db_session, make_user(db_session), "📣🎉 " + STORY).report
    evidence = [row for draft in report.drafts for row in draft.evidence]
    assert evidence
    assert all(report.text[row.start : row.end] == row.quote for row in evidence)


def test_the_same_text_is_not_stored_twice(db_session: Session) -> None:
    worker = make_user(db_session)
    first = intake.take_text(db_session, worker, STORY)
    again = intake.take_text(db_session, worker, STORY.replace("\n", "\r\n") + "  ")
    assert (again.known, again.report) == (True, first.report)
    assert db_session.scalar(select(func.count()).select_from(Report)) == 1


def test_a_form_that_was_sent_twice_at_once_makes_one_report(databases: Databases, backend: Backend) -> None:
    engine = databases.empty(backend)
    migrations.upgrade(engine)
    sessions = make_sessions(engine)
    with sessions() as session:
        user_id = make_user(session).id
        session.commit()
    together = Barrier(2)

    def send() -> int:
        with sessions() as session:
            announce_write(session)
            user = session.get_one(User, user_id)
            if backend == "postgresql":  # SQLite lets one writer in at a time, from its first statement on
                together.wait()
            taken = intake.take_text(session, user, STORY)
            session.commit()
            return taken.report.id

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: send(), range(2))
    assert first == second


def test_a_reprint_is_stored_with_a_warning(db_session: Session) -> None:
    worker = make_user(db_session)
    first = intake.take_text(db_session, worker, STORY).report
    reprint = STORY.replace("十二名", "二十名").replace("去年腊月，志愿者还为老人包了两千多个饺子。", "")
    taken = intake.take_text(db_session, worker, reprint)
    assert not taken.known
    assert [similar.report for similar in taken.similar] == [first]
    _, comparison = duplicates.comparison(db_session, worker, taken.report, first.id)
    differing = "".join(piece.text for row in comparison.rows for piece in row.right if piece.differs)
    assert "二十" in differing or "二" in differing


def test_a_report_of_another_office_is_no_duplicate_until_its_cases_are_open(db_session: Session) -> None:
    here, there = make_user(db_session, region="370102"), make_user(db_session, region="370104")
    known = intake.take_text(db_session, there, STORY).report
    taken = intake.take_text(db_session, here, STORY)
    assert not taken.known
    assert taken.similar == []
    attach(db_session, make_case(db_session, there, status=CaseStatus.VERIFIED), known)
    (similar,) = duplicates.similar_to(db_session, here, taken.report)
    assert (similar.report, similar.same_text) == (known, True)


def test_a_report_without_any_initiative_is_kept(db_session: Session) -> None:
    taken = intake.take_text(db_session, make_user(db_session), NOTHING)
    assert taken.report.id
    assert taken.report.drafts == []


@pytest.mark.parametrize("text", ["", " \n ", "字" * 1_700_000])
def test_texts_that_are_no_report_are_refused_with_advice(db_session: Session, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        intake.take_text(db_session, make_user(db_session), text)
    assert refused.value.message.zh


def test_the_bytes_of_a_file_are_kept_under_a_random_key(db_session: Session, files: FileStore) -> None:
    worker = make_user(db_session)
    data = STORY.encode("gb18030")
    report = intake.take_file(db_session, worker, data, "..\\..\\粥铺 报道.txt", files=files).report
    assert report.file_name == "粥铺 报道.txt"
    assert "邻里粥铺" in report.text
    assert report.file_key is not None
    assert "粥" not in report.file_key
    assert reports.original(db_session, worker, report.id, files) == (data, report)


def test_a_pasted_report_has_no_original_file(db_session: Session, files: FileStore) -> None:
    worker = make_user(db_session)
    report = intake.take_text(db_session, worker, STORY).report
    with pytest.raises(NotFound):
        reports.original(db_session, worker, report.id, files)


def test_report_writers_bring_no_reports(db_session: Session) -> None:
    with pytest.raises(NotAllowed):
        intake.take_text(db_session, make_user(db_session, Role.REPORTER), STORY)


def test_the_list_shows_open_work_of_the_own_region_first(db_session: Session) -> None:
    worker = make_user(db_session, region="370102")
    open_one = make_report(db_session, worker, title="有待确认")
    make_draft(db_session, open_one)
    make_draft(db_session, make_report(db_session, worker, title="已处理"), state=DraftState.ACCEPTED)
    make_report(db_session, make_user(db_session, region="370104"), title="别处")
    page = reports.find(db_session, worker)
    assert [(row.report.title, row.open, row.drafts) for row in page.rows] == [("有待确认", 1, 1), ("已处理", 0, 1)]
    assert [row.report.title for row in reports.find(db_session, worker, only_open=True).rows] == ["有待确认"]


def test_words_of_the_list_must_all_be_found(db_session: Session) -> None:
    worker = make_user(db_session)
    make_report(db_session, worker, title="粥铺开张", text="一碗热粥")
    assert reports.find(db_session, worker, "粥铺 热粥").total == 1
    assert reports.find(db_session, worker, "粥铺 调解").total == 0
    assert reports.find(db_session, worker, "%").total == 0


def test_a_page_beyond_the_end_is_the_last_page(db_session: Session) -> None:
    worker = make_user(db_session)
    for number in range(reports.REPORTS_A_PAGE + 1):
        make_report(db_session, worker, title=f"第{number}篇")
    page = reports.find(db_session, worker, page=99)
    assert (page.number, page.pages, len(page.rows)) == (2, 2, 1)


def test_who_sees_a_case_may_read_its_report_and_nobody_else(db_session: Session) -> None:
    owner, stranger = make_user(db_session, region="370104"), make_user(db_session, Role.REPORTER, "110101")
    report = make_report(db_session, owner)
    case = make_case(db_session, owner, status=CaseStatus.DRAFT)
    attach(db_session, case, report)
    with pytest.raises(NotFound):
        reports.read(db_session, stranger, report.id)
    case.status = CaseStatus.VERIFIED
    db_session.flush()
    reading = reports.read(db_session, stranger, report.id)
    assert (reading.report, list(reading.cases), reading.may_review) == (report, [case], False)


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return LocalFiles(tmp_path / "files")
