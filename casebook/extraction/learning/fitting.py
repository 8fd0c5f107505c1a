"""Fit linear models over named features; the results are the JSON forms that ``casebook.extraction.linear`` reads."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.special import logsumexp
from sklearn.ensemble import GradientBoostingClassifier

from casebook.extraction.linear import UNIT

Row = Sequence[str]
#: Features that fewer rows have say nothing that would hold elsewhere.
FEWEST = 2
_DIGITS = 3
_LEAST_WEIGHT = 0.004
_MEMORY, _STEPS, _GAIN, _SHORTEST = 10, 300, 1e-7, 1e-10
#: Parameters → the loss there and its gradient.
Loss = Callable[[np.ndarray], tuple[float, np.ndarray]]


class Matrix:
    """Rows of features as a sparse matrix over the features that are frequent enough."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.frequency = Counter(name for row in rows for name in set(row))
        self.names = sorted(name for name, count in self.frequency.items() if count >= FEWEST)
        self._index = {name: at for at, name in enumerate(self.names)}
        self.values = self.of(rows)

    def of(self, rows: Sequence[Row]) -> sparse.csr_matrix:
        """The matrix of other rows over the same features; one given twice counts twice."""
        columns = [sorted(self._index[name] for name in row if name in self._index) for row in rows]
        ends = np.cumsum([0, *(len(one) for one in columns)])
        flat = np.array([at for one in columns for at in one], dtype=np.int32)
        return sparse.csr_matrix((np.ones(len(flat)), flat, ends), shape=(len(rows), len(self.names)))


def fit_binary(
    rows: Sequence[Row], labels: Sequence[bool], penalty: float, counts: Sequence[float] | None = None
) -> dict[str, Any]:
    """Logistic regression; ``penalty`` is the weight of half the squared norm, ``counts`` how much each row counts."""
    matrix = Matrix(rows)
    truth = np.array(labels, dtype=float)
    count = np.ones(len(rows)) if counts is None else np.array(counts)

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = parameters[:-1], parameters[-1]
        scores = matrix.values @ weights + bias
        value = count @ (np.logaddexp(0, scores) - scores * truth) + penalty * weights @ weights / 2
        error = count * (1 / (1 + np.exp(-scores)) - truth)
        return value, np.append(matrix.values.T @ error + penalty * weights, error.sum())

    found = _minimum(loss, len(matrix.names) + 1)
    return _model(matrix, found[:-1], found[-1])


def fit_classes(rows: Sequence[Row], labels: Sequence[str], penalty: float) -> dict[str, dict[str, Any]]:
    """Multinomial logistic regression: one model per class."""
    matrix = Matrix(rows)
    classes = sorted(set(labels))
    truth = np.array([[label == one for one in classes] for label in labels], dtype=float)
    shape = (len(matrix.names) + 1, len(classes))

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        table = parameters.reshape(shape)
        weights, bias = table[:-1], table[-1]
        scores = matrix.values @ weights + bias
        total = logsumexp(scores, axis=1, keepdims=True)
        value = total.sum() - (scores * truth).sum() + penalty * (weights * weights).sum() / 2
        error = np.exp(scores - total) - truth
        return value, np.vstack([matrix.values.T @ error + penalty * weights, error.sum(axis=0)]).ravel()

    table = _minimum(loss, shape[0] * shape[1]).reshape(shape)
    return {one: _model(matrix, table[:-1, at], table[-1, at]) for at, one in enumerate(classes)}


def fit_choice(groups: Sequence[tuple[Sequence[Row], int]], penalty: float) -> dict[str, Any]:
    """A conditional logit: each group is its options and the index of the right one."""
    matrix = Matrix([option for options, _ in groups for option in options])
    starts = np.cumsum([0, *(len(options) for options, _ in groups)])
    right = starts[:-1] + np.array([chosen for _, chosen in groups])
    group = np.repeat(np.arange(len(groups)), np.diff(starts))
    truth = np.zeros(starts[-1])
    truth[right] = 1

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = matrix.values @ weights
        top = np.maximum.reduceat(scores, starts[:-1])
        total = top + np.log(np.add.reduceat(np.exp(scores - top[group]), starts[:-1]))
        value = total.sum() - scores[right].sum() + penalty * weights @ weights / 2
        return value, matrix.values.T @ (np.exp(scores - total[group]) - truth) + penalty * weights

    return _model(matrix, _minimum(loss, len(matrix.names)), 0.0)


