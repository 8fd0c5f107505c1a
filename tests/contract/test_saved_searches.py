"""Saved searches and their alerts: what is new since the last time, exactly, for those who may see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from casebook.errors import Invalid, NotFound
from casebook.models import Case, User
from casebook.record import CaseStatus, Kind, Role, decode_values
from casebook.search import CaseQuery, Sort
from casebook.services import alerts, cases, saved_searches
from casebook.services.saved_searches import SameName
from tests.factories import make_user
from tests.factories.case import DIANLIU

HOMES = CaseQuery(q="家园", sort=Sort.NAME)


def test_what_is_entered_later_is_new_until_the_search_is_opened(db_session: Session, user: User) -> None:
    old = enter(db_session, user, "如康家园")
    saved = saved_searches.save(db_session, user, " 历下 的家园 ", HOMES)
    assert (saved.name, new_in(db_session, user)) == ("历下 的家园", 0)
    later = enter(db_session, user, "阳光家园")
    enter(db_session, user, "小网兜")
    assert new_in(db_session, user) == 1
    assert saved_searches.open_search(db_session, user, saved.id) == HOMES
    assert new_in(db_session, user) == 0
    assert saved_searches.new_since_last_time(saved, [old.id, later.id]) == {later.id}


def test_a_case_that_matched_before_is_not_new_and_one_that_comes_to_match_is(db_session: Session, user: User) -> None:
    old, other = enter(db_session, user, "如康家园"), enter(db_session, user, "小网兜")
    saved_searches.save(db_session, user, "家园", HOMES)
    edit(db_session, user, old, summary="补充")
    assert new_in(db_session, user) == 0
    edit(db_session, user, other, name="小网兜家园")
    assert new_in(db_session, user) == 1
    cases.trash(db_session, user, other.id)
    assert new_in(db_session, user) == 0


def test_a_child_that_matches_by_its_parents_new_name_is_new(db_session: Session, user: User) -> None:
    brand = enter(db_session, user, "甸亮初心")
    cases.create(db_session, user, values("党员管家班") | {"parent": brand.id})
    saved_searches.save(db_session, user, "家园", HOMES)
    edit(db_session, user, brand, name="甸亮家园")
    assert new_in(db_session, user) == 2


def test_only_what_the_user_may_see_counts(db_session: Session, user: User) -> None:
    stranger = make_user(db_session, Role.OFFICIAL, "110101")
    saved_searches.save(db_session, stranger, "家园", HOMES)
    case = enter(db_session, user, "如康家园")
    assert new_in(db_session, stranger) == 0
    official = make_user(db_session, Role.OFFICIAL, "370102")
    for status in (CaseStatus.SUBMITTED, CaseStatus.VERIFIED):
        cases.change_status(db_session, official, case.id, status, case.version)
    assert new_in(db_session, stranger) == 1


def test_very_many_changes_give_the_same_number(
    db_session: Session, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "MOST_CHANGED", 1)
    enter(db_session, user, "如康家园")
    saved_searches.save(db_session, user, "家园", HOMES)
    for name in ("阳光家园", "温馨家园", "小网兜"):
        enter(db_session, user, name)
    assert new_in(db_session, user) == 2


def test_a_desk_that_is_loaded_again_searches_nothing(db_session: Session, user: User, statements: list[str]) -> None:
    for name in ("甲", "乙", "丙"):
        saved_searches.save(db_session, user, name, CaseQuery(q=name))
    enter(db_session, user, "甲队")
    assert sum(alert.new or 0 for alert in alerts.alerts(db_session, user)) == 1
    statements.clear()
    assert sum(alert.new or 0 for alert in alerts.alerts(db_session, user)) == 1
    assert len(statements) == 2, statements  # the searches, and whether anything changed


def test_alerts_can_be_switched_off_and_on(db_session: Session, user: User) -> None:
    saved = saved_searches.save(db_session, user, "家园", HOMES)
    enter(db_session, user, "阳光家园")
    saved_searches.set_alerts(db_session, user, saved.id, alerts=False)
    assert [alert.new for alert in alerts.alerts(db_session, user)] == [None]
    saved_searches.set_alerts(db_session, user, saved.id, alerts=True)
    assert new_in(db_session, user) == 1


def test_the_same_name_twice_asks(db_session: Session, user: User) -> None:
    saved = saved_searches.save(db_session, user, "家园", HOMES)
    with pytest.raises(SameName) as asked:
        saved_searches.save(db_session, user, "家园", CaseQuery(kind=(Kind.CARE_HOME,)))
    assert asked.value.search is saved
    saved_searches.save(db_session, user, "家园", CaseQuery(kind=(Kind.CARE_HOME,)), replacing=True)
    assert [saved_searches.query_of(one).kind for one in saved_searches.searches(db_session, user)] == [
        (Kind.CARE_HOME,)
    ]
    other = saved_searches.save(db_session, user, "别的", HOMES)
    with pytest.raises(SameName):
        saved_searches.rename(db_session, user, other.id, "家园")
    assert saved_searches.save(db_session, make_user(db_session), "家园", HOMES).name == "家园"


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_a_search_needs_a_name(db_session: Session, user: User, name: str) -> None:
    with pytest.raises(Invalid):
        saved_searches.save(db_session, user, name, HOMES)


def test_the_searches_of_others_look_like_none(db_session: Session, user: User) -> None:
    saved = saved_searches.save(db_session, user, "家园", HOMES)
    stranger = make_user(db_session, Role.ADMIN, None)
    with pytest.raises(NotFound):
        saved_searches.open_search(db_session, stranger, saved.id)
    with pytest.raises(NotFound):
        saved_searches.delete(db_session, stranger, saved.id)
    assert saved_searches.delete(db_session, user, saved.id) == "家园"
    assert saved_searches.saved_as(db_session, user, HOMES) is None


def values(name: str) -> dict[str, object]:
    return decode_values({}) | {"name": name, "kind": Kind.VOLUNTEER_TEAM, "place": DIANLIU}


def enter(session: Session, user: User, name: str) -> Case:
    return cases.create(session, user, values(name))


def edit(session: Session, user: User, case: Case, **changed: object) -> None:
    now = {name: getattr(case, name) for name in decode_values({})}
    cases.update(session, user, case.id, now | changed, case.version)


def new_in(session: Session, user: User) -> int | None:
    """How many cases are new in the only search of the user."""
    (alert,) = alerts.alerts(session, user)
    return alert.new


@pytest.fixture
def user(db_session: Session) -> User:
    return make_user(db_session)


@pytest.fixture
def statements(connection: Connection) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)
