"""Reports, and their ties to cases."""

from __future__ import annotations

import hashlib
from typing import Any

from sqlalchemy.orm import Session

from casebook.models import Case, CaseReport, Report, User
from casebook.services.search_texts import refresh_report
from tests.factories.user import make_user

TEXT = "历下区甸柳新村街道的邻里帮帮团有队员三十余人，每周上门看望独居老人。"


def make_report(session: Session, user: User | None = None, **values: Any) -> Report:
    """A pasted report, brought by ``user`` for the user's region, with the search text that fits."""
    owner = user or make_user(session)
    text = values.get("text", TEXT)
    report = Report(
        **{
            "title": "邻里帮帮团的一周",
            "text": text,
            "text_hash": hashlib.sha256(text.encode()).hexdigest(),
            "media_type": "text/plain",
            "region_code": owner.region_code,
            "brought_by": owner,
            **values,
        }
    )
    refresh_report(session, report)
    session.add(report)
    session.flush()  # callers want the id
    return report


def attach(session: Session, case: Case, report: Report) -> CaseReport:
    """Let ``case`` rest on ``report``."""
    link = CaseReport(case=case, report=report, attached_by_id=report.brought_by_id)
    session.add(link)
    session.flush()  # so that both sides see the link
    return link
