"""The folding that makes spellings of one text equal; the same function folds what is stored and what is asked for."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Full-width forms become half-width, letters lower case: ``ＡＢＣ１２`` and ``abc12`` are one word."""
    return unicodedata.normalize("NFKC", text).casefold()
