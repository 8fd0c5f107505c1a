"""Where a case works: one name per level, with the official code where there is one.

The name is kept as the report prints it (甸柳新村街道), the code is the official division (370102009). A place that
no official list knows keeps its name and has no code.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

#: The levels from the top down; also the names of the filter parameters in the URL.
LEVELS = ("province", "city", "district", "street", "community")
_all_levels = attrgetter(*LEVELS)


class PlaceName(NamedTuple):
    """One level of a place: the name as printed, and the compact official code (2, 4, 6, 9 or 12 digits) or None."""

    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A chain of places; a level that is not stated is None."""

    province: PlaceName | None = None
    city: PlaceName | None = None
    district: PlaceName | None = None
    street: PlaceName | None = None
    community: PlaceName | None = None

    def __bool__(self) -> bool:
        return any(_all_levels(self))

    def __str__(self) -> str:
        return "".join([part.name for _, part in self.stated()])

    def stated(self) -> list[tuple[str, PlaceName]]:
        """The levels that are stated, from the top down, each with its name and code."""
        return [(level, part) for level, part in zip(LEVELS, _all_levels(self), strict=True) if part]

    def at(self, level: str) -> PlaceName | None:
        """The name and code at ``level``; KeyError where there is no such level."""
        if level not in LEVELS:
            raise KeyError(level)
        part: PlaceName | None = getattr(self, level)
        return part

    def with_level(self, level: str, part: PlaceName | None) -> Place:
        """A copy with one level replaced."""
        return replace(self, **{level: part})

    @property
    def code(self) -> str | None:
        """The code of the finest level that has one: the region that rights and filters go by."""
        for part in reversed(_all_levels(self)):
            if part and part.code:
                return str(part.code)
        return None

    def to_json(self) -> dict[str, list[str | None]]:
        """``{level: [name, code]}`` for the stated levels."""
        return {level: list(part) for level, part in self.stated()}

    @classmethod
    def from_json(cls, stored: dict[str, list[str | None]]) -> Place:
        """The reverse of ``to_json``."""
        return cls(**{level: PlaceName(str(name), code) for level, (name, code) in stored.items()})
