"""Linear models over named features: their weights ship as JSON, so that scoring needs nothing but Python."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, pairwise, repeat
from typing import Any

from casebook.extraction import weight_files
from casebook.extraction.tied import Renaming, Tied

#: Weights are kept to three digits.
_UNIT = 1000


def _whole(weights: Mapping[str, float]) -> dict[str, int]:
    """The weights in thousandths."""
    return {name: round(weight * _UNIT) for name, weight in weights.items()}


@dataclass(frozen=True)
class Linear:
    """One weight per feature, and a bias; a feature that it does not know weighs nothing, one given twice counts twice.

    Weights are whole thousandths: their sums are exact and quick, where those of floats depend on the version of Python.
    The total of bias and scores is the log odds of "yes". ``floors`` are the totals below which a cascade that adds
    its features in groups may stop after each group: hardly any case that ends above an even chance starts below.
    """

    bias: float
    weights: Mapping[str, int]
    floors: Sequence[float] = ()
    _sums: dict[tuple[Renaming, ...], _Sums] = field(default_factory=dict, init=False, repr=False, compare=False)

    def score(self, features: Iterable[str] | Tied) -> float:
        """The sum of the weights, without bias: the scores of parts add up."""
        if isinstance(features, Tied):
            sums = self._sums.get(features.renamings) or self._sums.setdefault(
                features.renamings, _Sums(self.weights, features.renamings)
            )
            tied = sum(map(sums.__getitem__, features.ties))
            return (tied + sum(map(self.weights.get, features.others, repeat(0)))) / _UNIT
        return sum(map(self.weights.get, features, repeat(0))) / _UNIT

    def probability(self, features: Iterable[str]) -> float:
        """The probability of "yes"."""
        return sigmoid(self.bias + self.score(features))

    def cascade(self, looks: Iterator[list[str]]) -> tuple[float, list[str]] | None:
        """The total over all ``looks`` and the features of the last; None where it falls below a floor on the way.

        ``looks`` give as many lists of features as there are floors, the cheapest first; later ones are not made
        where an earlier total settles the case.
        """
        total = self.bias
        features: list[str] = []
        for floor, features in zip(self.floors, looks, strict=True):
            total += self.score(features)
            if total < floor:
                return None
        return total, features

    def choose(self, options: Sequence[Iterable[str] | Tied]) -> list[float]:
        """The probability that each of ``options`` is the one that is meant."""
        return softmax([self.score(features) for features in options])

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Linear:
        """Read one model of a file of weights."""
        return cls(stored["bias"], _whole(stored["weights"]), tuple(stored.get("floors", ())))


class _Sums(dict[str, int]):
    """What all that ``renamings`` make of a tie weighs, by the tie; added up when it is first asked for."""

    def __init__(self, weights: Mapping[str, int], renamings: Sequence[Renaming]) -> None:
        super().__init__()
        self._weights, self._renamings = weights, renamings

    def __missing__(self, tie: str) -> int:
        names = (name for renaming in self._renamings for name in renaming.names(tie))
        self[tie] = sum(self._weights.get(name, 0) for name in names)
        return self[tie]


@dataclass(frozen=True)
class Classes:
    """One bias for each of ``labels``, and for each feature one weight for each of them, in their order.

    Weights are whole thousandths, as those of ``Linear``.
    """

    labels: tuple[str, ...]
    biases: tuple[float, ...]
    weights: Mapping[str, tuple[int, ...]]
    _rows: dict[tuple[Renaming, ...], _Rows] = field(default_factory=dict, init=False, repr=False, compare=False)

    def scores(self, features: Iterable[str] | Tied) -> list[float]:
        """The sums of the weights for each label, without bias: the scores of parts add up."""
        found: Iterator[tuple[int, ...] | None]
        if isinstance(features, Tied):
            tied = self._rows.get(features.renamings) or self._rows.setdefault(
                features.renamings, _Rows(self.weights, features.renamings)
            )
            found = chain(map(tied.__getitem__, features.ties), map(self.weights.get, features.others))
        else:
            found = map(self.weights.get, features)
        rows = list(filter(None, found))
        return [sum(column) / _UNIT for column in zip(*rows, strict=True)] if rows else [0.0] * len(self.labels)

    def shares(self, *parts: Sequence[float]) -> list[float]:
        """The probability of each label, from the scores of all parts of a case."""
        return softmax([math.fsum(column) for column in zip(self.biases, *parts, strict=True)])

    @classmethod
    def from_json(cls, stored: Mapping[str, Mapping[str, Any]]) -> Classes:
        """Read the models of all classes; features that one of them does not know weigh nothing there."""
        columns = [_whole(model["weights"]) for model in stored.values()]
        names = dict.fromkeys(chain.from_iterable(columns))
        rows = zip(*(map(column.get, names, repeat(0)) for column in columns), strict=True)
        biases = tuple(model["bias"] for model in stored.values())
        return cls(tuple(stored), biases, dict(zip(names, rows, strict=True)))


class _Rows(dict[str, tuple[int, ...]]):
    """As ``_Sums``, one for each label; empty where all of them weigh nothing."""

    def __init__(self, weights: Mapping[str, tuple[int, ...]], renamings: Sequence[Renaming]) -> None:
        super().__init__()
        self._weights, self._renamings = weights, renamings

    def __missing__(self, tie: str) -> tuple[int, ...]:
        names = (name for renaming in self._renamings for name in renaming.names(tie))
        rows = [self._weights[name] for name in names if name in self._weights]
        self[tie] = tuple(map(sum, zip(*rows, strict=True)))
        return self[tie]


@dataclass(frozen=True)
class Models:
    """The models of one file by their names: ``single`` answers yes or no, ``classes`` which of several."""

    single: Mapping[str, Linear] = field(default_factory=dict)
    classes: Mapping[str, Classes] = field(default_factory=dict)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Models:
        """Read a file of weights."""
        return cls(
            {name: Linear.from_json(model) for name, model in stored["single"].items()},
            {name: Classes.from_json(models) for name, models in stored["classes"].items()},
        )


def shipped(name: str) -> Models:
    """The models of ``data/<name>.json`` of this package, or of the folder that CASEBOOK_WEIGHTS names; read once."""
    return _on_trial.get(name) or _read(name)


@cache
def _read(name: str) -> Models:
    return Models.from_json(json.loads(weight_files.read(name)))


_on_trial: dict[str, Models] = {}


@contextmanager
def trial(weights: Mapping[str, Mapping[str, Any]]) -> Iterator[None]:
    """Let ``shipped`` give other weights for a while, by the names of their files: to measure before they ship."""
    before = dict(_on_trial)
    _on_trial.update({name: Models.from_json(stored) for name, stored in weights.items()})
    try:
        yield
    finally:
        _on_trial.clear()
        _on_trial.update(before)


def bigrams(prefix: str, words: str) -> list[str]:
    """Features for each pair of neighbouring characters, the words of a language without spaces."""
    return [f"{prefix}:{pair}" for pair in dict.fromkeys(map("".join, pairwise(words)))]


def sigmoid(score: float) -> float:
    """1 / (1 + e^-score), safe for large scores."""
    return 1 / (1 + math.exp(-score)) if score > -700 else 0.0


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities in proportion to e^score."""
    top = max(scores, default=0.0)
    powers = [math.exp(score - top) for score in scores]
    total = math.fsum(powers)
    return [power / total for power in powers]
