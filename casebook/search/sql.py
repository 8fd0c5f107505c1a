"""Searching with plain SQL, the same on SQLite and PostgreSQL: containment in the search text, one count a facet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, exists, func, literal, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from casebook.models import Case, CaseReport, CaseTag, Report, Tag
from casebook.models.case_parts import CaseOutcome
from casebook.record import LEVELS, OutcomeKind
from casebook.record.outcome import KIND_OF_UNIT
from casebook.search.attributes import FACETS, SIZE_BANDS, band_code
from casebook.search.backend import Hits
from casebook.search.document import bounds
from casebook.search.query import CaseQuery, Sort
from casebook.search.visibility import CaseVisibility
from casebook.search.words import Scope, Term

_ESCAPE = "\\"
_STREAM = 500
#: Byte order of UTF-8, which both databases can sort by.
_BINARY_COLLATION = {"sqlite": "BINARY", "postgresql": "C"}


_OUTCOME_KIND = case(
    (CaseOutcome.value.is_(None), OutcomeKind.WORDS),
    *((CaseOutcome.unit == unit, kind) for unit, kind in KIND_OF_UNIT.items()),
    else_=OutcomeKind.OTHER_FIGURE,
)
#: What is counted over where the values of a facet do not stand in the row of the case.
_SOURCES = {
    "outcome": Case.__table__.join(CaseOutcome.__table__),
    "tag": Case.__table__.join(CaseTag.__table__).join(Tag.__table__, CaseTag.tag_id == Tag.id),
}


class SqlSearch:
    """``CaseSearch`` over an open session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._collation = _BINARY_COLLATION[session.get_bind().dialect.name]

    def hits(self, query: CaseQuery, visible: CaseVisibility) -> Hits:
        """See ``CaseSearch``."""
        condition = and_(visible.condition, *conditions(query))
        total = self._session.scalar(select(func.count(Case.id)).where(condition)) or 0
        page = select(Case.id).where(condition).order_by(*self._order(query))
        page = page.limit(query.per_page).offset((query.page - 1) * query.per_page)
        return Hits(self._session.scalars(page).all(), total)

    def all_ids(self, query: CaseQuery, visible: CaseVisibility) -> Iterator[int]:
        """See ``CaseSearch``."""
        everything = select(Case.id).where(visible.condition, *conditions(query)).order_by(*self._order(query))
        yield from self._session.scalars(everything.execution_options(yield_per=_STREAM))

    def matching(self, query: CaseQuery, visible: CaseVisibility, ids: Sequence[int]) -> set[int]:
        """See ``CaseSearch``."""
        return set(
            self._session.scalars(select(Case.id).where(Case.id.in_(ids), visible.condition, *conditions(query)))
        )

    def facets(self, query: CaseQuery, visible: CaseVisibility) -> Mapping[str, Mapping[str, int]]:
        """See ``CaseSearch``."""
        return {facet: self._count(facet, query, visible) for facet in FACETS}

    def _count(self, facet: str, query: CaseQuery, visible: CaseVisibility) -> dict[str, int]:
        value = _facet_value(facet)
        counted = (
            select(value, func.count(Case.id.distinct()))
            .select_from(_SOURCES.get(facet, Case.__table__))
            .where(visible.condition, *conditions(query, without=facet), value.is_not(None))
            .group_by(value)
        )
        return {str(key): count for key, count in self._session.execute(counted)}

    def _order(self, query: CaseQuery) -> list[SQLColumnExpression[Any]]:
        name = Case.name.collate(self._collation)
        newest: list[SQLColumnExpression[Any]] = [Case.reported_on.collate(self._collation).desc(), Case.id.desc()]
        match query.order:
            case Sort.RELEVANCE:
                in_name = [
                    case((_contains(replace(term, scope=Scope.NAME)), 1), else_=0)
                    for term in query.terms
                    if not term.excluded
                ]
                return [sum(in_name, literal(0)).desc(), *newest] if in_name else newest
            case Sort.OLDEST:
                return [Case.reported_on.collate(self._collation), Case.id]
            case Sort.NAME:
                return [name, Case.id]
            case Sort.SIZE:
                return [Case.team_size_value.is_(None), Case.team_size_value.desc(), Case.id.desc()]
            case Sort.UPDATED:
                return [Case.updated_at.desc(), Case.id.desc()]
            case Sort.NEWEST:
                return newest


def conditions(query: CaseQuery, without: str = "") -> list[ColumnElement[bool]]:
    """The filters and words of ``query`` as conditions, but for the filter of the facet ``without``."""
    found = [_contains(term) if not term.excluded else not_(_contains(term)) for term in query.terms]
    found += [_in_place(level, query.places(level)) for level in LEVELS if query.places(level) and level != without]
    if query.kind and without != "kind":
        found.append(Case.kind.in_(query.kind))
    if query.year and without != "year":
        found.append(Case.year.in_(query.year))
    if query.status and without != "status":
        found.append(Case.status.in_(query.status))
    if query.outcome and without != "outcome":
        found.append(Case.outcome_rows.any(_OUTCOME_KIND.in_(query.outcome)))
    if query.tag and without != "tag":
        found.append(Case.tag_rows.any(Tag.name.in_(query.tag)))
    if query.size_min is not None and without != "size":
        found.append(Case.team_size_value >= query.size_min)
    if query.size_max is not None and without != "size":
        found.append(Case.team_size_value <= query.size_max)
    return found


def _contains(term: Term) -> ColumnElement[bool]:
    """Whether the case itself or one of its reports holds the term."""
    reports = exists().where(
        CaseReport.case_id == Case.id, CaseReport.report_id == Report.id, _like(Report.search_text, term.texts)
    )
    if term.scope is Scope.REPORT:
        return reports
    if term.scope is Scope.ALL:
        return or_(_like(Case.search_text, term.texts), reports)
    return _like(Case.search_text, term.texts, *bounds(term.scope))


def _like(
    column: InstrumentedAttribute[str], texts: tuple[str, ...], start: str = "", end: str = ""
) -> ColumnElement[bool]:
    return or_(*(column.like(f"%{start}%{_escaped(text)}%{end}%", escape=_ESCAPE) for text in texts))


def _escaped(text: str) -> str:
    for special in (_ESCAPE, "%", "_"):
        text = text.replace(special, _ESCAPE + special)
    return text


def _in_place(level: str, values: tuple[str, ...]) -> ColumnElement[bool]:
    """Codes match the official division; a printed name matches where the place has no code."""
    code, name = _place_columns(level)
    codes = [value for value in values if value.isascii() and value.isdigit()]
    names = [value for value in values if value not in codes]
    return or_(code.in_(codes), and_(code.is_(None), name.in_(names)))


def _place_columns(level: str) -> tuple[InstrumentedAttribute[str | None], InstrumentedAttribute[str | None]]:
    return getattr(Case, f"{level}_code"), getattr(Case, f"{level}_name")


def _facet_value(facet: str) -> ColumnElement[Any]:
    if facet in LEVELS:
        return func.coalesce(*_place_columns(facet))
    if facet == "size":
        return case(*((_in_band(least, most), band_code(least, most)) for least, most in SIZE_BANDS))
    if facet == "outcome":
        return _OUTCOME_KIND
    return {"kind": Case.kind, "year": Case.year, "status": Case.status, "tag": Tag.name}[facet].expression


def _in_band(least: int, most: int | None) -> ColumnElement[bool]:
    above = Case.team_size_value >= least
    # Sizes are whole numbers, but the column is not: 9.5 would fall between the bands.
    return above if most is None else and_(above, Case.team_size_value < most + 1)
