"""Whose fact is it: what ties a place in the text to each of the initiatives that the text describes.

A fact (a figure, a date, a result) is stated at one place; the features of ``Scene.ties`` say how each initiative is
present around that place: named before it in the clause, taken up by a noun (工作室累计… → the initiative that is a
工作室), subject of the paragraph or of the section, main initiative of the report. Linear models weigh them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

#: Nouns that name a sort of undertaking, longest first; later mentions often consist of nothing else.
_TYPE_NOUN = re.compile(
    "托养中心|照料中心|服务中心|综治中心|工作室|调解室|调解队|调解团|调委会|委员会|议事会|理事会|"
    "恳谈会|联合会|公益社|服务队|志愿队|巡逻队|小分队|突击队|骑行队|护河队|护江队|服务站|工作站|"
    "助餐点|幸福院|养老院|工疗站|小程序|工作法|咖啡馆|图书馆|协会|队伍|团队|驿站|中心|食堂|饭堂|"
    "餐厅|厨房|家园|之家|超市|课堂|学校|讲堂|基金|平台|热线|机制|模式|体系|品牌|项目|联盟|积分|"
    "银行|茶室|客厅|书屋|茶馆|队|团|室|站|院|社|会|角|亭|屋|堂|点|桌|店|铺|家|班|所|岗|街|"
    "集"
)
_DEICTIC = re.compile("[这该那](?:里|儿|支|个|家|间|处|座|条|张|套|种|项|些)?$")
_LINE_EDGE = re.compile("\n")
_SENTENCE_EDGE = re.compile('[。！？!?\n]+[”’"]?')
_CLAUSE_EDGE = re.compile("[。！？!?\n，；,;：:]")
_WIDE = re.compile("全[市区县镇街乡旗村省]|各[地区镇街村]|[市区县]里")
_ALL_OF_THEM = re.compile(
    "像[^，,。]{0,12}[这那]样的|这样的|合起来|合在一起|加起来|合计|这些|各[支个家处间]|其中|[两几三四五六七八九十][支间家处座个][^，,。]{0,6}(?:一共|共|都|合|累计)"
)
_LEVEL_NOUN = re.compile("(?<=..)(?:街道|社区|居民区|[村镇乡区县市街])$")
_NAME = re.compile("“[^“”，。,]{2,12}”")
_ATTRIBUTE = re.compile(".*等[^等]{0,14}的[^的]{0,6}")
_INSIDE = re.compile("[”’」』]?[^，。；、]{0,6}在内的?")
_HEADING_LENGTH = 40
#: How many subjects are kept in mind as what the text has been speaking of.
_TOPICS = 4
_GAPS = (3, 10, 25, 60, 120, 250)
_GAP_NAMES = (*map(str, _GAPS), "far")


class Bounds(NamedTuple):
    """A stretch of text, ``[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Subject:
    """An initiative as the owner of facts.

    ``mentions`` are the spans that name it; ``places`` its printed names from the district down; ``parent`` an index
    into the list of subjects.
    """

    name: str
    kind: str
    mentions: tuple[tuple[int, int], ...]
    places: tuple[str, ...] = ()
    parent: int | None = None


class _Named(NamedTuple):
    start: int
    end: int
    who: int


class Renamed(dict[str, str]):
    """Name of a tie → its name among the features of a fact; "" for one of another family than ``families``.

    A family is what stands before the first colon. Names are made once: there are few of them, and many ties.
    """

    def __init__(self, prefix: str, *families: str) -> None:
        super().__init__()
        self._prefix, self._families = prefix, frozenset(families)

    def __missing__(self, tie: str) -> str:
        known = tie.split(":", 1)[0] in self._families
        self[tie] = f"{self._prefix}:{tie}" if known else ""
        return self[tie]

    def of(self, ties: Iterable[str]) -> list[str]:
        """The features of those ``ties`` that belong to the families."""
        return [name for tie in ties if (name := self[tie])]


@dataclass
class Scene:
    """A text with its subjects; answers what ties a place in the text to each of them."""

    text: str
    subjects: Sequence[Subject]
    _headings: dict[int, list[int]] = field(default_factory=dict, init=False)

    def line(self, at: int) -> Bounds:
        """The line around ``at``."""
        return self._lines[bisect_right(self._line_starts, at) - 1]

    def sentence(self, at: int) -> Bounds:
        """The sentence around ``at``; a line break ends a sentence."""
        return self._sentences[bisect_right(self._sentence_starts, at) - 1]

    def clause(self, at: int) -> Bounds:
        """The stretch between two commas or stronger marks around ``at``."""
        return self._clauses[bisect_right(self._clause_starts, at) - 1]

    def in_heading(self, at: int) -> bool:
        """Whether ``at`` stands in a short line without a full stop."""
        line = self.line(at)
        return line.end - line.start < _HEADING_LENGTH and "。" not in self.text[line.start : line.end]

    def in_quotation(self, at: int) -> bool:
        """Whether a quotation mark of the line is still open at ``at``."""
        start = self.line(at).start
        return self.text.count("“", start, at) > self.text.count("”", start, at)

    def ties(self, start: int, end: int) -> list[list[str]]:
        """For each subject the names of the features that tie it to ``[start:end]``."""
        line, sentence, clause = self.line(start), self.sentence(start), self.clause(start)
        last = self._last_named(start)
        in_line = self._within(line)
        in_sentence = self._within(sentence)
        found = [
            [
                *self._before(last.get(who), start, clause.start, sentence.start, line.start),
                *self._behind(who, end, clause, sentence, line),
                *_rank_among("sentence", who, in_sentence),
                *standing,
            ]
            for who, standing in enumerate(self._standings)
        ]
        self._add_line(found, line, in_line, last)
        self._add_topics(found, start, sentence.start, line.start)
        self._add_anaphors(found, sentence.start, start)
        self._add_heading(found, line.start)
        self._add_places(found, line, sentence, start)
        if _WIDE.search(self.text, sentence.start, start):
            for features, subject in zip(found, self.subjects, strict=True):
                features.append(f"wide:{len(subject.places)}")
        if _ALL_OF_THEM.search(self.text, sentence.start, start):
            for features, role in zip(found, self._roles, strict=True):
                features += (f"all:{role}",)
        return found

    def described(self, at: int) -> int | None:
        """The subject that a list around ``at`` describes from the front: 设有A、B等多个板块的X is about X."""
        end = self.clause(at).end
        for index in range(bisect_left(self._named_starts, at), len(self._named)):
            mention = self._named[index]
            if mention.start >= end:
                break
            if _ATTRIBUTE.fullmatch(self.text, at, mention.start):
                return mention.who
        return None

    def absence(self, start: int) -> list[str]:
        """The names of the features that speak for an owner that is not among the subjects."""
        sentence, line = self.sentence(start), self.line(start)
        in_line, in_sentence = self._within(line), self._within(sentence)
        found = ["nobody", f"nobody:line:{min(len(in_line), 3)}", f"nobody:sentence:{min(len(in_sentence), 3)}"]
        found.append(f"nobody:of:{min(len(self.subjects), 6)}")
        found += (
            ["nobody:named"] if any(self._unknown(m) for m in _NAME.finditer(self.text, sentence.start, start)) else []
        )
        found += ["nobody:named:line"] if any(self._unknown(m) for m in _NAME.finditer(self.text, *line)) else []
        nouns = [match.group() for match in self._nouns_before(sentence.start, start)]
        if nouns:
            known = any(noun in known for noun in nouns for known in self._nouns)
            found.append(f"nobody:anaphor:{known}")
        heading = self._heading_above(line.start)
        found.append(f"nobody:heading:{min(len(heading), 2)}")
        found += ["nobody:wide"] if _WIDE.search(self.text, sentence.start, start) else []
        return found

    def _unknown(self, name: re.Match[str]) -> bool:
        """Whether a name in quotation marks is none of the mentions."""
        index = bisect_right(self._named_starts, name.end()) - 1
        return index < 0 or self._named[index].end <= name.start()

    # What is fixed for the whole text.

    @cached_property
    def _lines(self) -> list[Bounds]:
        return _cut(self.text, _LINE_EDGE)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [bounds.start for bounds in self._lines]

    @cached_property
    def _sentences(self) -> list[Bounds]:
        return _cut(self.text, _SENTENCE_EDGE)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [bounds.start for bounds in self._sentences]

    @cached_property
    def _clauses(self) -> list[Bounds]:
        return _cut(self.text, _CLAUSE_EDGE)

    @cached_property
    def _clause_starts(self) -> list[int]:
        return [bounds.start for bounds in self._clauses]

    @cached_property
    def _named(self) -> list[_Named]:
        """All mentions of all subjects that may be what the text talks of, from left to right.

        In 组建包括甲队在内的64支队伍 the one named is an example: what follows is counted for whoever has the 64.
        """
        return sorted(
            _Named(start, end, who)
            for who, subject in enumerate(self.subjects)
            for start, end in subject.mentions
            if not _INSIDE.match(self.text, end)
        )

    @cached_property
    def _named_starts(self) -> list[int]:
        return [mention.start for mention in self._named]

    @cached_property
    def _starts_of(self) -> list[list[int]]:
        """For each subject where its mentions begin, from left to right."""
        return [sorted(start for start, _ in subject.mentions) for subject in self.subjects]

    @cached_property
    def _standings(self) -> list[list[str]]:
        """What each subject is in the report as a whole, wherever the fact stands."""
        counts = [len(subject.mentions) for subject in self.subjects]
        main = counts.index(max(counts)) if counts else -1
        parents = {subject.parent for subject in self.subjects}
        found = []
        for who, subject in enumerate(self.subjects):
            features = [f"kind:{subject.kind}", f"level:{len(subject.places)}", f"mentions:{min(counts[who], 4)}"]
            features += ["main"] if who == main else []
            features += ["parent"] if who in parents else []
            features += ["child"] if subject.parent is not None else []
            found.append(features)
        return found

    @cached_property
    def _nouns(self) -> list[frozenset[str]]:
        """For each subject the type nouns in its name and right behind its mentions."""
        found = []
        for subject in self.subjects:
            nouns = set(_TYPE_NOUN.findall(subject.name))
            for _, end in subject.mentions:
                nouns.update(_TYPE_NOUN.findall(re.split("[，,]", self.text[end : end + 8])[0]))
            found.append(frozenset(nouns))
        return found

    # What depends on the place.

    def _within(self, bounds: Bounds) -> list[int]:
        """The subjects that are named within ``bounds``, in order of their first mention there."""
        low = bisect_left(self._named_starts, bounds.start)
        high = bisect_left(self._named_starts, bounds.end)
        return list(dict.fromkeys(mention.who for mention in self._named[low:high]))

    def _last_named(self, at: int) -> dict[int, tuple[int, _Named]]:
        """Subject → how many other subjects were named between its last mention before ``at`` and there, and which."""
        last: dict[int, tuple[int, _Named]] = {}
        for index in range(bisect_left(self._named_starts, at) - 1, -1, -1):
            mention = self._named[index]
            if mention.who not in last and mention.end <= at:
                last[mention.who] = len(last), mention
                if len(last) == len(self.subjects):
                    break
        return last

    @staticmethod
    def _before(last: tuple[int, _Named] | None, at: int, clause: int, sentence: int, line: int) -> Iterable[str]:
        if last is None:
            return ("recency:none",)
        rank, mention = last
        start = mention.start
        where = "clause" if start >= clause else "sentence" if start >= sentence else "line" if start >= line else "far"
        return _before(min(rank, 4), _gap(at - mention.end), where)

    def _behind(self, who: int, at: int, clause: Bounds, sentence: Bounds, line: Bounds) -> Iterable[str]:
        starts = self._starts_of[who]
        index = bisect_left(starts, at - 1)
        if index == len(starts) or starts[index] >= line.end:
            return ()
        following = starts[index]
        if following >= sentence.end:
            return ("after:line",)
        found = [f"after:sentence:{_gap(following - at)}"]
        if following < clause.end:
            found.append("after:clause")
        low, high = bisect_left(self._named_starts, sentence.start), bisect_left(self._named_starts, following)
        if all(mention.who == who for mention in self._named[low:high]):
            found.append("after:first")
        if following - at <= 2:
            found.append("counted")
        return found

    def _add_line(
        self, found: list[list[str]], line: Bounds, in_line: list[int], last: dict[int, tuple[int, _Named]]
    ) -> None:
        if not in_line:
            for who, features in enumerate(found):
                rank = min(last[who][0], 3) if who in last else 3
                features += ("line:nobody", f"line:nobody:{rank}")
            return
        for who, features in enumerate(found):
            features += _rank_among("line", who, in_line)
        first = self._named[bisect_left(self._named_starts, line.start)]
        if first.start - line.start <= 12:
            found[first.who].append("line:opens")

    def _add_topics(self, found: list[list[str]], at: int, sentence: int, line: int) -> None:
        """How recently each subject was spoken of, by name or by a noun that takes it up."""
        latest = self._latest_topics[bisect_left(self._topic_starts, at)]
        for rank, topic in enumerate(topic for topic in latest if topic.end <= at):
            where = "sentence" if topic.start >= sentence else "line" if topic.start >= line else "far"
            found[topic.who] += _topic(min(rank, 3), where)

    @cached_property
    def _latest_topics(self) -> list[tuple[_Named, ...]]:
        """For each number of topics gone by the last one of each of at most four subjects, the latest first."""
        latest: list[tuple[_Named, ...]] = [()]
        for topic in self._topics:
            others = (other for other in latest[-1] if other.who != topic.who)
            latest.append((topic, *others)[:_TOPICS])
        return latest

    @cached_property
    def _roles(self) -> list[str]:
        """For each subject whether it has parts, is one, or neither."""
        parents = {subject.parent for subject in self.subjects}
        return [
            "parent" if who in parents else "child" if subject.parent is not None else "alone"
            for who, subject in enumerate(self.subjects)
        ]

    @cached_property
    def _topics(self) -> list[_Named]:
        """All mentions, and the nouns and short names that stand for a subject, from left to right.

        A noun that several subjects share takes up the one that was spoken of last.
        """
        named = iter([*self._named, _Named(len(self.text) + 1, 0, -1)])
        coming, last = next(named), dict.fromkeys(range(len(self.subjects)), -1)
        found: list[_Named] = []
        for pointer in self._pointers:
            start, noun = pointer.start(), pointer.group()
            while coming.start <= start:
                last[coming.who] = coming.start
                coming = next(named)
            known = [who for who, nouns in enumerate(self._nouns) if noun in nouns and last[who] >= 0]
            if known:
                who = max(known, key=lambda who: last[who])
                last[who] = start
                found.append(_Named(start, pointer.end(), who))
        return sorted([*self._named, *found, *self._short_names()])

    def _short_names(self) -> Iterable[_Named]:
        """Quoted beginnings of the name of one subject only: “安宾” for 安宾调解工作室."""
        for match in _NAME.finditer(self.text):
            words = match.group()[1:-1]
            known = [who for who, subject in enumerate(self.subjects) if subject.name.startswith(words)]
            if len(known) == 1 and words != self.subjects[known[0]].name:
                yield _Named(match.start() + 1, match.end() - 1, known[0])

    @cached_property
    def _topic_starts(self) -> list[int]:
        return [topic.start for topic in self._topics]

    def _add_anaphors(self, found: list[list[str]], start: int, end: int) -> None:
        """Nouns between the beginning of the sentence and the fact that take up a subject of that sort."""
        nouns = self._nouns_before(start, end)
        shared = [sum(match.group() in known for known in self._nouns) for match in nouns]
        if not any(shared):
            return
        for features, known in zip(found, self._nouns, strict=True):
            own = next((n for n, match in enumerate(nouns) if match.group() in known), None)
            if own is None:
                features.append("anaphor:others")
                continue
            features.append(f"anaphor:{min(shared[own], 3)}:{min(len(nouns[own].group()), 2)}")
            if nouns[own].group() == nouns[-1].group():
                features.append("anaphor:last")

    def _nouns_before(self, start: int, end: int) -> list[re.Match[str]]:
        """The type nouns in ``[start:end]`` that take something up."""
        low, high = bisect_left(self._noun_starts, start), bisect_left(self._noun_starts, end)
        return [match for match in self._pointers[low:high] if match.end() <= end]

    @cached_property
    def _pointers(self) -> list[re.Match[str]]:
        """The nouns of the text that may take a subject up."""
        return [match for match in _TYPE_NOUN.finditer(self.text) if self._takes_up(match)]

    @cached_property
    def _noun_starts(self) -> list[int]:
        return [match.start() for match in self._pointers]

    def _takes_up(self, noun: re.Match[str]) -> bool:
        """Whether a noun stands outside of names, and is long enough or pointed at (该院, 这家店) to refer."""
        index = bisect_right(self._named_starts, noun.start()) - 1
        if index >= 0 and self._named[index].end > noun.start():
            return False
        return len(noun.group()) > 1 or bool(_DEICTIC.search(self.text, max(0, noun.start() - 3), noun.start()))

    def _add_heading(self, found: list[list[str]], line_start: int) -> None:
        named = self._heading_above(line_start)
        for who, features in enumerate(found if named else []):
            features.append(
                "heading:others" if who not in named else "heading:only" if len(named) == 1 else "heading:shared"
            )

    def _heading_above(self, line_start: int) -> list[int]:
        """The subjects in the nearest heading, at most seven lines above."""
        if line_start not in self._headings:
            self._headings[line_start] = self._find_heading(line_start)
        return self._headings[line_start]

    def _find_heading(self, line_start: int) -> list[int]:
        at = bisect_left(self._line_starts, line_start)
        for bounds in reversed(self._lines[max(at - 7, 1) : at]):
            line = self.text[bounds.start : bounds.end].strip()
            if line and len(line) <= _HEADING_LENGTH and "。" not in line:
                return self._within(bounds)
        return []

    @cached_property
    def _placed(self) -> list[tuple[int, str]]:
        """Where the text names the finest place of some subject, from left to right."""
        stems = {stem for stem in self._stems if stem}
        return sorted((match.start(), stem) for stem in stems for match in re.finditer(re.escape(stem), self.text))

    @cached_property
    def _stems(self) -> list[str]:
        """For each subject its finest place without the noun of its level: 向阳 for 向阳街道."""
        return [_LEVEL_NOUN.sub("", subject.places[-1]) if subject.places else "" for subject in self.subjects]

    @cached_property
    def _stem_counts(self) -> Counter[str]:
        return Counter(self._stems)

    def _add_places(self, found: list[list[str]], line: Bounds, sentence: Bounds, at: int) -> None:
        """Whether the finest place of a subject is named in the line, in the sentence, or most recently."""
        counts = self._stem_counts
        if len(counts) < 2:
            return
        in_line, in_sentence = self._placed_within(line), self._placed_within(sentence)
        recent = self._recent_places(at)
        for features, stem in zip(found, self._stems, strict=True):
            shared = min(counts[stem], 3)
            if in_line:
                features.append(f"place:line:{shared}" if stem in in_line else "place:line:others")
            if in_sentence:
                features.append(f"place:sentence:{shared}" if stem in in_sentence else "place:sentence:others")
            features.append(f"place:recent:{recent.get(stem, 3)}:{shared}")

    def _placed_within(self, bounds: Bounds) -> set[str]:
        low, high = (bisect_left(self._placed, (at, "")) for at in bounds)
        return {stem for _, stem in self._placed[low:high]}

    def _recent_places(self, at: int) -> dict[str, int]:
        """Place → how many others were named between its last mention before ``at`` and there; three are enough."""
        recent: dict[str, int] = {}
        for index in range(bisect_left(self._placed, (at, "")) - 1, -1, -1):
            recent.setdefault(self._placed[index][1], len(recent))
            if len(recent) == 3:
                break
        return recent


def claim_options(ties: Sequence[list[str]]) -> list[list[str]]:
    """For each subject the features that speak for it as the owner of a clause or phrase."""
    return [[*tie, *_CLAIM.of(tie)] for tie in ties]


_CLAIM = Renamed("claim", "kind", "before", "line", "topic")


def _rank_among(scope: str, who: int, named: list[int]) -> Iterable[str]:
    if not named:
        return ()
    if who not in named:
        return (f"{scope}:others",)
    return (f"{scope}:{'only' if len(named) == 1 else 'first' if named[0] == who else 'other'}",)


def _cut(text: str, edge: re.Pattern[str]) -> list[Bounds]:
    """The stretches that end where ``edge`` does, one behind the other."""
    starts = [0, *(match.end() for match in edge.finditer(text))]
    return [Bounds(start, end) for start, end in pairwise([*starts, len(text)])]


@cache
def _topic(rank: int, where: str) -> tuple[str, ...]:
    return f"topic:{where}:{rank}", f"topic:{rank}"


@cache
def _before(rank: int, gap: str, where: str) -> tuple[str, ...]:
    return f"recency:{rank}", f"gap:{gap}", f"before:{where}", f"before:{where}:{min(rank, 2)}"


def _gap(distance: int) -> str:
    return _GAP_NAMES[bisect_left(_GAPS, distance)]
