"""The search texts of reports, and of whatever an older version of the program has stored.

What is searched of a report is its article without private persons: nobody is to be found by a name that a report
mentions, nor by the contact of a case that rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session, selectinload

from casebook.extraction import cleaning
from casebook.models import Case, CaseReport, Report
from casebook.models.case_change import note_changes
from casebook.search.document import VERSION, search_text
from casebook.search.folding import fold
from casebook.services.case_values import values_of
from casebook.services.masking import Mask

_BATCH = 500


def refresh_report(session: Session, report: Report) -> None:
    """Make the search text of a report from its article and the contacts of its cases."""
    report.search_text = _report_text(report, _contacts(session, report) if report.id else ())
    report.search_version = VERSION


def refresh_reports(session: Session, case: Case) -> None:
    """Hide the contact of a case in the reports that it rests on; call it when either has changed, after the flush."""
    for link in case.report_links:
        refresh_report(session, link.report)
    session.flush()


def rebuild(session: Session) -> Iterator[int]:
    """Make every search text anew that another version of the program has made.

    Yields after each batch how many there were in it: commit then. What was done is not done again when it is
    interrupted.
    """
    yield from _rebuild_reports(session)
    yield from _rebuild_cases(session)


def stale(session: Session) -> int:
    """How many search texts ``rebuild`` would make."""
    return sum(
        session.scalar(select(func.count(model.id)).where(model.search_version != VERSION)) or 0
        for model in (Case, Report)
    )


def _rebuild_reports(session: Session) -> Iterator[int]:
    wanted = select(Report).where(Report.search_version != VERSION).order_by(Report.id).limit(_BATCH)
    while reports := session.scalars(wanted).all():
        for report in reports:
            refresh_report(session, report)
        session.flush()
        session.expunge_all()
        yield len(reports)


def _rebuild_cases(session: Session) -> Iterator[int]:
    """Written past the mapper: a case's version counts what people did to it."""
    wanted = (
        select(Case)
        .where(Case.search_version != VERSION)
        .order_by(Case.id)
        .limit(_BATCH)
        .options(selectinload(Case.parent_case))
    )
    table = Case.metadata.tables[Case.__tablename__]
    stored = (
        update(table)
        .where(table.c.id == bindparam("case"))
        .values(search_text=bindparam("text"), search_version=VERSION)
    )
    last = 0  # without it each batch would walk past all that are done
    while cases := session.scalars(wanted.where(Case.id > last)).all():
        texts = [
            {"case": case.id, "text": search_text(values_of(case), case.parent_case.name if case.parent_case else "")}
            for case in cases
        ]
        session.connection().execute(stored, texts)
        note_changes(session, [case.id for case in cases])
        last = cases[-1].id
        session.expunge_all()
        yield len(cases)


def _report_text(report: Report, private: Sequence[str]) -> str:
    article = cleaning.article_of(report.text)
    whole = article if report.title in article else f"{report.title}\n{article}"
    return fold(Mask(report.text, private)(whole))


def _contacts(session: Session, report: Report) -> list[str]:
    """The names and numbers of the contacts of all cases that rest on the report."""
    contacts = (
        select(Case.contact_person, Case.contact_phone)
        .join(CaseReport, CaseReport.case_id == Case.id)
        .where(CaseReport.report_id == report.id, or_(Case.contact_person != "", Case.contact_phone != ""))
    )
    return [text for row in session.execute(contacts) for text in row if text]
