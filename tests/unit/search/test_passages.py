from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from casebook.search.passages import mark
from casebook.search.pinyin import typed_spellings


def test_every_word_is_marked_where_it_stands() -> None:
    assert mark("社区调解室调解纠纷", ("调解",)) == (
        ("社区", False),
        ("调解", True),
        ("室", False),
        ("调解", True),
        ("纠纷", False),
    )


def test_full_width_forms_are_marked_as_printed() -> None:
    assert mark("实行１３５工作法", ("135",)) == (("实行", False), ("１３５", True), ("工作法", False))


@given(st.text("调解㎡ﬁAa１1𠮷", max_size=12), st.lists(st.text("调解fiam21", min_size=1, max_size=3), min_size=1))
def test_marking_changes_no_character(text: str, words: list[str]) -> None:
    assert "".join(piece for piece, _ in mark(text, tuple(words))) == text


def test_a_name_is_marked_where_pinyin_spells_it() -> None:
    (rukang,) = typed_spellings("rukang")

    assert mark("甸柳如康家园", (rukang, "甸"), named=True) == (
        ("甸", True),
        ("柳", False),
        ("如康", True),
        ("家园", False),
    )
    assert mark("甸柳如康家园", (rukang,)) == (("甸柳如康家园", False),)


def test_the_longer_of_two_words_is_marked() -> None:
    assert mark("残疾人之家", ("残疾人之家", "残疾人")) == (("残疾人之家", True),)
