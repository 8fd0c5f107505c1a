"""The view of a database, brought up to date before every answer: a commit is found at once, by every worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

from casebook.db import reading
from casebook.models import CaseChange, SearchArray, SearchBuild
from casebook.models.case_change import noted_changes
from casebook.search.index.columns import Columns
from casebook.search.index.documents import read_documents
from casebook.search.index.grams import CHUNK_BITS
from casebook.search.index.postings import Postings
from casebook.search.index.view import Build, Pending, View

#: The name under which the attributes of a build are stored.
ATTRIBUTES = "attributes"
_STATE = select(
    select(func.coalesce(func.max(CaseChange.seq), 0)).scalar_subquery(),
    select(func.coalesce(func.sum(SearchBuild.generation), 0)).where(SearchBuild.live).scalar_subquery(),
)
#: How often a worker looks anew because others are ahead, before it takes the database for another one (restored).
_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the database, and the view of it. All reading of an answer goes through ``connection``."""

    connection: Connection
    view: View
    postings: Postings


class State(NamedTuple):
    """How far a database has come: the last change, and the sum of the live generations. Both only rise."""

    seq: int
    version: int


_NOTHING = State(0, 0)


def state_of(connection: Connection) -> State:
    """The state that ``connection`` sees."""
    return State(*connection.execute(_STATE).one())


class Index:
    """What a process keeps of the index of one database, shared by its threads."""

    def __init__(self) -> None:
        self.postings = Postings()
        self._lock = Lock()
        self._view = View()

    def view(self, connection: Connection) -> View:
        """The view of what ``connection`` sees; it begins a new transaction where that is older than the view."""
        for _ in range(_ATTEMPTS):
            view = self.view_since(connection)
            if view is not None:
                return view
            if connection.in_nested_transaction():
                break
            connection.rollback()
        with self._lock:
            self._view = _caught_up(connection, View(), connection.execute(_STATE).one()[0])
            return self._view

    def view_since(self, connection: Connection, least: State = _NOTHING) -> View | None:
        """The view of what ``connection`` sees; None where that is older than ``least`` or than the view."""
        state = state_of(connection)
        with self._lock:
            if state == (self._view.seq, self._view.version):
                pass
            elif state.seq >= self._view.seq and state.version >= self._view.version:
                self._view = _caught_up(connection, self._view, state.seq)
            else:
                return None
            return self._view if state.seq >= least.seq and state.version >= least.version else None


_indexes: WeakKeyDictionary[Engine | Connection, Index] = WeakKeyDictionary()
#: Where a session carries the snapshot that it stands on.
_TAKEN = "casebook.snapshot"


def index_of(bind: Engine | Connection) -> Index:
    """What this process keeps of the index of a database."""
    return _indexes.setdefault(bind, Index())


def session_on(taken: Snapshot) -> Session:
    """A session that reads the state of a snapshot, and whose questions are answered from it."""
    return Session(taken.connection, expire_on_commit=False, info={_TAKEN: taken})


@contextmanager
def snapshot(session: Session) -> Iterator[Snapshot]:
    """The present state for a question of this session: all that is committed, and what the session itself changed.

    It has a transaction of its own, because that of the session may have begun before the last commit of others. A
    session on a single connection (whose owner may undo all of it) has a view of its own, too.
    """
    if _TAKEN in session.info:
        yield session.info[_TAKEN]
        return
    if session.autoflush:
        session.flush()
    bind = session.get_bind()
    index = index_of(bind)
    if isinstance(bind, Connection):
        yield _with_own(session, Snapshot(bind, index.view(bind), index.postings))
        return
    with reading(bind) as connection:
        yield _with_own(session, Snapshot(connection, index.view(connection), index.postings))


def warm(session: Session) -> None:
    """Read what every question needs, which for a million cases takes seconds: before the first one is asked."""
    with snapshot(session) as taken:
        taken.postings.read_slots(taken.connection, taken.view.live)


def _with_own(session: Session, taken: Snapshot) -> Snapshot:
    """The snapshot with the uncommitted changes of the session; they stay out of what others see."""
    own = noted_changes(session)
    if not own:
        return taken
    documents = read_documents(session.connection(), own)
    changed = {case_id: Pending(taken.view.seq, documents.get(case_id)) for case_id in own}
    return replace(taken, view=taken.view.with_changes(changed))


def _caught_up(connection: Connection, view: View, seq: int) -> View:
    """``view`` with what happened up to the change ``seq``."""
    live = connection.execute(select(SearchBuild).where(SearchBuild.live)).all()
    builds = {row.chunk: Build(row.generation, row.built_through) for row in live}
    # A chunk is read anew where its build knows changes that this view has not seen: their log may be pruned.
    unseen = {c: b for c, b in builds.items() if c not in view.chunks or b.built_through > view.seq}
    view = view.with_chunks(_columns(connection, unseen))
    seen = {chunk: build.built_through for chunk, build in unseen.items()}
    kept = {i: p for i, p in view.pending.items() if i >> CHUNK_BITS not in unseen and p.seq > _built(builds, i)}
    newest = _changes(connection, min([view.seq, *seen.values()]))
    newest = {i: s for i, s in newest.items() if s > seen.get(i >> CHUNK_BITS, view.seq)}
    documents = read_documents(connection, newest)
    changed = {case_id: Pending(s, documents.get(case_id)) for case_id, s in newest.items()}
    view = replace(view, seq=seq, builds=builds, pending=kept, kept={})
    return view.with_changes(changed) if changed else view


def _built(builds: Mapping[int, Build], case_id: int) -> int:
    build = builds.get(case_id >> CHUNK_BITS)
    return build.built_through if build else 0


def _changes(connection: Connection, since: int) -> dict[int, int]:
    """The cases changed after ``since``, with their last change."""
    rows = select(CaseChange.case_id, func.max(CaseChange.seq)).where(CaseChange.seq > since)
    return dict(connection.execute(rows.group_by(CaseChange.case_id)).all())


def _columns(connection: Connection, builds: Mapping[int, Build]) -> Iterator[tuple[int, Columns]]:
    """One after the other: all at once would take twice the memory of a view."""
    for chunk, build in builds.items():
        stored = select(SearchArray.data).where(
            SearchArray.generation == build.generation, SearchArray.name == ATTRIBUTES
        )
        yield chunk, Columns.load(connection.execute(stored).scalar_one())
