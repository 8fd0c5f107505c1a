"""Several sites of one brand (新洲社区“石榴籽”服务站, 向阳街道“如康家园”): one candidate each, told apart by place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casebook.extraction.candidates import Candidate, Found, is_one_of_many
from casebook.extraction.occurrences import Stretches, occurrences
from casebook.extraction.places import PlaceMention
from casebook.extraction.story import Story

_LOCAL = ("street", "community")
_BETWEEN = re.compile('(?:的|里的|[“‘「『"(（:：,，])*')
_POINTER = re.compile("店|分店|站(?=[,，])|的[这那]一?[间家处个所]|这一?[间家处个所]|那一?[间家处个所]")
#: Words in front of a name that point at the place which was named before: 这座会客厅, 这里也叫“骑士港湾”.
_POINTS_BACK = re.compile(
    "(?:[这那此该](?:里|儿|边|一?[家间处座所个口支])|此处|这是)(?:的|也叫|就叫|叫|也有|也是)?[“‘「『]?$"
)
#: Characters of a line that may be a heading.
_LONGEST_HEADING = 40
#: Nouns of one character that stand for a name which ends in them, behind a place only: 石桥村的亭子 for “清风议事亭”.
_SHORT = frozenset("店铺摊亭灶院角桌凳坊屋堂园家驿棚舍室站吧社")
_NOUN_OF_PLACE = re.compile(f"([{''.join(sorted(_SHORT))}])(?<=[村区镇乡道]的.)(?![长里])")


def split_sites(story: Story, candidates: Sequence[Candidate], places: Sequence[PlaceMention]) -> list[Candidate]:
    """The candidates with those that stand at several local places divided into the brand and its sites."""
    short = _short_mentions(story.clean, candidates)
    local = [place for place in places if place.level in _LOCAL]
    named = Stretches((place.start, place.end) for place in places)
    made: list[Candidate] = []
    for index, candidate in enumerate(candidates):
        start = candidate.found[0].start
        inside = named.overlap(start, start + 1)
        made += [candidate] if inside else _divide(story, candidate, short.get(index, []), local)
    return sorted(made, key=lambda candidate: (candidate.found[0], candidate.site))


def _divide(
    story: Story, candidate: Candidate, short: Sequence[Found], places: Sequence[PlaceMention]
) -> list[Candidate]:
    sites: dict[str, list[Found]] = {}
    for found in sorted((*candidate.found, *short)):
        place = _place_of(story, places, found)
        if place:
            sites.setdefault(place, []).append(found)
    sited = {found for own in sites.values() for found in own}
    rest = tuple(found for found in candidate.found if found not in sited)
    many = tuple(found for found in rest if is_one_of_many(story.clean, found.start))
    if not sites and many and len(many) < len(rest):
        return [candidate.of(many), candidate.with_found(tuple(found for found in rest if found not in many))]
    if not sites or len(sites) < (1 if rest and (many or _is_counted(story.clean, rest)) else 2):
        return [candidate]
    made = [candidate.at(place, tuple(own)) for place, own in sites.items()]
    return [candidate.of(rest), *made] if rest else made


def _place_of(story: Story, places: Sequence[PlaceMention], found: Found) -> str:
    """The local place right in front of a mention, or the last one before a mention that points back; '' without any."""
    return _place_before(story.clean, places, found.start) or _place_pointed_at(story, places, found.start)


def _place_pointed_at(story: Story, places: Sequence[PlaceMention], start: int) -> str:
    """The last local place in the paragraph, or in a heading above it, where the words before ``start`` point back."""
    if not _POINTS_BACK.search(story.clean, max(0, start - 7), start):
        return ""
    low = story.paragraph_at(start).start
    above = story.paragraph_at(low - 2)
    low = above.start if above.end - above.start <= _LONGEST_HEADING else low
    return next((place.name for place in reversed(places) if low <= place.start and place.end <= start), "")


def _place_before(text: str, places: Sequence[PlaceMention], start: int) -> str:
    """The local place right in front of ``start``, or ''."""
    for place in places:
        if place.end <= start <= place.end + 4 and _BETWEEN.fullmatch(text, place.end, start):
            return place.name
    return ""


def _short_mentions(text: str, candidates: Sequence[Candidate]) -> dict[int, list[Found]]:
    """Nouns and pointers that stand for the last candidate of that noun (向阳街道的家园, 玉皇阁社区店), by candidate."""
    known = Stretches((one.start, one.tail) for candidate in candidates for one in candidate.found)
    nouns = {index: _short_nouns(candidate) for index, candidate in enumerate(candidates)}
    words = {word for own in nouns.values() for word in own if len(word) > 1}
    spots = [(at, word, word) for word in words for at in occurrences(text, word)]
    spots += [(match.start(), match.group(), "") for match in _POINTER.finditer(text)]
    spots += [(match.start(1), match[1], match[1]) for match in _NOUN_OF_PLACE.finditer(text)]
    made: dict[int, list[Found]] = {}
    for at, word, noun in sorted(spots):
        end = at + len(word)
        if known.overlap(at, end + 1):
            continue
        owner = _last_before(candidates, nouns, at, noun)
        if owner is not None:
            made.setdefault(owner, []).append(Found(at, end, end, False))
    return made


def _short_nouns(candidate: Candidate) -> set[str]:
    nouns = {candidate.head, candidate.name[-2:] if candidate.name.endswith(candidate.head) else ""}
    return {noun for noun in (*nouns, candidate.name[-1]) if len(noun) > 1 or noun in _SHORT}


def _last_before(candidates: Sequence[Candidate], nouns: dict[int, set[str]], at: int, noun: str) -> int | None:
    """The candidate mentioned last before ``at``, of those that ``noun`` may stand for (all with a noun for '')."""
    best: tuple[int, int] | None = None
    for index, candidate in enumerate(candidates):
        if noun in nouns[index] or (not noun and nouns[index]):
            last = max((one.tail for one in candidate.found if one.tail <= at), default=-1)
            if last >= 0 and (best is None or last > best[0]):
                best = (last, index)
    return best[1] if best else None


_COUNT = re.compile(
    "(?<!另外)(?<!其他)(?:[2-9]|[0-9]{2,}|[两三四五六七八九十百])[余来]?(?:个|家|处|所|间|支|座)[^,，。]{0,6}$"
)
_COUNT_BEHIND = re.compile(
    "[^,，。;；]{0,8}?(?<!另外)(?<!其他)(?:[2-9]|[0-9]{2,}|[两三四五六七八九十百])[余多来]?(?:个|家|处|所|间|支|座)"
)


def _is_counted(text: str, mentions: Sequence[Found]) -> bool:
    return any(
        _COUNT.search(text, max(0, one.start - 14), one.start) or _COUNT_BEHIND.match(text, one.tail, one.tail + 14)
        for one in mentions
    )
