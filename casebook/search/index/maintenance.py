"""Keeping the index close behind the cases, in the background; answers are exact whether or not it runs."""

from __future__ import annotations

from uuid import uuid4

from sqlalchemy import Engine, delete, func, literal_column, select

from casebook.db import now, reading
from casebook.models import Case, CaseChange, SearchArray, SearchBuild, SearchLease, SearchPosting
from casebook.search.index.building import build
from casebook.search.index.grams import CHUNK_BITS
from casebook.search.index.lease import Lease

#: Changed cases that workers read through in memory: half a millisecond a word for each four thousand.
MOST_PENDING = 4096
#: In a large stock a chunk gets few of the changes, so more of them make one build worth its seconds.
_SHARE_PENDING = 256
#: Rows deleted in one transaction.
_SWEEP_ROWS = 2_000
#: The chunk of a changed case; the number is spelled out, because PostgreSQL must see that it groups by the same.
_CHUNK = CaseChange.case_id.bitwise_rshift(literal_column(str(CHUNK_BITS)))


def catch_up(engine: Engine, *, polite: bool = True, holder: str | None = None) -> int:
    """Build chunks anew, the most changed first, until few changes are left; how many were built.

    Does nothing where another process is at it. Leftovers of builds, and log rows that every reader can do without,
    are removed on the way.
    """
    lease = Lease(engine, holder or new_holder())
    if not _due(engine) or not lease.take():
        return 0
    try:
        return _catch_up(engine, lease, polite=polite)
    finally:
        lease.release()


def is_behind(engine: Engine) -> bool:
    """Whether more cases changed since they were built than ``catch_up`` leaves."""
    return sum(pending(engine).values()) > _bound(engine)


def is_being_built(engine: Engine) -> bool:
    """Whether a process is at it."""
    held = select(SearchLease.id).where(SearchLease.holder != "", SearchLease.until > now())
    with reading(engine) as connection:
        return connection.scalar(held) is not None


def new_holder() -> str:
    """A name for who builds."""
    return uuid4().hex


def pending(engine: Engine) -> dict[int, int]:
    """How many cases of each chunk changed since it was built, the most changed first."""
    changed = func.count(CaseChange.case_id.distinct())
    unbuilt = (
        select(_CHUNK, changed)
        .outerjoin(SearchBuild, (SearchBuild.chunk == _CHUNK) & SearchBuild.live)
        .where(CaseChange.seq > func.coalesce(SearchBuild.built_through, 0))
        .group_by(_CHUNK)
        .order_by(changed.desc())
    )
    with reading(engine) as connection:
        return dict(connection.execute(unbuilt).all())


def chunks(engine: Engine) -> list[int]:
    """Every chunk that has cases or a build."""
    with reading(engine) as connection:
        last = connection.scalar(select(func.max(Case.id))) or 0
        built = connection.scalars(select(SearchBuild.chunk)).all()
    return sorted({*range((last >> CHUNK_BITS) + 1), *built})


def rebuild(engine: Engine, holder: str, chunk: int) -> None:
    """Build one chunk, whether or not it changed, for the holder of the lease."""
    build(engine, Lease(engine, holder), chunk)


def sweep(lease: Lease) -> None:
    """Remove the rows of builds that are not live, in small steps, and then what the log need not say any more."""
    while not _swept_some(lease):
        pass
    _prune(lease)


def _catch_up(engine: Engine, lease: Lease, *, polite: bool) -> int:
    sweep(lease)
    built = 0
    while sum((waiting := pending(engine)).values()) > _bound(engine):
        build(engine, lease, next(iter(waiting)), polite=polite)
        sweep(lease)
        built += 1
    return built


def _due(engine: Engine) -> bool:
    """Whether there is something to do; asked often, so it takes no lock."""
    with reading(engine) as connection:
        leftover = connection.scalar(select(func.count(SearchBuild.generation)).where(SearchBuild.live.is_(False)))
    return bool(leftover) or is_behind(engine)


def _bound(engine: Engine) -> int:
    with reading(engine) as connection:
        return max(MOST_PENDING, (connection.scalar(select(func.max(Case.id))) or 0) // _SHARE_PENDING)


def _swept_some(lease: Lease) -> bool:
    """Remove some rows of one build that is not live; whether none is left."""
    with lease.writing() as connection:
        left = connection.scalar(select(func.min(SearchBuild.generation)).where(SearchBuild.live.is_(False)))
        if left is None:
            return True
        grams = select(SearchPosting.gram).where(SearchPosting.generation == left).order_by(SearchPosting.gram)
        beyond = connection.scalar(grams.offset(_SWEEP_ROWS).limit(1))
        if beyond is not None:
            some = SearchPosting.generation == left, SearchPosting.gram < beyond
            connection.execute(delete(SearchPosting).where(*some))
        else:
            for table in (SearchPosting, SearchArray, SearchBuild):
                connection.execute(delete(table).where(table.generation == left))
    return False


def _prune(lease: Lease) -> None:
    """Remove log rows whose change every build knows; the newest row stays, for the numbers must only rise."""
    known = (SearchBuild.chunk == _CHUNK) & SearchBuild.live & (SearchBuild.built_through >= CaseChange.seq)
    newest = select(func.max(CaseChange.seq)).scalar_subquery()
    some = (
        select(CaseChange.seq)
        .where(CaseChange.seq < newest, select(SearchBuild.generation).where(known).exists())
        .limit(_SWEEP_ROWS)
    )
    removed = 1
    while removed:
        with lease.writing() as connection:
            removed = connection.execute(delete(CaseChange).where(CaseChange.seq.in_(some))).rowcount
