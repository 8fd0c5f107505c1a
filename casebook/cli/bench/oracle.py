"""The plain answer to every query: each text is looked at, each value counted. Slow, and hard to get wrong.

It shares nothing with the search but the folded texts of the cases and the definition of a term.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.models import Case, CaseOutcome
from casebook.record import LEVELS, OutcomeKind
from casebook.record.outcome import kind_of_outcome
from casebook.search import SIZE_BANDS, CaseQuery, band_code
from casebook.search.document import bounds
from casebook.search.words import Scope, Term

#: A numpy array with one truth value a case.
Mask = Any
_STREAM = 10_000


class Oracle:
    """All cases outside the trash, in memory: about 2 KB each."""

    def __init__(self, session: Session) -> None:
        self._values: dict[str, list[int]] = {facet: [] for facet in (*LEVELS, "kind", "year", "status")}
        self._codes: dict[str, dict[str, int]] = {facet: {} for facet in self._values}
        self._texts: list[str] = []
        ids: list[int] = []
        sizes: list[float | None] = []
        places = [getattr(Case, f"{level}_{part}") for level in LEVELS for part in ("code", "name")]
        columns = (Case.id, Case.search_text, Case.team_size_value, Case.kind, Case.year, Case.status, *places)
        wanted = select(*columns).where(Case.deleted_at.is_(None)).order_by(Case.id)
        for case_id, text, size, kind, year, status, *parts in session.execute(
            wanted.execution_options(yield_per=_STREAM)
        ):
            ids.append(case_id)
            self._texts.append(text)
            sizes.append(size)
            for level, code, name in zip(LEVELS, parts[0::2], parts[1::2], strict=True):
                self._note(level, code or name)
            self._note("kind", kind.value)
            self._note("year", str(year))
            self._note("status", status.value)
        self._columns = {facet: np.array(values, dtype=np.int64) for facet, values in self._values.items()}
        self._sizes = np.array([np.nan if size is None else size for size in sizes])
        self._outcomes = _outcomes(session, ids)
        self._found: dict[Term, Mask] = {}

    def __len__(self) -> int:
        return len(self._texts)

    def total(self, query: CaseQuery) -> int:
        """How many cases meet the query."""
        return int(self._meeting(query).sum())

    def facets(self, query: CaseQuery) -> dict[str, dict[str, int]]:
        """By facet and value, how many cases meet the query without the filter of the facet; none are left out."""
        return {
            facet: self._counted(facet, self._meeting(query, without=facet))
            for facet in (*self._columns, "size", "outcome")
        }

    def _note(self, facet: str, value: str | None) -> None:
        codes = self._codes[facet]
        self._values[facet].append(-1 if value is None else codes.setdefault(value, len(codes)))

    def _meeting(self, query: CaseQuery, without: str = "") -> Mask:
        mask = np.ones(len(self), dtype=bool)
        for term in query.terms:
            mask &= self._holding(term)
        for facet, column in self._columns.items():
            chosen = getattr(query, facet)
            if chosen and facet != without:
                mask &= np.isin(column, [self._codes[facet].get(str(value), -2) for value in chosen])
        if query.outcome and without != "outcome":
            mask &= np.logical_or.reduce([self._outcomes[kind] for kind in query.outcome])
        if without != "size":
            mask &= self._sizes >= query.size_min if query.size_min is not None else True
            mask &= self._sizes <= query.size_max if query.size_max is not None else True
        return mask

    def _holding(self, term: Term) -> Mask:
        if term not in self._found:
            texts = [_section(text, term.scope) for text in self._texts] if term.scope is not Scope.ALL else self._texts
            held = np.fromiter((any(word in text for word in term.texts) for text in texts), bool, len(texts))
            self._found[term] = ~held if term.excluded else held
        return self._found[term]

    def _counted(self, facet: str, mask: Mask) -> dict[str, int]:
        if facet == "outcome":
            return {kind.value: count for kind, has in self._outcomes.items() if (count := int((has & mask).sum()))}
        if facet == "size":
            sizes = self._sizes[mask]
            bands = {band_code(*band): _in_band(sizes, *band) for band in SIZE_BANDS}
            return {band: count for band, count in bands.items() if count}
        found = self._columns[facet][mask]
        counts = np.bincount(found[found >= 0], minlength=len(self._codes[facet]))
        return {value: int(counts[code]) for value, code in self._codes[facet].items() if counts[code]}


def _section(text: str, scope: Scope) -> str:
    start, end = bounds(scope)
    return text.partition(start)[2].partition(end)[0]


def _in_band(sizes: Any, least: int, most: int | None) -> int:
    return int(((sizes >= least) & (sizes < (np.inf if most is None else most + 1))).sum())


def _outcomes(session: Session, ids: list[int]) -> Mapping[OutcomeKind, Mask]:
    row_of = {case_id: row for row, case_id in enumerate(ids)}
    masks = {kind: np.zeros(len(ids), dtype=bool) for kind in OutcomeKind}
    figures = select(CaseOutcome.case_id, CaseOutcome.value, CaseOutcome.unit).execution_options(yield_per=_STREAM)
    for case_id, value, unit in session.execute(figures):
        if case_id in row_of:
            masks[OutcomeKind.WORDS if value is None else kind_of_outcome(unit)][row_of[case_id]] = True
    return masks
