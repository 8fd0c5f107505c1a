"""Where the names of streets, towns, communities and villages begin, and which of their nouns are no name at all.

Each 社区, 村, 街道, 镇… of a report is one choice: of the characters in front of it that may begin its name, or of none
(老旧社区, 农村). A conditional logit weighs what a beginning looks like, what the tables know, and how the report goes on.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import islice
from typing import NamedTuple

from casebook.extraction.edges import start_of_run
from casebook.extraction.linear import Linear
from casebook.extraction.occurrences import occurrences
from casebook.extraction.places import DEPTH, PlaceMention, communities_of, table
from casebook.extraction.stems import Stems

#: In 大营村村委会 and 锦德村村头 the second 村 is no noun of a name.
NOUN = re.compile("居民区|社区|嘎查|村(?!(?<=村村)[委民支党务里口干医规头史部])|街道|镇|乡|苏木")
STREET_NOUNS = frozenset(("街道", "镇", "乡", "苏木"))
_WORD = re.compile("[〇㐀-鿿0-9A-Za-z]")
_WORDS = re.compile(rf"{_WORD.pattern}*")
#: How many characters a name may have before its noun.
LONGEST = 9
#: No name begins with these particles.
_NEVER_FIRST = frozenset("的着们")
#: No name has these before its noun (各村, 由镇里).
_NEVER_LAST = frozenset("个各是的在由到返等了给把名聘与之我")
_JOINING = frozenset("、和与及跟到")
#: Words that names begin with, whatever they join elsewhere (和平社区).
_NO_JOINT = frozenset("和平 和谐 和睦 和顺 和兴 和美 和合 和畅 和苑 和园".split())
_ENDS_NAME = re.compile(f"(?:{NOUN.pattern})$")
#: A long report has some hundred; what stands behind so many is not looked at, so that no text keeps a worker busy.
_MOST_NOUNS = 1_500
#: No place of the tables has a longer name.
_LONGEST_PLACE = 24
#: Marks in front of a name that are told apart; all others are one.
_MARKS = frozenset('\n “"（(、，,。：:')
#: Words that say what sort of community or town, not which.
_SORTS = frozenset(
    "农村 城市 城乡 乡村 老旧 新建 智慧 示范 文明 美丽 美好 和谐 平安 健康 绿色 宜居 幸福 完整 未来 现代 国际 民族 商业 生活 试点 重点 样板 "
    "标杆 特色 贫困 行政 自然 移民 搬迁 安置 回迁 拆迁 无障碍 老年友好 老年友好型 儿童友好 友好 线上 网格 涉农 周边 附近 其他 所有 部分 一些 "
    "全国 各地 基层 相关 所属 辖区 旅游 古 中心 小 大 老 新 空心 后进 先进 明星".split()
)


class LocalName(NamedTuple):
    """A name at ``text[start:end]`` whose noun begins at ``noun``; ``start`` is None where the noun is no name's."""

    start: int | None
    noun: int
    end: int


@dataclass(frozen=True)
class Surroundings:
    """What is known of a report before its local names are: the wider places, districts by code, cities spoken of."""

    text: str
    upper: Sequence[PlaceMention]
    districts: Sequence[str]
    spoken: Counter[str]

    @cached_property
    def _starts(self) -> list[int]:
        return [mention.start for mention in self.upper]

    def near(self, start: int, end: int) -> Sequence[PlaceMention]:
        """The places that overlap or touch ``[start:end]``, and perhaps some just before."""
        low = bisect_left(self._starts, start - _LONGEST_PLACE)
        return self.upper[low : bisect_right(self._starts, end)]

    def repeated(self, name: str) -> tuple[int, frozenset[str]]:
        """How often the text has ``name``, and what stands before it."""
        if name not in self._repeats:
            times = self.text.count(name)
            found = occurrences(self.text, name) if times > 1 else ()
            before = frozenset(self.text[at - 1 : at] for at in found)
            self._repeats[name] = times, before
        return self._repeats[name]

    @cached_property
    def _repeats(self) -> dict[str, tuple[int, frozenset[str]]]:
        return {}

    @cached_property
    def ends(self) -> frozenset[int]:
        """Where places end."""
        return frozenset(mention.end for mention in self.upper)

    @cached_property
    def only_streets(self) -> Mapping[int, int]:
        """Where streets of names that no other bears end → where they begin."""
        streets = (mention for mention in self.upper if mention.level == "street" and len(mention.codes) == 1)
        return {street.end: street.start for street in streets}

    @cached_property
    def spans(self) -> frozenset[tuple[int, int]]:
        """The spans of the places."""
        return frozenset((mention.start, mention.end) for mention in self.upper)

    def knows(self, name: str) -> bool:
        """Whether a district has a community of that name; a 居民区 is registered as 社区."""
        plain = f"{name.removesuffix('居民区')}社区"
        return any(name in one or plain in one for one in self.communities)

    @cached_property
    def communities(self) -> Sequence[Mapping[str, tuple[str, ...]]]:
        """The communities of each district by name."""
        return [communities_of(district) for district in self.districts]


