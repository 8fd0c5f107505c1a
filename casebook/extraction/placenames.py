"""All places that a report names: the official ones, and streets and communities that no table need know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from casebook import regions
from casebook.extraction.gazetteer import official, short_forms, spoken_of, without_overlaps
from casebook.extraction.local_names import STREET_NOUNS, LocalName, Surroundings, shipped_namer
from casebook.extraction.occurrences import Stretches
from casebook.extraction.places import PlaceMention, anywhere, table
from casebook.extraction.short_streets import STREET_SUFFIX, short_streets

#: A community whose own word is as long as this is known by its name alone, where the country has only one.
_TELLING = 4
#: Where a report names more districts than this, communities are looked for in the most named ones.
_MOST_DISTRICTS = 40
#: Lengths of the names of streets without suffix in front of a community (织里大港村).
_SHORT_STREET = (4, 3, 2)


def find_places(text: str) -> list[PlaceMention]:
    """All places of ``text`` in reading order."""
    around = surroundings(text)
    names = list(shipped_namer().names(around))
    upper = _with_streets(around, names)
    districts = _districts(upper, around.spoken)
    upper = sorted([*upper, *short_streets(text, upper, districts)])
    found = Surroundings(text, upper, districts, around.spoken)
    communities = [mention for name in names if _is_community(found, name) for mention in _community(found, name)]
    own = Stretches((mention.start, mention.end) for mention in communities if mention.level == "community")
    kept = (mention for mention in upper if not own.overlap(mention.start, mention.end))
    return without_overlaps([*kept, *communities])


def surroundings(text: str) -> Surroundings:
    """What a report says of itself before the names of its streets and communities are looked for."""
    named = official(text)
    spoken = spoken_of(text, named)
    upper = without_overlaps([*named, *short_forms(text, named, spoken)])
    return Surroundings(text, upper, _districts(upper, spoken), spoken)


def _with_streets(around: Surroundings, names: Sequence[LocalName]) -> list[PlaceMention]:
    """The wider places with the streets as they are named here: by the table, and by words that no table knows."""
    text, kept, found = around.text, list(around.upper), []
    for name in names:
        if text[name.noun : name.end] not in STREET_NOUNS:
            continue
        if (name.start, name.end) in around.spans:
            continue
        kept = [m for m in kept if m.level != "street" or m.end != name.end or m.start == name.start]
        if name.start is not None and not any(m.start < name.end and name.start < m.end for m in kept):
            printed = text[name.start : name.end]
            codes = tuple(division.code for division in table("street").get(printed, ()))
            found.append(PlaceMention(name.start, name.end, "street", printed, codes))
    return sorted([*kept, *found])


def _districts(upper: Sequence[PlaceMention], spoken: Counter[str]) -> list[str]:
    """Codes of the districts that communities are looked up in, the most mentioned first."""
    counts: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for mention in upper:
        codes = [code for code in mention.codes if len(mention.codes) == 1 or spoken[code[:4]] or spoken[code[:2]]]
        if mention.level in ("district", "street"):
            if len({code[:6] for code in codes}) == 1:
                counts[codes[0][:6]] += 1
            else:
                possible.update({code[:6] for code in mention.codes})
    if not counts and len(possible) <= _MOST_DISTRICTS:
        counts = possible
    return [code for code, _ in counts.most_common(_MOST_DISTRICTS)]


def _is_community(around: Surroundings, name: LocalName) -> bool:
    """Whether a community is named, not a wider place that is called so without its suffix (孟村), nor 梅园新村街道."""
    if name.start is None or around.text[name.noun : name.end] in STREET_NOUNS:
        return False
    if any(
        m.level == "street" and m.start <= name.start and name.end < m.end for m in around.near(name.start, name.end)
    ):
        return False
    return (name.start, name.end) not in around.spans or around.knows(around.text[name.start : name.end])


def _community(around: Surroundings, named: LocalName) -> Iterator[PlaceMention]:
    """The community, with the street in front of it where that lacks its suffix."""
    start, end = named.start, named.end
    assert start is not None, "a name begins somewhere"
    codes = _codes(around, start, named)
    for inner in range(start, named.noun - 1):
        known = codes if inner == start else ()
        everywhere = [division.code for division in anywhere(around.text[inner:end])]
        street = _street_before(around, inner, known or everywhere)
        if street:
            yield street
            start, codes = inner, tuple(code for code in known or everywhere if code.startswith(street.codes))
            break
        if codes:
            break
    yield PlaceMention(start, end, "community", around.text[start:end], codes)


def _codes(around: Surroundings, start: int, named: LocalName) -> tuple[str, ...]:
    name = around.text[start : named.end]
    return _in_districts(around, name) or _in_country(around, name, named.noun - start)


def _in_districts(around: Surroundings, name: str) -> tuple[str, ...]:
    """The codes of that name in the districts of the report; a 居民区 is registered as 社区."""
    plain = f"{name.removesuffix('居民区')}社区" if name.endswith("居民区") else name
    return tuple(code for known in around.communities for code in known.get(name) or known.get(plain) or ())


def _in_country(around: Surroundings, name: str, length: int) -> tuple[str, ...]:
    """The codes of that name anywhere, where the report narrows them down; ``length`` is that of its own word."""
    divisions = anywhere(name)
    near = tuple(division.code for division in divisions if around.spoken[division.code[:4]])
    if around.districts:
        return (divisions[0].code,) if len(divisions) == 1 and length >= _TELLING else ()
    if len(near) == 1:
        return near
    return tuple(division.code for division in divisions) if len(divisions) == 1 else ()


def _street_before(around: Surroundings, end: int, codes: Sequence[str]) -> PlaceMention | None:
    """The street of one of ``codes`` that stands at ``end`` without its suffix (织里 → 织里镇)."""
    for size in _SHORT_STREET:
        start = end - size
        if start < 0 or any(mention.start < end and start < mention.end for mention in around.near(start, end)):
            continue
        found = _street_called(around.text[start:end], codes)
        if found:
            return PlaceMention(start, end, "street", found[0], (found[1],))
    return None


def _street_called(front: str, codes: Sequence[str]) -> tuple[str, str] | None:
    """Name and code of the only street of ``codes`` that is called ``front`` without its suffix."""
    found = {}
    for code in codes:
        street = regions.get(code[:9])
        suffix = street and STREET_SUFFIX.search(street.name)
        if street and suffix and len(front) >= suffix.start() - 2 and street.name.startswith(front):
            found[street.code] = front if front == street.name else front + suffix.group()
    return next(((name, code) for code, name in found.items()), None) if len(found) == 1 else None
