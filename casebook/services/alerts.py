"""What has come into a user's saved searches since they were last opened, for the desk.

Only cases that changed since then are looked at, and what was found is remembered until something else changes: a desk
that is loaded again asks the database one tiny question.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

from pyroaring import BitMap
from sqlalchemy import CompoundSelect, Engine, func, select
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.models import Case, Revision, SavedSearch, User
from casebook.services import listing, saved_searches
from casebook.services.filters import in_words

#: Up to so many changed cases are tested one by one; beyond that, one whole search is quicker.
MOST_CHANGED = 1000
#: A change may become visible a little after its own time stamp: when its transaction ends.
_LATE = timedelta(minutes=10)
#: Seconds after which a number is counted anew even if nothing seems to have changed, and how many are remembered.
_KEPT, _REMEMBERED = 600.0, 5000

_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved search and how many cases are new in it; None where its alerts are off."""

    search: SavedSearch
    new: int | None
    conditions: Bilingual

    @property
    def has_news(self) -> bool:
        """Whether the desk has something to tell."""
        return bool(self.new)


class _Memory:
    """Counts by everything that they depend on."""

    def __init__(self) -> None:
        self._counts: dict[_Key, tuple[float, int]] = {}
        self._lock = Lock()

    def get(self, key: _Key) -> int | None:
        with self._lock:
            until, count = self._counts.get(key, (0.0, 0))
        return count if time.monotonic() < until else None

    def keep(self, key: _Key, count: int) -> None:
        with self._lock:
            if len(self._counts) >= _REMEMBERED:
                self._counts.clear()
            self._counts[key] = (time.monotonic() + _KEPT, count)


#: One for each database, gone with it.
_memories: WeakKeyDictionary[Engine, _Memory] = WeakKeyDictionary()


def alerts(session: Session, user: User) -> Sequence[Alert]:
    """The saved searches of the user, each with the number of new cases."""
    found = saved_searches.searches(session, user)
    newest = session.scalar(select(func.max(Revision.id))) if any(one.alerts for one in found) else None
    return [
        Alert(
            saved,
            _count(session, user, saved, newest) if saved.alerts else None,
            in_words(saved_searches.query_of(saved)),
        )
        for saved in found
    ]


def _count(session: Session, user: User, saved: SavedSearch, newest: int | None) -> int:
    memory = _memories.setdefault(session.get_bind().engine, _Memory())
    key = (saved.id, saved.query, saved.opened_at, user.role, user.region_code, newest)
    count = memory.get(key)
    if count is None:
        count = len(_new(session, user, saved))
        memory.keep(key, count)
    return count


def _new(session: Session, user: User, saved: SavedSearch) -> BitMap:
    """The ids that match now and did not when the search was last opened."""
    query = saved_searches.query_of(saved)
    changed = session.scalars(_changed(saved.opened_at - _LATE).limit(MOST_CHANGED + 1)).all()
    if len(changed) > MOST_CHANGED:
        matching = BitMap(listing.all_ids(session, user, query))
    else:
        matching = BitMap(listing.matching(session, user, query, changed))
    return matching - BitMap.deserialize(saved.seen)


def _changed(since: datetime) -> CompoundSelect[int]:
    """The cases that were saved since, and those below them: the name of a parent is looked up in its children, too."""
    saved = select(Case.id).where(Case.updated_at >= since)
    return saved.union(select(Case.id).where(Case.parent_id.in_(saved)))
