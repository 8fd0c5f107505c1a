"""The rates for administrators count what people decided, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casebook.errors import Invalid, NotAllowed
from casebook.models import User
from casebook.record import EvidenceState, Method, Role
from casebook.services.extraction_quality import quality
from tests.factories import make_evidence, make_report, make_user

ACCEPTED, EDITED, REJECTED = EvidenceState.ACCEPTED, EvidenceState.EDITED, EvidenceState.REJECTED


def test_decisions_are_counted_by_field_method_and_confidence(db_session: Session) -> None:
    admin = make_user(db_session, Role.ADMIN, "370102")
    decided(db_session, admin, ACCEPTED, confidence=0.95)
    decided(db_session, admin, EDITED, confidence=0.6, field="district", method=Method.MODEL)
    decided(db_session, admin, REJECTED, confidence=0.9)
    decided(db_session, admin, ACCEPTED, method=Method.PERSON)
    decided(db_session, admin, EvidenceState.PROPOSED)
    found = quality(db_session, admin)
    assert (found.total.accepted, found.total.edited, found.total.rejected) == (1, 1, 1)
    assert [(row.label.en, row.total) for row in found.fields] == [("Name", 2), ("District", 1)]
    assert [(row.label.zh, row.total) for row in found.methods] == [("规则", 2), ("统计模型", 1)]
    assert [(row.label.zh, row.total) for row in found.bands] == [("0.9 – 1.0", 2), ("0.5 – 0.7", 1)]
    assert found.fields[0].share(found.fields[0].accepted) == "50%"


def test_an_administrator_sees_the_reports_of_the_own_region(db_session: Session) -> None:
    admin, all_over = (make_user(db_session, Role.ADMIN, region) for region in ("370102", None))
    decided(db_session, make_user(db_session, Role.WORKER, "370102009"), ACCEPTED)
    decided(db_session, make_user(db_session, Role.WORKER, "370114"), ACCEPTED)
    assert quality(db_session, admin).total.total == 1
    assert quality(db_session, all_over).total.total == 2


def test_days_of_the_period_are_chinese_ones(db_session: Session) -> None:
    admin = make_user(db_session, Role.ADMIN, None)
    decided(db_session, admin, ACCEPTED, decided_at=datetime(2026, 5, 1, 16, 30, tzinfo=UTC))  # 2 May in China
    second, third = date(2026, 5, 2), date(2026, 5, 3)
    assert quality(db_session, admin, second, second).total.total == 1
    assert quality(db_session, admin, third).total.total == 0
    assert quality(db_session, admin, None, date(2026, 5, 1)).total.total == 0
    assert quality(db_session, admin, None, date.max).total.total == 1


def test_others_and_periods_that_end_before_they_begin_are_refused(db_session: Session) -> None:
    with pytest.raises(NotAllowed):
        quality(db_session, make_user(db_session, Role.OFFICIAL))
    with pytest.raises(Invalid):
        quality(db_session, make_user(db_session, Role.ADMIN), date(2026, 5, 2), date(2026, 5, 1))


def decided(session: Session, user: User, state: EvidenceState, **values: Any) -> None:
    report = make_report(session, user)
    moment = {"decided_at": datetime(2026, 5, 2, 4, tzinfo=UTC), "decided_by_id": user.id}
    make_evidence(session, report, "邻里帮帮团", **{"state": state, **moment, **values})
