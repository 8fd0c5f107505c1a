"""The cases of a listing counted by two of its facets: a table whose every number is a listing of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO, Any

from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual, Language
from casebook.exports import Column, Heading, write_csv, write_xlsx
from casebook.models import User
from casebook.record import LEVELS, CaseStatus, Kind, OutcomeKind
from casebook.regions.reading import place_reading
from casebook.search import SIZE_BANDS, CaseQuery, Cross, band_code, read_newest, search_for, unparse
from casebook.services import access, exporting, facets, tags
from casebook.services.filters import LABELS, value_label

#: The facets that may stand across; places are too many.
ACROSS = ("kind", "year", "size", "status", "outcome", "tag")
#: The orders of the rows: as the values are listed officially, or those with most cases first.
ORDERS = {"value": Bilingual("按名称", "By value"), "count": Bilingual("按件数", "By number")}
#: A longer table is cut, the rows with most cases stay.
MOST_ROWS = 200
ENDINGS = {ending: exporting.FORMATS[ending] for ending in ("xlsx", "csv")}
TITLE = Bilingual("案例统计", "Statistics of cases")
_NONE, _TOTAL = Bilingual("未填写", "not stated"), Bilingual("合计", "Total")
_OF_ROW = Bilingual("这一行的全部案例件数", "All cases of the row")
_OF_BOTH = Bilingual("既属于这一行、又属于这一列的案例件数", "Cases that belong to the row and to the column")
_WIDTHS = 24, 14
_LISTED = {
    "kind": [member.value for member in Kind],
    "status": [member.value for member in CaseStatus],
    "outcome": [member.value for member in OutcomeKind],
    "size": [band_code(*band) for band in SIZE_BANDS],
}


@dataclass(frozen=True, slots=True)
class Number:
    """How many cases, and the query string of the listing that shows them; None where no filter says so."""

    count: int
    query_string: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table. ``within`` is the query of what lies within its value; None where nothing does."""

    label: Bilingual
    total: Number
    cells: Sequence[Number]
    within: CaseQuery | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """The table: the facets of its rows and columns, the heads of the columns, the rows, and below them the totals.

    ``left_out`` says how many rows are not shown. ``overlapping`` are the labels of facets of which a case may have
    several values, so that its rows or columns do not add up to the total.
    """

    query: CaseQuery
    rows: str
    columns: str
    heads: Sequence[Bilingual]
    lines: Sequence[Line]
    totals: Line
    left_out: int
    overlapping: Sequence[Bilingual]


def usual_rows(query: CaseQuery) -> str:
    """The level of places below those chosen, as far as it is offered; else the kind."""
    chosen = [at for at, level in enumerate(LEVELS) if query.places(level)]
    below = LEVELS[chosen[-1] + 1 : chosen[-1] + 2] if chosen else LEVELS[:1]
    return next((level for level in below if level in facets.offered(query)), "kind")


def count(
    session: Session, user: User, query: CaseQuery, rows: str, columns: str, *, by_count: bool = False
) -> Statistics:
    """The cases that ``query`` finds for ``user``, by two facets: one of ``facets.offered`` and one of ``ACROSS``."""
    query = replace(query.conditions, tag=tags.called_now(session, query.tag))
    visible = access.visibility(user)
    cross = read_newest(session, lambda newest: search_for(newest).cross(query, visible, rows, columns))
    across = _ordered(columns, cross.columns)
    shown = sorted(cross.rows, key=lambda value: (-cross.rows[value], value))[:MOST_ROWS]
    down = shown if by_count else _ordered(rows, shown)
    return Statistics(
        *(query, rows, columns, [_label(columns, value) for value in across]),
        lines=[_line(query, cross, (rows, value), columns, across) for value in down],
        totals=Line(
            _TOTAL,
            Number(cross.total, unparse(query)),
            [Number(cross.columns[value], _address(query, {columns: value})) for value in across],
        ),
        left_out=len(cross.rows) - len(shown),
        overlapping=[LABELS[facet] for facet in (rows, columns) if facet in ("outcome", "tag")],
    )


def export(
    session: Session, user: User, table: Statistics, language: Language, ending: str, target: IO[bytes]
) -> Heading:
    """Write the table as it is shown; ``ending`` is a key of ``ENDINGS``. Raises ``Invalid`` where it is empty."""
    heading = exporting.heading_of(session, user, table.query, language, TITLE)
    columns, lines = _columns(table, language), [*table.lines, table.totals]
    if ending == "xlsx":
        write_xlsx(columns, lines, heading, target, sheet=TITLE)
    else:
        target.writelines(write_csv(columns, lines, heading))
    return heading


def _columns(table: Statistics, language: Language) -> list[Column[Line]]:
    label = LABELS[table.rows]
    first: Column[Line] = Column(table.rows, label, label, _WIDTHS[0], lambda line: line.label.say(language))
    total: Column[Line] = Column("total", _TOTAL, _OF_ROW, _WIDTHS[1], lambda line: line.total.count)
    return [first, total, *(_column(table, at) for at in range(len(table.heads)))]


def _column(table: Statistics, at: int) -> Column[Line]:
    return Column(f"{table.columns}.{at}", table.heads[at], _OF_BOTH, _WIDTHS[1], lambda line: line.cells[at].count)


def _line(query: CaseQuery, cross: Cross, row: tuple[str, str], columns: str, across: Sequence[str]) -> Line:
    facet, value = row
    cells = cross.cells[value]
    return Line(
        label=_label(facet, value),
        total=Number(cross.rows[value], _address(query, {facet: value})),
        cells=[Number(cells.get(head, 0), _address(query, {facet: value, columns: head})) for head in across],
        within=_narrowed(query, facet, value) if value and facet in LEVELS else None,
    )


def _label(facet: str, value: str) -> Bilingual:
    return value_label(facet, value) if value else _NONE


def _address(query: CaseQuery, chosen: Mapping[str, str]) -> str | None:
    """The listing of those of the cases that have these values; None where its filters cannot say so."""
    for facet, value in chosen.items():
        given = () if facet == "size" else tuple(map(str, getattr(query, facet)))
        # A case may have several tags: which of those found by one have another as well, no filter says.
        if not value or (given and value not in given):
            return None
        query = _narrowed(query, facet, value)
    return unparse(query)


def _narrowed(query: CaseQuery, facet: str, value: str) -> CaseQuery:
    if facet != "size":
        only: dict[str, Any] = {facet: (value,)}
        return replace(query, **only)
    least, _, most = value.partition("-")
    upper = [bound for bound in (int(most) if most else None, query.size_max) if bound is not None]
    return replace(query, size_min=max(int(least), query.size_min or 0), size_max=min(upper, default=None))


def _ordered(facet: str, values: Iterable[str]) -> list[str]:
    """Vocabularies and sizes in their own order, places by code, years from the oldest, names as dictionaries do."""
    listed = {value: at for at, value in enumerate(_LISTED.get(facet, ()))}

    def place(value: str) -> tuple[bool, int, bool, Any]:
        by_name = facet == "tag" or (facet in LEVELS and not value.isdigit())
        return not value, listed.get(value, 0), by_name, place_reading(value) if by_name else value

    return sorted(values, key=place)
