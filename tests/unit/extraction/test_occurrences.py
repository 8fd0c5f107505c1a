"""Words and stretches of a text are found as one would by going through all of them."""

from __future__ import annotations

from casebook.extraction.occurrences import Beginnings, Stretches, occurrences


def test_words_are_found_one_behind_the_other() -> None:
    assert list(occurrences("天天向上，天天天天", "天天")) == [0, 5, 7]
    assert list(occurrences("向上", "天天")) == []


def test_beginnings_are_found_wherever_they_stand() -> None:
    assert Beginnings(("天天读书会", "向上", "上天")).places("天天天向上，向天") == [0, 1, 3]
    assert Beginnings(("[]", "^-", "-]")).places("a[]^-]") == [1, 3, 4]
    assert Beginnings(("天天",)).places("天") == []


def test_stretches_overlap_where_a_character_is_in_both() -> None:
    spans = [(2, 9), (3, 4), (6, 7), (12, 14)]
    stretches = Stretches(reversed(spans))

    for start in range(16):
        for end in range(start + 1, 17):
            assert stretches.overlap(start, end) == any(a < end and start < b for a, b in spans)
    assert not Stretches(()).overlap(0, 5)
