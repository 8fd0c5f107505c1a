"""The index gives what a plain reading of the cases gives, whatever was built, when, and by whom; on both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, sessionmaker

from casebook import migrations
from casebook.db import make_sessions, now
from casebook.models import Case, CaseOutcome, CaseService, CaseTag, Tag, User
from casebook.models.case_change import note_changes
from casebook.record import LEVELS, CaseStatus, Kind, Outcome, Place, PlaceName, Quantity, Role
from casebook.search import EVERYTHING, FACETS, CaseQuery, Cross, Sort, search_for
from casebook.search.attributes import band_of
from casebook.search.index import building, grams, maintenance, postings
from casebook.search.index.documents import section_of
from casebook.search.index.lease import Lease
from casebook.search.words import Scope, Term
from casebook.services import case_values
from tests.factories import make_case, make_user
from tests.support.databases import BACKENDS, Backend, Databases

LETTERS = "调解a"
NAMES = st.text(LETTERS, min_size=1, max_size=9)
TEXTS = st.text(LETTERS, max_size=40)
WORDS = st.text(LETTERS, min_size=1, max_size=5)
TAGS = ("民生", "安全")
DISTRICTS = [PlaceName("历下区", "370102"), PlaceName("历城区", "370112"), PlaceName("某区")]
OUTCOMES = [Outcome("满意"), Outcome("办结30件", Quantity(30, unit="件")), Outcome("惠及9人", Quantity(9, unit="人"))]
VALUES = st.fixed_dictionaries(
    {
        "name": NAMES,
        "summary": TEXTS,
        "kind": st.sampled_from(Kind),
        "status": st.sampled_from(CaseStatus),
        "reported_on": st.sampled_from(["2022", "2022-03", "2022-03-04", "2023-01-01", "2023-12-31"]),
        "place": st.sampled_from(DISTRICTS).map(lambda d: Place(province=PlaceName("山东省", "37"), district=d)),
        "team_size": st.sampled_from([None, Quantity(3, unit="人"), Quantity(40, unit="人"), Quantity(9.5, unit="人")]),
        "tags": st.lists(st.sampled_from(TAGS), max_size=2),
        "outcomes": st.lists(st.sampled_from(OUTCOMES), max_size=2, unique=True).map(tuple),
    }
)
QUERIES = st.builds(
    CaseQuery,
    q=st.lists(st.tuples(st.sampled_from(["", "-", "名称:", "简介:"]), WORDS), max_size=2).map(
        lambda words: " ".join(f'{how}"{word}"' for how, word in words)
    ),
    district=st.sampled_from([(), ("370102",), ("370112", "某区")]),
    kind=st.sampled_from([(), (Kind.CARE_HOME, Kind.OTHER)]),
    year=st.sampled_from([(), (2022,)]),
    tag=st.sampled_from([(), ("民生",), TAGS]),
    status=st.sampled_from([(), (CaseStatus.DRAFT, CaseStatus.VERIFIED)]),
    size_max=st.sampled_from([None, 20]),
    sort=st.sampled_from([None, *Sort]),
)
WAYS = st.lists(
    st.one_of(
        st.tuples(st.just("make"), VALUES),
        st.tuples(st.just("edit"), VALUES),
        st.tuples(st.just("trash"), st.booleans()),
        st.tuples(st.just("build"), st.sampled_from(["whole", "half", "sweep"])),
        st.tuples(st.just("ask"), QUERIES),
    ),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(VALUES, min_size=2, max_size=6), steps=WAYS, asked=st.lists(QUERIES, min_size=3, max_size=5))
def test_any_order_of_changes_builds_and_questions(
    sessions: sessionmaker[Session], first: list[dict[str, Any]], steps: list[tuple[str, Any]], asked: list[CaseQuery]
) -> None:
    with sessions() as session:
        _clear(session)
        for values in first:
            _make(session, values, 0)
        session.commit()
    questions = [("ask", query) for query in asked]
    for number, (step, what) in enumerate([("build", "whole"), *questions, *steps, *questions]):
        with sessions() as session:
            STEPS[step](session, what, number)
            session.commit()


def _make(session: Session, values: dict[str, Any], _number: int) -> None:
    tags = list(session.scalars(select(Tag).where(Tag.name.in_(values["tags"]))))
    make_case(session, session.scalars(select(User)).first(), **_without_tags(values), tag_rows=tags)


def _without_tags(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name != "tags"}


def _edit(session: Session, values: dict[str, Any], number: int) -> None:
    case = _one(session, number)
    if case:
        for name, value in _without_tags(values).items():
            setattr(case, name, value)
        case.tag_rows = list(session.scalars(select(Tag).where(Tag.name.in_(values["tags"]))))
        case.updated_at = now()
        case_values.refresh(session, case)
        case.reported_on, case.year = values["reported_on"], int(values["reported_on"][:4])


def _trash(session: Session, trashed: bool, number: int) -> None:
    case = _one(session, number)
    if case:
        case.deleted_at = now() if trashed else None


def _build(session: Session, how: str, _number: int) -> None:
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    lease = Lease(engine, "test")
    assert lease.take()
    if how == "sweep":
        maintenance.sweep(lease)
    elif how == "half":
        _build_half(engine, lease)
    else:
        building.build(engine, lease, 0, polite=False)
    lease.release()


def _build_half(engine: Engine, lease: Lease) -> None:
    """A build that is cut off before it goes live."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(building, "_switch", lambda *_: None)
        building.build(engine, lease, 0, polite=False)


