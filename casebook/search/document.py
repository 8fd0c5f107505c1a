"""The search texts of cases and reports: what words are looked up in.

One folded text per case, in sections between marks that folding removes from whatever is typed. A word anywhere in the
case is then one containment test, and a word in one field another, on every database alike. Names of initiatives and
places are followed by their pinyin. The text of a report is one more section of each case that rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from casebook.record import CaseValues
from casebook.search.folding import MARKS, fold
from casebook.search.pinyin import spellings
from casebook.search.words import Scope

#: Raise it when search texts come out otherwise than before (folding, sections, pinyin), and add a migration step, if
#: an empty one: nobody can serve then before ``casebook db upgrade``, which makes those anew that carry another number.
VERSION = 1

_OPEN = dict(zip(Scope, MARKS[0::2], strict=False))
_CLOSE = dict(zip(Scope, MARKS[1::2], strict=False))
#: ``fold`` for kinds and services: many cases have the same.
_usual = lru_cache(maxsize=1 << 12)(fold)


def search_text(values: CaseValues, parent_name: str = "") -> str:
    """The search text of a case with these values; internal fields are left out."""
    place = values["place"]
    levels = {level: _named(part.name) for level, part in place.stated()}
    spelled = [spelling for folded, *spellings in levels.values() for spelling in spellings]
    sections: dict[Scope, Iterable[str]] = {
        Scope.NAME: _named(values["name"]),
        Scope.KIND: [_usual(values["kind"].label.zh)],
        Scope.PARENT: _named(parent_name),
        Scope.SUMMARY: [fold(values["summary"])],
        Scope.PLACE: [fold(str(place)), *spelled],
        Scope.STREET: levels.get("street", ()),
        Scope.COMMUNITY: levels.get("community", ()),
        Scope.SERVICES: map(_usual, values["services"]),
        Scope.OUTCOMES: [fold(outcome.text) for outcome in values["outcomes"]],
    }
    return "".join([_section(scope, lines) for scope, lines in sections.items()])


def document_text(case_text: str, report_texts: Iterable[str]) -> str:
    """All that words are looked up in for a case: its search text, and that of each report as a section of its own."""
    return case_text + "".join(_section(Scope.REPORT, [text]) for text in report_texts)


def bounds(scope: Scope) -> tuple[str, str]:
    """The marks around a section. Each stands once in the search text of a case, so whatever lies between them is the
    section; a ``document_text`` has as many sections of ``Scope.REPORT`` as reports."""
    return _OPEN[scope], _CLOSE[scope]


def section_of(text: str, scope: Scope) -> str:
    """One section of a search text."""
    start, end = bounds(scope)
    return text.partition(start)[2].partition(end)[0]


def _section(scope: Scope, lines: Iterable[str]) -> str:
    return f"{_OPEN[scope]}{chr(10).join(lines)}{_CLOSE[scope]}"


@lru_cache(maxsize=1 << 16)
def _named(name: str) -> tuple[str, ...]:
    """A name, and how it is spelled; places have few names, and spelling one takes its time."""
    folded = fold(name)
    return (folded, *spellings(folded))
