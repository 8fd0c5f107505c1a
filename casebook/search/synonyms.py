"""Words of the field that mean the same: a reviewed vocabulary, kept by hand in ``data/synonyms.txt``."""

from __future__ import annotations

from functools import cache

from casebook.search.data import read_lines
from casebook.search.folding import fold


def synonyms_of(word: str) -> tuple[str, ...]:
    """The other words, folded, that mean the same as the folded ``word``."""
    return _others().get(word, ())


@cache
def groups() -> tuple[tuple[str, ...], ...]:
    """The groups of equal words, as they are written in the file."""
    return tuple(tuple(words) for words in read_lines("synonyms.txt"))


@cache
def _others() -> dict[str, tuple[str, ...]]:
    folded = [[fold(word) for word in group] for group in groups()]
    return {word: tuple(other for other in group if other != word) for group in folded for word in group}
