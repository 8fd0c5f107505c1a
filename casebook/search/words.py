"""The search words: what a person types into the search box, parsed into terms and printed back.

``调解 电梯`` finds cases with both, ``"加装电梯"`` the exact run, ``-婚姻`` leaves cases out, ``街道:唐冶`` looks into
one field. Meaning is containment: a term matches where the folded text contains it, from one character on. Words of
the field bring their synonyms with them, and Latin letters the pinyin that they may be; what stands in quotation marks
is meant to the letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from casebook.bilingual import Bilingual
from casebook.search.folding import fold
from casebook.search.pinyin import is_spelling, is_syllable, typed_spellings
from casebook.search.synonyms import synonyms_of

#: A longer text is no search; it is cut, and the page shows what was used.
MAX_LENGTH = 200
MAX_TERMS = 12


class Scope(StrEnum):
    """The part of a case that a term looks into; the value is stored in no table and shown in no URL."""

    ALL = "all"
    NAME = "name"
    KIND = "kind"
    PARENT = "parent"
    SUMMARY = "summary"
    PLACE = "place"
    STREET = "street"
    COMMUNITY = "community"
    SERVICES = "services"
    OUTCOMES = "outcomes"
    REPORT = "report"


SCOPE_WORDS: dict[Scope, Bilingual] = {
    Scope.NAME: Bilingual("名称", "name"),
    Scope.KIND: Bilingual("类型", "kind"),
    Scope.PARENT: Bilingual("上级", "parent"),
    Scope.SUMMARY: Bilingual("简介", "summary"),
    Scope.PLACE: Bilingual("所在地", "place"),
    Scope.STREET: Bilingual("街道", "street"),
    Scope.COMMUNITY: Bilingual("社区", "community"),
    Scope.SERVICES: Bilingual("服务", "services"),
    Scope.OUTCOMES: Bilingual("成效", "outcomes"),
    Scope.REPORT: Bilingual("报道", "report"),
}
_SCOPE_OF = {spelling: scope for scope, words in SCOPE_WORDS.items() for spelling in words}
_TERM = re.compile(
    rf"(?P<minus>-)?(?:(?P<scope>{'|'.join(sorted(_SCOPE_OF, key=len, reverse=True))}):)?"
    r'(?:["“](?P<phrase>[^"“”]+)["”]?|(?P<word>[^\s"“”]+))'
)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: one of the folded ``texts`` must (or with ``excluded`` none may) stand in ``scope``.

    The first of them is what was typed; the others mean the same.
    """

    texts: tuple[str, ...]
    scope: Scope = Scope.ALL
    excluded: bool = False


@lru_cache(maxsize=1_000)  # a page asks for the terms of its query a dozen times
def parse_words(typed: str, *, synonyms: bool = True) -> tuple[Term, ...]:
    """The terms of a search text, in order; whatever cannot be a term is dropped."""
    terms = []
    for word in _words(typed[:MAX_LENGTH]):
        texts = [word.text]
        if not word.quoted:
            texts += [*(synonyms_of(word.text) if synonyms else ()), *typed_spellings(word.text)]
        terms.append(Term(tuple(texts), word.scope, word.excluded))
    return tuple(dict.fromkeys(terms))[:MAX_TERMS]


@dataclass(frozen=True, slots=True)
class _Word:
    """What stands between blanks or quotation marks, folded; ``typed`` with the signs around it."""

    typed: str
    text: str
    scope: Scope
    excluded: bool
    quoted: bool

    def joins(self, before: _Word) -> bool:
        """Whether both are syllables of one word that was typed with blanks: ``ru kang``."""
        alone = self.scope is before.scope is Scope.ALL and not (self.excluded or self.quoted or before.quoted)
        return alone and not before.excluded and is_syllable(self.text) and all(map(is_syllable, before.text.split()))


def _words(typed: str) -> list[_Word]:
    words: list[_Word] = []
    for match in _TERM.finditer(fold(typed)):
        text = (match["phrase"] or match["word"] or "").strip()
        if not text or text == "-":
            continue
        scope = _SCOPE_OF[match["scope"]] if match["scope"] else Scope.ALL
        word = _Word(match[0], text, scope, bool(match["minus"]), bool(match["phrase"]))
        if words and word.joins(words[-1]):
            run = f"{words[-1].text} {word.text}"
            words[-1] = replace(word, typed=run, text=run)
        else:
            words.append(word)
    return words


def each_left_out(typed: str) -> list[tuple[str, str]]:
    """Each word of a search text that has several, and the text without it."""
    words = [word.typed for word in _words(typed[:MAX_LENGTH])][:MAX_TERMS]
    if len(words) < 2:
        return []
    return [(word, " ".join(words[:number] + words[number + 1 :])) for number, word in enumerate(words)]


def marked_terms(terms: tuple[Term, ...]) -> tuple[str, ...]:
    """The texts to mark in a hit, longest first."""
    return tuple(sorted({text for term in terms if not term.excluded for text in term.texts}, key=len, reverse=True))


def added_words(terms: tuple[Term, ...]) -> tuple[str, ...]:
    """The synonyms that the terms brought with them."""
    return tuple(dict.fromkeys(text for term in terms for text in synonyms_of(term.texts[0]) if text in term.texts))


def reads_pinyin(terms: tuple[Term, ...]) -> bool:
    """Whether a word may also be pinyin of a name or place."""
    return any(is_spelling(text) for term in terms for text in term.texts)
