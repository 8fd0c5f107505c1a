"""Training the second look at figures: trees over what first looks that had not seen a report made of its figures."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from casebook.extraction.company import Look, rows
from casebook.extraction.figure_claims import first_looks
from casebook.extraction.learning.aligned import Aligned
from casebook.extraction.learning.examples import Example
from casebook.extraction.learning.facts import train_figures
from casebook.extraction.learning.fitting import fit_trees
from casebook.extraction.linear import trial
from casebook.extraction.quantities import Figure, find_figures
from casebook.extraction.roles import OUTCOME

_FOLDS = 3


def train(annotated: Sequence[Example], drafted: Sequence[Example], scorer: ModuleType) -> dict[str, Any]:
    """The trees, from each report as annotated and, at the same index, as drafted."""
    pairs = [
        [Aligned(example, scorer) for example in shown if example.scene.subjects]
        for shown in zip(annotated, drafted, strict=True)
    ]
    table: list[list[float]] = []
    labels: list[bool] = []
    for fold in range(_FOLDS):
        seen = [one for index, shown in enumerate(pairs) if index % _FOLDS != fold for one in shown]
        owner, roles = train_figures(seen)
        with trial({"facts": {"single": {"figure_owner": owner}, "classes": {"figure_role": roles}}}):
            for example in drafted[fold::_FOLDS]:
                if not example.scene.subjects:
                    continue
                figures = list(find_figures(example.scene.text))
                looks = list(first_looks(example.scene, figures))
                table += rows(example.scene, figures, looks, example.names)
                labels += [_is_right(look, figures[look.figure], example, scorer) for look in looks]
    return fit_trees(table, labels)


def _is_right(look: Look, figure: Figure, example: Example, scorer: ModuleType) -> bool:
    """Whether the annotation has the value of that figure in that role, be it stated here or elsewhere."""
    gold = example.gold[look.who]
    if gold is None:
        return False
    if look.role != OUTCOME:
        stated = gold[look.role]
        return stated is not None and stated["value"] == figure.value
    unit = scorer.unit(figure.unit)
    return any(one["value"] == figure.value and scorer.unit(one["unit"]) == unit for one in gold["outcomes"])
