"""The search text of a case: what words are looked up in.

One folded text per case, in sections between marks that folding removes from whatever is typed. A word anywhere in the
case is then one containment test, and a word in one field another, on every database alike.
"""

from __future__ import annotations

from collections.abc import Iterable

from casebook.record import CaseValues
from casebook.search.folding import MARKS, fold
from casebook.search.words import Scope

_OPEN = dict(zip(Scope, MARKS[0::2], strict=False))
_CLOSE = dict(zip(Scope, MARKS[1::2], strict=False))


def search_text(values: CaseValues, parent_name: str = "") -> str:
    """The search text of a case with these values; internal fields are left out."""
    place = values["place"]
    street, community = place.street, place.community
    sections: dict[Scope, Iterable[str]] = {
        Scope.NAME: [values["name"]],
        Scope.KIND: [values["kind"].label.zh],
        Scope.PARENT: [parent_name],
        Scope.SUMMARY: [values["summary"]],
        Scope.PLACE: [str(place)],
        Scope.STREET: [street.name] if street else [],
        Scope.COMMUNITY: [community.name] if community else [],
        Scope.SERVICES: values["services"],
        Scope.OUTCOMES: [outcome.text for outcome in values["outcomes"]],
    }
    return "".join(f"{_OPEN[scope]}{fold(chr(10).join(texts))}{_CLOSE[scope]}" for scope, texts in sections.items())


def bounds(scope: Scope) -> tuple[str, str]:
    """The marks around a section; each stands once in a search text, so whatever lies between them is the section."""
    return _OPEN[scope], _CLOSE[scope]
