"""Rows that are written past the mapper read back like all others, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.db import announce_write, insert_many, make_sessions, now
from casebook.models import CaseChange, SearchPosting
from casebook.models.search_index import SearchLease
from tests.support.databases import Backend, Databases


def test_rows_name_their_columns_in_any_order(db_session: Session) -> None:
    moment = now()
    rows = [{"id": 7, "holder": "甲", "until": moment}, {"until": moment, "holder": "乙", "id": 8}]
    insert_many(db_session.connection(), SearchLease, rows)

    stored = db_session.scalars(select(SearchLease).where(SearchLease.id > 1).order_by(SearchLease.id))
    assert [(lease.id, lease.holder, lease.until) for lease in stored] == [(7, "甲", moment), (8, "乙", moment)]


def test_bytes_and_nulls_are_stored_as_they_are(db_session: Session) -> None:
    rows: list[dict[str, Any]] = [
        {"generation": 1, "gram": 1 << 40, "scope": 0, "docs": None, "positions": b"\0\t\n\\N"},
        {"generation": 1, "gram": 2, "scope": 0, "docs": b"", "positions": None},
    ]
    insert_many(db_session.connection(), SearchPosting, rows)

    stored = db_session.scalars(select(SearchPosting).order_by(SearchPosting.gram.desc()))
    assert [(row.gram, row.docs, row.positions) for row in stored] == [(1 << 40, None, b"\0\t\n\\N"), (2, b"", None)]


def test_one_column_is_enough_and_no_row_is_nothing(db_session: Session) -> None:
    insert_many(db_session.connection(), CaseChange, [])
    insert_many(db_session.connection(), CaseChange, [{"case_id": 3}, {"case_id": 4}])

    assert list(db_session.scalars(select(CaseChange.case_id).order_by(CaseChange.seq))) == [3, 4]


def test_a_session_that_writes_much_writes_like_any_other(databases: Databases, backend: Backend) -> None:
    with make_sessions(databases.migrated(backend))() as session:
        announce_write(session, much=True)
        insert_many(session.connection(), CaseChange, [{"case_id": 3}])
        assert session.scalars(select(CaseChange.case_id)).all() == [3]
