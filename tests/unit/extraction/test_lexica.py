"""A stretch of text is asked once which sorts of words it has."""

from __future__ import annotations

import re

from casebook.extraction.lexica import Lexica

TEXT = "邻里茶座开门。下一步还要修灯。"


def test_only_sorts_of_words_within_the_bounds_are_told() -> None:
    lexica = Lexica({"plan": re.compile("下一步|打算"), "open": re.compile("开门"), "pay": re.compile("捐款")})

    assert lexica.spoken_of(TEXT, (0, 7)) == ("open",)
    assert lexica.spoken_of(TEXT, (7, len(TEXT))) == ("plan",)
    assert lexica.spoken_of(TEXT, (0, len(TEXT))) == ("plan", "open")
    assert lexica.spoken_of(TEXT.replace("开门", "关门"), (0, 7)) == ()
