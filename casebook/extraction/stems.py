"""How much a stretch of text reads like the name of a community, without its 社区 or 村.

The measure is a log likelihood ratio of two models of character pairs: one of the names of all communities of the
country, one of running reports. Its table ships as data; ``learning/local_names.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

#: The table keeps tenths of a nat, so that sums are the same everywhere.
UNIT = 10


@dataclass(frozen=True, slots=True)
class Stems:
    """Tenths of a nat that a first character, a pair, and a last resort for the second of an unknown pair speak for a
    name; ``unknown`` is for characters that neither names nor reports have."""

    firsts: Mapping[str, int]
    pairs: Mapping[str, int]
    singles: Mapping[str, int]
    unknown: int

    def likeness(self, stem: str) -> int:
        """The whole nats by which ``stem``, at least one character, is likelier as a name than as running text."""
        total = self.firsts.get(stem[0], self.unknown)
        for first, second in pairwise(stem):
            known = self.pairs.get(first + second)
            total += self.singles.get(second, self.unknown) if known is None else known
        return round(total / UNIT)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Stems:
        """Read the file of the table: for each number the characters, or pairs, that have it."""
        firsts, pairs, singles = (
            {
                text[at : at + size]: int(number)
                for number, text in stored[name].items()
                for at in range(0, len(text), size)
            }
            for name, size in (("firsts", 1), ("pairs", 2), ("singles", 1))
        )
        return cls(firsts, pairs, singles, stored["unknown"])
