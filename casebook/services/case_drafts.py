"""What a person typed into the form of a case and has not saved: kept on the server, restored, or thrown away.

Each form carries a key made when it was opened. It names the draft while there is one, and afterwards the case that
became of it, so that a form sent twice makes one case.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.models import Case, Draft, User
from casebook.record import DraftState

#: Where a draft keeps the key of its form, beside what was typed.
_KEY = "form-key"
_MOST_KEY = 64


def new_key() -> str:
    """A key for a form that is opened."""
    return secrets.token_urlsafe(16)


def open_draft(
    session: Session, user: User, case_id: int | None = None, *, draft_id: int | None = None
) -> Draft | None:
    """What the user typed last and has not saved, for a case or for a new one; the draft ``draft_id`` if it is open.

    Two forms that were open at once leave two drafts of new cases.
    """
    mine = _mine(user, case_id).where(Draft.state == DraftState.OPEN)
    newest = Draft.updated_at.desc()
    order = (newest,) if draft_id is None else ((Draft.id == draft_id).desc(), newest)
    return session.scalars(mine.order_by(*order).limit(1)).one_or_none()


def typed_in(draft: Draft) -> dict[str, list[str]]:
    """The form as it was typed."""
    return {name: texts for name, texts in (draft.typed or {}).items() if name != _KEY}


def key_of(draft: Draft) -> str:
    """The key of the form that the draft was typed into."""
    return str((draft.typed or {}).get(_KEY, ""))


def keep(
    session: Session,
    user: User,
    typed: Mapping[str, Any],
    key: str,
    *,
    case_id: int | None = None,
    version: int | None = None,
) -> Draft | None:
    """Keep a half-filled form; None where it has been saved as a case already and there is nothing to keep.

    ``version`` is the version of the case that the person sees.
    """
    _one_at_a_time(session, user)
    if case_id is None and case_made_from(session, user, key) is not None:
        return None
    draft = _with_key(session, user, key) if case_id is None else open_draft(session, user, case_id)
    if draft is None:
        draft = Draft(owner_id=user.id, case_id=case_id)
        session.add(draft)
    draft.base_version = version
    draft.typed = {**typed, _KEY: _tidy(key)}
    session.flush()
    return draft


def discard(session: Session, user: User, *, key: str = "", case_id: int | None = None) -> None:
    """Throw away what was typed for a case, or (by the key of its form) for a new one."""
    _one_at_a_time(session, user)
    draft = _with_key(session, user, key) if case_id is None else open_draft(session, user, case_id)
    if draft is not None:
        session.delete(draft)
        session.flush()


def case_made_from(session: Session, user: User, key: str) -> Case | None:
    """The case that a form with this key has become. Holds back other saves of the user until the transaction ends."""
    _one_at_a_time(session, user)
    made = select(Draft).where(Draft.owner_id == user.id, Draft.state == DraftState.ACCEPTED, _has_key(key))
    draft = session.scalars(made.limit(1)).one_or_none()
    return draft.case if draft else None


def finish_new(session: Session, user: User, key: str, case: Case) -> None:
    """The form has become a case: its draft is closed and keeps nothing but the key."""
    draft = _with_key(session, user, key) or Draft(owner_id=user.id)
    session.add(draft)
    draft.case_id, draft.state, draft.typed = case.id, DraftState.ACCEPTED, {_KEY: _tidy(key)}
    session.flush()


def _tidy(key: str) -> str:
    """A key as it can be stored, whatever a form claims it to be."""
    return key.replace("\0", "")[:_MOST_KEY]


def _mine(user: User, case_id: int | None) -> Any:
    about = Draft.case_id.is_(None) if case_id is None else Draft.case_id == case_id
    return select(Draft).where(Draft.owner_id == user.id, Draft.report_id.is_(None), about)


def _has_key(key: str) -> Any:
    return Draft.typed[_KEY].as_string() == _tidy(key)


def _with_key(session: Session, user: User, key: str) -> Draft | None:
    mine = _mine(user, None).where(Draft.state == DraftState.OPEN, _has_key(key))
    return session.scalars(mine.limit(1)).one_or_none()


def _one_at_a_time(session: Session, user: User) -> None:
    """Let the saves of one user wait for each other, so that a double click finds what the first one made.

    The weaker lock (``key_share``) does not wait for rows that merely point at the user. Two saves may both have
    written such rows before they come here, and with the full lock each would wait for the other.
    """
    session.execute(select(User.id).where(User.id == user.id).with_for_update(key_share=True))
