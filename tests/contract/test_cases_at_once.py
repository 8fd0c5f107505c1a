"""Two people, or two clicks, at the same moment: real connections and real commits."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from casebook import migrations
from casebook.db import announce_write, make_sessions
from casebook.models import Case, Revision, User
from casebook.record import Kind
from casebook.services import case_drafts, cases
from tests.factories import make_user
from tests.factories.case import DIANLIU
from tests.support.databases import Backend, Databases

TEAM = {"name": "甸亮初心", "kind": Kind.VOLUNTEER_TEAM, "place": DIANLIU}
Act = Callable[[Session, User], Any]


def test_of_two_saves_of_one_field_one_is_asked(sessions: sessionmaker[Session], user_id: int) -> None:
    case_id = together(sessions, user_id, [lambda session, user: cases.create(session, user, TEAM).id])[0]

    def rename(name: str) -> Act:
        return lambda session, user: cases.update(session, user, case_id, {**TEAM, "name": name}, 1).version

    outcomes = together(sessions, user_id, [rename("一"), rename("二")])
    assert sorted(isinstance(outcome, cases.EditConflict) for outcome in outcomes) == [False, True]
    with sessions() as session:
        assert session.get_one(Case, case_id).version == 2
        assert session.scalar(select(func.count(Revision.id))) == 2


def test_two_saves_of_different_fields_are_both_kept(sessions: sessionmaker[Session], user_id: int) -> None:
    case_id = together(sessions, user_id, [lambda session, user: cases.create(session, user, TEAM).id])[0]

    def save(**changed: Any) -> Act:
        return lambda session, user: cases.update(session, user, case_id, {**TEAM, **changed}, 1).version

    assert sorted(together(sessions, user_id, [save(name="暖心甸柳"), save(services=("陪诊",))])) == [2, 3]
    with sessions() as session:
        case = session.get_one(Case, case_id)
        assert (case.name, case.services) == ("暖心甸柳", ("陪诊",))


def test_a_double_click_makes_one_case(sessions: sessionmaker[Session], user_id: int) -> None:
    def send(session: Session, user: User) -> int:
        made = case_drafts.case_made_from(session, user, "k1")
        if made is None:
            made = cases.create(session, user, TEAM)
            case_drafts.finish_new(session, user, "k1", made)
        return made.id

    first, second = together(sessions, user_id, [send, send])
    assert first == second
    with sessions() as session:
        assert session.scalar(select(func.count(Case.id))) == 1


def together(sessions: sessionmaker[Session], user_id: int, acts: list[Act]) -> list[Any]:
    """Do all acts at once, each in a session and a transaction of its own; an exception is an outcome, too."""
    start = Barrier(len(acts))

    def run(act: Act) -> Any:
        with sessions() as session:
            start.wait()
            announce_write(session)
            try:
                result = act(session, session.get_one(User, user_id))
            except cases.EditConflict as conflict:
                return conflict
            session.commit()
            return result

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def sessions(databases: Databases, backend: Backend) -> sessionmaker[Session]:
    """Sessions on a database of its own, where commits are commits."""
    engine = databases.empty(backend)
    migrations.upgrade(engine)
    return make_sessions(engine)


@pytest.fixture
def user_id(sessions: sessionmaker[Session]) -> int:
    with sessions() as session:
        user = make_user(session)
        session.commit()
        return user.id
