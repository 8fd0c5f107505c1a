"""Reading a listing to its end, page by page, while cases come and go; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from casebook.errors import Invalid
from casebook.models import Case, User
from casebook.record import Quantity, Role
from casebook.search import CaseQuery, Sort
from casebook.search.order import key_of
from casebook.services import case_pages, listing
from tests.factories import make_case, make_user

NAMES = ("邻里调解室", "帮帮团", "调解与邻里", "Zebra", "zebra", "𠮷庆调解室", "帮帮团", "邻里")
DATES = ("2024", "2024-05", "2024-05-20", "2024-05-20", "2023-12-31", "2025-01-01")
SIZES = (None, 12, 12, 3300, None, 0.5)


@pytest.mark.parametrize("sort", list(Sort))
def test_the_key_of_a_case_is_its_place_in_the_listing(db_session: Session, user: User, sort: Sort) -> None:
    cases = fill(db_session, user, 24)
    query = CaseQuery(q="邻里 调解" if sort is Sort.RELEVANCE else "", sort=sort, per_page=100)
    found = [row.case for row in listing.find(db_session, user, query).rows]

    assert len(found) == (len(cases) if not query.q else sum("邻里" in c.name and "调解" in c.name for c in cases))
    assert all(key_of(one, query) < key_of(other, query) for one, other in pairwise(found))


@pytest.mark.parametrize("sort", list(Sort))
@pytest.mark.parametrize("limit", [2, 7])
def test_nothing_is_met_twice_or_missed_while_cases_come_and_go(
    db_session: Session, user: User, sort: Sort, limit: int
) -> None:
    cases = fill(db_session, user, 30)
    query = CaseQuery(sort=sort)
    expected = [row.case.id for row in listing.find(db_session, user, replace(query, per_page=100)).rows]
    seen: list[int] = []
    cursor, gone, turn = None, set(), 0
    while turn == 0 or cursor:
        page = case_pages.page(db_session, user, query, limit=limit, cursor=cursor)
        seen += [case.id for case in page.cases]
        cursor, turn = page.next, turn + 1
        if turn <= 3:
            fill(db_session, user, 5 * turn)
            for case in cases[turn::9]:
                case.deleted_at = datetime.now(UTC)
                gone.add(case.id)
            db_session.flush()
    mine = [case_id for case_id in seen if case_id in set(expected)]

    assert len(seen) == len(set(seen))
    assert [case_id for case_id in mine if case_id not in gone] == [one for one in expected if one not in gone]


def test_pages_may_change_their_size_but_not_the_question(db_session: Session, user: User) -> None:
    fill(db_session, user, 10)
    first = case_pages.page(db_session, user, CaseQuery(), limit=3)
    rest = case_pages.page(db_session, user, CaseQuery(), limit=100, cursor=first.next)

    assert (len(rest.cases), rest.total, rest.next) == (7, 10, None)
    with pytest.raises(Invalid, match="another query"):
        case_pages.page(db_session, user, CaseQuery(sort=Sort.NAME), limit=3, cursor=first.next)
    for made_up in ("", "nonsense", "é", first.next[:-9] if first.next else ""):
        with pytest.raises(Invalid):
            case_pages.page(db_session, user, CaseQuery(), limit=3, cursor=made_up or "=")


def fill(session: Session, user: User, count: int) -> list[Case]:
    """Cases that differ, and tie, in all that listings sort by."""
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    made = []
    for number in range(count):
        size = SIZES[number % len(SIZES)]
        case = make_case(
            session,
            user,
            name=NAMES[number % len(NAMES)],
            reported_on=DATES[number % len(DATES)],
            team_size=Quantity(size, unit="人") if size is not None else None,
        )
        case.updated_at = moment + timedelta(microseconds=number * 7919 % 11)
        made.append(case)
    session.flush()
    session.expire_all()
    return made


@pytest.fixture
def user(db_session: Session) -> User:
    return make_user(db_session, Role.ADMIN, None)
