"""A claim: what some stretch of a report states of one initiative, with how likely that is right."""

from __future__ import annotations

from typing import NamedTuple

from casebook.extraction.quantities import Figure
from casebook.record import PartialDate


class Claim(NamedTuple):
    """A value that some stretch of text states of one subject, with the probability that this is right."""

    confidence: float
    who: int
    slot: str
    start: int
    end: int
    figure: Figure | None = None
    date: PartialDate | None = None
