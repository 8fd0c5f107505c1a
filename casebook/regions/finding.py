"""From a name as printed to the divisions that it may mean."""

from __future__ import annotations

from collections.abc import Iterator

from casebook.regions.communities import plain_name
from casebook.regions.divisions import Division, Level, Match
from casebook.regions.names import communities_named, matches
from casebook.regions.table import Table, table

_STREET_WORDS = ("街道办事处", "街道办", "街道", "街")

#: Shorter ends of names (社区, 村) would fit everywhere.
_SHORTEST_ENDING = 3


def find(name: str, *, level: Level | None = None, within: str | None = None) -> tuple[Match, ...]:
    """All divisions that ``name`` may mean, the most official reading first; empty where it means none.

    ``within`` is a code in any form. Communities are looked for when ``level`` asks for them, or when no upper level
    bears the name.
    """
    known, name = table(), name.strip()
    region = known.current(within) if within else ""
    if not name or region is None:
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
    """甸柳新村街道 for 甸柳街道, if a community of that street begins with 甸柳新村."""
    stem = _street_stem(name)
    if stem is None:
        return
    for length in range(len(stem) - 1, 1, -1):
        for match in matches(f"{stem[:length]}街道"):
            code = match.division.code
            if len(code) == 9 and code.startswith(region) and _has_community_like(known, code, stem):
                yield Match(match.division, "variant")


def _street_stem(name: str) -> str | None:
    for word in _STREET_WORDS:
        if name.endswith(word) and len(name) > len(word) + 1:
            return name.removesuffix(word)
    return None


def _has_community_like(known: Table, street: str, stem: str) -> bool:
    return any(name.startswith(stem) for _, name in known.communities(street))


def _communities(known: Table, name: str, region: str) -> Iterator[Match]:
    exact = communities_named(name, region)
    yield from (Match(division, "official") for division in exact)
    plain = plain_name(name)
    if exact or len(region) < Level.CITY.digits or len(plain) < _SHORTEST_ENDING:
        return
    for street in known.below(region, Level.STREET):
        longer = [(digits, full) for digits, full in known.communities(street) if full.endswith(plain)]
        if len(longer) == 1:
            digits, full = longer[0]
            yield Match(Division(street + digits, full, Level.COMMUNITY), "variant")
