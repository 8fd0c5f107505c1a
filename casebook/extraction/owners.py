"""Whose fact is it: what ties a place in the text to each of the initiatives that the text describes.

A fact (a figure, a date, a result) is stated at one place; the features of ``Scene.ties`` say how each initiative is
present around that place: named before it in the clause, taken up by a noun (工作室累计… → the initiative that is a
工作室), subject of the paragraph or of the section, main initiative of the report. Linear models weigh them. Initiatives
that the text is not speaking of there are not asked at all: they own less than one fact in a hundred.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import islice

from casebook.extraction.layout import Bounds
from casebook.extraction.mentions import Named
from casebook.extraction.occurrences import Stretches, occurrences
from casebook.extraction.tied import ITSELF, Renaming, Tied, together
from casebook.extraction.topics import QUOTED_NAME, Topics

_WIDE = re.compile("全[市区县镇街乡旗村省]|各[地区镇街村]|市里|区里|县里")
_ALL_OF_THEM = re.compile(
    "像[^，,。]{0,12}[这那]样的|这样的|合起来|合在一起|加起来|合计|这些|各[支个家处间]|其中|[两几三四五六七八九十][支间家处座个][^，,。]{0,6}(?:一共|共|都|合|累计)"
)
_LEVEL_NOUN = re.compile("(?<=..)(?:街道|社区|居民区|[村镇乡区县市街])$")
_GAPS = (3, 10, 25, 60, 120, 250)
_GAP_NAMES = (*map(str, _GAPS), "far")
#: So many of the subjects last named before a fact are near it.
_LAST_NAMED = 3
#: What ties a fact to each of the subjects near it, by their indices in rising order, in the form that ``Tied`` takes.
Ties = dict[int, list[str]]


@dataclass
class Scene(Topics):
    """A text with its subjects; answers what ties a place in the text to each of them."""

    _places_within: dict[Bounds, set[str]] = field(default_factory=dict, init=False)
    _standing_within: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict, init=False)
    _absent_within: dict[int, list[str]] = field(default_factory=dict, init=False)

    def ties(self, start: int, end: int) -> Ties:
        """What ties ``[start:end]`` to each of the subjects that the text speaks of around there."""
        line, sentence, clause = self.line(start), self.sentence(start), self.clause(start)
        last = self._last_named(start)
        coming = self._coming(end, line.end)
        topics = self._latest_topics[bisect_left(self._topic_starts, start)]
        near = {self._main, *islice(last, _LAST_NAMED), *coming, *(topic.who for topic in topics)}
        near.update(self._within(line), self._heading_above(line.start))
        found = {
            who: [
                _before_it(last.get(who), start, clause.start, sentence.start, line.start),
                *self._standing(who, line, sentence),
            ]
            for who in sorted(near)
        }
        for who, following in coming.items():
            found[who] += self._behind(who, following, end, clause, sentence)
        if not self._within(line):
            for who, features in found.items():
                features.append(_UNNAMED[min(last[who][0], 3) if who in last else 3])
        _add_topics(found, topics, start, sentence.start, line.start)
        self._add_anaphors(found, sentence.start, start)
        self._add_places(found, line, sentence, start)
        if _WIDE.search(self.text, sentence.start, start):
            for who, features in found.items():
                features.append(f"wide:{len(self.subjects[who].places)}")
        if _ALL_OF_THEM.search(self.text, sentence.start, start):
            for who, features in found.items():
                features.append(f"all:{self._roles[who]}")
        return found

    def absence(self, start: int) -> list[str]:
        """The names of the features that speak for an owner that is not among the subjects."""
        sentence = self.sentence(start)
        found = [*self._absence_within(sentence, start)]
        found += ["nobody:named"] if self._names_others(sentence.start, start) else []
        nouns = [match.group() for match in self._nouns_before(sentence.start, start)]
        if nouns:
            found.append(f"nobody:anaphor:{any(noun in self._noun_counts for noun in nouns)}")
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

    def _standing(self, who: int, line: Bounds, sentence: Bounds) -> tuple[str, str]:
        """What holds of a subject everywhere in the report, and what holds in all of the sentence."""
        key = who, sentence.start
        if key not in self._standing_within:
            in_line, heading = self._within(line), self._heading_above(line.start)
            local = [*_rank(who, "sentence", self._within(sentence)), *_rank(who, "line", in_line)]
            if heading:
                own = "heading:only" if len(heading) == 1 else "heading:shared"
                local.append(own if who in heading else "heading:others")
            if in_line and in_line[0] == who:
                first = self._named_starts[bisect_left(self._named_starts, line.start)]
                local += ["line:opens"] if first - line.start <= 12 else []
            self._standing_within[key] = self._standings[who], together(local)
        return self._standing_within[key]

    @cached_property
    def _main(self) -> int:
        """The subject that is named most often."""
        counts = [len(subject.mentions) for subject in self.subjects]
        return counts.index(max(counts))

    @cached_property
    def _standings(self) -> list[str]:
        """What each subject is in the report as a whole, wherever the fact stands."""
        parents = {subject.parent for subject in self.subjects}
        found = []
        for who, subject in enumerate(self.subjects):
            features = [
                f"kind:{subject.kind}",
                f"level:{len(subject.places)}",
                f"mentions:{min(len(subject.mentions), 4)}",
            ]
            features += ["main"] if who == self._main else []
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

    @cached_property
    def _roles(self) -> list[str]:
        """For each subject whether it has parts, is one, or neither."""
        parents = {subject.parent for subject in self.subjects}
        return [
            "parent" if who in parents else "child" if subject.parent is not None else "alone"
            for who, subject in enumerate(self.subjects)
        ]

    def _add_anaphors(self, found: Ties, start: int, end: int) -> None:
        """Nouns between the beginning of the sentence and the fact that take up a subject of that sort."""
        nouns = self._nouns_before(start, end)
        shared = [self._noun_counts[match.group()] for match in nouns]
        if not any(shared):
            return
        for who, features in found.items():
            known = self._nouns[who]
            own = next((n for n, match in enumerate(nouns) if match.group() in known), None)
            if own is None:
                features.append("anaphor:others")
                continue
            features.append(f"anaphor:{min(shared[own], 3)}:{min(len(nouns[own].group()), 2)}")
            if nouns[own].group() == nouns[-1].group():
                features.append("anaphor:last")

    @cached_property
    def _placed(self) -> list[tuple[int, str]]:
        """Where the text names the finest place of some subject, from left to right, names like 平江邻里 aside."""
        names = Stretches(span for subject in self.subjects for span in subject.mentions)
        found = ((at, stem) for stem in set(self._stems) if stem for at in occurrences(self.text, stem))
        return sorted((at, stem) for at, stem in found if not names.overlap(at, at + len(stem)))

    @cached_property
    def _stems(self) -> list[str]:
        """For each subject its finest place without the noun of its level: 向阳 for 向阳街道."""
        return [_LEVEL_NOUN.sub("", subject.places[-1]) if subject.places else "" for subject in self.subjects]

    @cached_property
    def _stem_counts(self) -> Counter[str]:
        return Counter(self._stems)

    def _add_places(self, found: Ties, line: Bounds, sentence: Bounds, at: int) -> None:
        """Whether the finest place of a subject is named in the line, in the sentence, or most recently."""
        counts = self._stem_counts
        if len(counts) < 2:
            return
        in_line, in_sentence = self._placed_within(line), self._placed_within(sentence)
        recent = self._recent_places(at)
        for who, features in found.items():
            stem = self._stems[who]
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


def claim_options(ties: Ties) -> list[Tied]:
    """For each of those subjects the features that speak for it as the owner of a clause or phrase."""
    return [Tied(tie, _CLAIM, []) for tie in ties.values()]


_CLAIM = (ITSELF, Renaming("claim:", "kind", "before", "line", "topic"))


def _rank(who: int, scope: str, named: Sequence[int]) -> Iterator[str]:
    """Whether a subject is named in the line or sentence where some are, and whether first."""
    if named:
        first = "only" if len(named) == 1 else "first"
        yield f"{scope}:{first if who == named[0] else 'other' if who in named else 'others'}"


#: What a line without any subject says of those last named there, second to last and so on.
_UNNAMED = [together(("line:nobody", f"line:nobody:{rank}")) for rank in range(4)]


def _add_topics(found: Ties, topics: Iterable[Named], at: int, sentence: int, line: int) -> None:
    """How recently each subject was spoken of, by name or by a noun that takes it up."""
    rank = 0
    for start, end, who in topics:
        if end <= at:
            where = "sentence" if start >= sentence else "line" if start >= line else "far"
            found[who].append(_topic(rank, where))
            rank += 1


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
