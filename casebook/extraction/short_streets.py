"""Streets and towns named without their suffix (七星关区麻园, 【奇山:…】), in the districts that a report speaks of."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from casebook import regions
from casebook.extraction.occurrences import occurrences
from casebook.extraction.places import DEPTH, PlaceMention

STREET_SUFFIX = re.compile("(?:街道|镇|乡|苏木)$")
#: Stems that are plain words.
_WORDS = frozenset(
    "新城 城关 城区 中心 和平 团结 建设 解放 幸福 中山 友谊 胜利 文化 人民 新村 城东 城西 城南 城北 东门 西门 南门 北门 工业".split()
)
#: What follows a street that opens a heading or stands before a house of its own (航头残疾人之家).
_HEADS = re.compile(
    "[:：】|｜]|[“「]|(?:老年人|长者|残疾人|社区|党员|村级|爱心|幸福|综合|养老|便民|居家|人民|新时代)?"
    "(?:残疾人之家|家园|之家|服务中心|服务站|驿站|食堂|饭堂|调解室|调解中心|照料中心|综治中心|幸福院|敬老院|调委会|派出所|司法所)"
)
_CHINESE = re.compile("[㐀-鿿]")
_NAMED = re.compile("[㐀-鿿]{2,6}(?:社区|居民区|村(?![民委干里上]))")
#: What ends the name of a road, which may be meant where nothing of the street follows (周村丝绸路).
_ROAD = "路"
#: The stem is a road that numbered communities are called after (重庆路一社区).
_NUMBERED = re.compile("第?[一二三四五六七八九十0-9]+(?:社区|村)")
#: The stem is the name of a community instead (大槐树村).
_COMMUNITY = re.compile("社区|居民区|村(?![民里委干])")
#: In how many districts stems are looked for: where a report goes through many, too many words would be streets.
_MOST_DISTRICTS = 3


def short_streets(text: str, upper: Sequence[PlaceMention], districts: Sequence[str]) -> Iterator[PlaceMention]:
    """Mentions of streets without suffix; ``upper`` are the places found so far, ``districts`` codes of districts.

    A stem counts right behind a district or city, right before a community or an own institution, and where it opens a
    heading.
    """
    if len(districts) > _MOST_DISTRICTS:
        return
    stems: dict[str, list[tuple[str, str]]] = {}
    for district in districts:
        for stem, street in street_stems(district).items():
            stems.setdefault(stem, []).append(street)
    if not stems:
        return
    ends = {mention.end for mention in upper if DEPTH[mention.level] < DEPTH["street"]}
    for start, end in _stems_in(text, stems):
        if any(mention.start < end and start < mention.end for mention in upper) or _COMMUNITY.match(text, end):
            continue
        opens = not _CHINESE.match(text, max(0, start - 1), start)
        behind = _HEADS.match(text, end) or _NAMED.match(text, end)
        found = stems[text[start:end]]
        numbered = _NUMBERED.match(text, end)
        is_road = text[end - 1] == _ROAD and not behind
        if len(found) == 1 and not numbered and not is_road and (start in ends or (opens and behind)):
            name, code = found[0]
            yield PlaceMention(start, end, "street", name, (code,))


def _stems_in(text: str, stems: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where stems stand, from left to right, none within another: the longest of those that begin at one place."""
    behind = 0
    named = (stem for stem in stems if stem in text)
    for start, length in sorted((at, -len(stem)) for stem in named for at in occurrences(text, stem)):
        if start >= behind:
            behind = start - length
            yield start, behind


@cache
def street_stems(district: str) -> Mapping[str, tuple[str, str]]:
    """Name without suffix → name and code of the streets of a district."""
    found = {}
    for street in regions.children(district):
        stem = STREET_SUFFIX.sub("", street.name)
        if len(stem) >= 2 and stem != street.name and stem not in _WORDS:
            found[stem] = (street.name, street.code)
    return found
