"""Where known words stand in a text, and which of its stretches overlap, without comparing all with all.

Looking words up is quicker than a pattern made of them, which would have to be compiled each time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate


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


class Beginnings:
    """The first two characters of many words; finds where one of the words may stand."""

    def __init__(self, words: Iterable[str]) -> None:
        self._pairs = frozenset(word[:2] for word in words)
        first, second = (re.escape("".join(sorted({pair[at] for pair in self._pairs}))) for at in (0, 1))
        # The second character is only looked at, because the next word may begin with it.
        self._possible = re.compile(f"[{first}](?=[{second}])")

    def places(self, text: str) -> list[int]:
        """Where two characters stand that one of the words begins with, from left to right."""
        starts = (match.start() for match in self._possible.finditer(text))
        return [at for at in starts if text[at : at + 2] in self._pairs]
