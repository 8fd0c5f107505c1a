"""Linear models over named features: their weights ship as JSON, so that scoring needs nothing but Python."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any


@dataclass(frozen=True)
class Linear:
    """One weight per feature and class, and a bias per class; features that it does not know weigh nothing.

    A model with a single class gives the log odds of "yes"; ``floor`` is the score below which a first look at part
    of the features may stop (see ``training``), None where there is no such look.
    """

    classes: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]
    floor: float | None = None

    def score(self, features: Iterable[str]) -> float:
        """The score of the only class, without bias: scores of disjoint feature sets add up."""
        known = self.weights
        return sum([known[name][0] for name in dict.fromkeys(features) if name in known])

    def probability(self, features: Iterable[str]) -> float:
        """The probability of the only class."""
        return sigmoid(self.bias[0] + self.score(features))

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each class."""
        totals = list(self.bias)
        known = self.weights
        for name in dict.fromkeys(features):
            if name in known:
                for index, weight in enumerate(known[name]):
                    totals[index] += weight
        return dict(zip(self.classes, softmax(totals), strict=True))

    def choose(self, options: Sequence[Iterable[str]]) -> list[float]:
        """The probability that each of ``options`` is the one that is meant."""
        return softmax([self.score(features) for features in options])

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Linear:
        """Read what ``to_json`` of the training wrote."""
        weights = {name: tuple(row) for name, row in stored["weights"].items()}
        return cls(tuple(stored["classes"]), tuple(stored["bias"]), weights, stored.get("floor"))


@cache
def shipped(name: str) -> dict[str, Linear]:
    """The models of ``data/<name>.json`` of this package by their names; read once per process."""
    stored = json.loads(files("casebook.extraction").joinpath("data", f"{name}.json").read_text("utf-8"))
    return {key: Linear.from_json(value) for key, value in stored["models"].items()}


def bigrams(prefix: str, words: str) -> list[str]:
    """Features for each pair of neighbouring characters, the words of a language without spaces."""
    return [f"{prefix}:{a}{b}" for a, b in pairwise(words)]


def sigmoid(score: float) -> float:
    """1 / (1 + e^-score), safe for large scores."""
    return 1 / (1 + math.exp(-score)) if score > -700 else 0.0


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities in proportion to e^score."""
    top = max(scores, default=0.0)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]
