"""What an import would do, row by row, without doing it: the trial run of the command and the preview of the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from casebook.models import Case, User
from casebook.record import LEVELS, Place, PlaceName
from casebook.services import case_lookup, importing
from casebook.services.import_checks import Checked, Refusal, checked
from casebook.services.import_file import ImportFile
from casebook.services.import_rows import ImportRow


@dataclass(frozen=True, slots=True)
class Double:
    """A row whose case is there already, by name and place: as ``case``, or in the row ``like`` of the same file."""

    row: ImportRow
    case: Case | None
    like: int | None


@dataclass(frozen=True, slots=True)
class Survey:
    """Rows that would become cases, those that are there already, and those that cannot become cases."""

    ready: Sequence[ImportRow]
    doubles: Sequence[Double]
    refusals: Sequence[Refusal]


def trial(session: Session, user: User, batches: Iterable[Checked]) -> Iterator[importing.Batch]:
    """What ``importing.write_batch`` would answer for each batch."""
    earlier: Counter[str] = Counter()
    for batch in batches:
        ready, refusals = _settled(session, user, batch, batch.ready, earlier)
        earlier.update(_name(row) for row in ready)
        yield importing.Batch(batch.rows, refusals)


def survey(session: Session, user: User, file: ImportFile) -> Survey:
    """What would become of the rows of a file, in its order, if those were left out that are there already."""
    earlier: Counter[str] = Counter()
    ready: list[ImportRow] = []
    doubles: list[Double] = []
    refusals: list[Refusal] = []
    first: dict[tuple[str, Place], int] = {}
    for batch in checked(file.batches(importing.BATCH), user):
        there = _doubles(session, user, batch.ready, first)
        left_out = {double.row.number for double in there}
        wanted = [row for row in batch.ready if row.number not in left_out]
        good, bad = _settled(session, user, batch, wanted, earlier)
        earlier.update(_name(row) for row in good)
        ready += good
        doubles += there
        refusals += bad
    return Survey(
        sorted(ready, key=lambda row: row.number),
        sorted(doubles, key=lambda double: double.row.number),
        sorted(refusals, key=lambda refusal: refusal.number),
    )


def place_of(row: ImportRow) -> Place:
    """The place of the case in a row."""
    names = {level: row.columns[f"{level}_name"] for level in LEVELS}
    return Place(**{level: PlaceName(name, row.columns[f"{level}_code"]) for level, name in names.items() if name})


def _settled(
    session: Session, user: User, batch: Checked, rows: Sequence[ImportRow], earlier: Counter[str]
) -> tuple[Sequence[ImportRow], Sequence[Refusal]]:
    ready, refusals = importing.look_up(session, user, rows, earlier)
    return ready, sorted([*batch.refusals, *refusals], key=lambda refusal: refusal.number)


def _doubles(
    session: Session, user: User, rows: Sequence[ImportRow], first: dict[tuple[str, Place], int]
) -> list[Double]:
    """The rows that are there already; ``first`` gets the number of the first row of each name and place."""
    wanted = [(_name(row), place_of(row)) for row in rows]
    known = case_lookup.namesakes(session, user, wanted)
    found = []
    for row, key in zip(rows, wanted, strict=True):
        before = first.setdefault(key, row.number)
        if key in known:
            found.append(Double(row, known[key], None))
        elif before != row.number:
            found.append(Double(row, None, before))
    return found


def _name(row: ImportRow) -> str:
    name: str = row.columns["name"]
    return name
