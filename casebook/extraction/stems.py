"""How much a stretch of text reads like the name of a community, without its 社区 or 村.

The measure is a log likelihood ratio of two models of character pairs: one of the names of all communities of the
country, one of running reports. Its table ships as data; ``learning/local_names.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
        return self.likenesses(stem)[-1]

    def likenesses(self, stem: str) -> list[int]:
        """The likeness of the last character of ``stem``, of the last two, and so on up to that of all."""
        found, behind = [], 0
        for at in range(len(stem) - 1, -1, -1):
            found.append(round((self.firsts.get(stem[at], self.unknown) + behind) / UNIT))
            if at:
                known = self.pairs.get(stem[at - 1 : at + 1])
                behind += self.singles.get(stem[at], self.unknown) if known is None else known
        return found

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
