"""Drafts of initiatives under review."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from casebook.models import Draft, Report
from tests.factories.report import make_report


def make_draft(session: Session, report: Report | None = None, **values: Any) -> Draft:
    """An open draft of a report; ``values`` are attributes of ``Draft``."""
    draft = Draft(
        **{
            "report": report or make_report(session),
            "proposed": {"name": "邻里帮帮团", "kind": "volunteer_team"},
            **values,
        }
    )
    session.add(draft)
    session.flush()  # callers want the id
    return draft
