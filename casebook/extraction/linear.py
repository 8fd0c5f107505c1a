"""Linear models over named features: their weights ship as JSON, so that scoring needs nothing but Python."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import repeat
from operator import add
from typing import Any

from casebook.extraction import weight_files
from casebook.extraction.tied import Renaming, Tied

#: Weights are whole parts of this, also where they are stored.
UNIT = 1000


def _by_name(columns: Sequence[Sequence[Any]]) -> dict[str, int]:
    """The weights of a stored model by feature; equal ones are one object, and so stay in the cache of the processor."""
    names, thousandths = columns
    known: dict[int, int] = {}
    return dict(zip(names, map(known.setdefault, thousandths, thousandths), strict=True))


#: Ties whose sums are kept for one way of renaming; reports of all sorts have a few thousand.
_MOST_SUMS = 20_000


class _Sums(dict[str, int]):
    """What all that ``renamings`` make of a tie weighs, by the tie; added up when it is first asked for."""

    def __init__(self, weights: Mapping[str, int], renamings: Sequence[Renaming]) -> None:
        super().__init__()
        self._weights, self._renamings = weights, renamings

    def __missing__(self, tie: str) -> int:
        if len(self) >= _MOST_SUMS:
            self.clear()
        names = (name for renaming in self._renamings for name in renaming.names(tie))
        self[tie] = sum(self._weights.get(name, 0) for name in names)
        return self[tie]


#: By the renamings that the ties of a case go through.
_KnownSums = dict[tuple[Renaming, ...], _Sums]


#: What each feature weighs that a model does not know, as often as it is asked for.
_NOTHING = repeat(0)


def _tied_total(weights: Mapping[str, int], known: _KnownSums, features: Tied) -> int:
    """The sum of the weights of ``features``; ``known`` keeps what was added up for ties before."""
    sums = known.get(features.renamings)
    if sums is None:
        sums = known[features.renamings] = _Sums(weights, features.renamings)
    tied = sum(map(sums.__getitem__, features.ties))
    return tied + sum(map(weights.get, features.others, _NOTHING)) if features.others else tied


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
    _sums: _KnownSums = field(default_factory=dict, init=False, repr=False, compare=False)

    def score(self, features: Iterable[str] | Tied) -> float:
        """The sum of the weights, without bias: the scores of parts add up."""
        if isinstance(features, Tied):
            return _tied_total(self.weights, self._sums, features) / UNIT
        return sum(map(self.weights.get, features, _NOTHING)) / UNIT

    def probability(self, features: Iterable[str]) -> float:
        """The probability of "yes"."""
        return sigmoid(self.bias + self.score(features))

    def cascade(self, looks: Iterator[list[str]]) -> tuple[float, list[str]] | None:
        """The total over all ``looks`` and the features of the last; None where it falls below a floor on the way.

        ``looks`` give as many lists of features as there are floors, the cheapest first; later ones are not made
        where an earlier total settles the case.
        """
        total, weight = self.bias, self.weights.get
        features: list[str] = []
        for floor in self.floors:
            features = next(looks)
            total += sum(map(weight, features, _NOTHING)) / UNIT
            if total < floor:
                return None
        return total, features

    def choose(self, options: Sequence[Iterable[str] | Tied]) -> list[float]:
        """The probability that each of ``options`` is the one that is meant."""
        return softmax(list(map(self.score, options)))

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Linear:
        """Read one model of a file of weights: ``weights`` are the names of its features, and as many thousandths."""
        return cls(stored["bias"], _by_name(stored["weights"]), tuple(stored.get("floors", ())))


#: Bits for each label in the weights of classes: no sum of thousandths comes near half of them.
_LANE = 32
_HALF = 1 << (_LANE - 1)


@dataclass(frozen=True)
class Classes:
    """One bias for each of ``labels``, and for each feature one weight for each of them.

    Weights are whole thousandths, as those of ``Linear``. Those of one feature are the lanes of one large number, 32
    bits for each label: one addition adds them all.
    """

    labels: tuple[str, ...]
    biases: tuple[float, ...]
    weights: Mapping[str, int]
    _sums: _KnownSums = field(default_factory=dict, init=False, repr=False, compare=False)

    def scores(self, features: Iterable[str] | Tied) -> int:
        """The sums of the weights for all labels, without bias, in one number: the scores of parts add up."""
        if isinstance(features, Tied):
            return _tied_total(self.weights, self._sums, features)
        return sum(map(self.weights.get, features, _NOTHING))

    def shares(self, scores: int) -> list[float]:
        """The probability of each label, from the scores of all parts of a case."""
        size = len(self.labels)
        lanes = struct.unpack(f"<{size}I", (self._biases + scores).to_bytes(size * _LANE // 8, "little"))
        return softmax([(lane - _HALF) / UNIT for lane in lanes])

    @cached_property
    def _biases(self) -> int:
        # Half a lane more in each makes all of them positive, so that none borrows from the next.
        return sum(_HALF + round(bias * UNIT) << (_LANE * at) for at, bias in enumerate(self.biases))

    @classmethod
    def from_json(cls, stored: Mapping[str, Mapping[str, Any]]) -> Classes:
        """Read the models of all classes; features that one of them does not know weigh nothing there."""
        weights: dict[str, int] = {}
        for at, model in enumerate(stored.values()):
            for name, weight in zip(*model["weights"], strict=True):
                weights[name] = weights.get(name, 0) + (weight << (_LANE * at))
        return cls(tuple(stored), tuple(model["bias"] for model in stored.values()), weights)


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
    stored = json.loads(weight_files.read(name))
    models = [*stored["single"].values(), *(one for models in stored["classes"].values() for one in models.values())]
    if not all(isinstance(model["weights"], list) for model in models):
        raise weight_files.other_version()
    return Models.from_json(stored)


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


def bigrams(words: str, prefix: str = "") -> list[str]:
    """Features for each pair of neighbouring characters, the words of a language without spaces.

    One kind of stretch in a model goes without prefix: the pairs themselves are its features, at half the cost.
    """
    pairs = map(add, words, words[1:])
    return list(map(prefix.__add__, pairs)) if prefix else list(pairs)


def sigmoid(score: float) -> float:
    """1 / (1 + e^-score), safe for large scores."""
    return 1 / (1 + math.exp(-score)) if score > -700 else 0.0


def softmax(scores: Sequence[float]) -> list[float]:
    """Probabilities in proportion to e^score."""
    top = max(scores, default=0.0)
    powers = [math.exp(score - top) for score in scores]
    total = math.fsum(powers)
    return [power / total for power in powers]
