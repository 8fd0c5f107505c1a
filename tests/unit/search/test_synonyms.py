from __future__ import annotations

from collections import Counter

from casebook.search.synonyms import groups, synonyms_of


def test_homes_for_the_disabled_go_by_many_names() -> None:
    assert {"如康家园", "阳光家园", "温馨家园", "托养中心"} <= set(synonyms_of("残疾人之家"))
    assert "残疾人之家" in synonyms_of("如康家园")


def test_a_part_of_a_word_has_no_synonyms() -> None:
    assert synonyms_of("家园") == synonyms_of("如康家园里") == ()


def test_every_group_has_several_words_and_every_word_one_group() -> None:
    assert all(len(group) > 1 for group in groups())
    assert [word for word, count in Counter(sum(groups(), ())).items() if count > 1] == []
