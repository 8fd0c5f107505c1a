"""What a search engine must answer; the pages know only this."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from casebook.search.query import CaseQuery
from casebook.search.visibility import CaseVisibility


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of ids in order, how many cases there are in all, and the counts of the facets that were asked for.

    ``facets`` maps facet and value (as in the URL, ``10-49`` for sizes) to the number of cases.
    """

    ids: Sequence[int]
    total: int
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cross:
    """The cases of one state counted by the values of two facets; ``""`` stands for the cases that have none.

    ``rows`` and ``columns`` say how many cases have each value, ``cells`` how many have both (by row, then column);
    zeros are left out. A case with several values counts for each of them, so numbers need not add up to ``total``.
    """

    total: int
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    cells: Mapping[str, Mapping[str, int]]


class CaseSearch(Protocol):
    """Finds cases. ``visible`` says what the user may see; it holds for every answer, counts included.

    An answer knows everything that is committed, and what its own session has changed so far.
    """

    def hits(self, query: CaseQuery, visible: CaseVisibility, facets: Collection[str] = ()) -> Hits:
        """The ids of the page that ``query`` asks for (beyond the last page there are none), with some of ``FACETS``;
        each counts the cases of its values under all filters but its own."""

    def all_ids(self, query: CaseQuery, visible: CaseVisibility) -> Iterator[int]:
        """The ids of every page in the order of ``query``."""

    def cross(self, query: CaseQuery, visible: CaseVisibility, rows: str, columns: str) -> Cross:
        """What ``query`` finds, by two of ``FACETS``; unlike in ``hits`` all filters hold for all numbers."""

    def matching(self, query: CaseQuery, visible: CaseVisibility, ids: Iterable[int]) -> set[int]:
        """Those of ``ids`` that ``query`` finds, whatever its page."""
