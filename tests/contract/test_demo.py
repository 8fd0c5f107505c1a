"""The demonstration, as its visitors find it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.errors import Invalid, NotFound
from casebook.models import Case, Report, User
from casebook.record import CaseStatus, Kind, Place, Role
from casebook.services import access, accounts, demo
from tests.factories import make_user


def test_each_role_gets_an_account_that_can_sign_in(db_session: Session) -> None:
    made = demo.prepare(db_session)
    assert {account.role for account in made} == set(Role)
    for account in made:
        user = accounts.authenticate(db_session, account.username, account.password, "127.0.0.1")
        assert isinstance(user, User)


def test_a_reader_finds_verified_cases_of_the_three_kinds(db_session: Session) -> None:
    made = demo.prepare(db_session)
    reporter = accounts.named(db_session, next(one.username for one in made if one.role is Role.REPORTER))
    found = db_session.scalars(select(Case).where(access.visible_cases(reporter))).all()
    assert {case.status for case in found} == {CaseStatus.VERIFIED}
    assert {case.kind for case in found} >= {Kind.VOLUNTEER_TEAM, Kind.MEDIATION_PLATFORM, Kind.CARE_HOME}


def test_an_official_finds_one_report_left_to_review(db_session: Session) -> None:
    made = demo.prepare(db_session)
    official = accounts.named(db_session, next(one.username for one in made if one.role is Role.OFFICIAL))
    waiting = db_session.scalars(select(Report).where(access.reviewable_reports(official))).all()
    assert len(waiting) == 1
    assert waiting[0].drafts
    assert not any(draft.case for draft in waiting[0].drafts)
    assert all(access.may_enter(official, code) for code in places_of(waiting[0]))


def test_a_second_call_keeps_everything_and_gives_no_password_away(db_session: Session) -> None:
    demo.prepare(db_session)
    before = counts(db_session)
    assert demo.prepare(db_session) == []
    assert counts(db_session) == before


def test_lost_passwords_are_replaced(db_session: Session) -> None:
    first = demo.prepare(db_session)[0]
    again = demo.renew_passwords(db_session)[0]
    assert again.password != first.password
    assert not isinstance(accounts.authenticate(db_session, first.username, first.password, "127.0.0.1"), User)
    assert isinstance(accounts.authenticate(db_session, again.username, again.password, "127.0.0.1"), User)


def test_a_database_of_real_people_is_left_alone(db_session: Session) -> None:
    make_user(db_session)
    with pytest.raises(Invalid):
        demo.prepare(db_session)
    with pytest.raises(NotFound):
        demo.renew_passwords(db_session)


def counts(session: Session) -> list[int | None]:
    return [session.scalar(select(func.count()).select_from(model)) for model in (User, Report, Case)]


def places_of(report: Report) -> list[str | None]:
    """The finest codes of the places that the drafts of a report name."""
    return [Place.from_json(draft.proposed["place"]).code for draft in report.drafts]
