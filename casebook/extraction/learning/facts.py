"""Training the models of the facts from reports whose gold values were found again in the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from types import ModuleType
from typing import Any

from casebook.extraction.learning.aligned import Aligned, Case, Stretches
from casebook.extraction.learning.examples import Example
from casebook.extraction.learning.fitting import Row, fit_binary, fit_choice, fit_classes, slim
from casebook.extraction.linear import Linear, sigmoid

#: Weight of half the squared norm of each model, chosen by cross-validation.
PENALTIES = {"figure_owner": 8.0, "figure_role": 5.0, "start": 5.0, "result_owner": 3.0, "result": 1.5}
PENALTIES |= {"service_owner": 3.0, "service": 3.0}
#: Weights below are left out: half the size to load, and no difference in cross-validation.
_LEAST_WEIGHT = 0.07
#: A cascade may lose this share of the candidates that it would draft with at least this probability.
_LOST, _DRAFTED, _NO_FLOOR = 0.02, 0.15, -1000.0


def train(examples: Sequence[Example], scorer: ModuleType) -> dict[str, Any]:
    """The models of the facts, in the form of their file."""
    aligned = [Aligned(example, scorer) for example in examples if example.scene.subjects]
    owner, roles = train_figures(aligned)
    starts = [case for one in aligned for case in one.starts()]
    single = {
        "figure_owner": owner,
        "start": _cascade(starts, PENALTIES["start"]),
        **_claims("result", [(one, one.clauses) for one in aligned]),
        **_claims("service", [(one, one.phrases) for one in aligned]),
    }
    return {
        "single": {name: slim(model, _LEAST_WEIGHT) for name, model in single.items()},
        "classes": {"figure_role": {role: slim(model, _LEAST_WEIGHT) for role, model in roles.items()}},
    }


def train_figures(aligned: Sequence[Aligned]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The models of the first look at figures: whose one is, and what it says."""
    owner = fit_choice([group for one in aligned for group in one.figure_owners()], PENALTIES["figure_owner"])
    known = Linear.from_json(owner)
    rows, labels = _columns(pair for one in aligned for pair in one.figure_roles(known))
    return owner, fit_classes(rows, labels, PENALTIES["figure_role"])


def _claims(name: str, stretches: Sequence[tuple[Aligned, Stretches]]) -> dict[str, Any]:
    """The owner model and the cascade of results or of services."""
    owners = [group for one, found in stretches for group in one.claim_owners(found)]
    if name == "result":
        owners += [group for one, _ in stretches for group in one.outcome_owners()]
    owner = fit_choice(owners, PENALTIES[f"{name}_owner"])
    cases = [case for one, found in stretches for case in one.claim_cases(found, Linear.from_json(owner))]
    return {f"{name}_owner": owner, name: _cascade(cases, PENALTIES[name])}


def _cascade(cases: Sequence[Case], penalty: float) -> dict[str, Any]:
    """A model with the floors below which hardly any case is drafted in the end, one for each look but the last."""
    rows = [[name for look in looks for name in look] for looks, _ in cases]
    stored = fit_binary(rows, [truth for _, truth in cases], penalty)
    model = Linear.from_json(stored)
    drafted = []
    for looks, _ in cases:
        totals = list(accumulate(map(model.score, looks), initial=model.bias))
        if sigmoid(totals[-1]) >= _DRAFTED:
            drafted.append(totals[1:-1])
    floors = [sorted(totals)[int(_LOST * len(totals))] for totals in zip(*drafted, strict=True)]
    return {**stored, "floors": [round(floor, 3) for floor in floors] or [_NO_FLOOR] * (len(cases[0][0]) - 1)}


def _columns(pairs: Iterable[tuple[list[str], Any]]) -> tuple[list[Row], list[Any]]:
    rows: list[Row] = []
    labels = []
    for row, label in pairs:
        rows.append(row)
        labels.append(label)
    return rows, labels
