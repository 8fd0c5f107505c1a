"""Gold values of a report found again in its text, as figures, dates, clauses and phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from operator import itemgetter
from types import ModuleType
from typing import Any

from casebook.extraction.dates import DateMention, find_dates
from casebook.extraction.learning.examples import Example
from casebook.extraction.learning.fitting import Row
from casebook.extraction.linear import Linear
from casebook.extraction.outcomes import find_clauses, result_looks, result_ties
from casebook.extraction.owners import Scene, Ties, claim_options
from casebook.extraction.quantities import Figure, find_figures
from casebook.extraction.roles import OUTCOME, TEAM_COUNT, TEAM_SIZE, figure_looks, owner_options, role_ties
from casebook.extraction.services import find_phrases, phrase_looks, phrase_ties
from casebook.extraction.starts import start_features, start_ties
from casebook.extraction.tied import Tied

#: A gold quote and a candidate are the same stretch from this similarity of the scorer on.
_SAME = 0.6
#: The looks at one case, in order, and whether the answer is yes.
Case = tuple[list[list[str]], bool]


@dataclass
class Stretches:
    """Clauses or phrases of a report: their spans, the looks of the cascade at each, and their owners.

    ``owners`` maps an index to a subject; ``unclear`` are those that overlap a gold value without being its best form.
    """

    spans: list[tuple[int, int]]
    looks: list[list[list[str]]]
    anchors: list[tuple[int, int]]
    owners: dict[int, int | None] = field(default_factory=dict)
    unclear: set[int] = field(default_factory=set)


@dataclass
class Aligned:
    """An example with its gold values found again in the text."""

    example: Example
    scorer: ModuleType

    @property
    def scene(self) -> Scene:
        """The text with its subjects."""
        return self.example.scene

    @cached_property
    def owned(self) -> list[tuple[int | None, dict[str, Any]]]:
        """Every annotated initiative with the index of its subject, None for a missed one."""
        found: list[tuple[int | None, dict[str, Any]]] = []
        found += [(who, gold) for who, gold in enumerate(self.example.gold) if gold]
        return found + [(None, gold) for gold in self.example.missed]

    # Figures

    @cached_property
    def figures(self) -> list[Figure]:
        """All figures of the text."""
        return list(find_figures(self.scene.text))

    @cached_property
    def ties(self) -> list[Ties]:
        """For each figure what ties it to the subjects near it."""
        return [self.scene.ties(figure.start, figure.end) for figure in self.figures]

    @cached_property
    def labels(self) -> dict[int, tuple[str, int | None]]:
        """Figure → its role and subject; None for the subject where its initiative was missed."""
        found: dict[int, tuple[str, int | None]] = {}
        for who, gold in self.owned:
            values = [(OUTCOME, outcome) for outcome in gold["outcomes"] if outcome["value"] is not None]
            values += [(slot, gold[slot]) for slot in (TEAM_COUNT, TEAM_SIZE) if gold[slot]]
            for role, value in values:
                fitting = [index for index in self._fitting(role, value) if index not in found]
                if fitting:
                    found[min(fitting, key=lambda index: self._distance(self.figures[index].start, who))] = (role, who)
        return found

    def _fitting(self, role: str, value: dict[str, Any]) -> list[int]:
        spans = list(_occurrences(self.scene.text, value["quote"]))
        return [
            index
            for index, figure in enumerate(self.figures)
            if figure.value == value["value"]
            and (role != OUTCOME or (figure.unit or None) == value["unit"])
            and any(start - 1 <= figure.start < end for start, end in spans)
        ]

    def _distance(self, at: int, who: int | None) -> int:
        """How far ``at`` is from a mention of a subject; what stands before the mention counts as farther."""
        mentions = self.scene.subjects[who].mentions if who is not None else ()
        return min((at - a if at >= a else a - at + 50 for a, _ in mentions), default=0)

    def figure_owners(self) -> Iterable[tuple[list[Row], int]]:
        """For each figure that the annotation uses the options and the right one; the last option is nobody.

        The few are left out whose owner is not near them.
        """
        for index, (_, who) in self.labels.items():
            figure, ties = self.figures[index], self.ties[index]
            yield from self._choice(ties, owner_options(figure, ties, self.scene.subjects), who, figure.start)

    def outcome_owners(self) -> Iterable[tuple[list[Row], int]]:
        """As ``figure_owners``, for outcomes with a figure as mere clauses."""
        for index, (role, who) in self.labels.items():
            if role == OUTCOME:
                ties = self.ties[index]
                yield from self._choice(ties, claim_options(ties), who, self.figures[index].start)

    def _choice(self, ties: Ties, tied: list[Tied], who: int | None, at: int) -> Iterable[tuple[list[Row], int]]:
        """The options of what is stated ``at`` and the index of ``who``; nothing where that is none of them."""
        near = [*ties, None]
        if who in near:
            yield [*(one.names() for one in tied), self.scene.absence(at)], near.index(who)

    def figure_roles(self, owner: Linear) -> Iterable[tuple[list[str], str]]:
        """The features of each figure with its owner, the probable one where it has none, and its role."""
        for index, figure in enumerate(self.figures):
            role, who = self.labels.get(index, ("other", -1))
            ties = self.ties[index]
            if who == -1:
                who = _likeliest(owner, ties, owner_options(figure, ties, self.scene.subjects))
            if who not in ties:
                continue
            tied = role_ties(figure, ties[who], self.scene.subjects[who])
            looks = figure_looks(self.scene, self.figures, index)
            yield [*chain.from_iterable(looks), *tied.names()], role

    # Dates

    def starts(self) -> Iterable[Case]:
        """The features of each date with each subject, and whether it is the beginning of that subject.

        Further mentions of the right date are left out: they are neither wrong nor the best evidence.
        """
        dates = list(find_dates(self.scene.text, self.example.published))
        features = [start_features(self.scene, mention) for mention in dates]
        chosen = [self._start(gold, who, dates, features) for who, gold in enumerate(self.example.gold)]
        for index, mention in enumerate(dates):
            for who, tied in start_ties(features[index], self.scene.ties(mention.start, mention.end)).items():
                best = chosen[who]
                if best is None or best == index or dates[best].date != mention.date:
                    yield [features[index], tied.names()], best == index

    def _start(
        self, gold: dict[str, Any] | None, who: int, dates: list[DateMention], features: list[list[str]]
    ) -> int | None:
        if not gold or not gold["started"]:
            return None
        printed = [str(mention.date) for mention in dates]
        fitting = [index for index, date in enumerate(printed) if date == gold["started"]] or [
            index for index, date in enumerate(printed) if self.scorer.date_matches(gold["started"], date)
        ]
        return min(fitting, key=lambda i: ("stamp" in features[i], self._distance(dates[i].start, who)), default=None)

    # Clauses and phrases

    @cached_property
    def clauses(self) -> Stretches:
        """The clauses, with the results in words as their labels."""
        found = list(find_clauses(self.scene.text))
        spans = [(clause.start, clause.end) for clause in found]
        stretches = Stretches(
            spans,
            [list(result_looks(self.scene, clause)) for clause in found],
            spans,
        )
        for who, gold in self.owned:
            for outcome in gold["outcomes"]:
                if outcome["value"] is None:
                    self._label(stretches, outcome["quote"], who)
        return stretches

    @cached_property
    def phrases(self) -> Stretches:
        """The phrases, with the services as their labels."""
        found = list(find_phrases(self.scene.text))
        stretches = Stretches(
            [(phrase.start, phrase.end) for phrase in found],
            [list(phrase_looks(self.scene, phrase)) for phrase in found],
            [phrase.piece for phrase in found],
        )
        for who, gold in self.owned:
            for service in gold["services"]:
                self._label(stretches, service, who)
        return stretches

    def _label(self, stretches: Stretches, quote: str, who: int | None) -> None:
        text = self.scene.text
        places = list(_occurrences(text, quote))
        if not places:
            return
        start, end = min(places, key=lambda place: self._distance(place[0], who))
        over = [index for index, (a, b) in enumerate(stretches.spans) if a < end and b > start]
        alike = {index: self.scorer.similarity(quote, text[slice(*stretches.spans[index])]) for index in over}
        if not alike or max(alike.values()) < _SAME:
            return
        best = max(alike, key=lambda index: (alike[index], -len(text[slice(*stretches.spans[index])])))
        stretches.owners.setdefault(best, who)
        stretches.unclear.update(index for index, likeness in alike.items() if likeness >= _SAME / 2)

    def claim_owners(self, stretches: Stretches) -> Iterable[tuple[list[Row], int]]:
        """For each labelled stretch the options and the right one; the last option is nobody."""
        for index, who in stretches.owners.items():
            ties = self._tied(stretches, index)
            yield from self._choice(ties, claim_options(ties), who, stretches.anchors[index][0])

    def claim_cases(self, stretches: Stretches, owner: Linear) -> Iterable[Case]:
        """The features of each stretch, part by part, and whether it is labelled."""
        for index, (start, end) in enumerate(stretches.spans):
            labelled = index in stretches.owners
            who = stretches.owners.get(index)
            if (labelled and who is None) or (index in stretches.unclear and not labelled):
                continue
            ties = self._tied(stretches, index)
            if who is None:
                who = _likeliest(owner, ties, claim_options(ties))
            if who not in ties:
                continue
            looks, subject = stretches.looks[index], self.scene.subjects[who]
            if stretches is self.clauses:
                tied = result_ties(looks[-1], ties[who], subject)
            else:
                tied = phrase_ties(self.scene.text[start:end], ties[who], subject)
            yield [*looks, tied.names()], labelled

    @cached_property
    def _known_ties(self) -> dict[tuple[int, int], Ties]:
        return {}

    def _tied(self, stretches: Stretches, index: int) -> Ties:
        anchor = stretches.anchors[index]
        if anchor not in self._known_ties:
            self._known_ties[anchor] = self.scene.ties(*anchor)
        return self._known_ties[anchor]


def _likeliest(owner: Linear, ties: Ties, tied: list[Tied]) -> int:
    """The subject that an owner model ranks first."""
    return max(zip(ties, map(owner.score, tied), strict=True), key=itemgetter(1))[0]


def _occurrences(text: str, quote: str) -> Iterable[tuple[int, int]]:
    return (match.span() for match in re.finditer(re.escape(quote), text))
