"""Whether the index says what the cases say: each chunk is built anew in memory and compared with what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyroaring import BitMap
from sqlalchemy import Connection, Engine, select

from casebook.db import reading
from casebook.models import CaseChange, SearchArray, SearchBuild, SearchPosting
from casebook.search.index.bitmaps import bitmap_of, numbers_of
from casebook.search.index.building import rows_of
from casebook.search.index.catching_up import ATTRIBUTES
from casebook.search.index.columns import BY_VALUE, KEYS, WIDE, Array, Columns
from casebook.search.index.documents import SECTIONS, read_chunk
from casebook.search.index.grams import CHUNK, CHUNK_BITS, SLOT_BITS
from casebook.search.index.postings import slots_name

_SCOPES = {number: scope for scope, number in SECTIONS.items()}
#: What one gram says of the cases that did not change since the build: the cases, and where in them it stands.
#: The cases are compared as a set: what is left of a bitmap after taking some out has no one form in bytes.
_Said = tuple[BitMap, bytes]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that the index of a chunk says wrongly; ``what`` names it: a gram and a section, or an attribute."""

    chunk: int
    what: str


def faults(engine: Engine, chunk: int) -> list[Fault]:
    """What is missing, surplus or stale in the index of a chunk. Cases that changed since its build are left out:
    they are not answered from it. A chunk without a build has nothing to be wrong."""
    with reading(engine) as connection:
        build = connection.execute(
            select(SearchBuild).where(SearchBuild.chunk == chunk, SearchBuild.live)
        ).one_or_none()
        if build is None:
            return []
        changed = BitMap(connection.scalars(_changed(chunk, build.built_through)))
        documents = read_chunk(connection, chunk)
        stored = _Content(chunk, changed, _stored(connection, build.generation))
    expected = _Content(chunk, changed, rows_of(chunk, documents))
    return [Fault(chunk, what) for what in expected.differences(stored)]


class _Content:
    """What the rows of a build say, in a form that two builds of the same cases share."""

    def __init__(self, chunk: int, changed: BitMap, rows: Iterable[tuple[Any, dict[str, Any]]]) -> None:
        self._chunk, self._changed = chunk, changed
        self._gone = np.zeros(CHUNK, dtype=bool)
        self._gone[numbers_of(changed) & (CHUNK - 1)] = True
        self.said: dict[tuple[int, int], _Said] = {}
        self.attributes: dict[str, Any] = {}
        slots: dict[str, Array] = {}
        for table, row in rows:
            if table is SearchPosting:
                self._take(row, slots[slots_name(row["scope"])])
            elif row["name"] == ATTRIBUTES:
                self.attributes = dict(self._known(Columns.load(row["data"])))
            else:
                slots[row["name"]] = np.frombuffer(row["data"], dtype="<u2")

    def differences(self, stored: _Content) -> Iterator[str]:
        """What ``stored`` says otherwise."""
        for gram, section in sorted(self.said.keys() | stored.said.keys()):
            mine, theirs = self.said.get((gram, section)), stored.said.get((gram, section))
            if mine != theirs:
                yield f"{_spelled(gram)} in {_SCOPES[section]}: {_how(mine, theirs)}"
        for name, values in self.attributes.items():
            if stored.attributes.get(name) != values:
                yield f"the attribute {name}: stale"

    def _take(self, row: dict[str, Any], slots: Array) -> None:
        docs = None if row["docs"] is None else BitMap.deserialize(row["docs"]) - self._changed
        where = b""
        if row["positions"] is not None:
            positions = self._positions(row)
            cases = slots[positions >> SLOT_BITS]
            offsets = positions - (np.searchsorted(slots, cases).astype(np.int64) << SLOT_BITS)
            kept = ~self._gone[cases]
            where = cases[kept].tobytes() + offsets[kept].tobytes()
            derived = bitmap_of(cases[kept].astype(np.uint32) + (self._chunk << CHUNK_BITS))
            where += b"" if docs is None or docs == derived else b"cases and positions disagree"
            docs = derived
        if docs:
            self.said[row["gram"], row["scope"]] = docs, where

    def _positions(self, row: dict[str, Any]) -> Array:
        if row["docs"] is None:
            return np.frombuffer(row["positions"], dtype="<u4").astype(np.int64)
        return numbers_of(BitMap.deserialize(row["positions"])).astype(np.int64)

    def _known(self, columns: Columns) -> Iterator[tuple[str, Any]]:
        kept = ~self._gone[columns.numbers]
        yield "cases", columns.numbers[kept].tobytes()
        for key in KEYS:
            yield key, columns.keys[key][kept].tobytes()
        for name in (*BY_VALUE, *WIDE):
            facet = columns.facets[name]
            pairs = zip(facet.numbers.tolist(), facet.codes.tolist(), strict=True)
            yield name, sorted((number, facet.values[code]) for number, code in pairs if not self._gone[number])


def _changed(chunk: int, since: int) -> Any:
    first = chunk << CHUNK_BITS
    return select(CaseChange.case_id).where(
        CaseChange.seq > since, CaseChange.case_id.between(first, first + CHUNK - 1)
    )


def _stored(connection: Connection, generation: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The rows of a build, the arrays first: they say what positions mean."""
    for table in (SearchArray, SearchPosting):
        columns = [column for column in table.__table__.columns if column.name != "generation"]
        for row in connection.execute(select(*columns).where(table.generation == generation)):
            yield table, dict(row._mapping)


def _spelled(gram: int) -> str:
    first, second = gram >> 21, gram & ((1 << 21) - 1)
    return repr((chr(first - 1) if first else "") + chr(second))


def _how(mine: _Said | None, theirs: _Said | None) -> str:
    if theirs is None:
        return "missing"
    return "surplus" if mine is None else "stale"
