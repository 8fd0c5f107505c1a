"""What a search knows of a case besides its words: the values of its facets, and what rights and orders go by.

The one place that says which values a case has in which facet. To add a facet, name it in ``FACETS``, give it a filter
in ``CaseQuery`` and a label in ``services/filters.py``, and let it have values here: from the row of the case in
``_values``, or, where a case has several and they stand in another table, through a reader in ``_READERS``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from casebook.models import Case, CaseTag, Tag
from casebook.models.case_parts import CaseOutcome
from casebook.record import LEVELS, CaseStatus, OutcomeKind
from casebook.record.outcome import kind_of_outcome

#: The facets in the order of the page; each counts the cases of its values under all filters but its own.
FACETS = (*LEVELS, "kind", "year", "size", "status", "outcome", "tag")
#: Team sizes as bands, both ends included; the last one is open.
SIZE_BANDS: tuple[tuple[int, int | None], ...] = ((1, 9), (10, 49), (50, 199), (200, 999), (1000, None))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACES = [(level, f"{level}_code", f"{level}_name") for level in LEVELS]
_COLUMNS = (
    *(Case.id, Case.name, Case.kind, Case.status, Case.year, Case.reported_on, Case.updated_at, Case.team_size_value),
    *(Case.region_code, *(getattr(Case, column) for _, code, name in _PLACES for column in (code, name))),
)
#: Facet → its values by case, for facets of which a case may have several.
_Several = dict[int, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Attributes:
    """One case outside the trash. ``facets`` maps each of ``FACETS`` to the values of the case, as in the URL.

    ``updated_at`` is in microseconds since 1970, ``region_code`` the finest code of the place or ``""``.
    """

    case_id: int
    facets: Mapping[str, tuple[str, ...]]
    status: CaseStatus
    region_code: str
    name: str
    reported_on: str
    updated_at: int
    team_size: float | None


def read_attributes(connection: Connection, wanted: ColumnElement[bool]) -> Iterator[Attributes]:
    """The attributes of the cases outside the trash that ``wanted`` (a condition on ``Case.id``) selects, by id."""
    several = {facet: read(connection, wanted) for facet, read in _READERS.items()}
    rows = connection.execute(select(*_COLUMNS).where(wanted, Case.deleted_at.is_(None)).order_by(Case.id))
    for row in rows:
        facets = _values(row)
        for facet, values in several.items():
            facets[facet] = values.get(row.id, ())
        yield Attributes(
            case_id=row.id,
            facets=facets,
            status=row.status,
            region_code=row.region_code or "",
            name=row.name,
            reported_on=row.reported_on,
            updated_at=(row.updated_at - _EPOCH) // timedelta(microseconds=1),
            team_size=row.team_size_value,
        )


def band_code(least: int, most: int | None) -> str:
    """``10-49``, ``1000-`` for the open band."""
    return f"{least}-{'' if most is None else most}"


def band_of(size: float | None) -> tuple[str, ...]:
    """The band of a team size; sizes are whole numbers, but nothing forbids 9.5, which counts as 9."""
    bands = (band_code(least, most) for least, most in SIZE_BANDS if most is None or (size or 0) < most + 1)
    return () if size is None or size < SIZE_BANDS[0][0] else (next(bands),)


def _values(row: Row[Any]) -> dict[str, tuple[str, ...]]:
    """A place counts by its code, or by its printed name where it has none."""
    fields = row._mapping
    values = {level: (place,) if (place := fields[code] or fields[name]) else () for level, code, name in _PLACES}
    return values | {
        "kind": (row.kind.value,),
        "year": (str(row.year),),
        "size": band_of(row.team_size_value),
        "status": (row.status.value,),
    }


def _outcome_kinds(connection: Connection, wanted: ColumnElement[bool]) -> _Several:
    rows = connection.execute(
        select(CaseOutcome.case_id, CaseOutcome.value, CaseOutcome.unit)
        .join(Case, Case.id == CaseOutcome.case_id)
        .where(wanted)
    )
    kinds: dict[int, set[str]] = defaultdict(set)
    for case_id, value, unit in rows:
        kinds[case_id].add(OutcomeKind.WORDS.value if value is None else kind_of_outcome(unit).value)
    return {case_id: tuple(sorted(found)) for case_id, found in kinds.items()}


def _tags(connection: Connection, wanted: ColumnElement[bool]) -> _Several:
    carried = select(CaseTag.case_id, Tag.name).join(Tag, Tag.id == CaseTag.tag_id)
    names: dict[int, set[str]] = defaultdict(set)
    for case_id, name in connection.execute(carried.join(Case, Case.id == CaseTag.case_id).where(wanted)):
        names[case_id].add(name)
    return {case_id: tuple(sorted(found)) for case_id, found in names.items()}


_READERS: dict[str, Callable[[Connection, ColumnElement[bool]], _Several]] = {
    "outcome": _outcome_kinds,
    "tag": _tags,
}
