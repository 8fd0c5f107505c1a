"""Linear models give the same score whatever the order of the features and the version of Python."""

from __future__ import annotations

import random
from itertools import permutations
from typing import Any

import pytest

from casebook.extraction import linear
from casebook.extraction.linear import Classes, Linear, softmax
from casebook.extraction.tied import ITSELF, Renaming, Tied, together


def stored(**weights: int) -> dict[str, Any]:
    """A model without bias in the form of its file."""
    return {"bias": 0.0, "weights": [list(weights), list(weights.values())]}


def test_the_order_of_features_does_not_touch_a_single_bit() -> None:
    model = Linear.from_json(stored(tenth=100, fifth=200, back=-300))

    assert {model.score(order) for order in permutations(model.weights)} == {0.0}


def test_classes_give_each_label_the_sum_of_its_own_weights() -> None:
    home = stored(beds=2000, volunteers=-500) | {"bias": 0.25}
    model = Classes.from_json({"team": stored(volunteers=1500), "home": home})

    assert model.labels == ("team", "home")
    assert model.shares(model.scores(["volunteers", "unknown"])) == softmax([1.5, -0.25])
    assert model.shares(model.scores(["volunteers"]) + model.scores(["beds"])) == softmax([1.5, 1.75])


def test_shares_add_up_to_one_for_any_scores() -> None:
    assert softmax([800.0, 800.0]) == [0.5, 0.5]
    assert softmax([]) == []


def test_what_follows_from_ties_weighs_as_much_as_its_names() -> None:
    tied = Tied(["line:only", "gap:3", "line:only"], (ITSELF, Renaming("claim:", "line")), ["kind:team"])
    assert sorted(tied.names()) == ["claim:line:only"] * 2 + ["gap:3", "kind:team"] + ["line:only"] * 2

    weights = {"line:only": 250, "claim:line:only": 100, "claim:gap:3": 9000, "gap:3": -50, "kind:team": 1}
    model = Linear(0.0, weights)
    assert model.score(tied) == model.score(tied.names()) == 0.651

    opposite = {name: -weight for name, weight in weights.items()}
    classes = Classes.from_json({"team": stored(**weights), "bed": stored(**opposite)})
    assert classes.scores(tied) == classes.scores(tied.names())
    assert classes.shares(classes.scores(tied)) == softmax([0.651, -0.651])

    one = Tied([together(["line:only", "gap:3"]), "line:only", together([])], tied.renamings, tied.others)
    assert sorted(one.names()) == sorted(tied.names())
    assert model.score(one) == model.score(tied)


def test_each_label_is_added_up_as_if_it_stood_alone() -> None:
    dice = random.Random(3)  # noqa: S311 - the same weights each time
    names = [f"word:{number}" for number in range(200)]
    models = {
        label: stored(**{name: dice.randint(-9000, 9000) for name in dice.sample(names, 120)})
        for label in ("team", "home", "room", "points", "line")
    }
    classes = Classes.from_json(models)

    for size in (0, 1, 7, 200):
        found = dice.sample(names, size)
        alone = [Linear.from_json(model).score(found) for model in models.values()]
        assert classes.shares(classes.scores(found)) == softmax(alone)


def test_ties_weigh_the_same_when_more_are_seen_than_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear, "_MOST_SUMS", 2)
    model = Linear.from_json(stored(a=1000, b=2000, c=4000))
    seen = [model.score(Tied([tie], (ITSELF,), [])) for tie in "abcabc"]

    assert seen == [1.0, 2.0, 4.0] * 2
