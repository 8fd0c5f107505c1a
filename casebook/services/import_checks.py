"""Checking the rows of an import, which needs no database: other processes can do it while a batch is written."""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from casebook.bilingual import Bilingual
from casebook.errors import DomainError
from casebook.models import User
from casebook.record import COLUMNS, FIELDS
from casebook.services.import_file import Cells, Rows
from casebook.services.import_rows import ImportRow, read_row

#: Batches that wait beside those that others are at: enough for this process to check while they start.
_AHEAD = 5
#: How much of a cell is repeated beside what is wrong with it.
_LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a row: the field, what stands in it, and what to do; no field for the whole row."""

    field: str
    value: str
    message: Bilingual

    @property
    def label(self) -> Bilingual:
        """The name of the field as people know it."""
        return _LABELS[self.field]

    def to_json(self) -> dict[str, str]:
        """As it is stored."""
        return {"field": self.field, "value": self.value, "zh": self.message.zh, "en": self.message.en}

    @classmethod
    def from_json(cls, stored: Mapping[str, str]) -> Problem:
        """The reverse of ``to_json``."""
        return cls(stored["field"], stored["value"], Bilingual(stored["zh"], stored["en"]))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that did not become a case, and why."""

    number: int
    problems: tuple[Problem, ...]

    @property
    def reason(self) -> Bilingual:
        """All problems in one line."""
        said = [(one.label, one.message) for one in self.problems]
        return Bilingual(
            "".join(f"{label.zh}：{message.zh}" if label.zh else message.zh for label, message in said),
            " ".join(f"{label.en}: {message.en}" if label.en else message.en for label, message in said),
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """Of ``rows`` rows, those that can become cases and those that cannot; parents and tags are not looked for."""

    rows: int
    ready: Sequence[ImportRow]
    refusals: Sequence[Refusal]


def checked(batches: Iterable[Rows], user: User, jobs: int = 0) -> Iterator[Checked]:
    """What becomes of each batch, in order; ``jobs`` processes look at the next ones while one is dealt with."""
    if not jobs:
        yield from (check_rows(batch, user) for batch in batches)
        return
    waiting: deque[_Task] = deque()
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_settle_in)
    try:
        for batch in batches:
            waiting.append(_Task(batch, pool.submit(check_rows, batch, user)))
            if len(waiting) > jobs + _AHEAD:
                yield _next(waiting, user)
        while waiting:
            yield _next(waiting, user)
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(slots=True)
class _Task:
    """A batch that another process shall check, or that this one has checked."""

    rows: Rows
    future: Future[Checked]
    result: Checked | None = None


def _next(waiting: deque[_Task], user: User) -> Checked:
    """The oldest batch. Until it is ready this process checks others itself, from the last that nobody has begun."""
    oldest = waiting.popleft()
    for task in reversed(waiting):
        if oldest.result or oldest.future.done():
            break
        if task.future.cancel():
            task.result = check_rows(task.rows, user)
    return oldest.result or oldest.future.result()


def check_rows(rows: Rows, user: User) -> Checked:
    """Put each row to the rules of the form."""
    ready, refusals = [], []
    for number, cells in rows:
        try:
            ready.append(read_row(number, cells, user))
        except DomainError as error:
            refusals.append(refusal_of(number, error, cells))
    return Checked(len(rows), ready, refusals)


def refusal_of(number: int, error: DomainError, cells: Cells) -> Refusal:
    """Why a row was refused, field by field where that is known, with what stands in the cells of each."""
    fields: dict[str, Bilingual] = getattr(error, "fields", {}) or {"": error.message}
    problems = [Problem(name, _value_of(name, cells), message) for name, message in fields.items()]
    return Refusal(number, tuple(problems))


def _value_of(name: str, cells: Cells) -> str:
    value = " ".join(text for key, text in cells.items() if key.partition(".")[0] == name)
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"


def collect_seldom() -> None:
    """Let Python look for cycles every 100,000 new objects, not every 700: rows come by the thousand and leave none,
    and the looking takes a sixth of the time. For processes that do nothing else."""
    gc.set_threshold(100_000)


def _settle_in() -> None:
    """Ctrl-C is for the process that writes: it stops between two batches and takes the others along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()


_LABELS = {
    **{field.name: field.label for field in FIELDS},
    "status": COLUMNS["status"],
    "created_at": COLUMNS["created_at"],
    "": Bilingual("", ""),
}
