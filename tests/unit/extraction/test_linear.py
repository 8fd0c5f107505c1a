"""Linear models give the same score whatever the order of the features and the version of Python."""

from __future__ import annotations

from itertools import permutations

from casebook.extraction.linear import Classes, Linear, softmax


def test_the_order_of_features_does_not_touch_a_single_bit() -> None:
    model = Linear.from_json({"bias": 0.0, "weights": {"tenth": 0.1, "fifth": 0.2, "back": -0.3}})

    assert {model.score(order) for order in permutations(model.weights)} == {0.0}


def test_classes_give_each_label_the_sum_of_its_own_weights() -> None:
    stored = {
        "team": {"bias": 0.0, "weights": {"volunteers": 1.5}},
        "home": {"bias": 0.0, "weights": {"beds": 2.0, "volunteers": -0.5}},
    }
    model = Classes.from_json(stored)

    assert model.labels == ("team", "home")
    assert model.scores(["volunteers", "unknown", "beds"]) == [1.5, 1.5]
    assert model.shares(model.scores(["volunteers"]), model.scores(["beds"])) == [0.5, 0.5]


def test_shares_add_up_to_one_for_any_scores() -> None:
    assert softmax([800.0, 800.0]) == [0.5, 0.5]
    assert softmax([]) == []
