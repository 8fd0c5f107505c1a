"""Which of several names of one undertaking is drafted."""

from __future__ import annotations

import pytest

from casebook.extraction import scoring, selection
from casebook.extraction.candidates import Candidate, Found
from casebook.extraction.story import Story


def candidate(name: str, start: int) -> Candidate:
    return Candidate(name, "", False, (Found(start, start + len(name), start + len(name), True),))


@pytest.mark.parametrize(
    ("full", "kept"),
    [("柳嫂帮帮团", ["柳嫂帮帮团"]), ("柳嫂云", ["柳嫂", "柳嫂云"])],
    ids=["with its noun", "another name"],
)
def test_a_name_gives_way_to_itself_with_its_noun_only(full: str, kept: list[str]) -> None:
    story = Story.of(f"“柳嫂”和“{full}”都在街上。")
    both = [candidate("柳嫂", 1), candidate(full, 5)]

    assert [one.name for one, _ in selection.accept(story, both, [0.7, 0.9])] == kept


def test_a_name_in_front_of_quoted_words_is_not_taken_for_part_of_a_list() -> None:
    story = Story.of("柳湾爱心超市“上新”了。“早市”“夜市”都开了。")
    plain, quoted = Candidate("爱心超市", "超市", False, (Found(2, 6, 6, False),)), candidate("早市", 13)

    alone, listed = ([name for part in parts for name in part] for parts in scoring.looks(story, [plain, quoted]))

    assert "listed" not in alone
    assert "listed" in listed
