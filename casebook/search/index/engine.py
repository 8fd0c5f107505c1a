"""``CaseSearch`` by the index: words, filters and rights are sets of cases; counts and orders follow from them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from pyroaring import BitMap
from sqlalchemy.orm import Session

from casebook.search.attributes import FACETS
from casebook.search.backend import Cross, Hits
from casebook.search.index.bitmaps import union
from casebook.search.index.catching_up import Snapshot, snapshot
from casebook.search.index.documents import read_imported, read_names, section_of
from casebook.search.index.ordering import window
from casebook.search.query import CaseQuery, Sort
from casebook.search.visibility import CaseVisibility
from casebook.search.words import Scope, Term


class IndexSearch:
    """``CaseSearch`` for an open session; its uncommitted changes count for its own questions."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def hits(self, query: CaseQuery, visible: CaseVisibility, facets: Collection[str] = ()) -> Hits:
        """See ``CaseSearch``."""
        with snapshot(self._session) as taken:
            question = _Question(taken, query, visible)
            start = (query.page - 1) * query.per_page
            ids = question.window(start, start + query.per_page)
            return Hits(ids, len(question.found), {facet: question.count(facet) for facet in facets})

    def all_ids(self, query: CaseQuery, visible: CaseVisibility) -> Iterator[int]:
        """See ``CaseSearch``."""
        with snapshot(self._session) as taken:
            question = _Question(taken, query, visible)
            return iter(question.window(0, len(question.found)))

    def cross(self, query: CaseQuery, visible: CaseVisibility, rows: str, columns: str) -> Cross:
        """See ``CaseSearch``."""
        with snapshot(self._session) as taken:
            found = _Question(taken, query, visible).found
            by_row, by_column = taken.view.split(rows, found), taken.view.split(columns, found)
        cells = {
            row: _sizes({column: cases & having for column, having in by_column.items()})
            for row, cases in by_row.items()
            if cases
        }
        return Cross(len(found), _sizes(by_row), _sizes(by_column), cells)

    def matching(self, query: CaseQuery, visible: CaseVisibility, ids: Iterable[int]) -> set[int]:
        """See ``CaseSearch``."""
        with snapshot(self._session) as taken:
            return set(_Question(taken, query, visible).found & BitMap(ids))


def _sizes(sets: Mapping[str, BitMap]) -> dict[str, int]:
    return {value: len(cases) for value, cases in sets.items() if cases}


class _Question:
    """One query put to one state of the database."""

    def __init__(self, taken: Snapshot, query: CaseQuery, visible: CaseVisibility) -> None:
        self._taken, self._view, self._query, self._visible = taken, taken.view, query, visible
        self._filters = self._chosen()
        self._said = self._by_words()
        self.found = self._filtered()

    def window(self, start: int, stop: int) -> list[int]:
        """The cases found, from ``start`` to before ``stop``."""
        order = self._query.order
        terms = self._query.terms if order is Sort.RELEVANCE else ()
        in_name = [self._with_word(replace(term, scope=Scope.NAME)) for term in terms if not term.excluded]
        return window(self._view, self.found, order, start, stop, words=in_name, names_of=self._names)

    def count(self, facet: str) -> dict[str, int]:
        """The values of a facet with their numbers of cases, under all filters but its own."""
        if not self._query.terms and not (self._filters.keys() - {facet}):
            return self._view.keep(("count", facet, self._visible), lambda: self._view.count(facet, self._said))
        return self._view.count(facet, self._filtered(without=facet))

    def _chosen(self) -> dict[str, BitMap]:
        """The cases that each filter leaves, by its facet or its name."""
        query = self._query
        given = {facet: tuple(map(str, getattr(query, facet))) for facet in FACETS if facet != "size"}
        chosen = {facet: self._view.choose(facet, values) for facet, values in given.items() if values}
        if query.size_min is not None or query.size_max is not None:
            chosen["size"] = self._view.sized(query.size_min, query.size_max)
        if query.imported is not None:
            chosen["imported"] = BitMap(read_imported(self._taken.connection, query.imported))
        return chosen

    def _by_words(self) -> BitMap:
        """What may be seen and meets the words."""
        found = self._view.seen_by(self._visible)
        for term in self._query.terms:
            cases = self._with_word(term)
            found = found - cases if term.excluded else found & cases
        return found

    def _filtered(self, without: str = "") -> BitMap:
        found = self._said
        for facet, cases in self._filters.items():
            if facet != without:
                found = found & cases
        return found

    def _with_word(self, term: Term) -> BitMap:
        return union([self._holding(text, term.scope) for text in term.texts])

    def _holding(self, text: str, scope: Scope) -> BitMap:
        """The cases that hold ``text``: by the postings, and those that changed since by reading them."""
        indexed = self._taken.postings.cases(self._taken.connection, self._view.live, text, scope)
        if not self._view.pending:
            return indexed
        read = self._view.keep((text, scope), lambda: self._read(text, scope))
        return (indexed - self._view.pending_cases) | read

    def _read(self, text: str, scope: Scope) -> BitMap:
        documents = ((case_id, pending.document) for case_id, pending in self._view.pending.items())
        return BitMap([i for i, document in documents if document and text in section_of(document.text, scope)])

    def _names(self, case_ids: Iterable[int]) -> dict[int, str]:
        pending = ((case_id, self._view.pending.get(case_id)) for case_id in case_ids)
        known = {i: p.document.attributes.name for i, p in pending if p is not None and p.document is not None}
        return known | read_names(self._taken.connection, set(case_ids) - known.keys())
