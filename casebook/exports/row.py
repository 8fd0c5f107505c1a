"""What an export is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casebook.bilingual import Language
from casebook.record import CaseStatus, CaseValues


@dataclass(frozen=True, slots=True)
class SourceReport:
    """A report that a case rests on."""

    title: str
    publisher: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One case as exported. ``values`` holds internal fields only where the reader may see them."""

    number: int
    values: CaseValues
    parent_name: str
    status: CaseStatus
    version: int
    region_code: str
    reported: str | None
    reports: tuple[SourceReport, ...]
    created_by: str
    created_at: datetime
    updated_by: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the rows: the filter in words, how many rows, when and by whom; the language of it all."""

    title: str
    filters: str
    count: int
    made_at: datetime
    made_by: str
    language: Language
