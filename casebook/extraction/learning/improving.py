"""Weights from more annotated reports, measured before they may take the place of those in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from casebook.extraction.learning import protocol, tables
from casebook.extraction.learning.corpus import Annotated

FOLDS = 5


@dataclass(frozen=True)
class Comparison:
    """The same reports read by models that were trained without them, and by models that know others like them.

    ``before`` and ``after`` are the headlines (mean F1); the tables tell both slot by slot. ``weights`` are those from
    all reports.
    """

    before: float
    after: float
    table_before: str
    table_after: str
    weights: protocol.Weights

    @property
    def better(self) -> bool:
        """Whether the new weights are at least as good."""
        return self.after >= self.before


def compare(
    base: Sequence[Annotated],
    own: Sequence[Annotated],
    written: Sequence[Annotated],
    scorer: ModuleType,
    folds: int = FOLDS,
) -> Comparison:
    """Train on ``base`` and ``own``, and measure on ``own``, both times by cross-validation in the same folds.

    All models learn from ``written`` as well, as ``protocol.train`` says.
    Before: models of ``base`` alone, which have not seen any of ``own``. After: models of ``base`` and of the other
    folds of ``own``. So neither side has seen the reports that it is measured on.
    """
    with protocol.using(protocol.train(base, scorer, written)):
        before = protocol.measure(own)
    found = {}
    for fold in range(folds):
        seen = [report for index, report in enumerate(own) if index % folds != fold]
        with protocol.using(protocol.train([*base, *seen], scorer, written)):
            found.update({index: protocol.predict(own[index]) for index in range(fold, len(own), folds)})
    after = protocol.Measured(own, [found[index] for index in range(len(own))])
    return Comparison(
        before=scorer.headline(tables.tally(before, scorer)),
        after=scorer.headline(tables.tally(after, scorer)),
        table_before=tables.slots(before, scorer),
        table_after=tables.slots(after, scorer),
        weights=protocol.train([*base, *own], scorer, written),
    )
