"""What a place of a report is: where it is named, and the chain of levels that it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from casebook import regions
from casebook.record import LEVELS, PlaceName
from casebook.regions import Division, Level

DEPTH = {level: depth for depth, level in enumerate(LEVELS)}


class PlaceMention(NamedTuple):
    """A place named at ``text[start:end]``; ``name`` is its full form where the text shortens it (济南 → 济南市).

    ``codes`` are the divisions that it may mean; none for a name that no table knows.
    """

    start: int
    end: int
    level: str
    name: str
    codes: tuple[str, ...] = ()


#: One place with everything above it: level and name, from the top down. Levels that are unknown are missing.
Chain = tuple[tuple[str, PlaceName], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A place of a report: its chain, and where the text names it."""

    chain: Chain
    mentions: tuple[PlaceMention, ...]

    @property
    def level(self) -> str:
        """The finest level of the chain."""
        return self.chain[-1][0]

    @property
    def name(self) -> str:
        """The name at the finest level."""
        return self.chain[-1][1].name

    def at(self, level: str) -> PlaceName | None:
        """The name and code at ``level``, or None."""
        return dict(self.chain).get(level)


@cache
def table(level: str) -> Mapping[str, tuple[Division, ...]]:
    """The divisions of one of the four upper levels by official name, alias and former name."""
    return regions.names_at(Level(level))


@cache
def communities_of(district: str) -> Mapping[str, tuple[str, ...]]:
    """Name → codes of the communities of a district; several streets may have one of the same name."""
    found: dict[str, tuple[str, ...]] = {}
    for street in regions.children(district):
        for community in regions.children(street.code):
            found[community.name] = (*found.get(community.name, ()), community.code)
    return found


@cache
def anywhere(name: str) -> tuple[Division, ...]:
    """The communities of the whole country that bear ``name``."""
    return regions.communities_named(name)
