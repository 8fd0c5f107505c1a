"""The folding that makes spellings of one text equal; the same function folds what is stored and what is asked for."""

from __future__ import annotations

import unicodedata

#: Private-use characters that mark the sections of a search text; no text has a right to bring its own.
MARKS = tuple(map(chr, range(0xE000, 0xE020)))
_NO_MARKS = {ord(mark): None for mark in MARKS}


def fold(text: str) -> str:
    """Full-width forms become half-width, letters lower case: ``ＡＢＣ１２`` and ``abc12`` are one word.

    Marks are removed.
    """
    return unicodedata.normalize("NFKC", text).casefold().translate(_NO_MARKS)
