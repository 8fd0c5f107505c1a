"""Entries of a case's history."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from casebook.models import Case, Revision, RevisionAction


def make_revision(session: Session, case: Case, **values: Any) -> Revision:
    """The revision that belongs to the present version of ``case``, by whoever made that version."""
    revision = Revision(
        **{
            "case": case,
            "version": case.version,
            "user_id": case.updated_by_id,
            "action": RevisionAction.CREATE,
            **values,
        }
    )
    session.add(revision)
    session.flush()  # callers want the id
    return revision
