"""From the printed names of a place, level by level, to one chain of divisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from casebook.regions.divisions import LEVELS, Division, Level, Match, Resolution
from casebook.regions.finding import find
from casebook.regions.table import table

#: More choices than this help nobody; a name that common is left for the person to place.
MOST_CHOICES = 40


def resolve(names: Mapping[Level, str]) -> Resolution:
    """Find the divisions that the printed names mean together; any level may be missing.

    Upper levels narrow the lower ones and the other way round: 鼓楼区 alone is ambiguous, with 南京市 or a street of
    it it is not. Levels above are filled in. A county-level city given as a city (曲阜市) is put where it belongs.
    """
    result = Resolution()
    found: dict[Level, list[Match]] = {}
    regions: tuple[str, ...] = ("",)
    for level in LEVELS:
        if name := names.get(level, "").strip():
            candidates = _candidates(name, level, names, regions)
            if candidates:
                found[level] = candidates
                regions = tuple(dict.fromkeys(_region(match, level) for match in candidates))
            else:
                result.unresolved[level] = name
    _narrow_upwards(found)
    for level, candidates in found.items():
        if len(candidates) > MOST_CHOICES:
            result.unresolved[level] = names[level].strip()
        else:
            _enter(result, level, candidates)
    return result


def _candidates(name: str, level: Level, names: Mapping[Level, str], regions: Sequence[str]) -> list[Match]:
    for asked in (level, *_neighbours(level, names)):
        found = {match.division.code: match for match in _find_in(name, asked, regions)}
        if found:
            best = min(match.how == "variant" for match in found.values())
            return [match for match in found.values() if (match.how == "variant") == best]
    return [m for m in find(name) if m.how == "former" and m.division.code.startswith(tuple(regions))]


def _find_in(name: str, level: Level, regions: Sequence[str]) -> Iterator[Match]:
    if len(regions) <= MOST_CHOICES:
        for region in regions:
            yield from find(name, level=level, within=region or None)
    else:
        yield from (m for m in find(name, level=level) if m.division.code.startswith(tuple(regions)))


def _neighbours(level: Level, names: Mapping[Level, str]) -> tuple[Level, ...]:
    """Where else a name may belong: 北京市 given as a city, 曲阜市 as a city, 东莞市 as a district."""
    if level is Level.CITY:
        return (Level.PROVINCE,) if names.get(Level.DISTRICT) else (Level.PROVINCE, Level.DISTRICT)
    if level is Level.DISTRICT and not names.get(Level.CITY):
        return (Level.CITY,)
    return ()


def _region(match: Match, level: Level) -> str:
    """The code under which lower levels are looked for: a former city that is a district now had its neighbours too."""
    code = match.division.code
    if match.how == "former" and len(code) > level.digits:
        return code[: level.digits]
    return code


def _narrow_upwards(found: dict[Level, list[Match]]) -> None:
    """Drop the readings of an upper level that hold none of the lower ones."""
    below: list[str] = []
    for level in reversed(found):
        if below:
            kept = [m for m in found[level] if any(c.startswith(_region(m, level)) for c in below)]
            found[level] = kept or found[level]
        below = [match.division.code for match in found[level]]


def _enter(result: Resolution, level: Level, candidates: Sequence[Match]) -> None:
    if len(candidates) > 1:
        result.ambiguous[level] = tuple(match.division for match in candidates)
        return
    (match,) = candidates
    for division in _ancestors(match.division):
        result.chain[division.level] = division
    if match.change:
        result.former[level] = match.change


def _ancestors(division: Division) -> list[Division]:
    known = table()
    return [known.division(code) for code in known.chain(division.code)]
