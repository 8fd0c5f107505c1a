"""Whose fact is it: what ties a place in the text to each of the initiatives that the text describes.

A fact (a figure, a date, a result) is stated at one place; the features of ``Scene.ties`` say how each initiative is
present around that place: named before it in the clause, taken up by a noun (工作室累计… → the initiative that is a
工作室), subject of the paragraph or of the section, main initiative of the report. Linear models weigh them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from casebook.extraction.layout import Bounds
from casebook.extraction.mentions import Named
from casebook.extraction.occurrences import occurrences
from casebook.extraction.tied import ITSELF, Renaming, Tied, together
from casebook.extraction.topics import QUOTED_NAME, Topics

_WIDE = re.compile("全[市区县镇街乡旗村省]|各[地区镇街村]|市里|区里|县里")
_ALL_OF_THEM = re.compile(
    "像[^，,。]{0,12}[这那]样的|这样的|合起来|合在一起|加起来|合计|这些|各[支个家处间]|其中|[两几三四五六七八九十][支间家处座个][^，,。]{0,6}(?:一共|共|都|合|累计)"
)
_LEVEL_NOUN = re.compile("(?<=..)(?:街道|社区|居民区|[村镇乡区县市街])$")
_ATTRIBUTE = re.compile(".*等[^等]{0,14}的[^的]{0,6}")
_GAPS = (3, 10, 25, 60, 120, 250)
_GAP_NAMES = (*map(str, _GAPS), "far")


@dataclass
class Scene(Topics):
    """A text with its subjects; answers what ties a place in the text to each of them."""

    _places_within: dict[Bounds, set[str]] = field(default_factory=dict, init=False)
    _standing_within: dict[int, list[tuple[str, str]]] = field(default_factory=dict, init=False)
    _absent_within: dict[int, list[str]] = field(default_factory=dict, init=False)

    def ties(self, start: int, end: int) -> list[list[str]]:
        """For each subject what ties it to ``[start:end]``, in the form that ``Tied`` takes."""
        line, sentence, clause = self.line(start), self.sentence(start), self.clause(start)
        last = self._last_named(start)
        coming = self._coming(end, line.end)
        found = [
            [_before_it(last.get(who), start, clause.start, sentence.start, line.start), *standing]
            for who, standing in enumerate(self._standing_in(sentence, line))
        ]
        for who, following in coming.items():
            found[who] += self._behind(who, following, end, clause, sentence)
        if not self._within(line):
            for who, features in enumerate(found):
                features.append(_UNNAMED[min(last[who][0], 3) if who in last else 3])
        self._add_topics(found, start, sentence.start, line.start)
        self._add_anaphors(found, sentence.start, start)
        self._add_places(found, line, sentence, start)
        if _WIDE.search(self.text, sentence.start, start):
            for features, subject in zip(found, self.subjects, strict=True):
                features.append(f"wide:{len(subject.places)}")
        if _ALL_OF_THEM.search(self.text, sentence.start, start):
            for features, role in zip(found, self._roles, strict=True):
                features.append(f"all:{role}")
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
        sentence = self.sentence(start)
        found = [*self._absence_within(sentence, start)]
        found += ["nobody:named"] if self._names_others(sentence.start, start) else []
        nouns = [match.group() for match in self._nouns_before(sentence.start, start)]
        if nouns:
            known = any(noun in known for noun in nouns for known in self._nouns)
            found.append(f"nobody:anaphor:{known}")
        found += ["nobody:wide"] if _WIDE.search(self.text, sentence.start, start) else []
        return found

    def _absence_within(self, sentence: Bounds, at: int) -> list[str]:
        """What speaks for another owner everywhere in the sentence around ``at``."""
        if sentence.start not in self._absent_within:
            line = self.line(at)
            in_line, in_sentence, heading = self._within(line), self._within(sentence), self._heading_above(line.start)
            self._absent_within[sentence.start] = [
                "nobody",
                f"nobody:line:{min(len(in_line), 3)}",
                f"nobody:sentence:{min(len(in_sentence), 3)}",
                f"nobody:of:{min(len(self.subjects), 6)}",
                f"nobody:heading:{min(len(heading), 2)}",
                *(["nobody:named:line"] if self._names_others(*line) else []),
            ]
        return self._absent_within[sentence.start]

    def _names_others(self, start: int, end: int) -> bool:
        """Whether a name in quotation marks that is none of the mentions stands in ``[start:end]``."""
        index = bisect_left(self._others, (start, 0))
        return index < len(self._others) and self._others[index][1] <= end

    @cached_property
    def _others(self) -> list[tuple[int, int]]:
        """The names in quotation marks that are none of the mentions, from left to right; none overlaps another."""
        return [match.span() for match in QUOTED_NAME.finditer(self.text) if self._unknown(match)]

    def _standing_in(self, sentence: Bounds, line: Bounds) -> list[tuple[str, str]]:
        """For each subject what holds everywhere in the report, and what holds in all of the sentence."""
        if sentence.start not in self._standing_within:
            in_line, in_sentence, heading = self._within(line), self._within(sentence), self._heading_above(line.start)
            local: list[list[str]] = [[] for _ in self.subjects]
            _add_ranks(local, "sentence", in_sentence)
            _add_ranks(local, "line", in_line)
            _add_heading(local, heading)
            if in_line:
                first = self._named[bisect_left(self._named_starts, line.start)]
                local[first.who] += ["line:opens"] if first.start - line.start <= 12 else []
            self._standing_within[sentence.start] = list(zip(self._standings, map(together, local), strict=True))
        return self._standing_within[sentence.start]

    @cached_property
    def _standings(self) -> list[str]:
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
            found.append(together(features))
        return found

    def _behind(self, who: int, following: int, at: int, clause: Bounds, sentence: Bounds) -> Iterable[str]:
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

    def _add_topics(self, found: list[list[str]], at: int, sentence: int, line: int) -> None:
        """How recently each subject was spoken of, by name or by a noun that takes it up."""
        rank = 0
        for start, end, who in self._latest_topics[bisect_left(self._topic_starts, at)]:
            if end <= at:
                where = "sentence" if start >= sentence else "line" if start >= line else "far"
                found[who].append(_topic(rank, where))
                rank += 1

    @cached_property
    def _roles(self) -> list[str]:
        """For each subject whether it has parts, is one, or neither."""
        parents = {subject.parent for subject in self.subjects}
        return [
            "parent" if who in parents else "child" if subject.parent is not None else "alone"
            for who, subject in enumerate(self.subjects)
        ]

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

    @cached_property
    def _placed(self) -> list[tuple[int, str]]:
        """Where the text names the finest place of some subject, from left to right."""
        stems = {stem for stem in self._stems if stem}
        return sorted((at, stem) for stem in stems for at in occurrences(self.text, stem))

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
            near = stem in in_line if in_line else None, stem in in_sentence if in_sentence else None
            features.append(_place(min(counts[stem], 3), *near, recent.get(stem, 3)))

    def _placed_within(self, bounds: Bounds) -> set[str]:
        if bounds not in self._places_within:
            low, high = (bisect_left(self._placed, (at, "")) for at in bounds)
            self._places_within[bounds] = {stem for _, stem in self._placed[low:high]}
        return self._places_within[bounds]

    def _recent_places(self, at: int) -> dict[str, int]:
        """Place → how many others were named between its last mention before ``at`` and there; three are enough."""
        recent: dict[str, int] = {}
        for index in range(bisect_left(self._placed, (at, "")) - 1, -1, -1):
            recent.setdefault(self._placed[index][1], len(recent))
            if len(recent) == 3:
                break
        return recent


def claim_options(ties: Sequence[list[str]]) -> list[Tied]:
    """For each subject the features that speak for it as the owner of a clause or phrase."""
    return [Tied(tie, _CLAIM, []) for tie in ties]


_CLAIM = (ITSELF, Renaming("claim:", "kind", "before", "line", "topic"))


def _add_ranks(found: Sequence[list[str]], scope: str, named: Sequence[int]) -> None:
    """Which subjects are named in the line or sentence, and which of them first."""
    if named:
        first, others = ("only" if len(named) == 1 else "first"), f"{scope}:others"
        for who, features in enumerate(found):
            features.append(f"{scope}:{first if who == named[0] else 'other'}" if who in named else others)


def _add_heading(found: Sequence[list[str]], heading: Sequence[int]) -> None:
    """What a heading that names subjects says of each of all."""
    if heading:
        own = "heading:only" if len(heading) == 1 else "heading:shared"
        for who, features in enumerate(found):
            features.append(own if who in heading else "heading:others")


#: What a line without any subject says of those last named there, second to last and so on.
_UNNAMED = [together(("line:nobody", f"line:nobody:{rank}")) for rank in range(4)]


@cache
def _topic(rank: int, where: str) -> str:
    return together((f"topic:{where}:{rank}", f"topic:{rank}"))


def _before_it(last: tuple[int, Named] | None, at: int, clause: int, sentence: int, line: int) -> str:
    """How the last mention of a subject lies before ``at``."""
    if last is None:
        return "recency:none"
    rank, mention = last
    start = mention.start
    where = "clause" if start >= clause else "sentence" if start >= sentence else "line" if start >= line else "far"
    return _before(min(rank, 4), _gap(at - mention.end), where)


@cache
def _before(rank: int, gap: str, where: str) -> str:
    return together((f"recency:{rank}", f"gap:{gap}", f"before:{where}", f"before:{where}:{min(rank, 2)}"))


@cache
def _place(shared: int, in_line: bool | None, in_sentence: bool | None, recent: int) -> str:
    """Where the place of a subject is named that so many share; None where no place is named in line or sentence."""
    near = (("line", in_line), ("sentence", in_sentence))
    found = [f"place:{scope}:{shared if named else 'others'}" for scope, named in near if named is not None]
    return together([*found, f"place:recent:{recent}:{shared}"])


def _gap(distance: int) -> str:
    return _GAP_NAMES[bisect_left(_GAPS, distance)]
