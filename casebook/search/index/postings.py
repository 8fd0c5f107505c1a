"""Looking words up in the postings: which cases of the live builds hold a text, exactly.

One character or two are a posting of their own. Of a longer text every pair must be there; where that leaves few
cases, their texts are read, else the positions must follow each other.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

import numpy as np
from pyroaring import BitMap
from sqlalchemy import Connection, bindparam, case, null, select

from casebook.models import SearchArray, SearchPosting
from casebook.search.index.bitmaps import Numbers, bitmap_of, intersection, numbers_of, union
from casebook.search.index.columns import Array
from casebook.search.index.documents import SECTIONS, read_texts, section_of
from casebook.search.index.grams import CHUNK_BITS, SLOT_BITS, gram, grams_of
from casebook.search.words import Scope

#: Up to so many cases it is quicker to read their texts than the positions of the pairs.
_FEW_CASES = 200
#: Bytes of found sets that are kept for the next page of the same words; in a large stock so many for each chunk, where
#: a set takes 8 KB at most: else a few common words would put each other out.
_KEPT_BYTES, _KEPT_A_CHUNK = 32_000_000, 1_000_000
_SCOPES = {number: scope for scope, number in SECTIONS.items()}
#: A section of a build, by generation and number.
_Place = tuple[int, int]
#: A row of ``_ROWS``.
_Row = tuple[int, int, int, bytes | None, bytes | None]
#: A section, and cases that hold a text there.
_Part = tuple[int, BitMap]
# The generations are given by number: joined with the builds, SQLite would walk through all postings.
_IN_BUILDS = (
    SearchPosting.generation.in_(bindparam("generations", expanding=True)),
    SearchPosting.gram.in_(bindparam("grams", expanding=True)),
)
#: Generation, section, gram, cases and positions of the rows of some grams; positions only where they are few.
_ROWS = select(
    *(SearchPosting.generation, SearchPosting.scope, SearchPosting.gram, SearchPosting.docs),
    case((SearchPosting.docs.is_(None), SearchPosting.positions), else_=null()),
).where(*_IN_BUILDS)
# Apart, for where all sections are meant none is named: SQLite would look each up by itself, ten times as slow.
_ROWS_OF_SECTION = _ROWS.where(SearchPosting.scope == bindparam("section"))
#: The positions where they are many.
_POSITIONS = select(SearchPosting.generation, SearchPosting.scope, SearchPosting.gram, SearchPosting.positions).where(
    *_IN_BUILDS, SearchPosting.docs.is_not(None), SearchPosting.scope.in_(bindparam("sections", expanding=True))
)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A pair in one place: the cases that hold it, the positions where they are few or have been read, or both."""

    docs: BitMap | None
    positions: BitMap | None


