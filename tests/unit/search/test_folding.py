from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.search.folding import MARKS, PRIVATE, fold


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("ＡＢＣ１２，㎡", "abc12,m2"),
        ("調解員與臺灣里長", "调解员与台湾里长"),
        ("乾淨的後院", "干净的后院"),
        ("Straße é", "strasse é"),
        ("e\u0301", "é"),
        (f"调{MARKS[0]}解{chr(PRIVATE[-1])}", "调解"),
    ],
)
def test_spellings_of_one_text_are_equal(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(st.text(st.characters(exclude_categories=["Mn", "Cs"]), max_size=20))
def test_every_character_folds_by_itself_and_only_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text("調解電梯ａ１㎡ß", max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_whatever_stands_in_a_text_is_found_in_its_folding(text: str, start: int, length: int) -> None:
    assert fold(text[start : start + length]) in fold(text)
