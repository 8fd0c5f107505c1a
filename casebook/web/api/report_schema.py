"""Reports and their drafts in JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints, WithJsonSchema

from casebook.extraction.reading import LONGEST_TEXT
from casebook.record import DraftState
from casebook.web.api.case_schema import DraftValues, Evidence
from casebook.web.api.schema import NO_NULL, NOT_BLANK, Absent, Id, Schema

MOST_REPORTS = 100
WebAddress = Annotated[
    str,
    StringConstraints(max_length=2000, pattern=r"^https?://[!-~]+$"),
    Field(description="原文网址 / where it was found", examples=["https://example.org/news/1"]),
]


class ReportListQuery(Schema):
    """Which reports to list; the newest first."""

    q: Annotated[str, StringConstraints(max_length=200, pattern=NO_NULL)] = Field(
        "", description="词语，都要出现 / words that must all stand in title, publisher or text"
    )
    open: bool = Field(False, description="只看有待确认草稿的 / only those with drafts to confirm")
    limit: int = Field(20, ge=1, le=MOST_REPORTS)
    before: Id | Absent = Field(None, description="上一页的 next / what the page before gave as next")


class NewReport(Schema):
    """A report as text; it is read at once, and its initiatives are drafted."""

    text: Annotated[str, StringConstraints(max_length=LONGEST_TEXT, pattern=NOT_BLANK)]
    source_url: WebAddress | None = None


class NewReportFile(Schema):
    """A report as a file: TXT, HTML, DOCX or PDF with text."""

    file: Annotated[bytes, WithJsonSchema({"type": "string", "format": "binary"})]
    source_url: WebAddress | Absent = None


class CaseName(Schema):
    """A case by number and name."""

    id: Id
    name: str


class Draft(Schema):
    """One drafted initiative: proposed values, each with its evidence and how sure the reader is of it."""

    id: Id
    state: DraftState
    values: DraftValues
    evidence: list[Evidence]
    case: Id | None = Field(description="已成为的案例 / the case that it became")


class ReportSummary(Schema):
    """A report as lists show it."""

    id: Id
    title: str
    publisher: str | None
    published: str | None
    source_url: str | None
    created_at: datetime
    url: str = Field(description="网页地址 / its page for people")


class ReportPage(Schema):
    """One page of reports."""

    items: list[ReportSummary]
    next: Id | None = Field(description="下一页的 before / before of the next page, null on the last one")


class Report(ReportSummary):
    """One report with what was drafted from it and the cases that rest on it."""

    text: str = Field(description="依据的起止位置按 Unicode 码点计 / spans of evidence count its Unicode code points")
    drafts: list[Draft] = Field(description="只给可以核对的人 / for those who may review it")
    cases: list[CaseName]


class SimilarReport(Schema):
    """A report of the same story; ``share`` is how much of the text they have in common."""

    id: Id
    title: str
    share: float = Field(ge=0, le=1)


class TakenReport(Schema):
    """What became of a report that was sent."""

    known: bool = Field(description="这篇报道已经有了 / this very text was there already")
    report: Report
    similar: list[SimilarReport]
    notice: str | None = Field(description="提示 / what the reader should know")