def fit_trees(rows: Sequence[Sequence[float]], labels: Sequence[bool], ensembles: int = 1) -> dict[str, Any]:
    """Gradient boosted trees of small depth over dense rows: the mean of so many ensembles, each grown by other dice."""
    table, truth = np.array(rows), np.array(labels)
    trees = []
    for seed in range(1, ensembles + 1):
        model = GradientBoostingClassifier(
            n_estimators=200,
            max_depth=4,
            learning_rate=0.04,
            subsample=0.6,
            min_samples_leaf=10,
            max_features=0.15,
            random_state=seed,
        )
        model.fit(table, truth)
        trees += [_branch(one[0].tree_, 0, model.learning_rate / ensembles) for one in model.estimators_]
    prior = np.log(np.mean(truth) / (1 - np.mean(truth)))
    return {"bias": round(float(prior), 4), "trees": trees}


def _branch(tree: Any, node: int, rate: float) -> Any:
    if tree.children_left[node] < 0:
        return round(float(tree.value[node][0][0]) * rate, 5)
    below, above = (_branch(tree, int(child), rate) for child in (tree.children_left[node], tree.children_right[node]))
    return [int(tree.feature[node]), round(float(tree.threshold[node]), 3), below, above]


def _minimum(loss: Loss, size: int) -> np.ndarray:
    """Where a smooth convex loss is least, by L-BFGS: three to five times as quick as SciPy's on many features."""
    at = np.zeros(size)
    value, slope = loss(at)
    memory: deque[tuple[np.ndarray, np.ndarray, float]] = deque(maxlen=_MEMORY)
    for _ in range(_STEPS):
        way = _downhill(slope, memory)
        length = 1.0
        while True:
            ahead = at + length * way
            reached, tilt = loss(ahead)
            if reached <= value + 1e-4 * length * (slope @ way) or length < _SHORTEST:
                break
            length /= 2
        step, change = ahead - at, tilt - slope
        if step @ change > _SHORTEST:
            memory.append((step, change, 1 / (step @ change)))
        gained = value - reached
        at, value, slope = ahead, reached, tilt
        if gained <= _GAIN * max(1.0, abs(value)):
            break
    return at


def _downhill(slope: np.ndarray, memory: Sequence[tuple[np.ndarray, np.ndarray, float]]) -> np.ndarray:
    """The direction in which the loss falls, bent by the curvature that the last steps have shown."""
    way = -slope
    shares = []
    for step, change, scale in reversed(memory):
        shares.append(scale * (step @ way))
        way -= shares[-1] * change
    if memory:
        step, change, scale = memory[-1]
        way /= scale * (change @ change)
    else:
        way /= max(1.0, np.abs(slope).sum())
    for (step, change, scale), share in zip(memory, reversed(shares), strict=True):
        way += (share - scale * (change @ way)) * step
    return way


def slim(model: dict[str, Any], least: float) -> dict[str, Any]:
    """A model without the many weights below ``least``, too small to matter, which make two thirds of a large one."""
    pairs = ((name, whole / UNIT) for name, whole in zip(*model["weights"], strict=True))
    return {**model, "weights": _columns((name, round(weight, 2)) for name, weight in pairs if abs(weight) >= least)}


def without(model: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    """A model that does not know some features."""
    pairs = zip(*model["weights"], strict=True)
    return {**model, "weights": _columns((name, whole / UNIT) for name, whole in pairs if name not in names)}


def _model(matrix: Matrix, weights: np.ndarray, bias: float) -> dict[str, Any]:
    """The stored form; what many rows have comes first, and so lies close together where it is looked up."""
    kept = ((name, weight) for name, weight in zip(matrix.names, weights, strict=True) if abs(weight) >= _LEAST_WEIGHT)
    ordered = sorted(kept, key=lambda pair: -matrix.frequency[pair[0]])
    return {"bias": round(float(bias), _DIGITS), "weights": _columns(ordered)}


def _columns(pairs: Iterable[tuple[str, float]]) -> list[list[Any]]:
    """Names and thousandths."""
    kept = list(pairs)
    return [[name for name, _ in kept], [round(float(weight) * UNIT) for _, weight in kept]]
