"""Sorts of words, each known by a pattern, and which of them a sentence or paragraph has at all.

Many candidates, figures and clauses stand in one sentence: what it has no word of is not looked for around each of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

#: The stretches of a report for which the answer is kept.
_KEPT = 128


class Lexica(dict[str, re.Pattern[str]]):
    """Patterns by the sort of words that they find: what one finds in a part of a stretch it finds in all of it too."""

    def __init__(self, patterns: Mapping[str, re.Pattern[str]]) -> None:
        super().__init__(patterns)
        self.spoken_of = lru_cache(maxsize=_KEPT)(self._spoken_of)

    def _spoken_of(self, text: str, bounds: tuple[int, int]) -> tuple[str, ...]:
        """The sorts of words that stand within ``bounds``, in their order here."""
        return tuple(name for name, pattern in self.items() if pattern.search(text, *bounds))
