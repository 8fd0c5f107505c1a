"""The protocol of measuring: k-fold cross-validation by report, with every learned part trained inside each fold.

What is in sample all the same: the rules (head nouns, edges, gazetteer exceptions) and the thresholds were written
while looking at the annotated reports outside the held-out split; that split was seen as an aggregate score only.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from casebook.extraction.learning import facts, figures, training
from casebook.extraction.learning.corpus import Annotated
from casebook.extraction.learning.examples import Example, annotated_example, drafted_example
from casebook.extraction.linear import trial
from casebook.extraction.output import to_corpus_shape
from casebook.extraction.pipeline import extract, find_initiatives
from casebook.extraction.trees import trial_trees

#: Name of the file of weights → its content.
Weights = dict[str, dict[str, Any]]
_SEED = 1
_DRAFT_FOLDS = 3
#: Ensembles of trees that decide on the names; the models that draft for the facts to learn from make do with one.
_ENSEMBLES = 3


@dataclass(frozen=True)
class Measured:
    """Predictions for annotated reports, in their order."""

    reports: Sequence[Annotated]
    predictions: Sequence[dict[str, Any]]


@contextmanager
def using(weights: Weights) -> Iterator[None]:
    """Extract with these weights instead of the shipped ones, as far as they go."""
    linear = {name: stored for name, stored in weights.items() if name != "trees"}
    with trial(linear), trial_trees(weights["trees"]):
        yield


def train(reports: Sequence[Annotated], scorer: ModuleType, written: Sequence[Annotated] = ()) -> Weights:
    """All weights from annotated reports and from the ``written`` ones.

    The models of the facts see the gold initiatives of each report, and those that models which have not seen it draft.
    """
    everything = [*reports, *written]
    weights = training.train(reports, scorer, written, _ENSEMBLES)
    annotated = [annotated_example(report, training.paired(report, scorer)) for report in everything]
    drafted = _drafted(reports, scorer, written)
    trees = weights["trees"] | {"figures": figures.train(annotated, drafted, scorer)}
    return {**weights, "trees": trees, "facts": facts.train([*annotated, *drafted], scorer)}


def _drafted(reports: Sequence[Annotated], scorer: ModuleType, written: Sequence[Annotated]) -> list[Example]:
    """Each report, then each written one, with what models that have not seen it draft."""
    found: dict[int, Example] = {}
    for fold in range(_DRAFT_FOLDS):
        seen, seen_written = (
            [report for index, report in enumerate(given) if index % _DRAFT_FOLDS != fold]
            for given in (reports, written)
        )
        with using(training.train(seen, scorer, seen_written)):
            for given, first in ((reports, 0), (written, len(reports))):
                for index in range(fold, len(given), _DRAFT_FOLDS):
                    found[first + index] = drafted_example(given[index], find_initiatives(given[index].story), scorer)
    return [found[index] for index in range(len(found))]


def cross_validate(
    reports: Sequence[Annotated], scorer: ModuleType, folds: int = 5, written: Sequence[Annotated] = ()
) -> Measured:
    """Predictions for each report by models that were trained without it, on the others and on ``written``."""
    order = list(range(len(reports)))
    random.Random(_SEED).shuffle(order)  # noqa: S311 - a fixed shuffle of reports, nothing secret
    found: dict[int, dict[str, Any]] = {}
    for fold in range(folds):
        left_out = set(order[fold::folds])
        weights = train([reports[index] for index in order if index not in left_out], scorer, written)
        with using(weights):
            found.update({index: predict(reports[index]) for index in left_out})
    return Measured(reports, [found[index] for index in range(len(reports))])


def measure(reports: Sequence[Annotated]) -> Measured:
    """Predictions with the weights in use."""
    return Measured(reports, [predict(report) for report in reports])


def predict(report: Annotated) -> dict[str, Any]:
    """One extraction in the shape of the corpus."""
    return to_corpus_shape(extract(report.document))
