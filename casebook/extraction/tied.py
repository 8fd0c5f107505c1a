"""Features that follow from the ties between a fact and a subject.

There are few different ties, each stands for several features, and each is asked about for every fact and every
subject. So the models add up once what all that follows from a tie weighs, and the names are made for learning alone.

What comes together may be one tie (``together``): there are few such combinations too, and the models look up one
instead of many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_AND = "\n"


def together(ties: Iterable[str]) -> str:
    """One tie that stands for all of ``ties``."""
    return _AND.join(ties)


class Renaming:
    """What ties are called among the features of a fact: ``prefix`` before their own name.

    A family is what stands before the first colon; with ``families`` ties of others are no feature at all.
    """

    def __init__(self, prefix: str, *families: str) -> None:
        self._prefix, self._families = prefix, frozenset(families)

    def names(self, ties: str) -> Iterator[str]:
        """The names of a tie, or of several together."""
        for tie in filter(None, ties.split(_AND)):
            if not self._families or tie.split(":", 1)[0] in self._families:
                yield self._prefix + tie


#: A tie under its own name.
ITSELF = Renaming("")


@dataclass(slots=True)
class Tied:
    """The features of a fact as that of one subject: what ``renamings`` make of each of ``ties``, and ``others``."""

    ties: list[str]
    renamings: tuple[Renaming, ...]
    others: list[str]

    def names(self) -> list[str]:
        """The names of all of them, to learn from."""
        found = [name for renaming in self.renamings for tie in self.ties for name in renaming.names(tie)]
        return found + self.others
