"""Which of several names of one undertaking is drafted."""

from __future__ import annotations

import pytest

from casebook.extraction import scoring, selection
from casebook.extraction.candidates import Candidate, Found
from casebook.extraction.story import Story


def candidate(name: str, start: int) -> Candidate:
    return Candidate(name, "", False, (Found(start, start + len(name), start + len(name), True),))


def test_a_name_in_front_of_quoted_words_is_not_taken_for_part_of_a_list() -> None:
    story = Story.of("柳湾爱心超市“上新”了。“早市”“夜市”都开了。")
    plain, quoted = Candidate("爱心超市", "超市", False, (Found(2, 6, 6, False),)), candidate("早市", 13)

    alone, listed = scoring.features(story, [plain, quoted])

    assert "listed" not in alone
    assert "listed" in listed