@dataclass(frozen=True)
class Namer:
    """The learned parts: the weights of the choice, and the likeness of stems."""

    choice: Linear
    stems: Stems

    def names(self, around: Surroundings) -> Iterator[LocalName]:
        """What each noun of the text ends, in reading order."""
        for match in islice(NOUN.finditer(around.text), _MOST_NOUNS):
            yield LocalName(self._start(around, match), match.start(), match.end())

    def _start(self, around: Surroundings, match: re.Match[str]) -> int | None:
        """Where the name with this noun begins; half of all nouns need no weighing."""
        before = around.text[match.start() - 1 : match.start()]
        if before in _NEVER_LAST or not _WORD.match(before):
            return None
        if match.group() in STREET_NOUNS and match.end() in around.only_streets:
            return around.only_streets[match.end()]
        starts, options = self.options(around, match)
        scores = [self.choice.score(option) for option in options]
        return starts[scores.index(max(scores))]

    def options(self, around: Surroundings, match: re.Match[str]) -> tuple[list[int | None], list[list[str]]]:
        """The beginnings that a name with this noun may have, the nearest first and none last, with their features."""
        text, ending = around.text, _ending(around, match)
        leftmost, head = ending.leftmost, ending.head
        likeness = self.stems.likenesses(text[leftmost:head])
        crossing = _crossing(ending)
        kept: list[int | None] = []
        options = []
        for start, like in zip(range(head - 1, leftmost - 1, -1), likeness, strict=True):
            joined = _takes_along(text, start) and not around.knows(text[start : ending.end])
            if text[start] in _NEVER_FIRST or joined:
                continue
            edge = _edge(around, start, leftmost)
            option = [*_shape(text, ending, start, edge), *_known(around, ending, start, edge)]
            option += [f"like:{_within(like, 8)}", f"like:{edge}:{_within(round(like / 2), 8)}"]
            if start < crossing:
                option.append("crosses a place")
            if edge != "open":
                longer = likeness[head - start] if start > leftmost else self.stems.likeness(text[start - 1 : head])
                option.append(f"longer:{_within(longer - like, 5)}")
            kept.append(start)
            options.append(option)
        options.append(_no_name(text, ending, max(likeness, default=_LOW)))
        return [*kept, None], options


@cache
def shipped_namer() -> Namer:
    """The parts that ship."""
    stored = json.loads(files("casebook.extraction").joinpath("data", "local_names.json").read_text("utf-8"))
    return Namer(Linear.from_json(stored["choice"]), Stems.from_json(stored["stems"]))


class _Ending(NamedTuple):
    """A noun at ``text[head:end]``, how far a name with it may reach to the left, and the places near it."""

    noun: str
    head: int
    end: int
    leftmost: int
    near: Sequence[PlaceMention]


def _ending(around: Surroundings, match: re.Match[str]) -> _Ending:
    head, end = match.span()
    leftmost = start_of_run(_WORDS, around.text, head, LONGEST)
    return _Ending(match.group(), head, end, leftmost, around.near(head - LONGEST, end))


