"""Divisions by name: official names, aliases and former names of the four upper levels; communities on request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from casebook.regions import communities
from casebook.regions.aliases import aliases_of
from casebook.regions.divisions import Change, Division, How, Level, Match
from casebook.regions.resources import read_rows
from casebook.regions.table import table


@cache
def _by_name() -> dict[str, list[str]]:
    index: defaultdict[str, list[str]] = defaultdict(list)
    for code, name in table().names.items():
        index[name].append(code)
    return dict(index)


@cache
def _by_alias() -> dict[str, list[str]]:
    index: defaultdict[str, list[str]] = defaultdict(list)
    known = table()
    for level, codes in known.by_level.items():
        for code in codes:
            for alias in aliases_of(code, known.names[code], level):
                index[alias].append(code)
    for row in read_rows("aliases.csv"):
        index[row["alias"]].append(row["code"])
    return dict(index)


@cache
def _by_former_name() -> dict[str, dict[str, Change]]:
    """By former name: the code of what it has become, and the latest change that ended it."""
    index: defaultdict[str, dict[str, Change]] = defaultdict(dict)
    known = table()
    for change in known.changes:
        now = known.current(change.to_code)
        ended = change.from_name and (change.kind != "split" or change.from_code not in known.names)
        if now and ended and known.names[now] != change.from_name:
            index[change.from_name][now] = change
    return dict(index)


def matches(name: str) -> Iterator[Match]:
    """The divisions of the four upper levels that bear ``name``, official names first."""
    known = table()
    seen: set[str] = set()
    grounds: tuple[tuple[How, dict[str, list[str]]], ...] = (("official", _by_name()), ("alias", _by_alias()))
    for how, index in grounds:
        for code in index.get(name, ()):
            if code not in seen:
                seen.add(code)
                yield Match(known.division(code), how)
    for code, change in _by_former_name().get(name, {}).items():
        if code not in seen:
            seen.add(code)
            yield Match(known.division(code), "former", change)


def communities_named(name: str, within: str = "") -> tuple[Division, ...]:
    """The communities called ``name`` in the whole country, or under the code ``within``.

    The words for the committee do not count: 第三社区, 第三社区居委会 and 第三社区居民委员会 are the same name.
    """
    plain = communities.plain_name(name)
    known = table()
    found = []
    for number in communities.streets_that_may_have(plain):
        edition_code = known.edition_streets[number]
        street = known.current(edition_code)
        if street and street.startswith(within):
            for digits, official in communities.of_street(edition_code):
                if official == plain:
                    found.append(Division(street + digits, official, Level.COMMUNITY))
    return tuple(sorted(found, key=lambda division: division.code))


def names_at(level: Level) -> Mapping[str, tuple[Division, ...]]:
    """Every official name, alias and former name of one of the four upper levels, for finding names in text.

    Aliases that are everyday words (城区, 新华) are in it too; the caller decides by what stands around them.
    """
    return _names_by_level()[level]


@cache
def _names_by_level() -> Mapping[Level, Mapping[str, tuple[Division, ...]]]:
    known = table()
    index: dict[Level, dict[str, tuple[Division, ...]]] = {level: {} for level in Level}
    for codes_of in (_by_name(), _by_alias(), _by_former_name()):
        for name, codes in codes_of.items():
            for code in codes:
                division = known.division(code)
                names = index[division.level]
                found = names.get(name, ())
                if division not in found:
                    names[name] = (*found, division)
    return index
