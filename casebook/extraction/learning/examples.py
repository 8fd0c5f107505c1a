"""Reports as the models of the facts see them while they learn.

Each is shown twice: with its annotated initiatives, and with those that the first stages draft for a report that they
were not trained on. From the second, the owner models learn that a fact may belong to nobody on the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from casebook.extraction.facts import subject_of
from casebook.extraction.learning.corpus import Annotated
from casebook.extraction.mentions import Subject
from casebook.extraction.owners import Scene
from casebook.extraction.story import Initiative
from casebook.record import PartialDate

_PLACES = ("district", "street", "community")


@dataclass(frozen=True)
class Example:
    """A report with subjects; ``gold`` holds the annotation of each, None for a subject that nobody annotated.

    ``missed`` are the annotated initiatives that no subject stands for; ``names`` are the probabilities that drafted
    subjects are initiatives.
    """

    scene: Scene
    published: PartialDate | None
    gold: list[dict[str, Any] | None]
    missed: list[dict[str, Any]] = field(default_factory=list)
    names: tuple[float, ...] = ()


def annotated_example(report: Annotated, pairs: Iterable[tuple[int, int]]) -> Example:
    """The report with its annotated initiatives, as far as a candidate names them."""
    pairs = sorted(pairs, key=lambda pair: pair[1])
    gold = [report.gold[index] for index, _ in pairs]
    names = [one["name"] for one in gold]
    subjects = []
    for (_, index), one in zip(pairs, gold, strict=True):
        mentions = tuple((found.start, found.end) for found in report.candidates[index].found)
        places = tuple(one[level] for level in _PLACES if one[level])
        parent = names.index(one["parent"]) if one["parent"] in names else None
        subjects.append(Subject(report.candidates[index].name, one["kind"], mentions, places, parent))
    seen = {index for index, _ in pairs}
    missed = [one for index, one in enumerate(report.gold) if index not in seen]
    return Example(Scene(report.story.clean, subjects), report.story.published, list(gold), missed)


def drafted_example(report: Annotated, initiatives: Sequence[Initiative], scorer: ModuleType) -> Example:
    """The report with the initiatives that the first stages drafted."""
    drafts = [
        {"name": one.name.value, **{level: place.value.name for level, place in one.places.items()}}
        for one in initiatives
    ]
    gold: list[dict[str, Any] | None] = [None] * len(drafts)
    pairs = scorer.match_initiatives(report.gold, drafts)
    for index, draft in pairs:
        gold[draft] = report.gold[index]
    seen = {index for index, _ in pairs}
    missed = [one for index, one in enumerate(report.gold) if index not in seen]
    subjects = [subject_of(one) for one in initiatives]
    names = tuple(one.name.confidence for one in initiatives)
    return Example(Scene(report.story.clean, subjects), report.story.published, gold, missed, names)
