from __future__ import annotations

from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from casebook.record import CaseStatus, Kind
from casebook.search import PAGE_SIZES, CaseQuery, Sort, parse, toggled, unparse
from casebook.services.filters import describe, in_words

_codes = st.sets(st.sampled_from(["370102", "370112", "110101", "甲街道"]), max_size=3).map(lambda v: tuple(sorted(v)))
_queries = st.builds(
    CaseQuery,
    q=st.text("调解电梯ab1 -:“”%_&=?#+", max_size=20).map(lambda text: " ".join(text.split(" ")).strip()),
    synonyms=st.booleans(),
    district=_codes,
    street=_codes,
    kind=st.sets(st.sampled_from(Kind)).map(lambda v: tuple(sorted(v))),
    status=st.sets(st.sampled_from(CaseStatus)).map(lambda v: tuple(sorted(v))),
    tag=st.sets(st.sampled_from(["重点", "省级试点", "a&b"])).map(lambda v: tuple(sorted(v))),
    year=st.sets(st.integers(1990, 2030)).map(lambda v: tuple(sorted(v))),
    size_min=st.none() | st.integers(0, 10),
    size_max=st.none() | st.integers(10, 1000),
    imported=st.none() | st.integers(1, 1000),
    sort=st.none() | st.sampled_from(Sort),
    page=st.integers(1, 99),
    per_page=st.sampled_from(PAGE_SIZES),
)


@given(_queries)
def test_a_listing_can_be_shared_by_its_address(query: CaseQuery) -> None:
    again, problems = parse(parse_qs(unparse(query), keep_blank_values=True))

    assert again == query
    assert not problems


def test_the_address_of_the_whole_stock_has_no_parameters() -> None:
    assert unparse(CaseQuery()) == ""


def test_padded_codes_are_the_same_filter() -> None:
    query, _ = parse({"district": ["370102000000"], "city": ["3701"]})

    assert (query.city, query.district) == (("3701",), ("370102",))


def test_what_an_address_says_wrongly_is_told_and_left_out() -> None:
    query, problems = parse({"kind": ["care_home", "zoo"], "year": ["last"], "size_min": ["-5"], "page": ["0"]})

    assert query == CaseQuery(kind=(Kind.CARE_HOME,))
    assert len(problems) == 4
    assert any("zoo" in problem.zh for problem in problems)


def test_size_bounds_in_the_wrong_order_are_swapped() -> None:
    query, _ = parse({"size_min": ["500"], "size_max": ["20"]})

    assert (query.size_min, query.size_max) == (20, 500)


def test_a_click_on_a_chosen_value_takes_it_away_and_starts_over() -> None:
    query = CaseQuery(kind=(Kind.CARE_HOME, Kind.OTHER), page=7)

    assert toggled(query, "kind", Kind.OTHER) == CaseQuery(kind=(Kind.CARE_HOME,))
    assert toggled(query, "year", 2024).year == (2024,)


def test_filters_read_as_a_sentence_and_each_can_be_removed() -> None:
    query = CaseQuery(q="电梯", district=("370102",), kind=(Kind.CARE_HOME,), size_min=100, size_max=500)

    assert in_words(query).zh == "词语：电梯；区县：历下区；类型：助残养老家园；人数：100–500人"
    assert [chip.without.filtered for chip in describe(query)] == [True] * 4
    assert describe(query)[1].without.district == ()


def test_an_export_says_which_synonyms_were_looked_for() -> None:
    assert in_words(CaseQuery(q="调解室", year=(2024,))).zh == "词语：调解室；同义词：调解工作室；年份：2024年"
    assert in_words(CaseQuery(q="调解室", synonyms=False)).zh == "词语：调解室（不含同义词）"
