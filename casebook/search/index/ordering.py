"""The orders of a listing. A window of an order costs about the same wherever it lies: nothing before it is sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from pyroaring import BitMap

from casebook.search.attributes import SIZE_BANDS, band_code
from casebook.search.index.bitmaps import numbers_of, union
from casebook.search.index.columns import Array
from casebook.search.index.view import View
from casebook.search.query import Sort

#: The names of cases, for those that their first characters do not tell apart.
NamesOf = Callable[[Iterable[int]], dict[int, str]]
#: Cases that lie together in an order: those in both sets.
_Group = tuple[BitMap, BitMap]
#: So many cases are sooner put in order than cut into groups.
_FEW = 4_096
#: One key in so many is looked at to learn how far a window reaches; by so many of them the guess is too wide.
_SAMPLED, _SPARE = 64, 8


def window(
    view: View, hits: BitMap, sort: Sort, start: int, stop: int, *, words: list[BitMap], names_of: NamesOf
) -> list[int]:
    """The cases from ``start`` to before ``stop`` of ``hits`` in the order ``sort``.

    ``words`` are the cases that hold each of the words in their name; the more of them, the more relevant.
    """
    match sort:
        case Sort.RELEVANCE:
            groups = [group for level in _levels(hits, words) for group in _months(view, level)]
            return _walk(groups, start, stop, lambda group, a, b: _latest(view, group, "day", a, b))
        case Sort.NEWEST:
            return _walk(_months(view, hits), start, stop, lambda group, a, b: _latest(view, group, "day", a, b))
        case Sort.OLDEST:
            months = _months(view, hits)[::-1]
            return _walk(months, start, stop, lambda group, a, b: _earliest(view, group, a, b))
        case Sort.UPDATED:
            return _latest(view, hits, "updated", start, stop)
        case Sort.SIZE:
            return _walk(_sizes(view, hits), start, stop, lambda group, a, b: _latest(view, group, "size", a, b))
        case Sort.NAME:
            return _by_name(view, hits, start, stop, names_of)


def _levels(hits: BitMap, words: list[BitMap]) -> list[BitMap]:
    """``hits`` by how many of ``words`` they are in, most first."""
    at_least = [hits] + [BitMap() for _ in words]
    for cases in words:
        for number in range(len(words), 0, -1):
            at_least[number] |= at_least[number - 1] & cases
    exactly = [lower - upper for lower, upper in zip(at_least, [*at_least[1:], BitMap()], strict=True)]
    return exactly[::-1]


def _months(view: View, hits: BitMap) -> list[_Group]:
    """``hits`` by the month of their date, the latest first; a few are left together."""
    if len(hits) <= _FEW:
        return [(hits, hits)]
    by_month = view.by_value["reported"]
    return [(hits, by_month[month]) for month in sorted(by_month, reverse=True)]


def _sizes(view: View, hits: BitMap) -> list[_Group]:
    """``hits`` by the band of their size, the largest first; last those without one."""
    bands = [view.by_value["size"].get(band_code(*band), BitMap()) for band in reversed(SIZE_BANDS)]
    return [*((hits, cases) for cases in bands), (hits, hits - union(bands))]


def _walk(
    groups: Iterable[_Group], start: int, stop: int, within: Callable[[BitMap, int, int], list[int]]
) -> list[int]:
    """The window of groups one behind the other; only those that it touches are made and looked into."""
    found: list[int] = []
    for hits, cases in groups:
        size = hits.intersection_cardinality(cases)
        if max(start, 0) < size:
            found += within(hits & cases, max(start, 0), min(stop, size))
        start, stop = start - size, stop - size
        if stop <= 0:
            break
    return found


def _latest(view: View, hits: BitMap, key: str, start: int, stop: int) -> list[int]:
    """Largest key first, those without one last; of equals the highest id first."""
    ids = numbers_of(hits)
    keys = -view.keys(key, ids).astype(np.float64 if key == "size" else np.int64)
    keys = np.where(np.isnan(keys), np.inf, keys) if key == "size" else keys
    latest: list[int] = ids[::-1][_window(keys[::-1], start, stop)].tolist()
    return latest


def _earliest(view: View, hits: BitMap, start: int, stop: int) -> list[int]:
    ids = numbers_of(hits)
    earliest: list[int] = ids[_window(view.keys("day", ids), start, stop)].tolist()
    return earliest


def _window(keys: Array, start: int, stop: int) -> Array:
    """The indexes of ``keys`` from ``start`` to before ``stop`` in ascending order; equals stay in their order."""
    stop = min(stop, len(keys))
    if start >= stop:
        return np.empty(0, dtype=np.int64)
    low, high, before = _bounds(keys, start, stop)
    near = np.flatnonzero((keys >= low) & (keys <= high))
    near = near[np.argsort(keys[near], kind="stable")]
    return near[start - before : stop - before]


def _bounds(keys: Array, start: int, stop: int) -> tuple[Array, Array, int]:
    """The first and the last key of the window, and how many are smaller than both."""
    front = _front(keys, stop)
    ranked = np.partition(front, (start, stop - 1))
    return ranked[start], ranked[stop - 1], int(np.count_nonzero(front < ranked[start]))


def _front(keys: Array, count: int) -> Array:
    """At least the ``count`` smallest of ``keys``, and mostly few more: as far as a sample says that they reach.

    Comparing millions of keys with one takes a fraction of the time that it takes to rank them.
    """
    sample, rank = keys[::_SAMPLED], 2 * count // _SAMPLED + _SPARE
    if rank >= len(sample):
        return keys
    front = keys[keys <= np.partition(sample, rank)[rank]]
    return front if len(front) >= count else keys


def _by_name(view: View, hits: BitMap, start: int, stop: int, names_of: NamesOf) -> list[int]:
    """By the code points of the name, then by id. Names that begin alike are asked for."""
    ids = numbers_of(hits)
    stop = min(stop, len(ids))
    if start >= stop:
        return []
    first = view.keys("name", ids)
    low, high, before = _bounds(first, start, stop)
    near = np.flatnonzero((first >= low) & (first <= high))
    start, stop = start - before, stop - before
    ids, first = ids[near], first[near]
    more = view.keys("name_more", ids)
    order = np.lexsort((more, first))
    ids, first, more = ids[order], first[order], more[order]
    alike = np.concatenate(([False], (first[1:] == first[:-1]) & (more[1:] == more[:-1]), [False]))
    # Whole groups of names that begin alike: their inner order decides which of them lie in the window.
    begin, end = start, stop
    while alike[begin]:
        begin -= 1
    while alike[end]:
        end += 1
    names = names_of(ids[begin:end][alike[begin:end] | alike[begin + 1 : end + 1]].tolist())
    rows = zip(first[begin:end].tolist(), more[begin:end].tolist(), ids[begin:end].tolist(), strict=True)
    ranked = sorted((low, high, names.get(case_id, ""), case_id) for low, high, case_id in rows)
    return [case_id for *_, case_id in ranked][start - begin : stop - begin]
