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
from casebook.search import FACETS, CaseQuery, Sort, search_for
from casebook.search.document import bounds
from casebook.search.words import Scope, Term, parse_words
from casebook.services import access, facets, listing
from tests.factories import attach, make_case, make_report, make_user

TEXTS = st.text("调解調電梯加装%_\\ab1Ａ１ß\n。", max_size=10)
NAMES = st.text("如康家園甸柳残疾人之家长清rkab1", max_size=6)
TYPED = st.one_of(
    st.text("调調解电梯%_\\a1", min_size=1, max_size=3),
    st.sampled_from(["残疾人之家", "阳光家园", "rukang", "rkjy", "kang jia", "changqing", "lian", "dianliu"]),
    st.lists(st.sampled_from(["ru", "kang", "jia", "yuan", "r", "k"]), min_size=1, max_size=3).map("".join),
)
WORDS = st.tuples(
    TYPED, st.sampled_from(["", "-"]), st.sampled_from(["", '"']), st.sampled_from(["", "名称:", "report:"])
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cases=st.lists(st.tuples(NAMES, TEXTS, st.none() | TEXTS), max_size=5),
    words=st.lists(WORDS, min_size=1, max_size=3),
    synonyms=st.booleans(),
)
def test_a_word_is_found_wherever_the_texts_contain_it(
    db_session: Session,
    admin: User,
    cases: list[tuple[str, str, str | None]],
    words: list[tuple[str, str, str, str]],
    synonyms: bool,
) -> None:
    with db_session.begin_nested() as undone:
        made = [_make(db_session, admin, *one) for one in cases]
        typed = " ".join(f"{minus}{field}{quote}{word}{quote}" for word, minus, quote, field in words)
        query = CaseQuery(q=typed, synonyms=synonyms)

        assert _found(db_session, admin, query) == _reference(made, query.terms)
        undone.rollback()


def _make(session: Session, user: User, name: str, summary: str, told: str | None) -> Case:
    made = make_case(session, user, name=name, summary=summary)
    if told is not None:
        attach(session, made, make_report(session, user, text=told, title=""))
    return made


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


def test_traditional_and_simplified_spellings_are_one(stock: list[Case], db_session: Session, admin: User) -> None:
    make_case(db_session, admin, name="議事長廊", summary="")

    assert _names(db_session, admin, q="調解室") == ["老娘舅调解室"]
    assert _names(db_session, admin, q="议事") == _names(db_session, admin, q="議事") == ["議事長廊"]


@pytest.mark.parametrize("typed", ["rukang", "rkjy", "RKJY", "ru kang jia yuan", "rúkāng", "名称:rukangjiayuan"])
def test_a_name_is_found_by_its_pinyin_and_initials(
    stock: list[Case], db_session: Session, admin: User, typed: str
) -> None:
    assert _names(db_session, admin, q=typed) == ["如康家园"]


def test_a_place_is_found_by_its_pinyin(stock: list[Case], db_session: Session, admin: User) -> None:
    assert _names(db_session, admin, q="街道:dianxin") == ["党员管家班"]
    assert _names(db_session, admin, q="licheng") == ["如康家园"]
    assert _names(db_session, admin, q="名称:licheng") == []


def test_pinyin_is_whole_syllables_and_never_the_letters_of_a_text(
    stock: list[Case], db_session: Session, admin: User
) -> None:
    assert _names(db_session, admin, q="ruka") == _names(db_session, admin, q="ukang") == []
    assert _names(db_session, admin, q='"rukang"') == []
    make_case(db_session, admin, name="rukang", summary="")
    assert _names(db_session, admin, q='"rukang"') == ["rukang"]


