"""From the texts of one section of a chunk to its postings: which character, and which pair of them, stands where.

The texts are laid out one behind the other, each from a multiple of ``SLOT`` positions on, so that a table of slots
says in one step which case a position belongs to. A pair never reaches across the end of a text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casebook.search.index.bitmaps import Numbers, packed

SLOT_BITS = 5
SLOT = 1 << SLOT_BITS
#: A case is its chunk and a number within it; a bitmap keeps as many numbers in one container.
CHUNK_BITS = 16
CHUNK = 1 << CHUNK_BITS
#: Up to here positions are kept as a plain array, which is smaller and says the cases quickly enough.
FEW = 512
#: Pairs sorted at a time: what bounds the memory of a build (about 40 bytes each).
_AT_ONCE = 4_000_000
_CODE_POINTS = 0x110000

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Posting:
    """One gram: the cases that hold it (as a bitmap of ids), the positions, or both."""

    gram: int
    docs: bytes | None
    positions: bytes | None


def gram(text: str) -> int:
    """The number of one character, or of two."""
    return ord(text) if len(text) == 1 else (ord(text[0]) + 1) << 21 | ord(text[1])


def grams_of(text: str) -> list[tuple[int, int]]:
    """Offset and number of the pairs that together cover ``text`` (three characters or more)."""
    last = len(text) - 2
    return [(offset, gram(text[offset : offset + 2])) for offset in (*range(0, last, 2), last)]


class Section:
    """One section of the cases of a chunk. ``numbers`` are those of the cases within it, ascending."""

    def __init__(self, chunk: int, numbers: Sequence[int], texts: Sequence[str]) -> None:
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
        slots = (lengths + SLOT - 1) >> SLOT_BITS
        self._first_id = chunk << CHUNK_BITS
        self._numbers = np.array(numbers, dtype=np.uint16)
        #: The case (its number in the chunk) of each slot.
        self.slots: NDArray[np.uint16] = np.repeat(self._numbers, slots)
        points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        begins, ends = np.cumsum(lengths) - lengths, np.cumsum(lengths)
        # Modulo 2**32, in which the few negative shifts come out right: half the memory of signed numbers.
        shift = (((np.cumsum(slots) - slots) << SLOT_BITS) - begins).astype(np.uint32)
        self._positions = np.arange(len(points), dtype=np.uint32) + np.repeat(shift, lengths)
        self._has_next = np.ones(len(points), dtype=bool)
        self._has_next[ends[lengths > 0] - 1] = False
        self._alphabet, self._letters = _spelled(points)

    def postings(self) -> Iterator[Posting]:
        """All postings, by gram."""
        yield from self._single()
        yield from self._pairs()

    def _single(self) -> Iterator[Posting]:
        order = np.argsort(self._letters, kind="stable")
        for letter, positions in _groups(self._letters[order], self._positions[order]):
            yield Posting(int(self._alphabet[letter]), packed(self._ids(positions)), None)

    def _pairs(self) -> Iterator[Posting]:
        starts = np.flatnonzero(self._has_next)
        firsts = self._letters[starts]
        for low, high in _ranges(firsts, len(self._alphabet)):
            part = starts[(firsts >= low) & (firsts < high)]
            # Two stable sorts by 16-bit letters are radix sorts: far faster than one by the pair.
            part = part[np.argsort(self._letters[part + 1], kind="stable")]
            part = part[np.argsort(self._letters[part], kind="stable")]
            yield from self._sorted_pairs(part)

    def _sorted_pairs(self, starts: Array) -> Iterator[Posting]:
        size = len(self._alphabet)
        pairs = self._letters[starts].astype(np.int64) * size + self._letters[starts + 1]
        for pair, positions in _groups(pairs, self._positions[starts]):
            first, second = divmod(pair, size)
            number = (int(self._alphabet[first]) + 1) << 21 | int(self._alphabet[second])
            if len(positions) <= FEW:
                yield Posting(number, None, positions.astype("<u4").tobytes())
            else:
                yield Posting(number, packed(self._ids(positions)), packed(positions))

    def _ids(self, positions: Numbers) -> Array:
        return self._first_id + distinct(self.slots[positions >> SLOT_BITS]).astype(np.uint32)


def distinct(ascending: Array) -> Array:
    """Equal neighbours once."""
    if not len(ascending):
        return ascending
    return ascending[np.concatenate(([True], ascending[1:] != ascending[:-1]))]


def _spelled(points: Array) -> tuple[Array, Array]:
    """The alphabet of a text, and the text in numbers of its letters (small, so that sorting is quick)."""
    seen = np.zeros(_CODE_POINTS, dtype=bool)
    seen[points] = True
    alphabet = np.flatnonzero(seen).astype(np.uint32)
    number = np.zeros(_CODE_POINTS, dtype=np.min_scalar_type(max(len(alphabet), 256)))
    number[alphabet] = np.arange(len(alphabet))
    return alphabet, number[points]


def _groups(keys: Array, values: Array) -> Iterator[tuple[int, Array]]:
    """The values of each of the sorted ``keys``."""
    if len(keys):
        starts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        for key, start, end in zip(
            keys[starts].tolist(), starts.tolist(), [*starts[1:].tolist(), len(keys)], strict=True
        ):
            yield key, values[start:end]


def _ranges(letters: Array, size: int) -> Iterator[tuple[int, int]]:
    """Ranges of first letters, each with about as many pairs as are sorted at a time."""
    upto = np.cumsum(np.bincount(letters, minlength=size))
    low = 0
    while low < size:
        done = int(upto[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(upto, done + _AT_ONCE, side="right")))
        yield low, high
        low = high
