"""From the product of probabilities to a confidence that holds: cross-validation found high ones a little too sure."""

from __future__ import annotations

from itertools import pairwise

#: Product of probabilities → confidence, linear in between (see ``casebook.extraction.learning.tables.reliability``).
_POINTS = ((0.0, 0.0), (0.8, 0.8), (0.94, 0.9), (1.0, 0.98))


def calibrated(probability: float) -> float:
    """The confidence for a product of probabilities."""
    for (low, start), (high, end) in pairwise(_POINTS):
        if probability <= high:
            return round(start + (probability - low) * (end - start) / (high - low), 4)
    return _POINTS[-1][1]
