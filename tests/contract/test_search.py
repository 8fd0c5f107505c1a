"""Both databases find what a plain reading of the texts finds: the same cases, in the same order, equally counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from casebook.models import Case, User
from casebook.record import CaseStatus, Kind, Outcome, OutcomeKind, Place, PlaceName, Quantity, Role
from casebook.search import CaseQuery, Sort, search_for
from casebook.search.document import bounds
from casebook.search.words import Scope, Term, parse_words
from casebook.services import access, listing
from tests.factories import make_case, make_user

TEXTS = st.text("调解电梯加装%_\\ab1Ａ１ß\n。", max_size=10)
WORDS = st.text("调解电梯%_\\a1", min_size=1, max_size=3)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, max_size=6), words=st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=3))
def test_a_word_is_found_wherever_the_text_contains_it(
    db_session: Session, admin: User, texts: list[str], words: list[tuple[str, bool]]
) -> None:
    with db_session.begin_nested() as undone:
        cases = [make_case(db_session, admin, summary=text) for text in texts]
        query = CaseQuery(q=" ".join(f'{"-" if excluded else ""}"{word}"' for word, excluded in words))

        assert _found(db_session, admin, query) == _reference(cases, query.terms)
        undone.rollback()


def test_one_and_two_characters_are_found(stock: list[Case], db_session: Session, admin: User) -> None:
    assert _names(db_session, admin, q="娘") == ["老娘舅调解室"]
    assert _names(db_session, admin, q="调解") == ["老娘舅调解室", "小网兜"]


def test_wildcards_are_ordinary_characters(stock: list[Case], db_session: Session, admin: User) -> None:
    assert _names(db_session, admin, q="%") == ["如康家园"]
    assert _names(db_session, admin, q="_") == []


def test_widths_and_cases_of_letters_do_not_matter(stock: list[Case], db_session: Session, admin: User) -> None:
    assert _names(db_session, admin, q="ａpp") == _names(db_session, admin, q="APP") == ["小网兜"]


def test_a_field_can_be_named_and_a_word_excluded(stock: list[Case], db_session: Session, admin: User) -> None:
    assert _names(db_session, admin, q="名称:调解") == ["老娘舅调解室"]
    assert _names(db_session, admin, q="成效:满意") == ["如康家园"]
    assert _names(db_session, admin, q="调解 -老娘舅") == ["小网兜"]


def test_a_home_is_found_by_what_others_call_it_until_synonyms_are_off(
    stock: list[Case], db_session: Session, admin: User
) -> None:
    assert _names(db_session, admin, q="残疾人之家") == ["如康家园"]
    assert _names(db_session, admin, q="残疾人之家", synonyms=False) == []
    assert _names(db_session, admin, q="“残疾人之家”") == []
    assert "如康家园" not in _names(db_session, admin, q="-残疾人之家")


def test_the_name_counts_most_where_words_are_given(stock: list[Case], db_session: Session, admin: User) -> None:
    assert _names(db_session, admin, q="调解", sort=Sort.RELEVANCE)[0] == "老娘舅调解室"


def test_a_region_finds_everything_below_it(stock: list[Case], db_session: Session, admin: User) -> None:
    assert len(_names(db_session, admin, province=("37",))) == 4
    assert _names(db_session, admin, district=("370102",)) == ["甸亮初心", "党员管家班"]
    assert _names(db_session, admin, street=("甸新街道",)) == ["党员管家班"]


def test_facets_count_what_a_click_would_find(stock: list[Case], db_session: Session, admin: User) -> None:
    query = CaseQuery(kind=(Kind.VOLUNTEER_TEAM,), district=("370102", "110105"))
    facets = search_for(db_session).facets(query, access.visibility(admin))

    for name, counts in facets.items():
        for value, count in counts.items():
            if name != "size":
                typed = {"kind": Kind, "status": CaseStatus, "outcome": OutcomeKind, "year": int}.get(name, str)(value)
                clicked: dict[str, Any] = {name: (typed,)}
                assert len(_found(db_session, admin, replace(query, **clicked))) == count, (name, value)
    assert facets["kind"] == {"volunteer_team": 2, "mediation_platform": 1}
    assert facets["size"] == {"1000-": 1}
    assert search_for(db_session).facets(CaseQuery(), access.visibility(admin))["outcome"] == {"rate": 1}


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.NEWEST, ["小网兜", "甸亮初心", "如康家园", "老娘舅调解室", "党员管家班"]),
        (Sort.OLDEST, ["党员管家班", "老娘舅调解室", "如康家园", "甸亮初心", "小网兜"]),
        (Sort.SIZE, ["甸亮初心", "如康家园", "小网兜", "老娘舅调解室", "党员管家班"]),
        (Sort.NAME, ["党员管家班", "如康家园", "小网兜", "甸亮初心", "老娘舅调解室"]),
    ],
)
def test_both_databases_sort_alike(
    stock: list[Case], db_session: Session, admin: User, sort: Sort, order: list[str]
) -> None:
    assert _names(db_session, admin, sort=sort) == order


def test_pages_follow_each_other_without_gaps(db_session: Session, admin: User) -> None:
    made = [make_case(db_session, admin) for _ in range(45)]
    pages = [listing.find(db_session, admin, CaseQuery(page=number)) for number in (1, 2, 3)]

    assert [row.case.id for page in pages for row in page.rows] == [case.id for case in reversed(made)]
    assert [page.pages for page in pages] == [3, 3, 3]
    assert listing.find(db_session, admin, CaseQuery(page=9)).number == 3


def test_counts_leak_nothing_that_a_user_may_not_see(stock: list[Case], db_session: Session) -> None:
    stranger = make_user(db_session, Role.WORKER, "110105")

    found = listing.find(db_session, stranger, CaseQuery())

    assert [row.case.name for row in found.rows] == ["如康家园", "老娘舅调解室"]
    assert found.total == sum(choice.count for choice in found.facets["kind"]) == 2


def test_a_hit_shows_why_it_was_found(stock: list[Case], db_session: Session, admin: User) -> None:
    (row,) = listing.find(db_session, admin, CaseQuery(q="满意")).rows

    assert row.passage is not None
    assert ("满意", True) in row.passage.pieces


def test_choosing_another_district_drops_streets_outside_it() -> None:
    query = CaseQuery(district=("370102",), street=("370102009",))

    assert listing.with_place(query, "district", "370112").street == ("370102009",)
    assert listing.with_place(listing.with_place(query, "district", "370112"), "district", "370102").street == ()


def _found(session: Session, user: User, query: CaseQuery) -> list[int]:
    return list(search_for(session).all_ids(replace(query, sort=Sort.NEWEST), access.visibility(user)))


def _names(session: Session, user: User, **filters: object) -> list[str]:
    found = listing.find(session, user, CaseQuery(**filters))  # type: ignore[arg-type]
    return [row.case.name for row in found.rows]


def _reference(cases: Sequence[Case], terms: tuple[Term, ...]) -> list[int]:
    def matches(case: Case) -> bool:
        return all(_stands(term, _section(case, term.scope)) != term.excluded for term in terms)

    return [case.id for case in reversed(cases) if matches(case)]


def _stands(term: Term, text: str) -> bool:
    return any(alternative in text for alternative in term.texts)


def _section(case: Case, scope: Scope) -> str:
    if scope is Scope.ALL:
        return case.search_text
    start, end = bounds(scope)
    return case.search_text.partition(start)[2].partition(end)[0]


def test_the_reference_reads_words_as_the_search_does() -> None:
    assert Counter(term.texts[0] for term in parse_words('"a%" -"b_"')) == {"a%": 1, "b_": 1}


@pytest.fixture
def admin(db_session: Session) -> User:
    return make_user(db_session, Role.ADMIN, None)


@pytest.fixture
def stock(db_session: Session, admin: User) -> list[Case]:
    """Five cases in two cities, by different dates, sizes and states."""
    lixia = {"province": PlaceName("山东省", "37"), "city": PlaceName("济南市", "3701")}
    district = PlaceName("历下区", "370102")
    chaoyang = Place(province=PlaceName("北京市", "11"), district=PlaceName("朝阳区", "110105"))
    return [
        make_case(
            db_session,
            admin,
            name="党员管家班",
            reported_on="2022",
            place=Place(**lixia, district=district, street=PlaceName("甸新街道")),
        ),
        make_case(
            db_session,
            admin,
            name="老娘舅调解室",
            kind=Kind.MEDIATION_PLATFORM,
            reported_on="2023-01",
            place=chaoyang,
            status=CaseStatus.SUBMITTED,
            team_size=Quantity(8, unit="人"),
        ),
        make_case(
            db_session,
            admin,
            name="如康家园",
            kind=Kind.CARE_HOME,
            reported_on="2023-05-01",
            place=Place(**lixia, district=PlaceName("历城区", "370112")),
            status=CaseStatus.VERIFIED,
            outcomes=(Outcome("满意率98%", Quantity(98, unit="%")),),
            team_size=Quantity(12, unit="人"),
        ),
        make_case(
            db_session,
            admin,
            name="甸亮初心",
            place=Place(**lixia, district=district),
            reported_on="2024-05-23",
            team_size=Quantity(3300, unit="人"),
        ),
        make_case(
            db_session,
            admin,
            name="小网兜",
            kind=Kind.MEDIATION_PLATFORM,
            summary="App 上也能申请调解",
            reported_on="2024-06-01",
            place=Place(**lixia, district=PlaceName("章丘区", "370114")),
            team_size=Quantity(9.5, unit="人"),
        ),
    ]
