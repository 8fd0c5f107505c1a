"""Pinyin of division names, without tones: 历下区 is ``lixiaqu``, its initials ``lxq``.

``data/pinyin.bin`` holds the usual syllable of every character and the names that are read otherwise (单县 is
``shanxian``); both were made by ``casebook.regions.build``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache

from casebook.regions.resources import read_packed


@cache
def _tables() -> tuple[dict[int, str], dict[int, str], dict[str, str]]:
    usual, other = read_packed("pinyin.bin").split("\0")
    pairs = [line.split("\t") for line in usual.split("\n")]
    syllables = {ord(char): syllable for char, syllable in pairs}
    initials = {ord(char): syllable[0] for char, syllable in pairs}
    return syllables, initials, dict(line.split("\t") for line in other.split("\n"))


def spell(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The pinyin and the initials of each name, in lower case, run together."""
    syllables, initials, other = _tables()
    text = "\n".join(names)
    full, short = text.translate(syllables).split("\n"), text.translate(initials).split("\n")
    for number, name in enumerate(names):
        if name in other:
            parts = other[name].split(" ")
            full[number], short[number] = "".join(parts), "".join(part[0] for part in parts)
    return full, short


def typed_pinyin(typed: str) -> str:
    """What a person types as pinyin in the form of ``spell``: ``Lì xià`` and ``li'xia`` give ``lixia``."""
    plain = unicodedata.normalize("NFD", typed.lower()).replace("u\u0308", "v")
    return "".join(char for char in plain if char.isascii() and char.isalnum())
