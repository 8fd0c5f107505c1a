"""Ensembles of trees give what a walk through each tree gives."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.extraction.linear import sigmoid
from casebook.extraction.trees import Boosted

_LEAF = st.integers(-30_000, 30_000).map(lambda number: number / 100_000)
_NUMBER = st.integers(-9, 9).map(lambda number: number / 2)
_TREE = st.recursive(_LEAF, lambda inner: st.tuples(st.integers(0, 2), _NUMBER, inner, inner).map(list), max_leaves=12)
_ROWS = st.lists(st.tuples(_NUMBER, _NUMBER, _NUMBER), max_size=6)


def walk(tree: Any, row: tuple[float, ...]) -> float:
    """What one tree says of one row."""
    while isinstance(tree, list):
        column, threshold, below, above = tree
        tree = below if row[column] <= threshold else above
    return float(tree)


@given(st.lists(_TREE, min_size=1, max_size=5), _ROWS)
def test_all_rows_at_once_give_what_each_gives_by_itself(trees: list[Any], rows: list[tuple[float, ...]]) -> None:
    expected = [sigmoid(0.25 + sum(walk(tree, row) for tree in trees)) for row in rows]
    assert Boosted(0.25, trees).probabilities(rows) == pytest.approx(expected, abs=1e-9)
    apart = [Boosted(0.25, trees).probabilities([row])[0] for row in rows]
    assert Boosted(0.25, trees).probabilities(rows) == apart
