"""How far people followed what extraction proposed: accepted, edited and rejected values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.errors import Invalid, NotAllowed
from casebook.models import Evidence, Report, User
from casebook.record import CHINA_TIME, LEVELS, EvidenceState, Method, Role, field_named
from casebook.regions import Level
from casebook.services.draft_values import SURE_FROM
from casebook.services.quotes import QUOTABLE

#: The upper ends of the bands of confidence; the last one holds what may be accepted with one action.
BANDS = (0.5, 0.7, SURE_FROM, 1.0)


@dataclass(frozen=True, slots=True)
class Rates:
    """How many proposed values of one sort were decided, and how."""

    label: Bilingual
    accepted: int
    edited: int
    rejected: int

    @property
    def total(self) -> int:
        """All decided values."""
        return self.accepted + self.edited + self.rejected

    def share(self, of: int) -> str:
        """A part of the total as whole per cent."""
        return f"{100 * of / self.total:.0f}%" if self.total else "—"


@dataclass(frozen=True, slots=True)
class Quality:
    """The same decisions three times: by field, by method, by band of confidence; sorts without any are left out."""

    total: Rates
    fields: Sequence[Rates]
    methods: Sequence[Rates]
    bands: Sequence[Rates]


#: Field, method, band, state, number of values.
_Row = tuple[str, Method, int, EvidenceState, int]


def quality(session: Session, user: User, since: date | None = None, until: date | None = None) -> Quality:
    """The decisions on values that extraction proposed, in reports of the administrator's region.

    ``since`` and ``until`` are Chinese days, both included. Values that people marked themselves do not count, nor
    those that nobody has decided. Raises ``NotAllowed`` for others than administrators, ``Invalid`` for a period that
    ends before it begins.
    """
    if user.role != Role.ADMIN:
        raise NotAllowed(_ADMIN_ONLY)
    if since and until and until < since:
        raise Invalid(_BACKWARDS)
    band = case(*((Evidence.confidence < upper, index) for index, upper in enumerate(BANDS[:-1])), else_=len(BANDS) - 1)
    counted = (
        select(Evidence.field, Evidence.method, band, Evidence.state, func.count())
        .join(Report, Evidence.report_id == Report.id)
        .where(Evidence.state != EvidenceState.PROPOSED, Evidence.method != Method.PERSON)
        .where(_in_region(user), *_in_period(since, until))
        .group_by(Evidence.field, Evidence.method, band, Evidence.state)
    )
    rows: list[_Row] = [(field, way, at, state, n) for field, way, at, state, n in session.execute(counted)]
    return Quality(
        total=_rates(_ALL, rows),
        fields=_each(rows, 0, [(name, _field_label(name)) for name in QUOTABLE]),
        methods=_each(rows, 1, [(method, method.label) for method in Method]),
        bands=_each(rows, 2, [(index, _band_label(index)) for index in reversed(range(len(BANDS)))]),
    )


def _in_region(user: User) -> ColumnElement[bool]:
    if user.region_code is None:
        return true()
    return Report.region_code.startswith(user.region_code, autoescape=True)


def _in_period(since: date | None, until: date | None) -> list[ColumnElement[bool]]:
    bounds = []
    if since:
        bounds.append(Evidence.decided_at >= datetime.combine(since, time(), CHINA_TIME))
    if until and until < date.max:
        bounds.append(Evidence.decided_at < datetime.combine(until + timedelta(days=1), time(), CHINA_TIME))
    return bounds


def _each(rows: Sequence[_Row], column: int, sorts: Iterable[tuple[object, Bilingual]]) -> list[Rates]:
    by_key: dict[object, list[_Row]] = defaultdict(list)
    for row in rows:
        by_key[row[column]].append(row)
    return [_rates(label, by_key[key]) for key, label in sorts if key in by_key]


def _rates(label: Bilingual, rows: Iterable[_Row]) -> Rates:
    counts: dict[EvidenceState, int] = defaultdict(int)
    for *_, state, count in rows:
        counts[state] += count
    return Rates(label, counts[EvidenceState.ACCEPTED], counts[EvidenceState.EDITED], counts[EvidenceState.REJECTED])


def _field_label(name: str) -> Bilingual:
    return Level(name).label if name in LEVELS else field_named(name).label


def _band_label(index: int) -> Bilingual:
    low, high = (BANDS[index - 1] if index else 0.0), BANDS[index]
    text = f"{low:.1f} – {high:.1f}"
    return Bilingual(text, text)


_ALL = Bilingual("全部", "All")
_ADMIN_ONLY = Bilingual("只有管理员可以查看抽取质量。", "Only an administrator may see the quality of extraction.")
_BACKWARDS = Bilingual(
    "结束日期早于开始日期。请改正其中一个。", "The period ends before it begins. Correct one of the dates."
)
