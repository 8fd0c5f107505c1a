"""The listing of cases: what a user asks for, cut down to what the user may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session, defer, joinedload, lazyload, load_only, selectinload

from casebook.bilingual import Bilingual
from casebook.errors import NotFound
from casebook.models import Case, CaseReport, Report, User
from casebook.record import LEVELS
from casebook.search import EVERYTHING, CaseQuery, CaseVisibility, read_newest, search_for
from casebook.search.passages import Pieces, passage_of_report, reason_for
from casebook.search.words import Term
from casebook.services import access, facets, tags
from casebook.services.case_values import QUANTITY_PARTS
from casebook.services.facets import Facet

_BATCH = 500
_NO_FACET = Bilingual("没有这一项筛选。", "There is no such filter.")
#: The columns of the table that a row shows where nobody chose others.
_USUAL = (
    *(Case.name, Case.kind, Case.status, Case.version, Case.reported_on, Case.parent_id),
    *(getattr(Case, f"{level}_{part}") for level in LEVELS for part in ("name", "code")),
    *(getattr(Case, f"team_size_{part}") for part in QUANTITY_PARTS),
)
#: What ``Case.reported`` needs, and no more.
WITH_REPORT_DATES = (
    selectinload(Case.report_links)
    .load_only(CaseReport.case_id)
    .joinedload(CaseReport.report)
    .load_only(Report.published)
)
#: What stands around a case: who entered and changed it, what it rests on.
_AROUND = (
    selectinload(Case.created_by),
    selectinload(Case.updated_by),
    selectinload(Case.report_links).selectinload(CaseReport.report),
)


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
class Listing:
    """One page of cases. ``number`` is the page shown: the last one where a later one was asked for."""

    query: CaseQuery
    rows: Sequence[Row]
    total: int
    facets: Sequence[Facet]

    @property
    def pages(self) -> int:
        """How many pages there are; an empty listing has one."""
        return max(1, -(-self.total // self.query.per_page))

    @property
    def number(self) -> int:
        """The page shown, from 1."""
        return self.query.page


def find(session: Session, user: User, query: CaseQuery) -> Listing:
    """The page of cases that ``query`` asks for, with the facets that go with it.

    The cases are for showing: they may come from a session of their own, which has ended.
    """
    visible, present = access.visibility(user), _present(session, query)
    return read_newest(session, lambda newest: _page(newest, visible, present))


def _page(session: Session, visible: CaseVisibility, query: CaseQuery) -> Listing:
    search, offered = search_for(session), facets.offered(query)
    hits = search.hits(query, visible, offered)
    if not hits.ids and hits.total:  # beyond the end: show the last page instead of nothing
        query = replace(query, page=-(-hits.total // query.per_page))
        hits = search.hits(query, visible, offered)
    rows = _rows(session, _load_shown(session, hits.ids, query), query.terms)
    return Listing(query, rows, hits.total, facets.with_choices(query, hits.facets))


def choices(session: Session, user: User, query: CaseQuery, name: str, *, by_name: bool = False) -> Facet:
    """Every value of one facet beside what ``query`` finds. Raises NotFound where the page offers no such facet."""
    query = _present(session, replace(query, page=1))
    if name not in facets.offered(query):
        raise NotFound(_NO_FACET)
    counts = search_for(session).hits(query, access.visibility(user), (name,)).facets
    return facets.complete(name, query, counts[name], by_name=by_name)


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
    if not terms:
        return [Row(case, ((case.name, False),)) for case in cases]
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


def _load_shown(session: Session, ids: Sequence[int], query: CaseQuery) -> list[Case]:
    """The cases in the order of ``ids`` with what their rows show, and the texts that words may stand in."""
    found = session.scalars(_shown(chosen=bool(query.columns), words=bool(query.terms)), {"ids": ids})
    by_id = {case.id: case for case in found}
    return [by_id[case_id] for case_id in ids]


@cache  # putting a statement together takes longer than asking the database
def _shown(*, chosen: bool, words: bool) -> Select[Case]:
    """What reads the rows: little for the usual columns, everything but the search text for ``chosen`` ones."""
    parent = joinedload(Case.parent_case).load_only(Case.name)
    cases = select(Case).where(Case.id.in_(bindparam("ids", expanding=True)))
    if chosen:
        return cases.options(parent, defer(Case.search_text), *_AROUND)
    if words:
        return cases.options(parent, load_only(*_USUAL, Case.summary), WITH_REPORT_DATES)
    bare = lazyload(Case.service_rows), lazyload(Case.outcome_rows)
    return cases.options(parent, load_only(*_USUAL), WITH_REPORT_DATES, *bare)


def _load(session: Session, ids: Sequence[int]) -> list[Case]:
    """The cases in the order of ``ids``, in a number of statements that does not grow with them."""
    options = (selectinload(Case.parent_case), *_AROUND)
    found = session.scalars(select(Case).where(Case.id.in_(ids)).options(*options))
    by_id = {case.id: case for case in found}
    return [by_id[case_id] for case_id in ids]
