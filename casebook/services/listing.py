"""The listing of cases: what a user asks for, cut down to what the user may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from casebook.bilingual import Bilingual
from casebook.models import Case, CaseReport, Report, User
from casebook.record import LEVELS, CaseStatus, Kind, OutcomeKind
from casebook.search import EVERYTHING, FACETS, SIZE_BANDS, CaseQuery, CaseVisibility, band_code, search_for, toggled
from casebook.search.passages import Pieces, passage_of_report, reason_for
from casebook.search.words import Term
from casebook.services import access, tags
from casebook.services.filters import value_label

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A case of the page, and why it was found: the marked name, a passage of the case, a passage of its report.

    The passages are None where they would show none of the words.
    """

    case: Case
    name: Pieces
    passage: Pieces | None = None
    quoted: Quoted | None = None


@dataclass(frozen=True, slots=True)
class Quoted:
    """A passage of a report that holds words which the case itself does not."""

    report: Report
    passage: Pieces


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how it reads, how many cases it would leave, and the query that sets or removes it."""

    label: Bilingual
    count: int
    selected: bool
    query: CaseQuery


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of cases. ``number`` is the page shown: the last one where a later one was asked for."""

    query: CaseQuery
    rows: Sequence[Row]
    total: int
    facets: Mapping[str, Sequence[Choice]]

    @property
    def pages(self) -> int:
        """How many pages there are; an empty listing has one."""
        return max(1, -(-self.total // self.query.per_page))

    @property
    def number(self) -> int:
        """The page shown, from 1."""
        return self.query.page


def find(session: Session, user: User, query: CaseQuery) -> Listing:
    """The page of cases that ``query`` asks for, with the counts of all facets."""
    search, visible, query = search_for(session), access.visibility(user), _present(session, query)
    hits = search.hits(query, visible, FACETS)
    if not hits.ids and hits.total:  # beyond the end: show the last page instead of nothing
        query = replace(query, page=-(-hits.total // query.per_page))
        hits = search.hits(query, visible, FACETS)
    rows = _rows(session, _load(session, hits.ids), query.terms)
    return Listing(query, rows, hits.total, {facet: _choices(facet, hits.facets[facet], query) for facet in FACETS})


def count(session: Session, user: User | None, query: CaseQuery) -> int:
    """How many cases ``query`` finds; ``user`` None stands for the operator at the command line, who sees all."""
    return search_for(session).hits(replace(_present(session, query), page=1), _visible(user)).total


def all_ids(session: Session, user: User, query: CaseQuery) -> Iterator[int]:
    """The ids of all cases that ``query`` finds, every page."""
    return search_for(session).all_ids(_present(session, query), _visible(user))


def matching(session: Session, user: User, query: CaseQuery, ids: Sequence[int]) -> set[int]:
    """Those of ``ids`` that ``query`` finds and the user may see."""
    return search_for(session).matching(_present(session, query), _visible(user), ids)


def every_case(session: Session, user: User | None, query: CaseQuery) -> Iterator[Case]:
    """All cases that ``query`` finds, every page, in its order; ``user`` as for ``count``."""
    batch: list[int] = []
    for case_id in list(search_for(session).all_ids(_present(session, query), _visible(user))):
        batch.append(case_id)
        if len(batch) == _BATCH:
            yield from _load(session, batch)
            session.expunge_all()  # an export of everything must not hold everything
            batch = []
    yield from _load(session, batch)


def _rows(session: Session, cases: Sequence[Case], terms: tuple[Term, ...]) -> list[Row]:
    reasons = {case.id: reason_for(case, terms) for case in cases}
    quotes = _quotes(session, {case_id: reason.missing for case_id, reason in reasons.items() if reason.missing})
    return [Row(case, reasons[case.id].name, reasons[case.id].passage, quotes.get(case.id)) for case in cases]


def _quotes(session: Session, missing: Mapping[int, tuple[Term, ...]]) -> dict[int, Quoted]:
    """For each of the cases the report that holds most of the words which are missing in it, in one statement."""
    if not missing:
        return {}
    words = {text for terms in missing.values() for term in terms for text in term.texts}
    found = session.execute(
        select(CaseReport.case_id, Report)
        .join(CaseReport.report)
        .where(CaseReport.case_id.in_(missing), or_(*(Report.search_text.contains(w, autoescape=True) for w in words)))
        .order_by(Report.id)
    )
    best: dict[int, tuple[int, Quoted]] = {}
    for case_id, report in found:
        count, passage = passage_of_report(report, missing[case_id])
        if count > best.get(case_id, (0, None))[0]:
            best[case_id] = count, Quoted(report, passage)
    return {case_id: quoted for case_id, (_, quoted) in best.items()}


def _present(session: Session, query: CaseQuery) -> CaseQuery:
    """The query with tags by their present names: a link that was kept goes on finding the same cases."""
    return replace(query, tag=tags.called_now(session, query.tag)) if query.tag else query


def _visible(user: User | None) -> CaseVisibility:
    return access.visibility(user) if user else EVERYTHING


def _load(session: Session, ids: Sequence[int]) -> list[Case]:
    """The cases in the order of ``ids``, in a number of statements that does not grow with them."""
    found = session.scalars(
        select(Case)
        .where(Case.id.in_(ids))
        .options(
            selectinload(Case.parent_case),
            selectinload(Case.created_by),
            selectinload(Case.updated_by),
            selectinload(Case.report_links).selectinload(CaseReport.report),
        )
    )
    by_id = {case.id: case for case in found}
    return [by_id[case_id] for case_id in ids]


def _choices(facet: str, counts: Mapping[str, int], query: CaseQuery) -> list[Choice]:
    chosen = _chosen(facet, query)
    missing = {value: 0 for value in chosen if value not in counts}
    choices = [
        Choice(value_label(facet, value), count, value in chosen, _with_value(facet, value, query))
        for value, count in {**counts, **missing}.items()
    ]
    if facet == "year":
        return sorted(choices, key=lambda choice: choice.label.zh, reverse=True)
    if facet == "size":
        order = [value_label("size", band_code(*band)) for band in SIZE_BANDS]
        return sorted(choices, key=lambda choice: order.index(choice.label) if choice.label in order else len(order))
    return sorted(choices, key=lambda choice: (-choice.count, choice.label.zh))


def _chosen(facet: str, query: CaseQuery) -> set[str]:
    if facet != "size":
        return {str(value) for value in getattr(query, facet)}
    if query.size_min is None and query.size_max is None:
        return set()
    return {f"{query.size_min or ''}-{'' if query.size_max is None else query.size_max}"}


def _with_value(facet: str, value: str, query: CaseQuery) -> CaseQuery:
    """The query that a click on a value asks for."""
    if facet == "size":
        return with_size(query, "-" if value in _chosen("size", query) else value)
    if facet in LEVELS:
        return with_place(query, facet, value)
    typed = {"kind": Kind, "status": CaseStatus, "outcome": OutcomeKind, "year": int, "tag": str}[facet](value)
    return toggled(query, facet, typed)


def with_place(query: CaseQuery, level: str, value: str) -> CaseQuery:
    """Set or remove a place; finer filters go where they no longer lie within a chosen one."""
    query = toggled(query, level, value)
    for upper, lower in pairwise(LEVELS):
        above = query.places(upper)
        if LEVELS.index(upper) >= LEVELS.index(level) and above:
            kept: dict[str, Any] = {lower: tuple(code for code in query.places(lower) if code.startswith(above))}
            query = replace(query, **kept)
    return query


def with_size(query: CaseQuery, band: str) -> CaseQuery:
    """The query with the team size bounded by a band code such as ``10-49``; ``-`` takes the bounds away."""
    least, _, most = band.partition("-")
    return replace(query, page=1, size_min=int(least) if least else None, size_max=int(most) if most else None)
