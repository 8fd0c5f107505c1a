"""Where known words stand in a text, and which of its stretches overlap, without comparing all with all.

Looking words up is quicker than a pattern made of them, which would have to be compiled each time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, islice
from operator import add


def occurrences(text: str, words: str) -> Iterator[int]:
    """Where ``words`` begin, from left to right, none within another."""
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))


class Stretches:
    """Stretches ``[start:end]`` of a text."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._ends = [0, *accumulate((end for _, end in self._spans), max)]

    def overlap(self, start: int, end: int) -> bool:
        """Whether one of them overlaps ``[start:end]``."""
        return self._ends[bisect_left(self._spans, (end,))] > start


def pairs_of(text: str, known: frozenset[str]) -> list[int]:
    """Where one of the ``known`` pairs of characters stands: there a longer word that begins with it may stand."""
    return sorted(at for pair in known & _pairs(text) for at in _everywhere(text, pair))


def _everywhere(text: str, pair: str) -> Iterator[int]:
    """Where ``pair`` begins, also within another (天天天)."""
    at = text.find(pair)
    while at >= 0:
        yield at
        at = text.find(pair, at + 1)


@lru_cache(maxsize=1)
def _pairs(text: str) -> frozenset[str]:
    """All pairs of neighbouring characters; kept, because several sorts of words are looked for in a text."""
    return frozenset(map(add, text, islice(text, 1, None)))
