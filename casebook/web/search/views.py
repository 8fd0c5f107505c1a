"""``/cases``: words, filters with counts, sort and pages, all of it in the URL."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from flask import Blueprint, render_template, request, url_for

from casebook.bilingual import Bilingual
from casebook.record import COLUMNS
from casebook.search import PAGE_SIZES, SORTS, CaseQuery, parse, unparse
from casebook.search.query import MULTIPLE, Sort
from casebook.search.words import SCOPE_WORDS
from casebook.services import access, bulk_edits, listing, saved_searches
from casebook.services.filters import LABELS, Chip, describe, in_words, single_words
from casebook.web.guard import allow
from casebook.web.login import the_user
from casebook.web.paging import Page
from casebook.web.session import get_session

bp = Blueprint("search", __name__)


_CHOICE_ORDERS = {"count": Bilingual("按件数", "By number"), "name": Bilingual("按名称", "By name")}


class Order(NamedTuple):
    """An order to choose: its name, where it leads, and whether the listing has it."""

    label: Bilingual
    url: str
    chosen: bool


class PageSize(NamedTuple):
    """A number of cases a page to choose."""

    number: int
    url: str
    chosen: bool


@bp.get("/cases", endpoint="listing")
@allow()
def show_listing() -> str:
    """The page of cases that the URL asks for."""
    query, problems = parse(request.args.to_dict(flat=False))
    session, user = get_session(), the_user()
    found = listing.find(session, user, query)
    saved = saved_searches.saved_as(session, user, found.query)
    return render_template(
        "search/listing.html",
        found=found,
        query=found.query,
        problems=problems,
        chips=describe(found.query),
        filters=len(describe(replace(found.query, q=""))),
        labels=LABELS,
        search_fields=SCOPE_WORDS.values(),
        orders=_orders(found.query),
        page_sizes=_page_sizes(found.query),
        multiple=MULTIPLE,
        path=request.path,
        link=_link,
        other_synonyms=replace(found.query, synonyms=not found.query.synonyms, page=1),
        page=Page(found.number, found.pages, found.total, lambda number: _link(replace(found.query, page=number))),
        export_link=lambda ending: _export_link(replace(found.query, columns=found.query.shown_columns), ending),
        export_all=lambda ending: _export_link(replace(found.query, columns=()), ending),
        all_columns=COLUMNS,
        relaxed=_relaxed(found) if not found.total else [],
        may_write=access.is_writer(user),
        search_key=unparse(replace(found.query, columns=(), sort=None, page=1, per_page=PAGE_SIZES[0])),
        most_selected=bulk_edits.MOST_CASES,
        saved=saved,
        new=saved_searches.new_since_last_time(saved, [row.case.id for row in found.rows]) if saved else (),
        query_string=unparse(replace(found.query, page=1)),
        statistics_query=unparse(found.query.conditions),
        share_link=request.host_url.rstrip("/") + _link(found.query),
    )


@bp.get("/cases/choices/<facet>", endpoint="choices")
@allow()
def show_choices(facet: str) -> str:
    """Every value of one filter, where the listing shows only the largest."""
    query, _ = parse(request.args.to_dict(flat=False))
    by_name = request.args.get("by") == "name"
    found = listing.choices(get_session(), the_user(), query, facet, by_name=by_name)
    parameters = unparse(replace(query, page=1))
    return render_template(
        "search/choices.html",
        facet=found,
        title=LABELS[facet],
        by_name=by_name,
        conditions=in_words(query) if query.filtered else None,
        listing=url_for("search.listing"),
        query_string=parameters,
        orders=[(text, f"{request.path}?{parameters}&by={by}") for by, text in _CHOICE_ORDERS.items()],
    )


def _link(query: CaseQuery) -> str:
    """The address of another listing; only its query string is made anew because a page holds hundreds of them."""
    parameters = unparse(query)
    return f"{request.path}?{parameters}" if parameters else request.path


def _orders(query: CaseQuery) -> list[Order]:
    """The orders; by relevance only where there are words that a case can be relevant to."""
    offered = [sort for sort in SORTS if query.terms or sort is not Sort.RELEVANCE]
    return [Order(SORTS[sort], _link(replace(query, sort=sort, page=1)), sort is query.order) for sort in offered]


def _page_sizes(query: CaseQuery) -> list[PageSize]:
    """The sizes of a page; a change of size begins at the first page."""
    return [
        PageSize(number, _link(replace(query, per_page=number, page=1)), number == query.per_page)
        for number in PAGE_SIZES
    ]


def _export_link(query: CaseQuery, ending: str) -> str:
    """The export of everything that the listing finds: the same parameters, all pages."""
    return f"{url_for('exports.export', ending=ending)}?{unparse(replace(query, page=1))}"


def _relaxed(found: listing.Listing) -> list[tuple[Chip, int]]:
    """Which single word or filter to give up to find something, and how many cases that finds."""
    session, user = get_session(), the_user()
    chips = [*single_words(found.query), *describe(found.query)]
    if len(chips) == 1:
        return []  # without its only condition every case is found, which is no advice
    counted = [(chip, listing.count(session, user, chip.without)) for chip in chips]
    return [(chip, count) for chip, count in counted if count]
