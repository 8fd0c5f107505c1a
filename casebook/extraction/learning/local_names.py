"""Learning where names of streets and communities begin, from names marked in the written reports.

Neither the corpus nor reports of users take part, so that the model is the same in every fold of a measurement, and
what it is worth on the corpus is known without reserve.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from casebook import regions
from casebook.extraction.learning.corpus import Annotated, Mark, load_marks
from casebook.extraction.learning.fitting import Row, fit_choice
from casebook.extraction.linear import Linear
from casebook.extraction.local_names import LONGEST, NOUN, Namer
from casebook.extraction.placenames import surroundings
from casebook.extraction.stems import UNIT, Stems
from casebook.regions import Level

_PENALTY = 1.0
#: The noun of a community's name, those that no report cuts a name at as well.
_STEM_END = re.compile("(?:居民区|社区|嘎查|村|小区|生活区|家属区)$")
#: A stem that many communities have teaches no more than this many.
_MOST_OF_A_STEM = 3
#: Pairs that neither side has as often are left to the single characters.
_RARE_PAIR = 15
_PAIR_SHARE = 0.8
_SMOOTH_NAME, _SMOOTH_TEXT = 0.5, 5.0


def train(reports: Sequence[Annotated]) -> dict[str, Any]:
    """The file of weights, from those of ``reports`` in which names are marked. Raises ``ValueError`` where a mark does not stand in its report."""
    marks = load_marks()
    marked = [report for report in reports if report.id in marks]
    stems = count_stems([report.text for report in marked])
    namer = Namer(Linear(0.0, {}), Stems.from_json(stems))
    groups = [group for report in marked for group in _choices(namer, report, marks[report.id])]
    return {"choice": fit_choice(groups, _PENALTY), "stems": stems}


def _choices(namer: Namer, report: Annotated, marks: Sequence[Mark]) -> Iterator[tuple[Sequence[Row], int]]:
    around = surroundings(report.story.framed)
    for mark in marks:
        if around.text[mark.start : mark.end] != mark.name:
            raise ValueError(f"{report.id}: no {mark.name} at {mark.start}")
    beginnings = {mark.end: mark.start for mark in marks}
    for match in NOUN.finditer(around.text):
        starts, options = namer.options(around, match)
        wanted = beginnings.get(match.end())
        if wanted in starts:
            yield options, starts.index(wanted)


def count_stems(texts: Sequence[str]) -> dict[str, Any]:
    """The table of ``stems.Stems`` in its stored form: names of communities against running ``texts``."""
    stems = Counter({stem: min(count, _MOST_OF_A_STEM) for stem, count in _all_stems().items()})
    names, firsts, pairs = Counter[str](), Counter[str](), Counter[str]()
    for stem, count in stems.items():
        firsts[stem[0]] += count
        names.update(dict.fromkeys(stem, count))
        for pair in map("".join, pairwise(stem)):
            pairs[pair] += count
    plain = Counter("".join(texts))
    plain_pairs = Counter(pair for text in texts for pair in map("".join, pairwise(text)))
    total, begun, running = names.total(), firsts.total(), plain.total()

    def single(character: str) -> tuple[float, float]:
        return (names[character] + _SMOOTH_NAME) / total, (plain[character] + _SMOOTH_TEXT) / running

    def pair_ratio(pair: str) -> float:
        name, text = single(pair[1])
        of_names = _PAIR_SHARE * pairs[pair] / max(names[pair[0]], 1) + (1 - _PAIR_SHARE) * name
        of_texts = _PAIR_SHARE * plain_pairs[pair] / max(plain[pair[0]], 1) + (1 - _PAIR_SHARE) * text
        return math.log(of_names / of_texts)

    def first_ratio(character: str) -> float:
        return math.log((firsts[character] + _SMOOTH_NAME) / begun / single(character)[1])

    kept = {pair for pair, count in pairs.items() if count >= _RARE_PAIR}
    kept |= {pair for pair, count in plain_pairs.items() if count >= _RARE_PAIR and set(pair) <= names.keys()}
    return {
        "firsts": _stored({one: first_ratio(one) for one in names}),
        "pairs": _stored({pair: pair_ratio(pair) for pair in kept}),
        "singles": _stored({one: math.log(single(one)[0] / single(one)[1]) for one in names}),
        "unknown": round(UNIT * math.log(_SMOOTH_NAME / total / (_SMOOTH_TEXT / running))),
    }


def _stored(ratios: dict[str, float]) -> dict[str, str]:
    """For each number of units the characters that have it."""
    found: dict[int, list[str]] = {}
    for key, ratio in sorted(ratios.items()):
        found.setdefault(round(UNIT * ratio), []).append(key)
    return {str(number): "".join(keys) for number, keys in sorted(found.items())}


def _all_stems() -> Counter[str]:
    districts = {district for found in regions.names_at(Level.DISTRICT).values() for district in found}
    streets = (street for district in districts for street in regions.children(district.code))
    names = (community.name for street in streets for community in regions.children(street.code))
    return Counter(stem for name in names if 0 < len(stem := _STEM_END.sub("", name)) < LONGEST)
