from __future__ import annotations

import pytest

from casebook.search.words import MAX_TERMS, Scope, Term, parse_words


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("", ()),
        ("调解", (Term(("调解",)),)),
        ("调解 电梯", (Term(("调解",)), Term(("电梯",)))),
        ("调解　电梯", (Term(("调解",)), Term(("电梯",)))),
        ('"加装 电梯"', (Term(("加装 电梯",)),)),
        ("“加装 电梯” 楼道", (Term(("加装 电梯",)), Term(("楼道",)))),
        ("-婚姻 调解", (Term(("婚姻",), excluded=True), Term(("调解",)))),
        ("街道:唐冶", (Term(("唐冶",), Scope.STREET),)),
        ("成效：握手言和", (Term(("握手言和",), Scope.OUTCOMES),)),
        ("-name:AB1", (Term(("ab1",), Scope.NAME, excluded=True),)),
        ("報道：調解", (Term(("调解",), Scope.REPORT),)),
        ('"rukang"', (Term(("rukang",)),)),
        ("AI", (Term(("ai",)),)),
        ("ＡＢＣ１３５", (Term(("abc135",)),)),
        ("12:30", (Term(("12:30",)),)),
        ('"没有写完', (Term(("没有写完",)),)),
        ("-", ()),
        ("调解 调解", (Term(("调解",)),)),
    ],
)
def test_search_words_are_read_as_people_type_them(typed: str, terms: tuple[Term, ...]) -> None:
    assert parse_words(typed) == terms


def test_no_search_grows_without_bounds() -> None:
    assert len(parse_words(" ".join(f"词{number}" for number in range(50)))) == MAX_TERMS


def test_a_word_of_the_field_brings_its_synonyms_unless_it_is_quoted_or_they_are_off() -> None:
    widened = Term(("调解室", "调解工作室"))

    assert parse_words("调解室") == (widened,)
    assert parse_words('"调解室"') == parse_words("调解室", synonyms=False) == (Term(("调解室",)),)
    assert parse_words("-名称:调解室") == (Term(widened.texts, Scope.NAME, excluded=True),)
