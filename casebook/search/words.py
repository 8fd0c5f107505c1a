"""The search words: what a person types into the search box, parsed into terms and printed back.

``调解 电梯`` finds cases with both, ``"加装电梯"`` the exact run, ``-婚姻`` leaves cases out, ``街道:唐冶`` looks into
one field. Meaning is containment: a term matches where the folded text contains it, from one character on. Words of
the field bring their synonyms with them; what stands in quotation marks is meant to the letter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from casebook.bilingual import Bilingual
from casebook.search.folding import fold
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
}
_SCOPE_OF = {word: scope for scope, words in SCOPE_WORDS.items() for word in words}
_TERM = re.compile(
    rf"(?P<minus>-)?(?:(?P<scope>{'|'.join(sorted(_SCOPE_OF, key=len, reverse=True))})[:：])?"
    r'(?:["“](?P<phrase>[^"“”]+)["”]?|(?P<word>[^\s"“”]+))',
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: one of the folded ``texts`` must (or with ``excluded`` none may) stand in ``scope``.

    The first of them is what was typed; the others mean the same.
    """

    texts: tuple[str, ...]
    scope: Scope = Scope.ALL
    excluded: bool = False


def parse_words(typed: str, *, synonyms: bool = True) -> tuple[Term, ...]:
    """The terms of a search text, in order; whatever cannot be a term is dropped."""
    terms = []
    for match in _TERM.finditer(typed[:MAX_LENGTH]):
        text = fold(match["phrase"] or match["word"] or "").strip()
        if text and text != "-":
            scope = _SCOPE_OF[match["scope"].lower()] if match["scope"] else Scope.ALL
            others = synonyms_of(text) if synonyms and not match["phrase"] else ()
            terms.append(Term((text, *others), scope, bool(match["minus"])))
    return tuple(dict.fromkeys(terms))[:MAX_TERMS]


def marked_terms(terms: tuple[Term, ...]) -> tuple[str, ...]:
    """The texts to mark in a hit, longest first."""
    return tuple(sorted({text for term in terms if not term.excluded for text in term.texts}, key=len, reverse=True))


def added_words(terms: tuple[Term, ...]) -> tuple[str, ...]:
    """The synonyms that the terms brought with them."""
    return tuple(dict.fromkeys(text for term in terms for text in synonyms_of(term.texts[0]) if text in term.texts))
