"""Reports that are known already: the same text, and nearly the same one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.models import Report, ReportMark, User
from casebook.services import access, fingerprint, reports
from casebook.services.wording import Comparison, compare

#: How many known reports a warning names, the most similar first.
MOST_SHOWN = 5
#: How many are kept with a report: a reader may not know of the most similar ones.
_MOST_KEPT = 50
#: How many reports with marks in common are compared in full, those with most of them first.
_MOST_COMPARED = 200


@dataclass(frozen=True, slots=True)
class Similar:
    """A known report that tells the same story; ``share`` of the shorter text stands in the other one (estimated)."""

    report: Report
    share: float
    same_text: bool

    @property
    def percent(self) -> int:
        """The share as people read it: all of it only where the texts are the very same."""
        return 100 if self.same_text else min(99, round(self.share * 100))


def marks_of(text: str, body: str) -> tuple[str, dict[str, Any]]:
    """Hash and fingerprint of a new report; ``body`` is its text without the page around the article."""
    return fingerprint.text_hash(text), {"sketch": fingerprint.sketch(body), "similar": []}


def same_text(session: Session, user: User, text_hash: str) -> Report | None:
    """The first report with this very text among those the user may review."""
    return session.scalars(
        select(Report)
        .where(Report.text_hash == text_hash, access.reviewable_reports(user))
        .order_by(Report.id)
        .limit(1)
    ).first()


def note_similar(session: Session, report: Report) -> None:
    """Look once, when a report comes in, for the same story among the others, and keep with it which they are.

    Who may know of which is asked when they are shown (``similar_to``). Leaves the marks by which later reports find
    this one.
    """
    probe = fingerprint.Probe(report.fingerprint["sketch"])
    marks = fingerprint.marks(report.fingerprint["sketch"])
    others = select(Report.id, Report.text_hash, Report.fingerprint).where(
        Report.id.in_(_with_marks(session, marks)) | (Report.text_hash == report.text_hash), Report.id != report.id
    )
    found: list[tuple[float, int]] = []
    for report_id, text_hash, known in session.execute(others):
        share = 1.0 if text_hash == report.text_hash else probe.shared(known.get("sketch", ()))
        if share >= fingerprint.SAME_STORY:
            found.append((share, report_id))
    found.sort(key=lambda hit: (-hit[0], hit[1]))
    kept = [[report_id, round(share, 3)] for share, report_id in found[:_MOST_KEPT]]
    report.fingerprint = report.fingerprint | {"similar": kept}
    session.add_all(ReportMark(mark=mark, report_id=report.id) for mark in marks)
    session.flush()


def _with_marks(session: Session, marks: Sequence[int]) -> Sequence[int]:
    """The reports that share most of ``marks``."""
    sharing = (
        select(ReportMark.report_id)
        .where(ReportMark.mark.in_(marks))
        .group_by(ReportMark.report_id)
        .order_by(func.count().desc(), ReportMark.report_id)
        .limit(_MOST_COMPARED)
    )
    return session.scalars(sharing).all()


def similar_to(session: Session, user: User, report: Report) -> Sequence[Similar]:
    """Reports of the same story that were there before, among those the user may read; the most similar first."""
    shares: dict[int, float] = dict(report.fingerprint.get("similar", ()))
    if not shares:
        return []
    known = session.scalars(select(Report).where(Report.id.in_(shares), reports.readable(user)))
    similar = [Similar(one, shares[one.id], one.text_hash == report.text_hash) for one in known]
    return sorted(similar, key=lambda one: (-one.share, one.report.id))[:MOST_SHOWN]


def comparison(session: Session, user: User, report: Report, known_id: int) -> tuple[Report, Comparison]:
    """A known report and where its words differ from those of ``report``; NotFound where the user may not read it."""
    known = reports.require_readable(session, user, known_id)
    return known, compare(known.text, report.text)
