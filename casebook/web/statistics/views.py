"""``/statistics``: the cases of a listing counted by two facets, with the filters of ``/cases`` in the URL."""

from __future__ import annotations

from dataclasses import replace
from typing import IO
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, render_template, request, url_for

from casebook.search import CaseQuery, parse, unparse
from casebook.services import exporting, facets, statistics
from casebook.services.filters import LABELS, describe
from casebook.services.statistics import Statistics
from casebook.web.downloads import download
from casebook.web.guard import allow
from casebook.web.i18n import language
from casebook.web.login import the_user
from casebook.web.session import begin_writing, get_session

bp = Blueprint("statistics", __name__)


@bp.get("/statistics", endpoint="table")
@allow()
def show_table() -> str:
    """The table that the URL asks for."""
    query, problems = parse(request.args.to_dict(flat=False))
    table = _counted(query)
    return render_template(
        "statistics/table.html",
        table=table,
        by=_order(),
        problems=problems,
        chips=[(chip, _link(chip.without)) for chip in describe(table.query)],
        labels=LABELS,
        rows_offered=[(facet, LABELS[facet]) for facet in facets.offered(table.query)],
        across_offered=[(facet, LABELS[facet]) for facet in statistics.ACROSS],
        largest=max((line.total.count for line in table.lines), default=0),
        orders=statistics.ORDERS,
        most_rows=statistics.MOST_ROWS,
        hidden=parse_qsl(unparse(replace(table.query, q=""))),
        within=lambda inner: _link(inner, rows=statistics.usual_rows(inner)),
        exports=[(ending, _export_link(table, ending)) for ending in statistics.ENDINGS],
    )


@bp.get("/statistics/export.<any(csv, xlsx):ending>")
@allow()
def export(ending: str) -> Response:
    """The table as a file, put on record."""
    query, _ = parse(request.args.to_dict(flat=False))
    session, user, table = get_session(), the_user(), _counted(query)

    def make(file: IO[bytes]) -> str:
        heading = statistics.export(session, user, table, language(), ending, file)
        begin_writing()
        exporting.note(session, user, table.query, heading, ending, rows=table.rows, across=table.columns)
        session.commit()
        return exporting.file_name(table.query, heading, ending, statistics.TITLE)

    return download(make, ending)


def _counted(query: CaseQuery) -> Statistics:
    return statistics.count(get_session(), the_user(), query, *_facets(query), by_count=_order() == "count")


def _facets(query: CaseQuery) -> tuple[str, str]:
    """What stands down and what across; where the URL names no fitting facet, what is usual."""
    rows, across = request.args.get("rows", ""), request.args.get("across", "")
    rows = rows if rows in facets.offered(query) else statistics.usual_rows(query)
    usual = "kind" if rows != "kind" else "status"
    return rows, across if across in statistics.ACROSS and across != rows else usual


def _order() -> str:
    by = request.args.get("by", "")
    return by if by in statistics.ORDERS else next(iter(statistics.ORDERS))


def _link(query: CaseQuery, **other: str) -> str:
    """The address of another table: what stands down, across and first stays, unless ``other`` says so."""
    shape = {name: request.args[name] for name in ("rows", "across", "by") if name in request.args} | other
    parameters = "&".join(part for part in (unparse(query), urlencode(shape)) if part)
    return f"{request.path}?{parameters}" if parameters else request.path


def _export_link(table: Statistics, ending: str) -> str:
    shape = urlencode({"rows": table.rows, "across": table.columns, "by": _order()})
    address = url_for("statistics.export", ending=ending)
    return "&".join(part for part in (f"{address}?{shape}", unparse(table.query)) if part)
