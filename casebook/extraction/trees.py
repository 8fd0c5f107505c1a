"""Boosted regression trees over dense rows: shipped as JSON, all rows of a report put through all trees at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np

from casebook.config import TREES
from casebook.extraction import weight_files
from casebook.extraction.linear import sigmoid

#: As stored: a leaf is its value, a branch [column, threshold, branch at or below it, branch above it].
Tree = Any
#: Leaves are kept as whole parts of this: their sums are exact, whatever the order that a processor adds them in.
_UNIT = 100_000


class Boosted:
    """The log odds of "yes" are a bias plus what the leaf of each tree says.

    Each tree is laid out as a full one of the greatest depth. Below node n of a level, counted through all trees, are
    the nodes 2n and 2n + 1 of the next one.
    """

    def __init__(self, bias: float, trees: Sequence[Tree]) -> None:
        self._bias = bias
        self._depth = max(map(_depth, trees), default=0)
        sizes = [len(trees) << level for level in range(self._depth)]
        self._levels = [(np.zeros(size, dtype=np.intp), np.full(size, np.inf)) for size in sizes]
        self._roots = np.arange(len(trees))
        self._leaves = np.zeros(len(trees) << self._depth, dtype=np.int64)
        for number, tree in enumerate(trees):
            self._lay_out(tree, 0, number)

    def probabilities(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The probability of "yes" for each row."""
        if not rows:
            return []
        table = np.asarray(rows, dtype=float)
        first_cells = np.arange(len(rows))[:, None] * table.shape[1]
        node = np.broadcast_to(self._roots, (len(rows), len(self._roots)))
        for columns, thresholds in self._levels:
            # One index into the flat table each time: twice as quick as one for every dimension.
            above = table.take(first_cells + columns.take(node)) > thresholds.take(node)
            node = 2 * node + above
        sums = self._leaves.take(node).sum(axis=1)
        return [sigmoid(self._bias + total / _UNIT) for total in sums.tolist()]

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Boosted:
        """Read one ensemble."""
        return cls(stored["bias"], stored["trees"])

    def _lay_out(self, tree: Tree, level: int, node: int) -> None:
        """Put a branch or leaf at ``node`` of a level; a leaf above the greatest depth is repeated down to it."""
        if level == self._depth:
            self._leaves[node] = round(tree * _UNIT)
            return
        below = above = tree
        if isinstance(tree, list):
            columns, thresholds = self._levels[level]
            columns[node], thresholds[node], below, above = tree
        self._lay_out(below, level + 1, 2 * node)
        self._lay_out(above, level + 1, 2 * node + 1)


def _depth(tree: Tree) -> int:
    return 1 + max(_depth(tree[2]), _depth(tree[3])) if isinstance(tree, list) else 0


def shipped_trees(name: str) -> Boosted:
    """The ensemble of that name in ``data/trees.json``, or in the folder that CASEBOOK_WEIGHTS names; read once."""
    return _on_trial.get(name) or _read()[name]


@cache
def _read() -> Mapping[str, Boosted]:
    stored = json.loads(weight_files.read("trees"))
    if set(stored) != TREES:
        raise weight_files.other_version()
    return _ensembles(stored)


def _ensembles(stored: Mapping[str, Any]) -> dict[str, Boosted]:
    return {name: Boosted.from_json(one) for name, one in stored.items()}


_on_trial: dict[str, Boosted] = {}


@contextmanager
def trial_trees(stored: Mapping[str, Mapping[str, Any]]) -> Iterator[None]:
    """Let ``shipped_trees`` give other ensembles for a while: to measure before they ship."""
    before = dict(_on_trial)
    _on_trial.update(_ensembles(stored))
    try:
        yield
    finally:
        _on_trial.clear()
        _on_trial.update(before)
