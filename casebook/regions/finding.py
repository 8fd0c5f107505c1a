"""From a name as printed to the divisions that it may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casebook.regions.communities import plain_name
from casebook.regions.divisions import Division, Level, Match
from casebook.regions.names import communities_named, matches
from casebook.regions.table import Table, table

_STREET_UNIT = re.compile(r"(街道办事处|街道办|街道|街|地区|镇|乡)$")
_STREET_UNITS = ("街道", "镇", "乡", "地区")

_COMMUNITY_UNIT = re.compile(r"(社区|居民区|居委|居|小区|行政村|村)$")
_ORDINAL = re.compile(r"第(?=[一二三四五六七八九十\d])")
_DIGITS = "123456789"
_NUMERALS = str.maketrans(_DIGITS, "一二三四五六七八九")

#: No official name is longer (the longest has 33 characters); a text is not a name.
LONGEST_NAME = 40

#: Shorter ends of names (社区, 村) would fit everywhere.
_SHORTEST_ENDING = 3


def find(name: str, *, level: Level | None = None, within: str | None = None) -> tuple[Match, ...]:
    """All divisions that ``name`` may mean, the most official reading first; empty where it means none.

    ``within`` is a code in any form. Communities are looked for when ``level`` asks for them, or when no
    upper level bears the name. Variants are concluded only where nothing bears the name itself.
    """
    known, name = table(), name.strip()
    region = known.current(within) if within else ""
    if not 0 < len(name) <= LONGEST_NAME or region is None:
        return ()
    found = [m for m in matches(name) if m.division.code.startswith(region) and _is_at(m, level)]
    if not found and level in (None, Level.STREET):
        found = list(_street_variants(known, name, region))
    if level is Level.COMMUNITY or (level is None and not found):
        found += _communities(known, name, region)
    return tuple(found)


def _is_at(match: Match, level: Level | None) -> bool:
    return level is None or match.division.level is level


def _street_variants(known: Table, name: str, region: str) -> Iterator[Match]:
    """溧城镇 for 溧城街道 inside a known district, 甸柳新村街道 for 甸柳街道 by its communities' names."""
    stem = _STREET_UNIT.sub("", name)
    if stem == name or len(stem) < 2:
        return
    if len(region) >= Level.DISTRICT.digits:
        for unit in _STREET_UNITS:
            yield from _streets(stem + unit, region)
    for length in range(len(stem) - 1, 1, -1):
        for match in _streets(f"{stem[:length]}街道", region):
            if any(community.startswith(stem) for _, community in known.communities(match.division.code)):
                yield match


def _streets(name: str, region: str) -> Iterator[Match]:
    for match in matches(name):
        if match.division.level is Level.STREET and match.division.code.startswith(region):
            yield Match(match.division, "variant")


def _communities(known: Table, name: str, region: str) -> list[Match]:
    exact = [Match(division, "official") for division in communities_named(name, region)]
    if exact or len(region) < Level.CITY.digits:
        return exact
    streets = known.below(region, Level.STREET)
    return [match for street in streets for match in _community_variants(known, name, street)]


def _community_variants(known: Table, name: str, street: str) -> list[Match]:
    """What a name may stand for in one street: 阳光二居 for 阳光第二社区, else the only one it is the end of."""
    loose, plain = _loosely(name), plain_name(name)
    rows = known.communities(street)
    alike = (row for row in rows if row[1].startswith((loose[:1], "第", *_DIGITS)))  # the rest cannot be equal
    same = [row for row in alike if _loosely(row[1]) == loose]
    if not same and len(plain) >= _SHORTEST_ENDING:
        ending = [row for row in rows if row[1].endswith(plain)]
        same = ending if len(ending) == 1 else []
    return [Match(Division(street + digits, full, Level.COMMUNITY), "variant") for digits, full in same]


def _loosely(name: str) -> str:
    """A community's name without its unit, which changes when a village becomes a community."""
    stem = _ORDINAL.sub("", _COMMUNITY_UNIT.sub("", plain_name(name)))
    return stem.translate(_NUMERALS)
