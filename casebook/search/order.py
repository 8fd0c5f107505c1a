"""Where a case stands in a listing, as a list of plain values: what keeps a cursor in place while cases come and go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from casebook.search.document import section_of
from casebook.search.query import CaseQuery, Sort
from casebook.search.words import Scope

if TYPE_CHECKING:
    from casebook.models import Case

#: Compared item by item, ascending; JSON can carry it.
Key: TypeAlias = list[Any]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: After the last character of a text that sorts backwards: a longer text comes before its beginning.
_END = 1


def key_of(case: Case, query: CaseQuery) -> Key:
    """The key of ``case`` in the order of ``query``: no two cases have the same, and the listing has them ascending."""
    newest: Key = [_backwards(case.reported_on), -case.id]
    match query.order:
        case Sort.NEWEST:
            return newest
        case Sort.OLDEST:
            return [case.reported_on, case.id]
        case Sort.NAME:
            return [case.name, case.id]
        case Sort.SIZE:
            size = case.team_size.value if case.team_size else None
            return [size is None, -(size or 0), -case.id]
        case Sort.UPDATED:
            return [-((case.updated_at - _EPOCH) // _MICROSECOND), -case.id]
        case Sort.RELEVANCE:
            return [-_words_in_name(case, query), *newest]


def _words_in_name(case: Case, query: CaseQuery) -> int:
    name = section_of(case.search_text, Scope.NAME)
    return sum(any(text in name for text in term.texts) for term in query.terms if not term.excluded)


def _backwards(text: str) -> list[int]:
    return [*(-ord(char) for char in text), _END]
