"""What the reports say behind a case: the evidence of each value, and the figures of several reports side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from casebook.models import Case, Evidence, Report
from casebook.record import FIELDS, EvidenceState, Field, FieldType, Quantity

_SENTENCE_END = re.compile(r"[。！？\n]+”?")
#: How far a sentence is followed on each side of the quote, in characters.
_CONTEXT = 120


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its source; ``report`` and ``evidence`` are None for one that a person typed in."""

    quantity: Quantity
    in_force: bool
    evidence: Evidence | None = None

    @property
    def report(self) -> Report | None:
        """The report that states it."""
        return self.evidence.report if self.evidence else None

    @property
    def published(self) -> str:
        """The date of the report, "" where none is known."""
        return (self.report.published or "") if self.report else ""


@dataclass(frozen=True, slots=True)
class FigureHistory:
    """All figures of one field: those in force first, then the newest report first.

    ``conflict`` means that somebody should look: a report as new as the source of the figure in force, or a newer
    one, states another figure. An older report with another figure is history, not a conflict.
    """

    field: Field
    figures: tuple[Figure, ...]
    conflict: bool


def evidence_of(session: Session, case: Case) -> dict[str, list[Evidence]]:
    """The evidence of a case that nobody rejected, by field (by level for places)."""
    kept = (Evidence.case_id == case.id, Evidence.state != EvidenceState.REJECTED)
    rows = session.scalars(select(Evidence).where(*kept).options(joinedload(Evidence.report)).order_by(Evidence.id))
    found: dict[str, list[Evidence]] = {}
    for row in rows:
        found.setdefault(row.field, []).append(row)
    return found


def figures(session: Session, case: Case) -> list[FigureHistory]:
    """The history of each quantity of the case that reports state; fields without any source are left out."""
    evidence = evidence_of(session, case)
    quantities = [field for field in FIELDS if field.type is FieldType.QUANTITY and evidence.get(field.name)]
    return [_history(field, getattr(case, field.name), evidence[field.name]) for field in quantities]


def sentence_around(evidence: Evidence) -> tuple[str, str, str]:
    """The sentence that holds the quote: what stands before it, the quote, what stands after it."""
    text, start, end = evidence.report.text, evidence.start, evidence.end
    before = _SENTENCE_END.split(text[max(0, start - _CONTEXT) : start])[-1]
    after = text[end : end + _CONTEXT]
    stop = _SENTENCE_END.search(after)
    closed = evidence.quote.endswith(("。", "！", "？"))
    return before.lstrip(), evidence.quote, "" if closed else after[: stop.end() if stop else None].rstrip()


def _history(field: Field, current: Quantity | None, evidence: Sequence[Evidence]) -> FigureHistory:
    stated = [(Quantity.from_json(row.value), row) for row in evidence if row.value]
    found = [Figure(quantity, quantity == current, row) for quantity, row in stated]
    if current is not None and not any(figure.in_force for figure in found):
        found.append(Figure(current, in_force=True))
    found.sort(key=lambda figure: (figure.in_force, figure.published), reverse=True)
    since = max((figure.published for figure in found if figure.in_force), default="")
    conflict = any(not figure.in_force and figure.published >= since for figure in found)
    return FigureHistory(field, tuple(found), conflict)
