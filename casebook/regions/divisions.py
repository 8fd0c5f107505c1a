"""What a division is: level, code, name, and what has happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Self

from casebook.bilingual import Bilingual


class Level(StrEnum):
    """The five levels, from the top down; the values are the names of the fields and filters of a case."""

    label: Bilingual
    digits: int

    def __new__(cls, value: str, digits: int = 0, zh: str = "", en: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.digits = digits
        member.label = Bilingual(zh, en)
        return member

    PROVINCE = "province", 2, "省", "Province"
    CITY = "city", 4, "市", "City"
    DISTRICT = "district", 6, "区县", "District"
    STREET = "street", 9, "街道乡镇", "Street"
    COMMUNITY = "community", 12, "社区村", "Community"


LEVELS: tuple[Level, ...] = tuple(Level)
_LEVEL_OF_LENGTH = {level.digits: level for level in LEVELS}


def level_of(code: str) -> Level:
    """The level that a compact code belongs to; ValueError where its length fits none."""
    try:
        return _LEVEL_OF_LENGTH[len(code)]
    except KeyError:
        raise ValueError(f"not a compact division code: {code!r}") from None


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division as it is now; ``code`` is the compact official prefix (2, 4, 6, 9 or 12 digits)."""

    code: str
    name: str
    level: Level


ChangeKind = Literal["rename", "recode", "merge", "split", "new"]

_HAPPENED: Mapping[str, Bilingual] = {
    "rename": Bilingual("{date} {old}更名为{new}", "{date}: {old} was renamed {new}"),
    "recode": Bilingual("{date} {old}改设为{new}", "{date}: {old} became {new}"),
    "merge": Bilingual("{date} {old}并入{new}", "{date}: {old} was merged into {new}"),
    "split": Bilingual("{date} {old}部分区域划归{new}", "{date}: part of {old} went to {new}"),
    "new": Bilingual("{date} 设立{new}", "{date}: {new} was founded"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One row of ``data/changes.csv``.

    ``date`` is the approval as precisely as known: 2016, 2016-12, 2016-12-26, or the interval 2023-07/2026-03.
    ``rename`` keeps the code; ``recode`` is the same territory under a new code (and often a new name), with all
    below it; ``merge`` ends the old division; ``split`` says that part of it went elsewhere; ``new`` has no
    predecessor.
    """

    from_code: str
    from_name: str
    to_code: str
    to_name: str
    date: str
    kind: ChangeKind
    source: str

    @property
    def label(self) -> Bilingual:
        """The change as a sentence for the reader."""
        return _HAPPENED[self.kind].format(date=self.date, old=self.from_name, new=self.to_name)


How = Literal["official", "alias", "former", "variant"]


@dataclass(frozen=True, slots=True)
class Match:
    """A division that a name may mean, and on what ground.

    ``official``: its name now; ``alias``: a short or written-out form of it (济南, 街道办事处); ``former``: a name it
    or its predecessor bore, ``change`` says when that ended; ``variant``: as reports print it, concluded from the
    names around it (甸柳新村街道 for 甸柳街道).
    """

    division: Division
    how: How
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """What the names of a place, as printed, turned out to mean.

    ``chain`` holds the divisions that are certain, including the levels above those stated; ``ambiguous`` the
    choices where several fit; ``unresolved`` the printed names that no division bears there. ``former`` holds the
    change behind each level that was given by an old name.
    """

    chain: dict[Level, Division] = field(default_factory=dict)
    unresolved: dict[Level, str] = field(default_factory=dict)
    ambiguous: dict[Level, tuple[Division, ...]] = field(default_factory=dict)
    former: dict[Level, Change] = field(default_factory=dict)
