"""Boosted regression trees over dense rows: shipped as JSON, evaluated in plain Python."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from casebook.extraction import weight_files
from casebook.extraction.linear import sigmoid

#: A leaf is its value; a branch is [column, threshold, branch at or below it, branch above it].
Tree = Any


@dataclass(frozen=True)
class Boosted:
    """The log odds of "yes" are ``bias`` plus what the leaf of each tree says."""

    bias: float
    trees: Sequence[Tree]

    def score(self, row: Sequence[float]) -> float:
        """The log odds for one row."""
        total = self.bias
        for node in self.trees:
            while node.__class__ is list:
                node = node[2] if row[node[0]] <= node[1] else node[3]
            total += node
        return total

    def probability(self, row: Sequence[float]) -> float:
        """The probability of "yes" for one row."""
        return sigmoid(self.score(row))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Boosted:
        """Read one ensemble."""
        return cls(stored["bias"], stored["trees"])


def shipped_trees(name: str) -> Boosted:
    """The ensemble of ``data/<name>.json`` of this package, or of the folder that CASEBOOK_WEIGHTS names; read once."""
    return _on_trial.get(name) or _read(name)


@cache
def _read(name: str) -> Boosted:
    return Boosted.from_json(json.loads(weight_files.read(name)))


_on_trial: dict[str, Boosted] = {}


@contextmanager
def trial_trees(name: str, stored: Mapping[str, Any]) -> Iterator[None]:
    """Let ``shipped_trees`` give another ensemble for a while: to measure before it ships."""
    before = dict(_on_trial)
    _on_trial[name] = Boosted.from_json(stored)
    try:
        yield
    finally:
        _on_trial.clear()
        _on_trial.update(before)
