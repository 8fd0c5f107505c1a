"""What a search engine must answer; the pages know only this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import ColumnElement

from casebook.search.query import CaseQuery

#: The facets in the order of the page; each counts the cases of its values under all filters but its own.
FACETS = ("province", "city", "district", "street", "community", "kind", "year", "size", "status")
#: Team sizes as bands, both ends included; the last one is open.
SIZE_BANDS: tuple[tuple[int, int | None], ...] = ((1, 9), (10, 49), (50, 199), (200, 999), (1000, None))


@dataclass(frozen=True, slots=True)
class Hits:
    """One page of ids in order, and how many cases there are in all."""

    ids: Sequence[int]
    total: int


class CaseSearch(Protocol):
    """Finds cases. ``visible`` is the condition that hides what the user may not see; it holds for every answer,
    counts included."""

    def hits(self, query: CaseQuery, visible: ColumnElement[bool]) -> Hits:
        """The ids of the page that ``query`` asks for; beyond the last page there are none."""

    def all_ids(self, query: CaseQuery, visible: ColumnElement[bool]) -> Iterator[int]:
        """The ids of every page in the order of ``query``."""

    def facets(self, query: CaseQuery, visible: ColumnElement[bool]) -> Mapping[str, Mapping[str, int]]:
        """For each of ``FACETS`` the number of cases by value; values are those of the URL, ``10-49`` for sizes."""
