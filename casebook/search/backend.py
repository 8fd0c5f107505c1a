"""What a search engine must answer; the pages know only this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from casebook.search.query import CaseQuery
from casebook.search.visibility import CaseVisibility


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of ids in order, and how many cases there are in all."""

    ids: Sequence[int]
    total: int


class CaseSearch(Protocol):
    """Finds cases. ``visible`` says what the user may see; it holds for every answer, counts included."""

    def hits(self, query: CaseQuery, visible: CaseVisibility) -> Hits:
        """The ids of the page that ``query`` asks for; beyond the last page there are none."""

    def all_ids(self, query: CaseQuery, visible: CaseVisibility) -> Iterator[int]:
        """The ids of every page in the order of ``query``."""

    def matching(self, query: CaseQuery, visible: CaseVisibility, ids: Sequence[int]) -> set[int]:
        """Those of ``ids`` (a thousand or so) that ``query`` finds, on whatever page."""

    def facets(self, query: CaseQuery, visible: CaseVisibility) -> Mapping[str, Mapping[str, int]]:
        """For each of ``FACETS`` the number of cases by value; values are those of the URL, ``10-49`` for sizes."""