def _crossing(ending: _Ending) -> int:
    """The end of the last place in front that a name with this noun would hardly reach across."""
    limit = DEPTH["street"] if ending.noun in STREET_NOUNS else DEPTH["community"]
    return max((m.end for m in ending.near if m.end <= ending.head and DEPTH[m.level] < limit), default=0)


def _edge(around: Surroundings, start: int, leftmost: int) -> str:
    """What stands in front of a beginning: nothing that a name could go on in, a place, or more words."""
    if start == leftmost and not _WORD.match(around.text[start - 1 : start]):
        return "open"
    return "place" if start in around.ends else "word"


def _shape(text: str, ending: _Ending, start: int, edge: str) -> list[str]:
    noun, head = ending.noun, ending.head
    length, before = head - start, text[start - 1 : start]
    found = [
        edge,
        f"length:{length}",
        f"{edge}:{noun}:{min(length, 6)}",
        f"first:{text[start]}",
        f"last:{noun}:{text[head - 1]}",
    ]
    if text[start:head] in _SORTS:
        found += ["sort", f"sort:{edge}"]
    if edge == "open":
        found.append(f"open:{before if before in _MARKS else '?'}")
    if edge == "word":
        found.append(f"before:{before}")
    else:
        found.append(f"bounded:{length}")
    if ending.near and any(m.start < start < m.end != ending.end for m in ending.near):
        found.append("cuts a place")
    return found + _listed(text, start)


def _listed(text: str, start: int) -> list[str]:
    """Whether a beginning follows on a name in a list (王村、李村和张村)."""
    if text[start - 1 : start] in _JOINING and _ENDS_NAME.search(text, max(0, start - 4), start - 1):
        return ["listed", f"listed:{text[start - 1]}"]
    return []


def _takes_along(text: str, start: int) -> bool:
    """Whether a beginning would take the 和 of a list along (王村|和张村)."""
    joins = text[start] in _JOINING and text[start : start + 2] not in _NO_JOINT
    return joins and bool(_ENDS_NAME.search(text, max(0, start - 3), start))


def _known(around: Surroundings, ending: _Ending, start: int, edge: str) -> list[str]:
    """What the tables and the rest of the report know of the name."""
    name = around.text[start : ending.end]
    length = ending.head - start
    if ending.noun in STREET_NOUNS:
        codes = [division.code for division in table("street").get(name, ())]
        near = any(code[:4] in around.spoken for code in codes)
        inside = any(code[:6] in around.districts for code in codes)
        known = f"street:{_many(len(codes))}:{near}:{inside}"
        found = [known, f"{known}:{length}", f"{edge}:{known}"]
        if (start, ending.end) in around.spans:
            found.append("official")
    else:
        known = f"community:{around.knows(name) if around.communities else 'unasked'}"
        found = [known, f"{known}:{min(length, 5)}", f"{edge}:{known}"]
    return found + _repeated(around, name, edge)


def _repeated(around: Surroundings, name: str, edge: str) -> list[str]:
    times, before = around.repeated(name)
    found = [f"times:{min(times, 4)}"]
    if times > 1:
        found.append(f"led by:{min(len(before), 3)}")
        if not all(map(_WORD.match, before)):
            found.append("open elsewhere")
        if edge == "word" and len(before) == 1:
            found.append("always led")
    return found


def _no_name(text: str, ending: _Ending, best: int) -> list[str]:
    """The features of the choice that the noun ends no name."""
    noun, head, end = ending.noun, ending.head, ending.end
    found = [
        "none",
        f"none:{noun}",
        f"none:{noun}:next:{text[end : end + 1]}",
        f"none:{noun}:next:{text[end : end + 2]}",
        f"none:{noun}:last:{text[max(0, head - 1) : head]}",
        f"none:{text[max(0, head - 2) : end]}",
        f"none:like:{_within(best, 8)}",
    ]
    if any(m.start < head and end < m.end for m in ending.near):
        found.append("none:inside a place")
    if NOUN.match(text, end):
        found.append("none:before a noun")
    return found


#: Stands for the likeness of no stem at all.
_LOW = -9


def _within(number: int, most: int) -> int:
    return max(-most, min(most, number))


def _many(count: int) -> str:
    return "no" if not count else "one" if count == 1 else "few" if count < 6 else "many"
