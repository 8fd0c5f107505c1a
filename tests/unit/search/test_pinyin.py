from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.search.data import read_words
from casebook.search.folding import fold
from casebook.search.pinyin import spellings, typed_spellings


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("如康家园", "rukang rkjy kangjia kjy rukangjiayuan jiayuan"),
        ("重庆市", "chongqing cqs"),
        ("长清区", "changqing cqq"),
        ("楼长议事会", "louzhang lzysh"),
        ("解放路", "jiefang jfl"),
        ("调解工作室", "tiaojie tjgzs"),
        ("西安市", "xian xi'an xas"),
        ("绿色驿站", "lvse lüse lǜsè lsyz"),
        ("单县", "shanxian"),
        ("135工作法", "gongzuofa gzf"),
    ],
)
def test_names_are_found_by_pinyin_and_initials(name: str, typed: str) -> None:
    for word in typed.split():
        assert _found(fold(word), name), word


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("连心桥", "an ian ianxin"),  # the middle of a syllable
        ("连心桥", "li lia lx"),  # its beginning; two letters are no pinyin
        ("先锋", "xi'an"),
        ("爱心社", "ai ax"),
        ("如康家园", "rkj1 rukang1 ru-kang"),
    ],
)
def test_what_is_no_whole_syllable_finds_nothing(name: str, typed: str) -> None:
    for word in typed.split():
        assert not _found(word, name), word


@given(st.lists(st.sampled_from(read_words("syllables.txt")), min_size=1, max_size=4).map("".join))
def test_no_typed_word_has_more_readings_than_an_answer_can_weigh(letters: str) -> None:
    assert len(typed_spellings(letters)) <= 16


@given(st.text("如康家园长清1a-\n", max_size=12))
def test_a_spelling_is_as_long_as_the_name(name: str) -> None:
    assert {len(line) for line in spellings(name)} <= {len(name)}


def _found(typed: str, name: str) -> bool:
    return any(text in line for text in typed_spellings(typed) for line in spellings(name))
