"""Whether the parts that everything rests on answer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.models import User


def check(session: Session) -> None:
    """Ask the database for one row of a real table. Raises what the database raises."""
    session.execute(select(User.id).limit(1)).all()
