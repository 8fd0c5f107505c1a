"""Linear models give the same score whatever the order of the features and the version of Python."""

from __future__ import annotations

from itertools import permutations

from casebook.extraction.linear import Linear, softmax


def test_the_order_of_features_does_not_touch_a_single_bit() -> None:
    model = Linear(0.0, {"large": 1e16, "small": 1.0, "back": -1e16})

    assert {model.score(order) for order in permutations(model.weights)} == {1.0}


def test_shares_add_up_to_one_for_any_scores() -> None:
    assert softmax([800.0, 800.0]) == [0.5, 0.5]
    assert softmax([]) == []
