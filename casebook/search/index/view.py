"""What one worker holds in memory of all cases: bitmaps and columns of their attributes, and the texts of those that
changed since their chunk was built. A view never changes; what happens gives a new one, which shares what stayed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from pyroaring import BitMap

from casebook.search.index.bitmaps import Numbers, bitmap_of, numbers_of, union
from casebook.search.index.columns import BY_VALUE, KEYS, WIDE, Array, Columns, by_chunk, facet_values, keys_of
from casebook.search.index.documents import Document
from casebook.search.index.grams import CHUNK, CHUNK_BITS
from casebook.search.visibility import CaseVisibility

#: Answers that a view keeps for the next question: filters, rights, the counts of everything.
_KEPT = 300
_NONE = BitMap()
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Build:
    """The live build of a chunk, and the last change that it knows."""

    generation: int
    built_through: int


@dataclass(frozen=True, slots=True)
class Pending:
    """A case that changed after its chunk was built; ``document`` is None where it is in the trash or gone."""

    seq: int
    document: Document | None


class Codes:
    """The values of a wide facet, numbered as they come up; 0 is none. Only ever grows, so views may share it."""

    def __init__(self) -> None:
        self.values = [""]
        self._codes = {"": 0}

    def code(self, value: str) -> int:
        """The number of ``value``, a new one where it is seen first."""
        code = self._codes.get(value)
        if code is None:
            code = self._codes[value] = len(self.values)
            self.values.append(value)
        return code

    def chosen(self, wanted: Callable[[str], bool]) -> Array:
        """For each number whether its value is wanted."""
        return np.fromiter(map(wanted, self.values), dtype=bool, count=len(self.values))


#: The columns of one chunk by name: sort keys as numbers, wide facets as codes; a row each number, used or not.
Chunk = dict[str, Array]


@dataclass(frozen=True, slots=True)
class View:
    """All cases outside the trash as of the change ``seq``. ``by_value`` maps facet and value to the cases."""

    seq: int = 0
    builds: Mapping[int, Build] = field(default_factory=dict)
    cases: BitMap = _NONE
    by_value: Mapping[str, Mapping[str, BitMap]] = field(default_factory=lambda: {facet: {} for facet in BY_VALUE})
    chunks: Mapping[int, Chunk] = field(default_factory=dict)
    codes: Mapping[str, Codes] = field(default_factory=lambda: {facet: Codes() for facet in WIDE})
    pending: Mapping[int, Pending] = field(default_factory=dict)
    kept: dict[Any, Any] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """A number that rises with every build that goes live."""
        return sum(build.generation for build in self.builds.values())

    @property
    def live(self) -> dict[int, int]:
        """The chunk of each live generation."""
        return {build.generation: chunk for chunk, build in self.builds.items()}

    @property
    def pending_cases(self) -> BitMap:
        """The cases whose postings are out of date."""
        return self.keep("pending", lambda: BitMap(self.pending))

    def with_chunks(self, loaded: Iterable[tuple[int, Columns]]) -> View:
        """The view with the attributes of these chunks as their builds have them."""
        gone, cases, chunks = BitMap(), BitMap(), dict(self.chunks)
        found: dict[str, dict[str, list[BitMap]]] = {facet: defaultdict(list) for facet in BY_VALUE}
        for chunk, columns in loaded:
            gone.add_range(chunk << CHUNK_BITS, (chunk + 1) << CHUNK_BITS)
            cases |= bitmap_of(_ids(chunk, columns.numbers))
            chunks[chunk] = self._unpacked(columns)
            for facet in BY_VALUE:
                for value, having in _cases_by_value(chunk, columns, facet):
                    found[facet][value].append(having)
        added = {facet: {value: union(parts) for value, parts in values.items()} for facet, values in found.items()}
        return self._with(gone, cases, added, chunks)

    def with_changes(self, changed: Mapping[int, Pending]) -> View:
        """The view with these cases as they are now."""
        documents = {case_id: p.document.attributes for case_id, p in changed.items() if p.document}
        added: dict[str, dict[str, BitMap]] = {facet: defaultdict(BitMap) for facet in BY_VALUE}
        for case_id, attributes in documents.items():
            for facet in BY_VALUE:
                for value in facet_values(attributes, facet):
                    added[facet][value].add(case_id)
        chunks = dict(self.chunks)
        for chunk, case_ids in by_chunk(documents):
            columns = {name: column.copy() for name, column in (chunks.get(chunk) or self._no_cases()).items()}
            for case_id in case_ids:
                for key, number in keys_of(documents[case_id]).items():
                    columns[key][case_id % CHUNK] = number
                for facet in WIDE:
                    values = facet_values(documents[case_id], facet)
                    columns[facet][case_id % CHUNK] = self.codes[facet].code(values[0]) if values else 0
            chunks[chunk] = columns
        view = self._with(BitMap(changed), BitMap(documents), added, chunks)
        return replace(view, pending={**self.pending, **changed})

    def choose(self, facet: str, values: Iterable[str]) -> BitMap:
        """The cases that have one of ``values``; shared, so never to be changed."""
        if facet in self.by_value:
            return union([self.by_value[facet].get(value, _NONE) for value in values])
        wanted = frozenset(values)
        return self.keep((facet, wanted), lambda: self._where(facet, self.codes[facet].chosen(wanted.__contains__)))

    def sized(self, least: float | None, most: float | None) -> BitMap:
        """The cases with a team size within the bounds, both included."""
        low, high = -np.inf if least is None else least, np.inf if most is None else most
        return self.keep(
            ("size", low, high), lambda: self._selected(lambda c: (c["size"] >= low) & (c["size"] <= high))
        )

    def seen_by(self, visible: CaseVisibility) -> BitMap:
        """The cases that somebody may see."""
        return self.keep(visible, lambda: self._seen_by(visible))

    def keys(self, name: str, ids: Numbers) -> Array:
        """A column of the cases ``ids`` (ascending)."""
        if not len(ids):
            return np.empty(0, dtype=KEYS.get(name, np.int32))
        bounds = [*np.flatnonzero(np.diff(ids >> CHUNK_BITS)) + 1, len(ids)]
        parts, start = [], 0
        for end in bounds:
            parts.append(self.chunks[int(ids[start]) >> CHUNK_BITS][name][ids[start:end] & (CHUNK - 1)])
            start = end
        return np.concatenate(parts)

    def count(self, facet: str, hits: BitMap) -> dict[str, int]:
        """How many of ``hits`` have each value of a facet; values without any are left out."""
        if facet in self.by_value:
            having = self.by_value[facet].items()
            return {value: number for value, cases in having if (number := hits.intersection_cardinality(cases))}
        found = np.bincount(self.keys(facet, numbers_of(hits)))
        found[:1] = 0
        codes = np.flatnonzero(found)
        values = self.codes[facet].values
        return {values[code]: number for code, number in zip(codes.tolist(), found[codes].tolist(), strict=True)}

    def split(self, facet: str, hits: BitMap) -> dict[str, BitMap]:
        """``hits`` by the value of a facet; those without any under ``""``."""
        if facet in self.by_value:
            having = {value: hits & cases for value, cases in self.by_value[facet].items()}
            return having | {"": hits - union(list(having.values()))}
        ids = numbers_of(hits)
        codes = self.keys(facet, ids)
        order = np.argsort(codes, kind="stable")
        found_codes, starts = np.unique(codes[order], return_index=True)
        parts = np.split(ids[order], starts[1:]) if len(ids) else []
        return {
            self.codes[facet].values[code]: bitmap_of(part)
            for code, part in zip(found_codes.tolist(), parts, strict=True)
        }

    def keep(self, key: object, make: Callable[[], T]) -> T:
        """What ``make`` gives, kept with the view: it holds as long as the view does."""
        kept: T | None = self.kept.get(key)
        if kept is None:
            kept = make()
            if len(self.kept) >= _KEPT:
                self.kept.clear()
            self.kept[key] = kept
        return kept

    def _seen_by(self, visible: CaseVisibility) -> BitMap:
        everywhere, own = (
            self.choose("status", statuses) & self.cases for statuses in (visible.everywhere, visible.own)
        )
        if visible.region is not None:
            region = visible.region
            own &= self._where("region", self.codes["region"].chosen(lambda code: code.startswith(region)))
        return everywhere | own

    def _where(self, facet: str, wanted: Array) -> BitMap:
        return self._selected(lambda columns: wanted[columns[facet]])

    def _selected(self, condition: Callable[[Chunk], Array]) -> BitMap:
        found = [bitmap_of(_ids(chunk, np.flatnonzero(condition(columns)))) for chunk, columns in self.chunks.items()]
        return union(found) & self.cases  # the row of a case that is gone keeps its old values

    def _with(
        self, gone: BitMap, cases: BitMap, added: Mapping[str, Mapping[str, BitMap]], chunks: Mapping[int, Chunk]
    ) -> View:
        by_value = {}
        for facet, values in self.by_value.items():
            kept = {value: old - gone if old.intersect(gone) else old for value, old in values.items()}
            by_value[facet] = kept | {value: kept.get(value, _NONE) | new for value, new in added[facet].items()}
        return replace(self, cases=(self.cases - gone) | cases, by_value=by_value, chunks=chunks, kept={})

    def _no_cases(self) -> Chunk:
        empty = {key: np.zeros(CHUNK, dtype=kind) for key, kind in KEYS.items()}
        return empty | {facet: np.zeros(CHUNK, dtype=np.int32) for facet in WIDE}

    def _unpacked(self, columns: Columns) -> Chunk:
        chunk = self._no_cases()
        for key, values in columns.keys.items():
            chunk[key][columns.numbers] = values
        for name in WIDE:
            facet = columns.facets[name]
            codes = np.array([self.codes[name].code(value) for value in facet.values], dtype=np.int32)
            chunk[name][facet.numbers] = codes[facet.codes] if len(codes) else 0
        return chunk


def _ids(chunk: int, numbers: Array) -> Array:
    return numbers.astype(np.uint32) + (chunk << CHUNK_BITS)


def _cases_by_value(chunk: int, columns: Columns, name: str) -> Iterable[tuple[str, BitMap]]:
    facet = columns.facets[name]
    ids = _ids(chunk, facet.numbers)
    return ((value, bitmap_of(ids[facet.codes == code])) for code, value in enumerate(facet.values))
