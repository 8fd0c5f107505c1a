"""Finding cases: the query in the URL, filters, words, facets and pages; the engine behind one interface."""

from sqlalchemy.orm import Session

from casebook.search.attributes import FACETS, SIZE_BANDS, band_code
from casebook.search.backend import CaseSearch, Cross, Hits
from casebook.search.document import search_text
from casebook.search.index.catching_up import warm
from casebook.search.index.engine import IndexSearch
from casebook.search.index.replica import read_from, read_newest
from casebook.search.query import PAGE_SIZES, SORTS, CaseQuery, Sort, parse, toggled, unparse
from casebook.search.visibility import EVERYTHING, CaseVisibility

__all__ = [
    "EVERYTHING",
    "FACETS",
    "PAGE_SIZES",
    "SIZE_BANDS",
    "SORTS",
    "CaseQuery",
    "CaseSearch",
    "CaseVisibility",
    "Cross",
    "Hits",
    "Sort",
    "band_code",
    "parse",
    "read_from",
    "read_newest",
    "search_for",
    "search_text",
    "toggled",
    "unparse",
    "warm",
]


def search_for(session: Session) -> CaseSearch:
    """The engine that answers for the database of ``session``."""
    return IndexSearch(session)
