"""Evidence for a value."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from casebook.models import Evidence, Report
from casebook.record import Method


def make_evidence(session: Session, report: Report, quote: str, **values: Any) -> Evidence:
    """Evidence for a name, at the first place where ``quote`` stands in the text of ``report``."""
    start = report.text.index(quote)
    evidence = Evidence(
        **{
            "report": report,
            "field": "name",
            "value": quote,
            "start": start,
            "end": start + len(quote),
            "quote": quote,
            "method": Method.RULE,
            "confidence": 0.9,
            **values,
        }
    )
    session.add(evidence)
    session.flush()  # callers want the id
    return evidence
