"""Building the index of a chunk: a pure function of its documents, written beside the live build, then switched to.

Wherever it is cut off, the database is right: rows of a build that is not live are read by nobody, and swept later.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Engine, func, insert, select, update

from casebook.db import insert_many, reading
from casebook.models import CaseChange, SearchArray, SearchBuild, SearchPosting
from casebook.search.index.catching_up import ATTRIBUTES
from casebook.search.index.columns import Columns
from casebook.search.index.documents import SECTIONS, Document, read_chunk, section_of
from casebook.search.index.grams import CHUNK, Section
from casebook.search.index.lease import Lease
from casebook.search.index.postings import slots_name

#: What is written in one transaction: a save of a person waits no longer than for one of them.
_ROWS = 2_000
_BYTES = 1_000_000
#: The table and the values of a row, all but its generation.
Row = tuple[type[SearchPosting] | type[SearchArray], dict[str, Any]]


def build(engine: Engine, lease: Lease, chunk: int, *, polite: bool = True) -> None:
    """Build the index of a chunk anew and switch to it.

    ``polite`` leaves the database to others as long as it was held, after each step: SQLite has one writer at a time.
    Raises ``LeaseLost``.
    """
    with lease.writing() as connection:
        begun = insert(SearchBuild).values(chunk=chunk, built_through=0, live=False)
        generation = connection.scalars(begun.returning(SearchBuild.generation)).one()
    with reading(engine) as connection:
        through = connection.scalar(select(func.coalesce(func.max(CaseChange.seq), 0)))
        documents = read_chunk(connection, chunk)
    for rows in _batches(rows_of(chunk, documents)):
        started = time.monotonic()
        with lease.writing() as connection:
            for table in (SearchArray, SearchPosting):
                values = [{"generation": generation, **row} for kind, row in rows if kind is table]
                insert_many(connection, table, values)
        if polite:
            time.sleep(time.monotonic() - started)
    _switch(lease, chunk, generation, through or 0)


def rows_of(chunk: int, documents: Sequence[Document]) -> Iterator[Row]:
    """Every row of the index of a chunk, without its generation."""
    yield SearchArray, {"name": ATTRIBUTES, "data": Columns.of([d.attributes for d in documents]).dump()}
    for scope, number in SECTIONS.items():
        said = [(d.attributes.case_id % CHUNK, text) for d in documents if (text := section_of(d.text, scope))]
        section = Section(chunk, [case for case, _ in said], [text for _, text in said])
        yield SearchArray, {"name": slots_name(number), "data": section.slots.astype("<u2").tobytes()}
        for found in section.postings():
            row = {"gram": found.gram, "scope": number, "docs": found.docs, "positions": found.positions}
            yield SearchPosting, row


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    size = 0
    for table, row in rows:
        batch.append((table, row))
        size += sum(len(value) for value in row.values() if isinstance(value, bytes))
        if len(batch) >= _ROWS or size >= _BYTES:
            yield batch
            batch, size = [], 0
    yield batch


def _switch(lease: Lease, chunk: int, generation: int, through: int) -> None:
    """Let the build answer from the next question on, unless one with later changes does so already."""
    older = SearchBuild.chunk == chunk, SearchBuild.live, SearchBuild.generation < generation
    newer = select(SearchBuild.generation).where(SearchBuild.chunk == chunk, SearchBuild.live).exists()
    with lease.writing() as connection:
        connection.execute(update(SearchBuild).where(*older, SearchBuild.built_through <= through).values(live=False))
        if not connection.scalar(select(newer)):
            this = update(SearchBuild).where(SearchBuild.generation == generation)
            connection.execute(this.values(live=True, built_through=through))
