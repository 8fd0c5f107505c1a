"""How much a page costs at 20,000 cases, counted in work and not in time: statements, and bytes of the index read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from pyroaring import BitMap
from sqlalchemy import Engine, event, insert
from sqlalchemy.orm import Session

from casebook import migrations
from casebook.db import make_engine, make_sessions, now, writing
from casebook.models import Case, User
from casebook.models.case_change import log_changes
from casebook.record import CaseStatus, Kind, Role
from casebook.search import EVERYTHING, FACETS, CaseQuery, Sort, search_for, warm
from casebook.search.document import bounds
from casebook.search.index import building, postings
from casebook.search.index.lease import Lease
from casebook.search.words import Scope
from casebook.services import listing
from tests.factories import make_user
from tests.support.databases import Databases

CASES = 20_000
DISTRICTS = [f"3701{number:02}" for number in range(2, 17)]
WORDS = "调解 电梯 停车 漏水 噪音 网格员 志愿者 协商会 居民公约 老旧小区 加装 管道 邻里 走访 满意".split()
RARE = "蟋蟀斋"


class Work:
    """What has been done since ``reset``."""

    def __init__(self) -> None:
        self.statements = self.bytes = 0


class _Counted(BitMap):
    """A set that says how many bytes were read."""

    work = Work()

    @classmethod
    def deserialize(cls, data: bytes) -> _Counted:
        cls.work.bytes += len(data)
        return cls(BitMap.deserialize(data))


@pytest.mark.parametrize(
    ("query", "statements", "kilobytes"),
    [
        (CaseQuery(), 1, 0),
        (CaseQuery(page=900), 1, 0),
        (CaseQuery(q="停"), 2, 20),
        (CaseQuery(q="调解", district=("370102",)), 2, 20),
        (CaseQuery(q=RARE), 6, 8),
        (CaseQuery(q="网格员", kind=(Kind.OTHER,), sort=Sort.SIZE, page=40), 5, 100),
        (CaseQuery(q="居民公约 -漏水", year=(2023,), sort=Sort.NAME), 8, 200),
    ],
)
def test_an_answer_reads_little(
    engine: Engine, session: Session, work: Work, query: CaseQuery, statements: int, kilobytes: int
) -> None:
    found = search_for(session).hits(query, EVERYTHING, FACETS)

    assert found.total
    assert work.statements <= statements
    assert work.bytes / 1000 <= kilobytes


def test_a_page_takes_as_many_statements_however_many_cases_it_shows(session: Session, user: User, work: Work) -> None:
    counts = []
    for per_page in (20, 100):
        session.expire_all()
        before = work.statements
        listing.find(session, user, CaseQuery(q="噪音", per_page=per_page))
        counts.append(work.statements - before)
    assert counts[0] >= counts[1]


def test_a_saved_case_is_all_that_is_read_again(engine: Engine, session: Session, user: User, work: Work) -> None:
    case = session.get_one(Case, 77)
    case.team_size_value = 5
    session.commit()
    search_for(session).hits(CaseQuery(q="电梯"), EVERYTHING, FACETS)
    work.statements = 0

    assert search_for(session).hits(CaseQuery(q="电梯", page=2), EVERYTHING, FACETS).total
    assert work.statements == 1


@pytest.mark.parametrize("table", ["search_posting", "search_array"])
def test_large_rows_are_found_by_an_index_of_their_own(engine: Engine, table: str) -> None:
    """In a table without row numbers SQLite reads each row whole that it compares the wanted one with."""
    plan = f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE generation = 1"
    with engine.connect() as connection:
        [how] = [row.detail for row in connection.exec_driver_sql(plan)]
    assert "USING INDEX" in how


def test_a_new_worker_has_read_the_cases_before_its_first_question(engine: Engine) -> None:
    worker = make_engine(engine.url.render_as_string(hide_password=False))
    statements: list[str] = []
    with make_sessions(worker)() as session:
        warm(session)
        event.listen(worker, "before_cursor_execute", lambda *given: statements.append(given[2]))
        assert search_for(session).hits(CaseQuery(q="居民公约 网格员"), EVERYTHING, FACETS).total
    worker.dispose()

    assert statements
    assert not [statement for statement in statements if "search_array" in statement]


@pytest.fixture
def work(engine: Engine, session: Session, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """What is done from now on; what a worker reads once in its life has been read."""
    search_for(session).hits(CaseQuery(), EVERYTHING)
    work = _Counted.work = Work()

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        work.statements += statement.startswith("SELECT")

    monkeypatch.setattr(postings, "BitMap", _Counted)
    event.listen(engine, "before_cursor_execute", count)
    yield work
    event.remove(engine, "before_cursor_execute", count)


@pytest.fixture(scope="module")
def engine(databases: Databases) -> Engine:
    """A database of its own with generated cases and their index; the statements are the same on PostgreSQL."""
    made = databases.empty("sqlite")
    migrations.upgrade(made)
    with make_sessions(made)() as session:
        owner = make_user(session, Role.ADMIN, None)
        session.commit()
    chance = random.Random(4)  # noqa: S311
    with writing(made) as connection:
        connection.execute(insert(Case.__table__), [_row(number, owner.id, chance) for number in range(CASES)])  # type: ignore[arg-type]
        log_changes(connection, range(1, CASES + 1))
    lease = Lease(made, "test")
    assert lease.take()
    building.build(made, lease, 0, polite=False)
    return made


def _row(number: int, owner: int, chance: random.Random) -> dict[str, Any]:
    district = chance.choice(DISTRICTS)
    summary = "，".join(chance.choices(WORDS, k=8)) + (RARE if number % 5000 == 1 else "")
    name = f"{chance.choice(WORDS)}{number}"
    parts = {Scope.NAME: name, Scope.SUMMARY: summary, Scope.PLACE: f"山东省济南市{district}"}
    return {
        "name": name,
        "kind": chance.choice(list(Kind)),
        "summary": summary,
        "province_name": "山东省",
        "province_code": "37",
        "city_name": "济南市",
        "city_code": "3701",
        "district_name": district,
        "district_code": district,
        "region_code": district,
        "team_size_value": chance.choice([None, 3, 20, 300]),
        "status": CaseStatus.VERIFIED,
        "year": (year := chance.randint(2015, 2024)),
        "reported_on": f"{year}-{chance.randint(1, 12):02}",
        "search_text": "".join(text.join(bounds(scope)) for scope, text in parts.items()),
        "created_by_id": owner,
        "updated_by_id": owner,
        "updated_at": now(),
    }


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with make_sessions(engine)() as opened:
        yield opened


@pytest.fixture
def user(session: Session) -> User:
    return session.get_one(User, 1)
