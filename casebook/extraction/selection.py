"""Which candidates become initiatives: those whose probability passes the bar, one per undertaking."""

from __future__ import annotations

from collections.abc import Sequence

from casebook.extraction.candidates import Candidate
from casebook.extraction.story import Story

#: The probability from which a candidate is drafted, chosen by cross-validation over annotated reports.
BAR = 0.36
#: What at least one candidate must reach, so that a report without initiatives stays empty.
REPORT_BAR = 0.5


def accept(
    story: Story, candidates: Sequence[Candidate], probabilities: Sequence[float]
) -> list[tuple[Candidate, float]]:
    """The accepted candidates with their probabilities, in the order of the text."""
    ranked = list(zip(candidates, probabilities, strict=True))
    if max(probabilities, default=0.0) < REPORT_BAR:
        return []
    return [(candidate, probability) for candidate, probability in ranked if probability >= BAR]
