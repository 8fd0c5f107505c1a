"""The facets beside a listing: which are offered, their largest values, and where a click on each leads.

A page holds a hundred such links, so each is put together from the parts that they share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import pairwise
from typing import Any
from urllib.parse import quote_plus

from casebook.bilingual import Bilingual
from casebook.record import LEVELS
from casebook.regions.reading import place_reading
from casebook.search import FACETS, SIZE_BANDS, CaseQuery, band_code, toggled, unparse
from casebook.services.filters import value_label

#: Facets longer than this are cut; the chosen values and the largest ones stay.
SHOWN_CHOICES = 12
#: Places below these levels are offered only once one above is chosen: a country has 600,000 communities.
_NEEDS_ABOVE = {
    "city": ("province",),
    "district": ("province", "city"),
    "street": ("district",),
    "community": ("street",),
}
_BANDS = {band_code(*band): at for at, band in enumerate(SIZE_BANDS)}
#: Stands for a value while the parts around it are written; no value of a filter can be this.
_BLANK = "\0"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value: how it reads, how many cases it leaves, and the query string that sets it, or removes a chosen one."""

    label: Bilingual
    count: int
    selected: bool
    query_string: str


@dataclass(frozen=True, slots=True)
class Facet:
    """The values to show, in order, and how many more there are."""

    name: str
    choices: Sequence[Choice]
    more: int


def offered(query: CaseQuery) -> tuple[str, ...]:
    """The facets that a page offers beside what ``query`` finds."""
    return tuple(
        facet
        for facet in FACETS
        if facet not in _NEEDS_ABOVE or any(query.places(level) for level in (*_NEEDS_ABOVE[facet], facet))
    )


def with_choices(query: CaseQuery, counts: Mapping[str, Mapping[str, int]]) -> list[Facet]:
    """The facets of ``counts`` that have values; cases by value as ``CaseSearch`` gives them."""
    facets = [_facet(name, query, counted) for name, counted in counts.items()]
    return [facet for facet in facets if facet.choices]


def complete(name: str, query: CaseQuery, counted: Mapping[str, int], *, by_name: bool) -> Facet:
    """The facet with every value, by the number of cases or as a Chinese dictionary orders the names."""
    facet = _facet(name, query, counted, most=None)
    if by_name:
        return Facet(name, sorted(facet.choices, key=lambda choice: place_reading(choice.label.zh)), 0)
    return facet


def _facet(name: str, query: CaseQuery, counted: Mapping[str, int], most: int | None = SHOWN_CHOICES) -> Facet:
    chosen, address = _chosen(name, query), _addresses(name, query)
    values = _largest(name, counted, chosen, most)
    choices = [
        Choice(value_label(name, value), counted.get(value, 0), value in chosen, address(value)) for value in values
    ]
    return Facet(name, choices, len(counted.keys() | chosen) - len(choices))


def _largest(name: str, counted: Mapping[str, int], chosen: set[str], most: int | None) -> list[str]:
    """The values to show: years from the newest, sizes from the smallest, the others by their number of cases.

    In a list that is cut the chosen ones come first: they may be far from the largest.
    """

    def place(value: str) -> tuple[int, str]:
        if name == "year":
            return -int(value), value
        if name == "size":
            return _BANDS.get(value, len(_BANDS)), value
        return -counted.get(value, 0), value

    shown = {*(counted if most is None else nsmallest(most, counted, key=place)), *chosen}
    cut = len(shown) < len(counted.keys() | chosen)
    return sorted(shown, key=lambda value: (cut and value not in chosen, place(value)))


def _chosen(name: str, query: CaseQuery) -> set[str]:
    if name != "size":
        return {str(value) for value in getattr(query, name)}
    if query.size_min is None and query.size_max is None:
        return set()
    return {f"{query.size_min or ''}-{'' if query.size_max is None else query.size_max}"}


def _addresses(name: str, query: CaseQuery) -> Callable[[str], str]:
    """What gives the query string for a value of the facet."""
    chosen = _chosen(name, query)
    if name == "size":
        return lambda value: unparse(with_size(query, "-" if value in chosen else value))
    if name in LEVELS and any(query.places(level) for level in LEVELS[LEVELS.index(name) + 1 :]):
        return lambda value: unparse(with_place(query, name, value))
    blank: dict[str, Any] = {name: (_BLANK,)}
    before, _, after = unparse(replace(query, page=1, **blank)).partition(f"{name}={quote_plus(_BLANK)}")

    def joined(value: str) -> str:
        own = "&".join(f"{name}={quote_plus(one)}" for one in sorted(chosen ^ {value}))
        return f"{before}{own}{after}" if own else before.removesuffix("&") + (after if before else after[1:])

    return joined


def with_place(query: CaseQuery, level: str, value: str) -> CaseQuery:
    """Set or remove a place; finer filters go where they no longer lie within a chosen one."""
    query = toggled(query, level, value)
    for upper, lower in pairwise(LEVELS[LEVELS.index(level) :]):
        above = query.places(upper)
        if above:
            kept: dict[str, Any] = {lower: tuple(code for code in query.places(lower) if code.startswith(above))}
            query = replace(query, **kept)
    return query


def with_size(query: CaseQuery, band: str) -> CaseQuery:
    """The query with the team size bounded by a band code such as ``10-49``; ``-`` takes the bounds away."""
    least, _, most = band.partition("-")
    return replace(query, page=1, size_min=int(least) if least else None, size_max=int(most) if most else None)
