"""Finding names and places by pinyin: 如康家园 by ``rukang``, ``ru kang jia yuan`` or the initials ``rkjy``.

Behind a name the search text holds its spellings: one private-use character for the syllable of each character, and
one for its initial. Pinyin that is typed is put into the same characters, so that finding it is containment as with
any other word, syllables are never found inside others (``an`` in ``lian``), and no Latin word is mistaken for one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from casebook.regions.reading import PLACE_READINGS, READINGS, place_reading, usual_reading
from casebook.search.data import read_words
from casebook.search.folding import PRIVATE

#: Stands for a character that has no pinyin; nothing typed becomes one.
_NONE = chr(PRIVATE[0x20])
_INITIALS = PRIVATE[0x40:0x5A]
_SYLLABLES = PRIVATE[0x100:]
#: Shorter words are letters (AI, VR) more often than pinyin.
SHORTEST = 3
#: A word that can be parted in more ways is no pinyin that anybody typed.
_MOST_PARTINGS = 16
_LONGEST_SYLLABLE = 6
#: What keyboards without ü offer for it.
_SAME = {"lue": "lve", "nue": "nve", "lyu": "lv", "nyu": "nv"}
_SPECIAL = re.compile("|".join([*READINGS, *PLACE_READINGS]))


@lru_cache(maxsize=1 << 12)
def spellings(folded: str) -> tuple[str, ...]:
    """The syllables and the initials of a folded name, each as long as the name; empty where nothing is Chinese.

    A name that is read differently as a place (长清, against 楼长) has both readings.
    """
    usual = usual_reading(folded)
    readings = [usual]
    if _SPECIAL.search(folded) and (placed := place_reading(folded)) != usual:
        readings.append(placed)
    whole, first = _marks()
    lines = []
    for reading in readings:
        if not whole.keys().isdisjoint(reading):
            lines += ["".join([marks.get(syllable, _NONE) for syllable in reading]) for marks in (whole, first)]
    return tuple(dict.fromkeys(lines))


def typed_spellings(folded: str) -> tuple[str, ...]:
    """What a folded word of Latin letters is in the characters of ``spellings``, for each way to read it as pinyin.

    A word that cannot be parted into syllables is taken for initials; empty where it is no pinyin at all.
    """
    parts = _latin_parts(folded)
    if sum(map(len, parts)) < SHORTEST:
        return ()
    found = [""]
    for part in parts:
        found = [before + after for before in found for after in _partings(part)][: _MOST_PARTINGS + 1]
    if found:
        return tuple(found) if len(found) <= _MOST_PARTINGS else ()
    return ("".join(map(_initial, parts[0])),) if len(parts) == 1 and not set(parts[0]) & set("iuv") else ()


def is_syllable(folded: str) -> bool:
    """Whether a word is one whole syllable, as people type them one by one: ``ru kang jia yuan``."""
    parts = _latin_parts(folded)
    return len(parts) == 1 and _number(parts[0]) is not None


def is_spelling(text: str) -> bool:
    """Whether a text of a term is pinyin in the characters of ``spellings``."""
    return ord(text[0]) in PRIVATE


def _latin_parts(folded: str) -> list[str]:
    """The word without tone marks, parted where an apostrophe parts it; empty unless all of it are letters."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFD", folded).replace("u\u0308", "v"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    parts = re.split("['’ ]", plain)
    return parts if all(re.fullmatch("[a-z]+", part) for part in parts) else []


def _partings(letters: str) -> list[str]:
    """Every way to part letters into syllables, in private characters; at most one more than is of use."""
    ways: list[list[str]] = [[""]]
    for end in range(1, len(letters) + 1):
        here = []
        for length in range(1, min(end, _LONGEST_SYLLABLE) + 1):
            if ways[end - length] and (number := _number(letters[end - length : end])) is not None:
                here += [before + chr(number) for before in ways[end - length]]
        ways.append(here[: _MOST_PARTINGS + 1])
    return ways[-1]


def _number(syllable: str) -> int | None:
    return _numbers().get(_SAME.get(syllable, syllable))


def _initial(letter: str) -> str:
    return chr(_INITIALS[ord(letter) - ord("a")])


@cache
def _numbers() -> dict[str, int]:
    return dict(zip(read_words("syllables.txt"), _SYLLABLES, strict=False))


@cache
def _marks() -> tuple[dict[str, str], dict[str, str]]:
    """The character of each syllable, and that of its initial."""
    return {one: chr(number) for one, number in _numbers().items()}, {one: _initial(one[0]) for one in _numbers()}
