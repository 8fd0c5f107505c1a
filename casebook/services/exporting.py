"""Exports of exactly what a listing shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from casebook import regions
from casebook.bilingual import Bilingual, Language
from casebook.db import now
from casebook.errors import Invalid
from casebook.exports import ExportRow, Heading, SourceReport
from casebook.models import Case, User
from casebook.record import CHINA_TIME, FIELDS, Visibility, empty
from casebook.search import CaseQuery, unparse
from casebook.services import access, audit, listing
from casebook.services.filters import describe, in_words

_NAME_LENGTH = 60


def heading_for(session: Session, user: User | None, query: CaseQuery, language: Language) -> Heading:
    """What stands above the rows of an export; ``user`` None is the operator at the command line.

    Raises ``Invalid`` where the export would be empty.
    """
    count = listing.count(session, user, query)
    if not count:
        raise Invalid(_NOTHING)
    return Heading(
        title=Bilingual("案例清单", "List of cases").say(language),
        filters=in_words(query).say(language),
        count=count,
        made_at=now().astimezone(CHINA_TIME),
        made_by=user.display_name if user else Bilingual("系统管理员", "operator").say(language),
        language=language,
    )


def rows_for(session: Session, user: User | None, query: CaseQuery) -> Iterator[ExportRow]:
    """Every case that ``query`` finds for ``user``, in its order."""
    for case in listing.every_case(session, user, query):
        yield _row(case, internal=user is None or access.may_see_internal(user, case))


def file_name(query: CaseQuery, heading: Heading, ending: str) -> str:
    """Says what, where and when: ``历下区_助残养老家园_案例_37件_20261124.xlsx``."""
    parts = [chip.value.say(heading.language) for chip in describe(query)]
    what = "_".join([*parts, Bilingual("案例", "cases").say(heading.language)])[:_NAME_LENGTH]
    count = f"{heading.count}件" if heading.language == "zh" else str(heading.count)
    safe = "".join(char if char.isalnum() or char in "_-–" else "_" for char in what)
    return f"{safe}_{count}_{heading.made_at:%Y%m%d}.{ending}"


def note(session: Session, user: User | None, query: CaseQuery, heading: Heading, ending: str) -> None:
    """Put the export into the audit trail; call it before the rows are read."""
    audit.record(
        session, user, audit.Action.EXPORT, "case", None, format=ending, query=unparse(query), count=heading.count
    )
    session.flush()  # rows are read in batches that drop what the session holds


def _row(case: Case, *, internal: bool) -> ExportRow:
    hidden = {field.name for field in FIELDS if field.visibility is Visibility.INTERNAL and not internal}
    return ExportRow(
        number=case.id,
        values={f.name: empty(f) if f.name in hidden else getattr(case, f.name) for f in FIELDS},
        parent_name=case.parent_case.name if case.parent_case else "",
        status=case.status,
        version=case.version,
        region_code=regions.pad12(case.region_code) if case.region_code else "",
        reports=tuple(
            SourceReport(link.report.title, link.report.publisher, link.report.published) for link in case.report_links
        ),
        created_by=case.created_by.display_name,
        created_at=_local(case.created_at),
        updated_by=case.updated_by.display_name,
        updated_at=_local(case.updated_at),
    )


def _local(moment: datetime) -> datetime:
    return moment.astimezone(CHINA_TIME)


_NOTHING = Bilingual(
    "没有符合条件的案例，无法导出。请先放宽筛选条件。",
    "No case meets the filters, so there is nothing to export. Loosen them first.",
)
