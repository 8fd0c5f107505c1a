"""A second look at each figure beside the others of its report: dense rows for the trees of ``figure_claims``.

Whether a figure is a fact of an initiative also depends on its company: what else may be the size of that team, where
the same figure is said again, what its neighbours in sentence and line are, how sure the initiative itself is.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from casebook.extraction.owners import Scene
from casebook.extraction.quantities import Figure
from casebook.extraction.roles import OUTCOME, ROLES, TEAM_COUNT, TEAM_SIZE
from casebook.record import Kind
from casebook.record.vocabularies import Qualifier

#: Measure words by what they count; all others are one more sort.
_SORTS = ("人名位", "支个家处所站点位", "起件宗桩例", "元%", "次场期趟")
_KINDS = [kind.value for kind in Kind]
_FAR, _NONE = 999.0, -1.0
#: Probabilities are kept this far from 0 and 1 before their odds are taken.
_SURE = 1e-4


class Look(NamedTuple):
    """A figure, by its index, as ``role`` of the subject ``who``: the share of that owner, and the odds of the role.

    ``probability`` says how likely both are right.
    """

    figure: int
    who: int
    role: str
    share: float
    odds: float
    probability: float


def rows(scene: Scene, figures: Sequence[Figure], looks: Sequence[Look], names: Sequence[float]) -> list[list[float]]:
    """One row per first look; ``names`` are the probabilities that the subjects are initiatives."""
    company = _Company(scene, figures, looks, names)
    return [company.row(look) for look in looks]


class _Company:
    """The looks of a report by figure, by owner and by what they say."""

    def __init__(self, scene: Scene, figures: Sequence[Figure], looks: Sequence[Look], names: Sequence[float]) -> None:
        self._scene, self._figures, self._names = scene, figures, names
        self._of_figure: defaultdict[int, list[Look]] = defaultdict(list)
        self._said: defaultdict[tuple[int, str], list[Look]] = defaultdict(list)
        self._of_owner: defaultdict[int, list[Look]] = defaultdict(list)
        self._alike: defaultdict[tuple[float, str], list[Look]] = defaultdict(list)
        for look in looks:
            self._of_figure[look.figure].append(look)
            self._said[look.who, look.role].append(look)
            self._of_owner[look.who].append(look)
            self._alike[self._value(look.figure)].append(look)
        self._best = [_most((one.probability for one in self._of_figure[n]), 0.0) for n in range(len(figures))]
        self._besides: dict[int, list[float]] = {}
        self._selves: dict[int, list[float]] = {}
        self._starts = [sorted(start for start, _ in subject.mentions) for subject in scene.subjects]
        self._sum_of_best = math.fsum(self._best)
        self._values = Counter(self._value(number) for number in range(len(figures)))
        self._sentences = [scene.sentence(figure.start).start for figure in figures]
        self._lines = [scene.line(figure.start).start for figure in figures]
        mentions = [len(subject.mentions) for subject in scene.subjects]
        self._main = mentions.index(max(mentions)) if mentions else -1
        self._parents = {subject.parent for subject in scene.subjects}

    def _value(self, number: int) -> tuple[float, str]:
        return self._figures[number].value, self._figures[number].unit

    def row(self, look: Look) -> list[float]:
        """The columns of one look."""
        row = [_odds(look.probability * self._names[look.who]), _odds(look.odds), look.share, self._names[look.who]]
        row += [float(look.role == role) for role in ROLES]
        row += self._rivals(look) + self._neighbours(look)
        return row + self._of_itself(look.figure) + self._of_its_owner(look)

    def _rivals(self, look: Look) -> list[float]:
        """What else the figure may be, and what else may be the same fact."""
        here, value = self._of_figure[look.figure], self._value(look.figure)
        others = [one for one in here if one.who != look.who]
        own = [one for one in here if one.who == look.who]
        same = self._apart(look, look.role)
        times = self._values[value]
        again = [one for one in self._alike[value] if one.figure != look.figure] if times > 1 else []
        return [
            float(sum([one.share > look.share for one in others])),
            _most([one.share for one in others]),
            _most([one.probability * self._names[one.who] for one in others]),
            _most([one.probability for one in own if one.role != look.role]),
            *_summary(same),
            float(sum([probability > look.probability for probability in same])),
            _most([one.probability for one in again if one.who == look.who and one.role == look.role], _NONE),
            _most([one.probability for one in again if one.who != look.who], _NONE),
            float(times),
            _most(self._apart(look, TEAM_SIZE), _NONE),
            _most(self._apart(look, TEAM_COUNT), _NONE),
            math.fsum([one.probability for one in self._said[look.who, OUTCOME]]),
        ]

    def _apart(self, look: Look, role: str) -> list[float]:
        """How likely the other figures say this of the same subject."""
        return [one.probability for one in self._said[look.who, role] if one.figure != look.figure]

    def _neighbours(self, look: Look) -> list[float]:
        """What the figures before and behind, and those of its sentence and line, may be."""
        at, figures = look.figure, self._figures
        row = []
        for other in (at - 1, at + 1):
            known = 0 <= other < len(figures)
            row.append(self._best[other] if known else _NONE)
            row.append(_most((one.probability for one in self._of_figure[other] if one.who == look.who), _NONE))
            gap = max(figures[at].start - figures[other].end, figures[other].start - figures[at].end) if known else _FAR
            row.append(min(float(gap), _FAR))
        row += self._beside(at)
        line = self._lines[at]
        mine = [o.probability for o in self._of_owner[look.who] if o.figure != at and self._lines[o.figure] == line]
        return [*row, *_summary(mine), float(len(figures)), self._sum_of_best / len(self._best)]

    def _beside(self, at: int) -> list[float]:
        """What the other figures of the sentence and of the line may be, whatever this one is."""
        if at not in self._besides:
            self._besides[at] = []
            for bounds in (self._sentences, self._lines):
                low, high = bisect_left(bounds, bounds[at]), bisect_right(bounds, bounds[at])
                self._besides[at] += _summary(self._best[low:at] + self._best[at + 1 : high])
        return self._besides[at]

    def _of_itself(self, number: int) -> list[float]:
        """What the figure is, whatever it may say of whom."""
        if number not in self._selves:
            self._selves[number] = self._columns_of(self._figures[number])
        return self._selves[number]

    def _columns_of(self, figure: Figure) -> list[float]:
        text = self._scene.text
        sort = next((number for number, units in enumerate(_SORTS) if figure.unit[:1] in units), len(_SORTS))
        return [
            figure.start / max(1, len(text)),
            float(len(text)),
            math.log10(figure.value + 1),
            float(sort),
            float(bool(figure.noun)),
            float(figure.qualifier is not Qualifier.EXACT),
            float(self._scene.in_heading(figure.start)),
            float(self._scene.in_quotation(figure.start)),
        ]

    def _of_its_owner(self, look: Look) -> list[float]:
        subject, at = self._scene.subjects[look.who], self._figures[look.figure].start
        starts = self._starts[look.who]
        behind = bisect_left(starts, at)
        last = starts[behind - 1] if behind else None
        return [
            float(len(self._scene.subjects)),
            float(len(starts)),
            _FAR if last is None else min(float(at - last), _FAR),
            min(float(starts[behind] - at), _FAR) if behind < len(starts) else _FAR,
            float(last is not None and last >= self._sentences[look.figure]),
            float(last is not None and last >= self._lines[look.figure]),
            float(look.who == self._main),
            float(look.who in self._parents),
            float(subject.parent is not None),
            float(_KINDS.index(subject.kind)),
            float(len(subject.places)),
        ]


def _most(probabilities: Iterable[float], least: float = 0.0) -> float:
    return max(probabilities, default=least)


def _summary(probabilities: Sequence[float]) -> list[float]:
    """How many, the greatest and their sum."""
    return [float(len(probabilities)), _most(probabilities, _NONE), math.fsum(probabilities)]


def _odds(probability: float) -> float:
    kept = min(max(probability, _SURE), 1 - _SURE)
    return math.log(kept / (1 - kept))