def test_a_report_finds_its_cases_but_not_the_people_in_it(stock: list[Case], db_session: Session, admin: User) -> None:
    told = make_report(db_session, admin, title="家门口的好帮手", text="居民王小芳说，加装電梯以后方便多了。")
    attach(db_session, stock[0], told)
    attach(db_session, stock[3], told)

    assert _names(db_session, admin, q="加装电梯") == ["甸亮初心", "党员管家班"]
    assert _names(db_session, admin, q="报道:好帮手 管家") == ["党员管家班"]
    assert _names(db_session, admin, q="名称:电梯") == []
    assert _names(db_session, admin, q="王小芳") == []
    assert len(_names(db_session, admin, q="-加装电梯")) == 3


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
    counted = search_for(db_session).hits(query, access.visibility(admin), FACETS).facets

    for name, counts in counted.items():
        for value, count in counts.items():
            if name != "size":
                typed = {"kind": Kind, "status": CaseStatus, "outcome": OutcomeKind, "year": int}.get(name, str)(value)
                clicked: dict[str, Any] = {name: (typed,)}
                assert len(_found(db_session, admin, replace(query, **clicked))) == count, (name, value)
    assert counted["kind"] == {"volunteer_team": 2, "mediation_platform": 1}
    assert counted["size"] == {"1000-": 1}
    everything = search_for(db_session).hits(CaseQuery(), access.visibility(admin), ["outcome"])
    assert everything.facets == {"outcome": {"rate": 1}}


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
    assert (
        found.total
        == sum(choice.count for facet in found.facets if facet.name == "kind" for choice in facet.choices)
        == 2
    )


def test_a_hit_shows_why_it_was_found(stock: list[Case], db_session: Session, admin: User) -> None:
    (row,) = listing.find(db_session, admin, CaseQuery(q="满意")).rows

    assert row.passage == (("满意", True), ("率98%", False))


def test_a_hit_quotes_the_report_where_only_that_holds_the_word(
    stock: list[Case], db_session: Session, admin: User
) -> None:
    told = "电梯的故事\n居民王小芳说：“加装電梯ＯＫ了！”"
    attach(db_session, stock[0], make_report(db_session, admin, title="电梯的故事", text=told))
    (row,) = listing.find(db_session, admin, CaseQuery(q="管家 电梯")).rows

    assert row.name == (("党员", False), ("管家", True), ("班", False))
    assert row.passage is None
    assert row.quoted is not None
    assert row.quoted.report.title == "电梯的故事"
    assert row.quoted.passage == (("居民王某某说：“加装", False), ("電梯", True), ("ＯＫ了！”", False))


def test_a_hit_by_pinyin_or_synonym_marks_what_it_stands_for(
    stock: list[Case], db_session: Session, admin: User
) -> None:
    (row,) = listing.find(db_session, admin, CaseQuery(q="rukang licheng")).rows
    assert row.name == (("如康", True), ("家园", False))
    assert row.passage == (("历城", True), ("区", False))

    (row,) = listing.find(db_session, admin, CaseQuery(q="温馨家园 成效:98%")).rows
    assert row.name == (("如康家园", True),)
    assert row.passage == (("满意率", False), ("98%", True))


def test_choosing_another_district_drops_streets_outside_it() -> None:
    query = CaseQuery(district=("370102",), street=("370102009",))

    assert facets.with_place(query, "district", "370112").street == ("370102009",)
    assert facets.with_place(facets.with_place(query, "district", "370112"), "district", "370102").street == ()


def _found(session: Session, user: User, query: CaseQuery) -> list[int]:
    return list(search_for(session).all_ids(replace(query, sort=Sort.NEWEST), access.visibility(user)))


def _names(session: Session, user: User, **filters: object) -> list[str]:
    found = listing.find(session, user, CaseQuery(**filters))  # type: ignore[arg-type]
    return [row.case.name for row in found.rows]


def _reference(cases: Sequence[Case], terms: tuple[Term, ...]) -> list[int]:
    def matches(case: Case) -> bool:
        return all(any(_stands(term, text) for text in _texts(case, term)) != term.excluded for term in terms)

    return [case.id for case in reversed(cases) if matches(case)]


def _stands(term: Term, text: str) -> bool:
    return any(alternative in text for alternative in term.texts)


def _texts(case: Case, term: Term) -> list[str]:
    """The texts that the term looks into, read off the search texts."""
    texts = [case.search_text, *(link.report.search_text for link in case.report_links)]
    if term.scope is Scope.ALL:
        return texts
    if term.scope is Scope.REPORT:
        return texts[1:]
    start, end = bounds(term.scope)
    return [case.search_text.partition(start)[2].partition(end)[0]]


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
