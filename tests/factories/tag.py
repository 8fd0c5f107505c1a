"""Tags."""

from __future__ import annotations

from itertools import count

from sqlalchemy.orm import Session

from casebook.models import Tag, User
from tests.factories.user import LIXIA, make_user

_numbers = count(1)


def make_tag(session: Session, name: str | None = None, region: str = LIXIA, user: User | None = None) -> Tag:
    """A tag of a division; "" is the whole country."""
    owner = user or make_user(session)
    tag = Tag(name=name or f"标签{next(_numbers)}", region_code=region, created_by_id=owner.id)
    session.add(tag)
    session.flush()  # callers want the id
    return tag
