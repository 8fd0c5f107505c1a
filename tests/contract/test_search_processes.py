"""Several processes write, build and read at once, some are killed, and no answer is ever stale; on both databases."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from casebook import migrations
from casebook.db import make_sessions, writing
from casebook.models import Case, CaseChange, SearchBuild, SearchPosting
from casebook.record import Role
from casebook.search import EVERYTHING, CaseQuery, search_for
from casebook.search.index import building, maintenance
from casebook.search.index.checking import faults
from casebook.search.index.grams import gram
from casebook.search.index.lease import Lease, LeaseLost
from tests.factories import make_case, make_user
from tests.support.databases import Backend, Databases
from tests.support.search_processes import HOLDER, running


def test_a_commit_is_found_at_once_whoever_builds_and_whoever_is_killed(
    engine: Engine, sessions: sessionmaker[Session]
) -> None:
    with running("write", engine) as writer, running("build", engine) as builder:
        assert writer.stdout is not None and builder.stdout is not None
        for _ in range(4):
            builder.stdout.readline()
            written = [int(writer.stdout.readline()) for _ in range(5)]
            assert set(written) <= set(_found(sessions, "次调解电"))

    assert _found(sessions, "次调解电") == _stored(sessions)
    lease = Lease(engine, HOLDER)
    assert lease.take()
    maintenance.sweep(lease)
    assert faults(engine, 0) == []
    building.build(engine, lease, 0, polite=False)
    assert _found(sessions, "次调解电") == _stored(sessions)
    assert faults(engine, 0) == []


def test_the_check_finds_what_is_missing_surplus_or_stale(engine: Engine, sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        case = make_case(session, name="调解室", summary="电梯")
        case_id = case.id
        session.commit()
    lease = Lease(engine, "test")
    assert lease.take()
    building.build(engine, lease, 0, polite=False)
    assert faults(engine, 0) == []

    with writing(engine) as connection:
        connection.execute(delete(SearchPosting).where(SearchPosting.gram == gram("调解")))
        connection.execute(update(SearchPosting).where(SearchPosting.gram == gram("梯")).values(gram=gram("鱼")))
        # Behind the back of the log, as only a fault could.
        connection.execute(update(Case.__table__).where(Case.__table__.c.id == case_id).values(team_size_value=7))  # type: ignore[arg-type]
    found = {fault.what for fault in faults(engine, 0)}
    assert {"'调解' in name: missing", "'梯' in summary: missing", "'鱼' in summary: surplus"} <= found
    assert "the attribute size: stale" in found


def test_the_check_is_not_misled_by_cases_that_came_after_the_build(
    engine: Engine, sessions: sessionmaker[Session]
) -> None:
    def make(names: Iterable[str]) -> None:
        with sessions() as session:
            owner = make_user(session)
            for name in names:
                make_case(session, owner, name=name)
            session.commit()

    make("甲乙甲")
    lease = Lease(engine, "test")
    assert lease.take()
    building.build(engine, lease, 0, polite=False)
    make("甲" * 30)
    assert faults(engine, 0) == []


def test_only_the_holder_of_the_lease_builds(engine: Engine) -> None:
    assert Lease(engine, "one").take()
    assert not Lease(engine, "two").take()
    with pytest.raises(LeaseLost):
        building.build(engine, Lease(engine, "two"), 0)
    Lease(engine, "one").release()
    assert Lease(engine, "two").take()


def test_the_index_catches_up_in_the_background_and_forgets_what_all_know(
    engine: Engine, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maintenance, "MOST_PENDING", 2)
    with sessions() as session:
        owner = make_user(session)
        for _ in range(3):
            make_case(session, owner)
        session.commit()

    assert maintenance.catch_up(engine) == 1
    assert maintenance.catch_up(engine) == 0
    with sessions() as session:
        assert session.scalar(select(func.count(CaseChange.seq))) == 1
        assert session.scalars(select(SearchBuild.live)).all() == [True]


def test_what_a_session_has_not_committed_is_its_own(sessions: sessionmaker[Session]) -> None:
    with sessions() as mine, sessions() as other:
        case = make_case(mine, summary="还没提交的案例")
        assert _ids(mine, "还没提交") == [case.id]
        assert _ids(other, "还没提交") == []
        other.rollback()
        mine.rollback()
        assert _ids(mine, "还没提交") == []


def _found(sessions: sessionmaker[Session], word: str) -> list[int]:
    with sessions() as session:
        return _ids(session, word)


def _ids(session: Session, word: str) -> list[int]:
    return sorted(search_for(session).all_ids(CaseQuery(q=word), EVERYTHING))


def _stored(sessions: sessionmaker[Session]) -> list[int]:
    with sessions() as session:
        return list(session.scalars(select(Case.id).order_by(Case.id)))


@pytest.fixture
def engine(databases: Databases, backend: Backend) -> Engine:
    """A database of its own, where commits are commits."""
    made = databases.empty(backend)
    migrations.upgrade(made)
    with make_sessions(made)() as session:
        make_user(session, Role.ADMIN, None)
        session.commit()
    return made


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return make_sessions(engine)
