"""From the product of probabilities to a confidence that holds: cross-validation found high ones a little too sure."""

from __future__ import annotations

from itertools import pairwise

#: Product of probabilities → confidence, linear in between (see ``casebook.extraction.learning.tables.reliability``).
_POINTS = ((0.0, 0.0), (0.8, 0.8), (0.94, 0.9), (1.0, 0.98))
_PIECES = tuple(pairwise(_POINTS))


#: The product of the probabilities of a fact is too modest; raised to this it is the share that is right, but for the
#: highest shares, which are damped from where they begin to be too sure.
_MODESTY, _SURE, _DAMPING = 0.7, 0.85, 0.7


def calibrated_fact(probability: float) -> float:
    """The confidence for the product of the probabilities of a figure, date, result or service and of its owner."""
    share: float = probability**_MODESTY
    return round(share if share <= _SURE else _SURE + _DAMPING * (share - _SURE), 4)


def calibrated(probability: float) -> float:
    """The confidence for a product of probabilities."""
    for (low, start), (high, end) in _PIECES:
        if probability <= high:
            return round(start + (probability - low) * (end - start) / (high - low), 4)
    return _POINTS[-1][1]
