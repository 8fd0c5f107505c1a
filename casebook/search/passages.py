"""Why a case was found: a passage of it with the words marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casebook.search.folding import fold
from casebook.search.words import Term, marked_terms

if TYPE_CHECKING:
    from casebook.models import Case

#: Characters shown before the first word and in all.
BEFORE = 20
LENGTH = 80


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a case; ``pieces`` are its parts in order, each with whether it is marked."""

    pieces: tuple[tuple[str, bool], ...]


def passage_of(case: Case, terms: tuple[Term, ...]) -> Passage | None:
    """The passage of ``case`` that holds most of the words, or None where there are none."""
    words = marked_terms(terms)
    if not words:
        return None
    best = max(_texts(case), key=lambda text: sum(word in fold(text) for word in words))
    return Passage(mark(_cut(best, words), words))


def mark(text: str, words: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    """``text`` in pieces, those that fold to one of ``words`` marked; the pieces join up to ``text``."""
    folded, origin = _fold_with_origin(text)
    pieces: list[tuple[str, bool]] = []
    plain = position = 0
    while position < len(folded):
        word = next((word for word in words if folded.startswith(word, position)), None)
        if word is None:
            position += 1
            continue
        start, end = origin[position], origin[position + len(word) - 1] + 1
        if start > plain:
            pieces.append((text[plain:start], False))
        pieces.append((text[max(start, plain) : end], True))
        plain, position = end, position + len(word)
    if plain < len(text):
        pieces.append((text[plain:], False))
    return tuple(pieces)


def _texts(case: Case) -> list[str]:
    parent = case.parent_case.name if case.parent_case else ""
    return [
        text
        for text in (
            *(outcome.text for outcome in case.outcomes),
            *case.services,
            case.summary,
            case.name,
            str(case.place),
            case.kind.label.zh,
            parent,
        )
        if text
    ]


def _cut(text: str, words: tuple[str, ...]) -> str:
    """At most ``LENGTH`` characters around the first word."""
    folded, origin = _fold_with_origin(text)
    found = [folded.find(word) for word in words if word in folded]
    start = max(0, origin[min(found)] - BEFORE) if found else 0
    piece = text[start : start + LENGTH]
    return f"{'…' if start else ''}{piece}{'…' if start + LENGTH < len(text) else ''}"


def _fold_with_origin(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the index of the one it came from (㎡ folds to two)."""
    folded = [(fold(char), index) for index, char in enumerate(text)]
    return "".join(piece for piece, _ in folded), [index for piece, index in folded for _ in piece]