def _ask(session: Session, query: CaseQuery, _number: int) -> None:
    everything = replace(query, per_page=100)
    found = search_for(session).hits(everything, EVERYTHING, FACETS)
    cases = list(session.scalars(select(Case).where(Case.deleted_at.is_(None))))

    assert list(found.ids) == [case.id for case in _in_order(_matching(cases, query), query)]
    assert found.total == len(found.ids)
    for facet in FACETS:
        counted = Counter(v for case in _matching(cases, query, facet) for v in _values(case, facet))
        assert found.facets[facet] == counted, facet
    for rows, columns in (("district", "kind"), ("tag", "outcome"), ("size", "year")):
        _assert_crossed(
            search_for(session).cross(query, EVERYTHING, rows, columns), _matching(cases, query), rows, columns
        )


def _assert_crossed(found: Cross, cases: list[Case], rows: str, columns: str) -> None:
    pairs = Counter(
        (row, column)
        for case in cases
        for row in _values(case, rows) or {""}
        for column in _values(case, columns) or {""}
    )
    assert found.total == len(cases)
    assert found.rows == Counter(value for case in cases for value in _values(case, rows) or {""})
    assert found.columns == Counter(value for case in cases for value in _values(case, columns) or {""})
    assert {(row, column): n for row, cells in found.cells.items() for column, n in cells.items()} == pairs


def _one(session: Session, number: int) -> Case | None:
    cases = session.scalars(select(Case).order_by(Case.id)).all()
    return cases[number % len(cases)] if cases else None


def _matching(cases: list[Case], query: CaseQuery, without: str = "") -> list[Case]:
    def chosen(case: Case, facet: str) -> bool:
        wanted = {str(value) for value in getattr(query, facet)}
        return facet == without or not wanted or bool(wanted & set(_values(case, facet)))

    def fits(case: Case) -> bool:
        size = case.team_size_value
        return query.size_max is None or without == "size" or (size is not None and size <= query.size_max)

    def said(case: Case, term: Term) -> bool:
        return any(text in section_of(case.search_text, term.scope) for text in term.texts) != term.excluded

    filters = [facet for facet in FACETS if facet != "size"]
    return [
        case
        for case in cases
        if fits(case) and all(chosen(case, f) for f in filters) and all(said(case, term) for term in query.terms)
    ]


def _values(case: Case, facet: str) -> set[str]:
    if facet in LEVELS:
        part = case.place.at(facet)
        return {part.code or part.name} if part else set()
    if facet == "outcome":
        return {outcome.kind.value for outcome in case.outcomes}
    if facet == "tag":
        return set(case.tags)
    if facet == "size":
        return set(band_of(case.team_size_value))
    return {str(getattr(case, facet))}


def _in_order(cases: list[Case], query: CaseQuery) -> list[Case]:
    def in_name(case: Case) -> int:
        name = section_of(case.search_text, Scope.NAME)
        return sum(any(text in name for text in term.texts) for term in query.terms if not term.excluded)

    def size(case: Case) -> float:
        return -1 if case.team_size_value is None else case.team_size_value

    keys: dict[Sort, Callable[[Case], Any]] = {
        Sort.RELEVANCE: lambda case: (in_name(case), case.reported_on, case.id),
        Sort.NEWEST: lambda case: (case.reported_on, case.id),
        Sort.OLDEST: lambda case: (case.reported_on, case.id),
        Sort.NAME: lambda case: (case.name, case.id),
        Sort.SIZE: lambda case: (size(case), case.id),
        Sort.UPDATED: lambda case: (case.updated_at, case.id),
    }
    return sorted(cases, key=keys[query.order], reverse=query.order not in (Sort.OLDEST, Sort.NAME))


STEPS: dict[str, Callable[[Session, Any, int], None]] = {
    "make": _make,
    "edit": _edit,
    "trash": _trash,
    "build": _build,
    "ask": _ask,
}


@pytest.fixture(autouse=True)
def little_counts_as_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of cases takes the ways that are meant for thousands."""
    monkeypatch.setattr(postings, "_FEW_CASES", 1)
    monkeypatch.setattr(grams, "FEW", 2)


@pytest.fixture(scope="module")
def engines(databases: Databases) -> dict[Backend, Engine]:
    """Databases of this module alone, where commits are commits."""
    made = {backend: databases.empty(backend) for backend in BACKENDS}
    for engine in made.values():
        migrations.upgrade(engine)
        with make_sessions(engine)() as session:
            admin = make_user(session, Role.ADMIN, None)
            session.add_all([Tag(region_code="", name=name, created_by_id=admin.id) for name in TAGS])
            session.commit()
    return made


@pytest.fixture
def engine(engines: dict[Backend, Engine], backend: Backend) -> Engine:
    return engines[backend]


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return make_sessions(engine)


def _clear(session: Session) -> None:
    note_changes(session, session.scalars(select(Case.id)))
    for table in (CaseTag, CaseOutcome, CaseService, Case):
        session.execute(delete(table))
    session.commit()
