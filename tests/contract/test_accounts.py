"""Signing in, the desk and the audit trail mean the same on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.models import Draft, User
from casebook.record import CaseStatus, Kind, Role
from casebook.services import accounts, audit, desk, health, sign_ins
from casebook.services.audit import Action
from casebook.services.sign_ins import SignIn
from tests.factories import PASSWORD, make_case, make_draft, make_report, make_user

HERE = "192.0.2.1"
KEY = "0" * 32


def test_failures_are_counted_and_forgotten_after_success(db_session: Session) -> None:
    user = make_user(db_session)
    for _ in range(accounts.NAME_LIMIT - 1):
        assert isinstance(accounts.authenticate(db_session, user.username, "wrong", HERE), Bilingual)
    assert accounts.authenticate(db_session, user.username, PASSWORD, HERE) is user
    for _ in range(accounts.NAME_LIMIT):
        accounts.authenticate(db_session, user.username, "wrong", HERE)

    assert isinstance(accounts.authenticate(db_session, user.username, PASSWORD, HERE), Bilingual)


@pytest.mark.parametrize("name", ["", "名" * 300, "O'Brien; DROP TABLE user_account", "%", "\u2028", "😀" * 120])
def test_whatever_is_typed_as_a_name_is_answered(db_session: Session, name: str) -> None:
    assert isinstance(accounts.authenticate(db_session, name, "😀" * 500, "f" * 300), Bilingual)
    db_session.flush()


def test_a_session_id_holds_until_the_stamp_changes(db_session: Session) -> None:
    user = make_user(db_session)
    session_id = sign_ins.begin(user).session_id
    assert sign_ins.find(db_session, session_id) == SignIn(user, session_id.rpartition(":")[2])
    accounts.sign_out_everywhere(db_session, user)

    assert sign_ins.find(db_session, session_id) is None


def test_signing_out_ends_one_session_for_good(db_session: Session) -> None:
    user = make_user(db_session)
    left, other = sign_ins.begin(user), sign_ins.begin(user)
    sign_ins.end(db_session, left)
    sign_ins.end(db_session, left)  # from a second window

    assert sign_ins.find(db_session, left.session_id) is None
    assert sign_ins.find(db_session, other.session_id) == other


@pytest.mark.parametrize(
    "session_id", ["", "::", "1", "1:stamp", "x:y:" + KEY, "²:stamp:" + KEY, f"{10**30}:stamp:{KEY}", "1:标记:" + KEY]
)
def test_a_session_id_that_was_never_given_out_opens_nothing(db_session: Session, session_id: str) -> None:
    assert sign_ins.find(db_session, session_id) is None


def test_a_user_name_exists_once(db_session: Session) -> None:
    wanted = {"password": "quiet-river-over-stones", "role": Role.WORKER, "region": "370102"}
    accounts.add_user(db_session, None, username="lin.mo", **wanted)  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        accounts.add_user(db_session, None, username="LIN.MO", **wanted)  # type: ignore[arg-type]

    assert set(refused.value.fields) == {"username"}


def test_the_desk_counts_what_waits(db_session: Session) -> None:
    official = make_user(db_session, Role.OFFICIAL)
    for number in range(desk.SHOWN + 1):
        report = make_report(db_session, official, title=f"报道{number}")
        make_draft(db_session, report)
        make_draft(db_session, report)
        make_case(db_session, official, status=CaseStatus.SUBMITTED, kind=Kind.CARE_HOME)
    db_session.add(Draft(owner=official, proposed={}, typed={}))
    db_session.flush()
    seen = desk.overview(db_session, official)

    assert [(todo.total, len(todo.shown)) for todo in (seen.to_review, seen.to_verify)] == [(6, 5), (6, 5)]
    assert [waiting.open_drafts for waiting in seen.to_review.shown if isinstance(waiting, desk.Waiting)] == [2] * 5
    assert (seen.unsaved.total, seen.own_drafts.total, seen.waiting) == (1, 0, 13)
    assert seen.by_kind == {Kind.CARE_HOME: 6}
    assert len(seen.newest) == desk.SHOWN


def test_an_administrator_reads_the_events_of_the_own_region(db_session: Session) -> None:
    street, city = make_user(db_session, region="370102009"), make_user(db_session, region="3701")
    for user in (street, city):
        audit.record(db_session, user, Action.EXPORT, format="csv")
    db_session.flush()
    whole, part = make_user(db_session, Role.ADMIN, None), make_user(db_session, Role.ADMIN, "370102")

    assert _readers(db_session, whole) == {street, city}
    assert _readers(db_session, part) == {street}
    assert audit.count(db_session, whole, Action.EXPORT) == 2
    assert audit.count(db_session, whole, Action.LOGIN) == 0


def test_a_database_that_answers_is_well(db_session: Session) -> None:
    health.check(db_session)


def _readers(session: Session, admin: User) -> set[User | None]:
    return {event.user for event in audit.latest(session, admin, limit=10)}
