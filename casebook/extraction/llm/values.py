"""From what the model told to drafts: each quote looked up, each value read from its quote by our own rules.

The model only points; what is stored is what the text says there. A number or date that does not agree with its
quote, a name of a place that no division bears, and everything whose quote is not in the text is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from casebook import regions
from casebook.extraction.dates import find_dates
from casebook.extraction.llm.grounding import QUOTATION_MARKS, Finder, plain
from casebook.extraction.llm.prompts import Article
from casebook.extraction.llm.schema import Told, ToldInitiative
from casebook.extraction.quantities import Figure, find_figures
from casebook.extraction.story import Span, Story
from casebook.record import (
    LEVELS,
    Evidence,
    Grounded,
    InitiativeDraft,
    Method,
    Outcome,
    PartialDate,
    PlaceName,
    Quantity,
)
from casebook.regions import Division, Level, Resolution

#: Of every value that only the language model found. Its hit rate differs from model to model and is not measured, so
#: it stands below the mark from which a value is taken as sure: a person looks at each.
CONFIDENCE = 0.6
#: Longer quotes are no names, services or results, but sentences around them.
_LONGEST = {"name": 40, "place": 20, "figure": 60, "date": 40, "service": 30, "outcome": 80}
_UNITS = {
    Level.STREET: re.compile("(?:街道|镇|乡|苏木|街|地区)$"),
    Level.COMMUNITY: re.compile("(?:社区|村|嘎查|小区)$"),
}
_MARKS = re.compile(rf"[\s{re.escape(''.join(sorted(QUOTATION_MARKS)))}]+")

T = TypeVar("T")


class Reader:
    """Reads the initiatives of one answer; ``dropped`` counts the values that the text does not bear out.

    ``home`` are the names of the place that the report is from, by level: they settle names that several places bear.
    """

    def __init__(self, story: Story, article: Article, home: Mapping[str, str]) -> None:
        self.dropped = 0
        self._text = story.text
        self._finder = Finder(article)
        self._home = {Level(level): name for level, name in home.items()}
        self._figures = tuple(find_figures(story.clean))
        self._dates = tuple(find_dates(story.clean, story.published))

    def drafts(self, told: Sequence[ToldInitiative]) -> tuple[InitiativeDraft, ...]:
        """The initiatives whose names stand in the text."""
        return tuple(draft for one in told if (draft := self._draft(one, told)))

    def _draft(self, told: ToldInitiative, others: Sequence[ToldInitiative]) -> InitiativeDraft | None:
        span = self._find(told.name, "name")
        name = _MARKS.sub("", self._text[span.start : span.end]) if span else ""
        if span is None or len(name) < 2:
            return None
        near = span.start
        return InitiativeDraft(
            name=self._grounded(name, span),
            kind=self._grounded(told.kind, span),
            parent=self._parent(told, others, near),
            places=self._places(told.places, near),
            team_count=self._team(told.team_count, near, people=False),
            team_size=self._team(told.team_size, near, people=True),
            started=self._started(told.started, near),
            services=self._services(told.services, near),
            outcomes=tuple(found for one in told.outcomes if (found := self._outcome(one, near))),
        )

    def _find(self, told: Told, sort: str, near: int | None = None) -> Span | None:
        span = self._finder.find(told, near) if len(told.quote) <= _LONGEST[sort] else None
        self.dropped += span is None
        return span

    def _grounded(self, value: T, span: Span) -> Grounded[T]:
        quote = self._text[span.start : span.end]
        return Grounded(value, (Evidence(span.start, span.end, quote, Method.LANGUAGE_MODEL, CONFIDENCE),))

    def _parent(self, told: ToldInitiative, others: Sequence[ToldInitiative], near: int) -> Grounded[str] | None:
        """The parent by its name, which must be that of another initiative of the same answer."""
        if told.parent is None:
            return None
        named = [one for one in others if one is not told and plain(one.name.quote) == plain(told.parent)]
        span = self._find(Told(told.parent, 0), "name", near) if named else None
        return self._grounded(_MARKS.sub("", self._text[span.start : span.end]), span) if span else None

    # Figures and dates are those that our own rules find inside the quote.

    def _team(self, told: Told | None, near: int, *, people: bool) -> Grounded[Quantity] | None:
        if told is None or (span := self._find(told, "figure", near)) is None:
            return None
        for figure in self._figures_in(span):
            if figure.value == told.value and figure.counts_people is people:
                return self._grounded(figure.quantity, Span(figure.quote_start, figure.quote_end))
        self.dropped += 1
        return None

    def _outcome(self, told: Told, near: int) -> Grounded[Outcome] | None:
        if (span := self._find(told, "outcome", near)) is None:
            return None
        figures = self._figures_in(span)
        agreed = [figure for figure in figures if figure.value == told.value]
        if told.value is not None and not agreed:
            self.dropped += 1
            return None
        if told.value is None and len(figures) == 1:
            agreed = figures  # the model left the number out, the quote states it
        quantity = agreed[0].quantity if agreed else None
        return self._grounded(Outcome(self._text[span.start : span.end], quantity), span)

    def _figures_in(self, span: Span) -> list[Figure]:
        return [figure for figure in self._figures if span.start <= figure.start and figure.end <= span.end]

    def _started(self, told: Told | None, near: int) -> Grounded[PartialDate] | None:
        if told is None or (span := self._find(told, "date", near)) is None:
            return None
        for mention in self._dates:
            if span.start <= mention.start and mention.end <= span.end and _agree(str(mention.date), str(told.value)):
                return self._grounded(mention.date, Span(mention.start, mention.end))
        self.dropped += 1
        return None

    def _services(self, told: Sequence[Told], near: int) -> tuple[Grounded[str], ...]:
        found: dict[str, Grounded[str]] = {}
        for one in told:
            if span := self._find(one, "service", near):
                words = self._text[span.start : span.end]
                found.setdefault(words, self._grounded(words, span))
        return tuple(found.values())

    # Places are those of the official table; below the district a name may be unknown to it.

    def _places(self, told: Mapping[str, Told], near: int) -> dict[str, Grounded[PlaceName]]:
        found = {level: self._find(one, "place", near) for level, one in told.items()}
        spans = {Level(level): span for level, span in found.items() if span}
        names = {level: _MARKS.sub("", self._text[span.start : span.end]) for level, span in spans.items()}
        chain = self._resolve(names)
        places: dict[str, Grounded[PlaceName]] = {}
        for level in map(Level, LEVELS):
            unit = _UNITS.get(level)
            printed = names[level] if level in names and unit and unit.search(names[level]) else ""
            # Reports often leave out the street of a community; people do too, so it is not made up from the table.
            division = chain.get(level) if level in names or level.digits < Level.STREET.digits else None
            if division or printed:
                place = PlaceName(printed or (division.name if division else ""), division.code if division else None)
                places[level.value] = self._grounded(place, _support(level, spans))
            elif level in names and level not in (Level.PROVINCE, Level.CITY):
                self.dropped += 1
        return places

    def _resolve(self, names: Mapping[Level, str]) -> Mapping[Level, Division]:
        """The divisions that the names mean by themselves, or at the place that the report is from."""
        finest = min((level.digits for level in names), default=0)
        at_home = {level: name for level, name in self._home.items() if level.digits < finest} | dict(names)
        chains = [_sound(stated, regions.resolve(stated)) for stated in (names, at_home)]
        return max(chains, key=len)  # the first of equals


def _sound(stated: Mapping[Level, str], found: Resolution) -> Mapping[Level, Division]:
    """The chain, or nothing where it rests on a community alone, or on one below a name that nobody bears.

    Names of villages are so common that one of them would place an initiative anywhere in the country.
    """
    resolved = [level.digits for level in stated if level in found.chain]
    unknown = [level.digits for level in found.unresolved]
    if not resolved or min(resolved) == Level.COMMUNITY.digits:
        return {}
    return {} if unknown and min(unknown) < max(resolved) else found.chain


def _support(level: Level, spans: Mapping[Level, Span]) -> Span:
    """What supports a level: its own name, else the next one below that is named, else the finest."""
    below = [other for other in spans if other.digits >= level.digits]
    return spans[min(below, key=lambda other: other.digits) if below else max(spans, key=lambda other: other.digits)]


def _agree(ours: str, theirs: str) -> bool:
    """Whether two dates are the same as far as both are stated."""
    return ours == theirs or ours.startswith(f"{theirs}-") or theirs.startswith(f"{ours}-")
