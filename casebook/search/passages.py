"""Why a case was found: its name and a passage of it or of its report, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from casebook.record import LEVELS
from casebook.search.folding import fold
from casebook.search.pinyin import spellings
from casebook.search.words import Scope, Term, marked_terms

if TYPE_CHECKING:
    from casebook.models import Case, Report

#: Characters shown before the first word and in all.
BEFORE = 20
LENGTH = 80
#: What ``casebook.services.masking`` puts where a private person stood.
_HIDDEN = "某*"
#: A text in pieces, in order, each with whether it is marked.
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """What of a case holds the words: its ``name`` with what is marked, and the best ``passage`` beside it, if any.

    ``missing`` are the words that the case itself does not hold: one of its reports must.
    """

    name: Pieces
    passage: Pieces | None
    missing: tuple[Term, ...]


def reason_for(case: Case, terms: tuple[Term, ...]) -> Reason:
    """Why ``case`` was found by ``terms``."""
    wanted = [term for term in terms if not term.excluded]
    fields = list(_fields(case))
    held = [tuple(term for term in wanted if field.holds(term)) for field in fields]
    best = max(range(1, len(fields)), key=lambda number: len(held[number]))
    return Reason(
        name=fields[0].marked(held[0]),
        passage=fields[best].marked(held[best]) if held[best] else None,
        missing=tuple(term for term in wanted if not any(term in some for some in held)),
    )


def passage_of_report(report: Report, terms: tuple[Term, ...]) -> tuple[int, Pieces]:
    """The passage of ``report`` that holds most of ``terms``, private persons hidden, and how many those are."""
    title = fold(report.title)  # is shown beside it
    line = max(report.search_text.splitlines() or [""], key=lambda one: (_count(terms, one), one != title))
    printed = _as_printed(line.strip(), (report.title, *report.text.splitlines()))
    return _count(terms, report.search_text), mark(_cut(printed, marked_terms(terms)), marked_terms(terms))


def mark(text: str, words: tuple[str, ...], *, named: bool = False) -> Pieces:
    """``text`` in pieces, those that fold to one of ``words`` (longest first) marked; the pieces join up to ``text``.

    A text that is ``named`` is a name, which words may also spell in pinyin.
    """
    folded, origin = _fold_with_origin(text)
    pattern = re.compile("|".join(map(re.escape, words)) or "(?!)")
    found = [match.span() for layer in _layers(folded, named) for match in pattern.finditer(layer)]
    pieces: list[tuple[str, bool]] = []
    plain = 0
    for first, end in sorted(found, key=lambda span: (span[0], -span[1])):
        start, end = max(origin[first], plain), origin[end - 1] + 1
        if start > plain:
            pieces.append((text[plain:start], False))
        if end > start:
            pieces.append((text[start:end], True))
            plain = end
    if plain < len(text):
        pieces.append((text[plain:], False))
    return tuple(pieces)


def _layers(folded: str, named: bool) -> tuple[str, ...]:
    """What words are looked for in: the text, and behind that of a name its spellings, all of one length."""
    return (folded, *spellings(folded)) if named else (folded,)


class _Field:
    """A text of a case, and the scopes in which words find it."""

    def __init__(self, text: str, *scopes: Scope, named: bool = False) -> None:
        self._text, self._scopes, self._named = text, {Scope.ALL, *scopes}, named

    def holds(self, term: Term) -> bool:
        """Whether the term is found here."""
        return term.scope in self._scopes and any(text in layer for text in term.texts for layer in self._searched)

    def marked(self, terms: tuple[Term, ...]) -> Pieces:
        """A stretch of the text with ``terms`` marked; a name is shown as a whole."""
        words = marked_terms(terms)
        return mark(self._text if self._named else _cut(self._text, words), words, named=self._named)

    @cached_property
    def _searched(self) -> tuple[str, ...]:
        return _layers(fold(self._text), self._named)


def _fields(case: Case) -> Iterator[_Field]:
    """The name first; the others in the order in which they are preferred."""
    yield _Field(case.name, Scope.NAME, named=True)
    for outcome in case.outcomes:
        yield _Field(outcome.text, Scope.OUTCOMES)
    for service in case.services:
        yield _Field(service, Scope.SERVICES)
    yield _Field(case.summary, Scope.SUMMARY)
    place = case.place
    own = {"street": Scope.STREET, "community": Scope.COMMUNITY}
    for level in reversed(LEVELS):
        if part := place.at(level):
            yield _Field(part.name, Scope.PLACE, *([own[level]] if level in own else []), named=True)
    yield _Field(str(place), Scope.PLACE)
    yield _Field(case.kind.label.zh, Scope.KIND)
    if case.parent_case:
        yield _Field(case.parent_case.name, Scope.PARENT, named=True)


def _count(terms: tuple[Term, ...], folded: str) -> int:
    return sum(any(text in folded for text in term.texts) for term in terms)


def _as_printed(line: str, printed: Sequence[str]) -> str:
    """The folded ``line`` as one of the ``printed`` lines spells it, what is hidden left hidden."""
    for candidate in map(str.strip, printed):
        folded = fold(candidate)
        if len(folded) == len(line) and all(a == b or b in _HIDDEN for a, b in zip(folded, line, strict=True)):
            if len(candidate) != len(line):
                break
            return "".join(c if a == b else b for c, a, b in zip(candidate, folded, line, strict=True))
    return line


def _cut(text: str, words: tuple[str, ...]) -> str:
    """At most ``LENGTH`` characters around the first word."""
    folded, origin = _fold_with_origin(text)
    found = [folded.find(word) for word in words if word in folded]
    start = max(0, origin[min(found)] - BEFORE) if found else 0
    piece = text[start : start + LENGTH]
    return f"{'…' if start else ''}{piece}{'…' if start + LENGTH < len(text) else ''}"


def _fold_with_origin(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the index of the one it came from (㎡ folds to two)."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded, range(len(text))
    pairs = [(fold(char), index) for index, char in enumerate(text)]
    return "".join(piece for piece, _ in pairs), [index for piece, index in pairs for _ in piece]