class Postings:
    """The postings of one database; what was read once is kept while its builds are live."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._slots: dict[_Place, Array] = {}
        self._kept: OrderedDict[tuple[int, str, Scope], BitMap] = OrderedDict()
        self._kept_bytes = 0

    def cases(self, connection: Connection, live: Mapping[int, int], text: str, scope: Scope) -> BitMap:
        """The cases that hold ``text`` in ``scope``; ``live`` are the live builds (generation → chunk)."""
        version = sum(live)
        with self._lock:
            kept = self._kept.get((version, text, scope))
            if kept is not None:
                self._kept.move_to_end((version, text, scope))
                return kept
        by_section = _LookUp(self, connection, live, scope).cases(text)
        found = union(list(by_section.values()))
        most = max(_KEPT_BYTES, len(live) * _KEPT_A_CHUNK)
        self._keep((version, text, scope), found, most)
        if scope is Scope.ALL:
            self._keep((version, text, Scope.NAME), by_section.get(SECTIONS[Scope.NAME], BitMap()), most)
        return found

    def slots(self, connection: Connection, live: Mapping[int, int], places: Collection[_Place]) -> dict[_Place, Array]:
        """The slot tables of these places."""
        missing = [place for place in places if place not in self._slots]
        if missing:
            wanted = select(SearchArray.generation, SearchArray.name, SearchArray.data).where(
                SearchArray.generation.in_({generation for generation, _ in missing}),
                SearchArray.name.in_({slots_name(section) for _, section in missing}),
            )
            by_name = {slots_name(section): section for section in _SCOPES}
            read = {(row.generation, by_name[row.name]): _table(row.data) for row in connection.execute(wanted)}
            with self._lock:
                self._slots = {place: table for place, table in self._slots.items() if place[0] in live} | read
            return {place: self._slots.get(place, read.get(place)) for place in places}  # type: ignore[misc]
        return {place: self._slots[place] for place in places}

    def read_slots(self, connection: Connection, live: Mapping[int, int]) -> None:
        """Read the slot tables of all sections of the ``live`` builds."""
        self.slots(connection, live, [(generation, section) for generation in live for section in _SCOPES])

    def forget(self) -> None:
        """Let go of the sets that were found, so that the next question reads its postings: for measuring that."""
        with self._lock:
            self._kept.clear()
            self._kept_bytes = 0

    def _keep(self, key: tuple[int, str, Scope], cases: BitMap, most: int) -> None:
        with self._lock:
            if key not in self._kept:
                self._kept[key] = cases
                self._kept_bytes += _size(cases)
            while self._kept_bytes > most:
                self._kept_bytes -= _size(self._kept.popitem(last=False)[1])


class _LookUp:
    """One text looked up in one state of the database."""

    def __init__(self, postings: Postings, connection: Connection, live: Mapping[int, int], scope: Scope) -> None:
        self._postings, self._connection, self._live = postings, connection, live
        self._tables: dict[_Place, Array] = {}
        self._scope = scope

    def cases(self, text: str) -> dict[int, BitMap]:
        """The cases by the section that holds ``text``."""
        if len(text) == 1:
            rows = self._read([gram(text)])
            return _joined((section, BitMap.deserialize(docs)) for _, section, _, docs, _ in rows if docs)
        if len(text) == 2:
            return _joined(self._of_pair(gram(text)))
        return _joined(self._run(text, grams_of(text)))

    def _of_pair(self, number: int) -> Iterator[_Part]:
        """The cases that hold one pair."""
        rows = self._read([number])
        self._know_slots(rows)
        for generation, section, _, docs, positions in rows:
            if docs is not None:
                yield section, BitMap.deserialize(docs)
            elif positions is not None:
                yield section, self._docs((generation, section), _few(positions))

    def _run(self, text: str, grams: list[tuple[int, int]]) -> Iterator[_Part]:
        """The cases where all of ``grams`` stand at their offsets from one start."""
        numbers = {number for _, number in grams}
        places = self._pairs(numbers)
        yield from self._standing({place: found for place, found in places.items() if not _unread(found)}, grams)
        unread = {place: found for place, found in places.items() if _unread(found)}
        hopeful = {
            place: intersection([self._holding(place, pair) for pair in found.values()])
            for place, found in unread.items()
        }
        hopeful = {place: docs for place, docs in hopeful.items() if docs}
        if sum(map(len, hopeful.values())) <= _FEW_CASES:
            yield from self._read_over(text, hopeful)
        else:
            yield from self._standing(self._with_positions({place: unread[place] for place in hopeful}), grams)

    def _standing(self, places: Mapping[_Place, dict[int, _Pair]], grams: list[tuple[int, int]]) -> Iterator[_Part]:
        """The cases where ``grams`` follow each other; all their positions are known."""
        for place, found in places.items():
            if starts := _starts(found, grams):
                yield place[1], self._docs(place, numbers_of(starts))

    def _read_over(self, text: str, hopeful: Mapping[_Place, BitMap]) -> Iterator[_Part]:
        texts = read_texts(self._connection, union(list(hopeful.values())))
        for (_, section), docs in hopeful.items():
            yield section, BitMap(id for id in docs if text in section_of(texts.get(id, ""), _SCOPES[section]))

    def _pairs(self, grams: Collection[int]) -> dict[_Place, dict[int, _Pair]]:
        """The places that hold all of ``grams``."""
        read = self._read(grams)
        held = Counter((generation, section) for generation, section, *_ in read)
        rows = [row for row in read if held[row[0], row[1]] == len(grams)]
        self._know_slots(rows)
        found: dict[_Place, dict[int, _Pair]] = defaultdict(dict)
        for generation, section, number, docs, positions in rows:
            if docs is not None:
                found[generation, section][number] = _Pair(BitMap.deserialize(docs), None)
            elif positions is not None:
                found[generation, section][number] = _Pair(None, bitmap_of(_few(positions)))
        return found

    def _know_slots(self, rows: Iterable[_Row]) -> None:
        """Have the slot tables of the places where rows have their positions at once."""
        few = {(generation, section) for generation, section, _, docs, _ in rows if docs is None}
        self._tables |= self._postings.slots(self._connection, self._live, few)

    def _with_positions(self, places: Mapping[_Place, dict[int, _Pair]]) -> dict[_Place, dict[int, _Pair]]:
        """The same with the positions that were not read yet: they are large, so only those of these places are."""
        self._tables |= self._postings.slots(self._connection, self._live, set(places))
        given = {
            "generations": list({generation for generation, _ in places}),
            "grams": list({number for found in places.values() for number in _unread(found)}),
            "sections": list({section for _, section in places}),
        }
        complete = {place: dict(found) for place, found in places.items()}
        for generation, section, number, positions in self._connection.execute(_POSITIONS, given):
            if (generation, section) in places and positions is not None:
                complete[generation, section][number] = _Pair(None, BitMap.deserialize(positions))
        return complete

    def _read(self, grams: Collection[int]) -> list[_Row]:
        given = {"generations": list(self._live), "grams": list(grams)}
        if self._scope is Scope.ALL:
            return list(self._connection.execute(_ROWS, given))
        return list(self._connection.execute(_ROWS_OF_SECTION, given | {"section": SECTIONS[self._scope]}))

    def _holding(self, place: _Place, pair: _Pair) -> BitMap:
        """The cases that hold a pair in a place."""
        return pair.docs if pair.docs is not None else self._docs(place, numbers_of(pair.positions or BitMap()))

    def _docs(self, place: _Place, positions: Numbers) -> BitMap:
        """The cases that these positions belong to."""
        numbers = self._tables[place][positions >> SLOT_BITS].astype(np.uint32)
        numbers += self._live[place[0]] << CHUNK_BITS
        return bitmap_of(numbers)


def slots_name(section: int) -> str:
    """The name under which the slot table of a section is stored."""
    return f"slots:{section}"


def _joined(parts: Iterable[_Part]) -> dict[int, BitMap]:
    by_section: dict[int, list[BitMap]] = defaultdict(list)
    for section, cases in parts:
        by_section[section].append(cases)
    return {section: union(found) for section, found in by_section.items()}


def _unread(pairs: Mapping[int, _Pair]) -> list[int]:
    """The pairs whose positions are not known yet."""
    return [number for number, pair in pairs.items() if pair.positions is None]


def _starts(pairs: Mapping[int, _Pair], grams: list[tuple[int, int]]) -> BitMap:
    """Where a text starts whose ``grams`` (offset, number) are at these positions."""
    at = [(pairs[number].positions or BitMap(), offset) for offset, number in grams]
    # What is left of the rarest moves to the others: shifting half a million positions costs more than meeting them.
    (found, here), *others = sorted(at, key=lambda one: len(one[0]))
    for positions, offset in others:
        found, here = found.shift(offset - here) & positions, offset
    return found.shift(-here)


def _few(data: bytes) -> Numbers:
    return np.frombuffer(data, dtype="<u4")


def _table(data: bytes) -> Array:
    return np.frombuffer(data, dtype="<u2")


def _size(cases: BitMap) -> int:
    """About how many bytes a set takes, in all its containers."""
    of = cases.get_statistics()
    return 200 + of["n_bytes_array_containers"] + of["n_bytes_run_containers"] + of["n_bytes_bitset_containers"]
