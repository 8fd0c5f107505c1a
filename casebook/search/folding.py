"""The folding that makes spellings of one text equal; the same function folds what is stored and what is asked for."""

from __future__ import annotations

import unicodedata
from functools import cache

from casebook.search.data import read_words

#: Private-use characters that search texts are built with: marks around sections, and pinyin. No text has a right to
#: bring its own, so that nothing typed can ever match them by chance.
PRIVATE = range(0xE000, 0xE400)
MARKS = tuple(map(chr, PRIVATE[:0x20]))
#: The planes of scripts and symbols; what lies beyond (rare ideographs) has one spelling only.
_FOLDED = 0x20000


def fold(text: str) -> str:
    """Full-width forms become half-width, letters lower case, traditional characters simplified: ``ＡＢＣ１２`` and
    ``abc12`` are one word, ``調解`` and ``调解`` another.

    Private-use characters of search texts are removed. Every character folds by itself, to one or several or none.
    """
    return unicodedata.normalize("NFC", text).translate(_table())


@cache
def _table() -> list[int | str]:
    """What each code point becomes. A list because it is read five times as fast as NFKC and a dict."""
    simplified = {ord(pair[0]): pair[1] for pair in read_words("simplified.txt")}

    def plain(text: str) -> str:
        return unicodedata.normalize("NFKC", text).casefold().translate(simplified)

    table: list[int | str] = list(range(_FOLDED))
    for start in range(0, _FOLDED, 0x100):
        block = [chr(code) for code in range(start, start + 0x100)]
        if plain("".join(block)) != "".join(block):  # most blocks change nothing
            table[start : start + 0x100] = map(plain, block)
    for code in PRIVATE:
        table[code] = ""
    return table
