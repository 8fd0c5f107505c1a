"""Reports that are known already: the same text, and nearly the same one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.models import Report, User
from casebook.services import access, fingerprint, reports
from casebook.services.wording import Comparison, compare

#: How many known reports a warning names, the most similar first.
MOST_SHOWN = 5
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Similar:
    """A known report that tells the same story; ``share`` of the shorter text stands in the other one (estimated)."""

    report: Report
    share: float
    same_text: bool

    @property
    def percent(self) -> int:
        """The share as people read it."""
        return round(self.share * 100)


def marks_of(text: str, body: str) -> tuple[str, dict[str, list[int]]]:
    """Hash and fingerprint of a new report; ``body`` is its text without the page around the article."""
    return fingerprint.text_hash(text), {"sketch": fingerprint.sketch(body)}


def same_text(session: Session, user: User, text_hash: str) -> Report | None:
    """The first report with this very text among those the user may review."""
    return session.scalars(
        select(Report)
        .where(Report.text_hash == text_hash, access.reviewable_reports(user))
        .order_by(Report.id)
        .limit(1)
    ).first()


def similar_to(session: Session, user: User, report: Report) -> Sequence[Similar]:
    """Known reports that tell the same story as ``report``, among those the user may read; the most similar first."""
    ours = report.fingerprint.get("sketch", [])
    known = (
        select(Report.id, Report.text_hash, Report.fingerprint)
        .where(Report.id != report.id, reports.readable(user))
        .execution_options(yield_per=_BATCH)
    )
    found: list[tuple[float, int, bool]] = []
    for report_id, text_hash, marks in session.execute(known):
        same = text_hash == report.text_hash
        share = 1.0 if same else fingerprint.shared(ours, marks.get("sketch", []))
        if share >= fingerprint.SAME_STORY:
            found.append((share, report_id, same))
    found.sort(key=lambda hit: (-hit[0], hit[1]))
    best = found[:MOST_SHOWN]
    loaded = {one.id: one for one in session.scalars(select(Report).where(Report.id.in_([hit[1] for hit in best])))}
    return [Similar(loaded[report_id], share, same) for share, report_id, same in best]


def comparison(session: Session, user: User, report: Report, known_id: int) -> tuple[Report, Comparison]:
    """A known report and where its words differ from those of ``report``; NotFound where the user may not read it."""
    known = reports.require_readable(session, user, known_id)
    return known, compare(known.text, report.text)
