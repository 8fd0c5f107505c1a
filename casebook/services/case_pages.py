"""Pages of a listing that stay in place while cases come and go: for programs that read it to its end.

A cursor holds the place of the last case that was handed out: its key in the order of the listing
(``casebook.search.order``), and the position it had. The next page begins with the first case whose key is greater.
Cases that were added or removed meanwhile shift the position, so it is only where looking for the key begins; without
such changes that takes one look. A case whose own key changes may be met twice or not at all, as in any list.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.models import Case, User
from casebook.search import PAGE_SIZES, CaseQuery, CaseSearch, CaseVisibility, search_for, unparse
from casebook.search.order import Key, key_of
from casebook.services import access, tags
from casebook.services.filters import value_label

#: More than any listing holds; beyond it a cursor was made up.
_LARGEST_POSITION = 10**9


@dataclass(frozen=True, slots=True)
class CasePage:
    """Cases in order, how many the listing has in all, and the cursor of the next page (None on the last one)."""

    cases: Sequence[Case]
    total: int
    next: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """One value of a facet: how it reads, and how many cases it would leave."""

    value: str
    label: Bilingual
    count: int


def page(session: Session, user: User, query: CaseQuery, *, limit: int, cursor: str | None = None) -> CasePage:
    """The first ``limit`` cases of ``query``, or those after ``cursor``; page numbers in ``query`` are ignored.

    Raises ``Invalid`` for ``cursor`` where it belongs to another query or was never given out.
    """
    query = _present(session, query)
    listing = _Listing(session, search_for(session), access.visibility(user), query)
    start = listing.first_after(*_read(cursor, query)) if cursor else 0
    ids = listing.window(start, limit)
    cases, total = _load(session, ids), listing.total
    more = bool(cases) and start + len(ids) < total
    return CasePage(cases, total, _write(query, start + len(ids), key_of(cases[-1], query)) if more else None)


def facets(session: Session, user: User, query: CaseQuery, names: Sequence[str]) -> Mapping[str, Sequence[Count]]:
    """The values of the facets ``names`` with their counts, the most frequent first."""
    if not names:
        return {}
    asked = replace(_present(session, query), page=1, per_page=1)
    counted = search_for(session).hits(asked, access.visibility(user), names).facets
    return {
        name: sorted(
            (Count(value, value_label(name, value), count) for value, count in counted[name].items()),
            key=lambda choice: (-choice.count, choice.value),
        )
        for name in names
    }


class _Listing:
    """All cases of a query by their positions."""

    def __init__(self, session: Session, search: CaseSearch, visible: CaseVisibility, query: CaseQuery) -> None:
        self._session, self._search, self._visible, self._query = session, search, visible, query
        self.total = search.hits(replace(query, page=1, per_page=1), visible).total

    def window(self, start: int, length: int) -> Sequence[int]:
        """The ids at ``length`` positions from ``start`` on. The engine knows pages only: a window lies on two."""
        number, skipped = divmod(start, length)
        found = list(self._page(number, length))
        if skipped:
            found += self._page(number + 1, length)
        return found[skipped : skipped + length]

    def first_after(self, key: Key, guess: int) -> int:
        """The first position whose case comes after ``key``; looked for around ``guess``, in growing steps."""
        low, high, step = 0, self.total, 1
        at = min(guess, high)
        while True:
            if at < high and not self._is_after(at, key):
                low = at + 1
                at = low + step if low + step < high else (low + high) // 2
            elif at > low and self._is_after(at - 1, key):
                high = at - 1
                at = high - step if high - step > low else (low + high) // 2
            else:
                return at
            step *= 2

    def _is_after(self, position: int, key: Key) -> bool:
        case = self._session.get_one(Case, self._page(position, 1)[0])
        try:
            return key_of(case, self._query) > key
        except TypeError as error:
            raise _unusable() from error

    def _page(self, number: int, length: int) -> Sequence[int]:
        return self._search.hits(replace(self._query, page=number + 1, per_page=length), self._visible).ids


def _present(session: Session, query: CaseQuery) -> CaseQuery:
    """The query with tags by their present names, as the page looks for them."""
    return replace(query, tag=tags.called_now(session, query.tag)) if query.tag else query


def _write(query: CaseQuery, position: int, key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps([_mark(query), position, key]).encode()).decode()


def _read(cursor: str, query: CaseQuery) -> tuple[Key, int]:
    try:
        mark, position, key = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii", "replace")))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise _unusable() from error
    if mark != _mark(query):
        raise Invalid(_OTHER_QUERY, {"cursor": _OTHER_QUERY})
    if type(position) is not int or not 0 <= position <= _LARGEST_POSITION or not isinstance(key, list):
        raise _unusable()
    return key, position


def _mark(query: CaseQuery) -> str:
    """Tells queries apart; the size of a page may change on the way."""
    asked = unparse(replace(query, page=1, per_page=PAGE_SIZES[0], sort=query.order))
    return hashlib.sha256(asked.encode()).hexdigest()[:12]


def _load(session: Session, ids: Sequence[int]) -> list[Case]:
    """The cases in the order of ``ids``; one that went meanwhile is left out."""
    found = session.scalars(select(Case).where(Case.id.in_(ids)).options(selectinload(Case.parent_case)))
    by_id = {case.id: case for case in found}
    return [by_id[case_id] for case_id in ids if case_id in by_id]


def _unusable() -> Invalid:
    return Invalid(_NO_CURSOR, {"cursor": _NO_CURSOR})


_NO_CURSOR = Bilingual(
    "这不是可用的游标。请从第一页开始。", "This is no cursor that was given out. Begin with the first page."
)
_OTHER_QUERY = Bilingual(
    "游标属于另一次查询。翻页时请保持其他参数不变。",
    "The cursor belongs to another query. Keep the other parameters as they are from page to page.",
)
