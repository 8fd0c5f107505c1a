"""Saved searches: a listing under a name, for the person who saved it and nobody else.

Opening one is an act of its own: it notes which cases match now, and what comes later counts as new.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from urllib.parse import parse_qs

from pyroaring import BitMap
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.errors import DomainError, Invalid, NotFound
from casebook.models import SavedSearch, User
from casebook.models.saved_search import SEARCH_NAME_LENGTH
from casebook.search import CaseQuery, parse, unparse
from casebook.services import audit, listing

#: A person who needs more has other questions; each costs the desk a moment.
MOST_SEARCHES = 50


class SameName(DomainError):
    """The user has a search of this name: replace it, or choose another name. ``search`` is the known one."""

    def __init__(self, search: SavedSearch) -> None:
        super().__init__(_SAME_NAME.format(name=search.name))
        self.search = search


def searches(session: Session, user: User) -> Sequence[SavedSearch]:
    """The searches of the user, by name."""
    return session.scalars(_own(user).order_by(SavedSearch.name)).all()


def save(
    session: Session, user: User, name: str, query: CaseQuery, *, alerts: bool = True, replacing: bool = False
) -> SavedSearch:
    """Keep ``query`` under ``name``; what matches now counts as seen.

    Raises ``Invalid`` for a name or where there are too many, ``SameName`` unless ``replacing`` says what to do then.
    """
    name = _checked(name)
    saved = _named(session, user, name)
    if saved is not None and not replacing:
        raise SameName(saved)
    if saved is None:
        if (session.scalar(select(func.count()).select_from(_own(user).subquery())) or 0) >= MOST_SEARCHES:
            raise Invalid(_TOO_MANY, {"name": _TOO_MANY})
        saved = SavedSearch(user_id=user.id, name=name)
    saved.query, saved.alerts = unparse(replace(query, page=1)), alerts
    _see(session, user, saved)
    saved.seen_before = saved.seen
    session.add(saved)
    session.flush()  # the event names the search by its id
    audit.record(session, user, audit.Action.SEARCH_SAVED, "search", saved.id)
    return saved


def open_search(session: Session, user: User, search_id: int) -> CaseQuery:
    """The listing of a saved search; what is new in it up to now stays marked until the next time."""
    saved = require_own(session, user, search_id)
    saved.seen_before = saved.seen
    _see(session, user, saved)
    session.flush()
    return query_of(saved)


def rename(session: Session, user: User, search_id: int, name: str) -> SavedSearch:
    """Give a saved search another name. Raises ``Invalid`` and ``SameName`` as ``save`` does."""
    saved, name = require_own(session, user, search_id), _checked(name)
    known = _named(session, user, name)
    if known is not None and known is not saved:
        raise SameName(known)
    saved.name = name
    audit.record(session, user, audit.Action.SEARCH_CHANGED, "search", saved.id)
    session.flush()
    return saved


def set_alerts(session: Session, user: User, search_id: int, *, alerts: bool) -> SavedSearch:
    """Say whether the desk counts what is new."""
    saved = require_own(session, user, search_id)
    saved.alerts = alerts
    audit.record(session, user, audit.Action.SEARCH_CHANGED, "search", saved.id, alerts=alerts)
    session.flush()
    return saved


def delete(session: Session, user: User, search_id: int) -> str:
    """Forget a saved search; returns its name. The cases are not touched."""
    saved = require_own(session, user, search_id)
    session.delete(saved)
    audit.record(session, user, audit.Action.SEARCH_DELETED, "search", saved.id)
    session.flush()
    return saved.name


def require_own(session: Session, user: User, search_id: int) -> SavedSearch:
    """The search, or NotFound where it is another person's."""
    saved = session.get(SavedSearch, search_id)
    if saved is None or saved.user_id != user.id:
        raise NotFound(_NO_SEARCH)
    return saved


def query_of(saved: SavedSearch) -> CaseQuery:
    """The question that a saved search asks; a condition that no version knows any more is left out."""
    return parse(parse_qs(saved.query))[0]


def saved_as(session: Session, user: User, query: CaseQuery) -> SavedSearch | None:
    """The saved search that asks what ``query`` asks, whatever the order, page and columns."""
    wanted = query.conditions
    return next((one for one in searches(session, user) if query_of(one).conditions == wanted), None)


def new_since_last_time(saved: SavedSearch, ids: Collection[int]) -> set[int]:
    """Which of the matching cases ``ids`` did not match when the search was opened the time before."""
    before = BitMap.deserialize(saved.seen_before)
    return {case_id for case_id in ids if case_id not in before}


def _see(session: Session, user: User, saved: SavedSearch) -> None:
    saved.opened_at = now()  # before the search: what is saved meanwhile must not be missed later
    saved.seen = BitMap(listing.all_ids(session, user, query_of(saved))).serialize()


def _own(user: User) -> Select[SavedSearch]:
    return select(SavedSearch).where(SavedSearch.user_id == user.id)


def _named(session: Session, user: User, name: str) -> SavedSearch | None:
    return session.scalars(_own(user).where(SavedSearch.name == name)).one_or_none()


def _checked(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= SEARCH_NAME_LENGTH:
        raise Invalid(_BAD_NAME, {"name": _BAD_NAME})
    return name


_SAME_NAME = Bilingual(
    "您已有名为“{name}”的查询。请选择：替换它，或换一个名称。",
    "You have a search called “{name}”. Choose: replace it, or take another name.",
)
_BAD_NAME = Bilingual(
    f"请填写名称，最多 {SEARCH_NAME_LENGTH} 个字。", f"Enter a name of at most {SEARCH_NAME_LENGTH} characters."
)
_TOO_MANY = Bilingual(
    f"最多保存 {MOST_SEARCHES} 个查询，请先删除不用的。",
    f"At most {MOST_SEARCHES} searches are kept. Delete one that you no longer need.",
)
_NO_SEARCH = Bilingual("没有这个保存的查询，可能已被删除。", "There is no such saved search; it may have been deleted.")
