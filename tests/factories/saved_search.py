"""Saved searches."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casebook.models import SavedSearch, User
from casebook.search import CaseQuery
from casebook.services import saved_searches


def make_saved_search(
    session: Session, user: User, name: str = "历下的助残家园", query: CaseQuery | None = None
) -> SavedSearch:
    """A search that its owner has just saved; all that matches now is seen."""
    return saved_searches.save(session, user, name, query or CaseQuery(q="家园"))
