"""The list of reports, one report to read, its original file, and the comparison with a known one."""

from __future__ import annotations

import io
from functools import partial

from flask import render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from casebook.services import duplicates, reports
from casebook.web.files import file_store
from casebook.web.guard import allow
from casebook.web.login import the_user
from casebook.web.paging import Page
from casebook.web.reports import review_views as _review_views  # noqa: F401  # its views join the blueprint
from casebook.web.reports.blueprint import bp
from casebook.web.reports.highlights import STYLES, highlight
from casebook.web.session import get_session

__all__ = ["bp"]


@bp.get("/reports")
@allow()
def listing() -> str:
    """The reports of the own region, those with open drafts first."""
    words, only_open = request.args.get("q", "").strip(), request.args.get("open") == "1"
    found = reports.find(get_session(), the_user(), words, request.args.get("page", 1, type=int), only_open)
    page = Page(found.number, found.pages, found.total, partial(_page_url, words, only_open))
    return render_template("reports/listing.html", rows=found.rows, page=page, words=words, only_open=only_open)


def _page_url(words: str, only_open: bool, number: int) -> str:
    return url_for("reports.listing", q=words or None, open="1" if only_open else None, page=number)


@bp.get("/reports/<int:report_id>")
@allow()
def detail(report_id: int) -> str:
    """One report to read, with the evidence for its cases marked."""
    reading = reports.read(get_session(), the_user(), report_id)
    names = {row.draft_id: row.case.name for row in reading.evidence if row.case and row.draft_id}
    text = highlight(reading.report.text, reading.evidence, names, reports.asides(reading.report.text))
    return render_template("reports/detail.html", reading=reading, report=reading.report, text=text, styles=STYLES)


@bp.get("/reports/<int:report_id>/original")
@allow()
def original(report_id: int) -> Response:
    """The file as it was uploaded; never shown inside the page, because it is foreign content."""
    data, report = reports.original(get_session(), the_user(), report_id, file_store())
    return send_file(
        io.BytesIO(data), "application/octet-stream", as_attachment=True, download_name=report.file_name or "report"
    )


@bp.get("/reports/<int:report_id>/compare/<int:known_id>")
@allow()
def compare(report_id: int, known_id: int) -> str:
    """Two reports of one story, the differing words side by side."""
    session, user = get_session(), the_user()
    reading = reports.read(session, user, report_id)
    known, comparison = duplicates.comparison(session, user, reading.report, known_id)
    return render_template("reports/compare.html", reading=reading, known=known, comparison=comparison)
