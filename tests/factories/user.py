"""Accounts."""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from casebook.models import User
from casebook.record import Role
from casebook.services import passwords

#: The password of every account made here.
PASSWORD = "a-quiet-street-in-spring"
#: 历下区, where tests play unless they say otherwise.
LIXIA = "370102"
_numbers = count(1)


@cache
def _password_hash() -> str:
    """The hash, reckoned once for all accounts."""
    return passwords.hash_of(PASSWORD)


def make_user(session: Session, role: Role = Role.WORKER, region: str | None = LIXIA, **values: Any) -> User:
    """An account that can sign in with ``PASSWORD``; ``region`` None is the whole country."""
    number = next(_numbers)
    user = User(
        **{
            "username": f"{role.value}{number}",
            "display_name": f"{role.label.zh}{number}",
            "password_hash": _password_hash(),
            "role": role,
            "region_code": region,
            "session_stamp": f"stamp{number}",
            **values,
        }
    )
    session.add(user)
    session.flush()  # callers want the id
    return user
