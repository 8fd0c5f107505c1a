"""Exports of exactly what a listing shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import IO

from sqlalchemy.orm import Session

from casebook import regions
from casebook.bilingual import Bilingual, Language
from casebook.db import now
from casebook.errors import Invalid
from casebook.exports import (
    Column,
    ExportRow,
    Heading,
    SourceReport,
    columns_for,
    printed_columns,
    write_csv,
    write_docx,
    write_json,
    write_pdf,
    write_xlsx,
)
from casebook.models import Case, User
from casebook.record import CHINA_TIME, FIELDS, Visibility, empty
from casebook.search import CaseQuery, unparse
from casebook.services import access, audit, listing
from casebook.services.filters import describe, in_words

_NAME_LENGTH = 60
_CASES, _LIST = Bilingual("案例", "cases"), Bilingual("案例清单", "List of cases")
#: A document is for reading and is made in memory, a PDF in up to 1 GB; more cases are for Excel.
MOST_CASES = {"docx": 2_000, "pdf": 1_000}

#: The formats of an export: the ending of the file and its media type.
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}


def make(
    session: Session, user: User | None, query: CaseQuery, language: Language, ending: str, target: IO[bytes]
) -> Heading:
    """Write every case that ``query`` finds for ``user`` to ``target``; ``ending`` is a key of ``FORMATS``.

    The file has the columns that the query names, else every column, which is what an import reads back.
    ``user`` None is the operator at the command line, who sees all. Raises ``Invalid`` where there is nothing to
    export, or too much for a document. The caller records the export with ``note`` afterwards: reading a million rows
    must not hold a write lock.
    """
    heading = heading_of(session, user, query, language, _LIST)
    if heading.count > MOST_CASES.get(ending, heading.count):
        raise Invalid(_TOO_MANY[ending].format(most=MOST_CASES[ending], count=heading.count))
    internal = user is None or access.is_writer(user)
    rows = (
        _row(case, internal=user is None or access.may_see_internal(user, case))
        for case in listing.every_case(session, user, query)
    )
    if ending in MOST_CASES:
        write_document = write_docx if ending == "docx" else write_pdf
        write_document(printed_columns(language, internal, query.columns), rows, heading, target)
    else:
        _write_table(ending, columns_for(language, internal, query.columns), rows, heading, target)
    return heading


def _write_table(
    ending: str, columns: list[Column[ExportRow]], rows: Iterable[ExportRow], heading: Heading, target: IO[bytes]
) -> None:
    match ending:
        case "xlsx":
            write_xlsx(columns, rows, heading, target)
        case "csv":
            target.writelines(write_csv(columns, rows, heading))
        case "json":
            target.writelines(write_json(columns, rows, heading))


def note(session: Session, user: User | None, query: CaseQuery, heading: Heading, ending: str, **about: str) -> None:
    """Put an export into the audit trail; ``about`` is what else there is to know of it."""
    what = {"format": ending, "query": unparse(query), "count": heading.count}
    audit.record(session, user, audit.Action.EXPORT, "case", None, **what, **about)
    session.flush()


def file_name(query: CaseQuery, heading: Heading, ending: str, of: Bilingual = _CASES) -> str:
    """Says what, where and when: ``历下区_助残养老家园_案例_37件_20261124.xlsx``; ``of`` is what it holds."""
    parts = [chip.value.say(heading.language) for chip in describe(query)]
    what = "_".join([*parts, of.say(heading.language)])[:_NAME_LENGTH]
    count = f"{heading.count}件" if heading.language == "zh" else str(heading.count)
    safe = "".join(char if char.isalnum() or char in "_-–" else "_" for char in what)
    return f"{safe}_{count}_{heading.made_at:%Y%m%d}.{ending}"


def heading_of(session: Session, user: User | None, query: CaseQuery, language: Language, title: Bilingual) -> Heading:
    """What stands above an export of what ``query`` finds. Raises ``Invalid`` where that is nothing."""
    count = listing.count(session, user, query)
    if not count:
        raise Invalid(_NOTHING)
    return Heading(
        title=title.say(language),
        filters=in_words(query).say(language),
        count=count,
        made_at=now().astimezone(CHINA_TIME),
        made_by=user.display_name if user else Bilingual("系统管理员", "operator").say(language),
        language=language,
    )


def _row(case: Case, *, internal: bool) -> ExportRow:
    hidden = {field.name for field in FIELDS if field.visibility is Visibility.INTERNAL and not internal}
    return ExportRow(
        number=case.id,
        values={f.name: empty(f) if f.name in hidden else getattr(case, f.name) for f in FIELDS},
        parent_name=case.parent_case.name if case.parent_case else "",
        status=case.status,
        version=case.version,
        region_code=regions.pad12(case.region_code) if case.region_code else "",
        reported=case.reported,
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
_TOO_MANY = {
    "docx": Bilingual(
        "Word 文档最多 {most} 件案例，现在有 {count} 件。请缩小范围，或者导出 Excel。",
        "A Word document takes {most} cases at most, and there are {count}. Narrow the search, or export to Excel.",
    ),
    "pdf": Bilingual(
        "PDF 文件最多 {most} 件案例，现在有 {count} 件。请缩小范围，或者导出 Excel。",
        "A PDF file takes {most} cases at most, and there are {count}. Narrow the search, or export to Excel.",
    ),
}
