"""Reports that are there already: who may read which, the list, one report with what it feeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from casebook.bilingual import Bilingual
from casebook.errors import NotFound
from casebook.extraction import cleaning
from casebook.files import FileStore, MissingFile
from casebook.models import Case, CaseReport, Draft, Evidence, Report, User
from casebook.record import DraftState, EvidenceState
from casebook.services import access

REPORTS_A_PAGE = 20
#: What is read of the words to look for; SQLite refuses to look for very long texts.
LONGEST_WORDS = 200
_AROUND = (cleaning.Part.FURNITURE, cleaning.Part.RELATED)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report of the list: its drafts still open, how many drafts it has, and how many cases rest on it."""

    report: Report
    open: int
    drafts: int
    cases: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of the list; ``number`` counts from 1 and never lies beyond the last page."""

    rows: Sequence[ReportRow]
    total: int
    number: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-self.total // REPORTS_A_PAGE))


@dataclass(frozen=True, slots=True)
class Reading:
    """A report with the cases it feeds that the user may see, and the evidence that may be shown with it."""

    report: Report
    cases: Sequence[Case]
    evidence: Sequence[Evidence]
    may_review: bool


def readable(user: User) -> ColumnElement[bool]:
    """The reports that the user may read: those to review, and the sources of cases that the user sees."""
    feeds = exists().where(CaseReport.report_id == Report.id, CaseReport.case_id == Case.id)
    return or_(access.reviewable_reports(user), feeds.where(access.visible_cases(user)))


def find(session: Session, user: User, words: str = "", page: int = 1, only_open: bool = False) -> ReportPage:
    """The reports of the user's own region, those with open drafts first, then the newest first.

    ``words`` (any blanks between them) must all stand in title, publisher or text.
    """
    open_drafts, mine = _open_drafts(user), _asked_for(user, words, only_open)
    total = session.scalar(select(func.count()).select_from(Report).where(mine)) or 0
    number = min(max(1, page), max(1, -(-total // REPORTS_A_PAGE)))
    rows = session.execute(
        select(
            Report,
            open_drafts,
            _count_of(Draft, Draft.report_id, true()),
            _count_of(CaseReport, CaseReport.report_id, true()),
        )
        .where(mine)
        .options(joinedload(Report.brought_by))
        .order_by(case((open_drafts > 0, 0), else_=1), Report.created_at.desc(), Report.id.desc())
        .limit(REPORTS_A_PAGE)
        .offset((number - 1) * REPORTS_A_PAGE)
    )
    return ReportPage([ReportRow(*row) for row in rows], total, number)


def newest(
    session: Session, user: User, words: str = "", *, only_open: bool = False, before: int | None = None, limit: int
) -> Sequence[Report]:
    """The reports of ``find``, the newest first; those that came before the report ``before`` where it is given."""
    mine = select(Report).where(_asked_for(user, words, only_open))
    if before is not None:
        mine = mine.where(Report.id < before)
    return session.scalars(mine.order_by(Report.id.desc()).limit(limit)).all()


def read(session: Session, user: User, report_id: int) -> Reading:
    """One report to read; raises NotFound where the user may not know of it."""
    report = require_readable(session, user, report_id)
    may_review = access.may_review(user, report)
    feeds = select(Case).join(CaseReport, CaseReport.case_id == Case.id).where(CaseReport.report_id == report.id)
    cases = session.scalars(feeds.where(access.visible_cases(user)).order_by(Case.id)).all()
    evidence = session.scalars(
        select(Evidence)
        .where(Evidence.report_id == report.id, Evidence.state != EvidenceState.REJECTED)
        .order_by(Evidence.start, Evidence.id)
    ).all()
    seen = {one.id for one in cases}
    mine = {draft.id for draft in report.drafts if access.may_review_draft(user, draft)}
    shown = [row for row in evidence if row.case_id in seen or (row.case_id is None and row.draft_id in mine)]
    return Reading(report, cases, shown, may_review)


def require_readable(session: Session, user: User, report_id: int) -> Report:
    """The report, or NotFound: a report that feeds only hidden cases must look like none."""
    report = session.scalar(
        select(Report).where(Report.id == report_id, readable(user)).options(joinedload(Report.brought_by))
    )
    if report is None:
        raise NotFound(_NO_REPORT)
    return report


def asides(text: str) -> list[tuple[int, int]]:
    """The stretches of a report that belong to the page around the article: menus, related links, notices."""
    found: list[tuple[int, int]] = []
    joins = False
    for line in cleaning.split_page(text).lines:
        if line.part in _AROUND:
            start = found.pop()[0] if joins else line.start
            found.append((start, line.end))
        joins = line.part in _AROUND
    return found


def original(session: Session, user: User, report_id: int, files: FileStore) -> tuple[bytes, Report]:
    """The bytes as they were uploaded; NotFound where the report was pasted or its file is gone."""
    report = require_readable(session, user, report_id)
    if report.file_key is None:
        raise NotFound(_NO_FILE)
    try:
        return files.get(report.file_key), report
    except MissingFile as error:
        raise NotFound(_NO_FILE) from error


def _asked_for(user: User, words: str, only_open: bool) -> ColumnElement[bool]:
    mine = _of_own_region(user)
    for word in words[:LONGEST_WORDS].split():
        mine = and_(
            mine,
            or_(*(column.icontains(word, autoescape=True) for column in (Report.title, Report.publisher, Report.text))),
        )
    return and_(mine, _open_drafts(user) > 0) if only_open else mine


def _open_drafts(user: User) -> ColumnElement[int]:
    """How many open drafts a report has for this user to decide; all of them for those who only read."""
    for_user = access.reviewable_drafts(user) if access.is_writer(user) else true()
    return _count_of(Draft, Draft.report_id, and_(Draft.state == DraftState.OPEN, for_user))


def _of_own_region(user: User) -> ColumnElement[bool]:
    """Writers: what they may review. Others: what their region brought and they may read."""
    if access.is_writer(user):
        return access.reviewable_reports(user)
    if user.region_code is None:
        return readable(user)
    return and_(readable(user), Report.region_code.startswith(user.region_code, autoescape=True))


def _count_of(model: type[Draft | CaseReport], key: object, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.count()).select_from(model).where(key == Report.id, condition).correlate(Report).scalar_subquery()
    )


_NO_REPORT = Bilingual(
    "没有这篇报道，或者您无权查看。请从报道列表中查找。",
    "There is no such report, or you may not read it. Look for it in the list of reports.",
)
_NO_FILE = Bilingual(
    "这篇报道没有保存原文件；全文见报道页面。",
    "No original file is kept for this report; its text is on its page.",
)
