"""``/api/v1/reports``: send one and get its drafts, list, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, request, url_for

from casebook.bilingual import Bilingual
from casebook.record import Role
from casebook.services import access, intake, reports
from casebook.web import second_reader
from casebook.web.api.case_json import draft_values, evidence_json
from casebook.web.api.operations import operation, reply
from casebook.web.api.report_schema import (
    CaseName,
    Draft,
    NewReport,
    NewReportFile,
    Report,
    ReportListQuery,
    ReportPage,
    ReportSummary,
    SimilarReport,
    TakenReport,
)
from casebook.web.api.validation import FORM, JSON
from casebook.web.files import file_store
from casebook.web.i18n import say
from casebook.web.login import the_user
from casebook.web.session import get_session

if TYPE_CHECKING:
    from casebook.models import Draft as StoredDraft
    from casebook.models import Report as StoredReport

WRITERS = (Role.WORKER, Role.OFFICIAL, Role.ADMIN)
_EXAMPLE = "历下区甸柳新村街道的邻里帮帮团有队员三十余人，每周上门看望独居老人，去年化解矛盾12件。"


@operation(
    "POST",
    "/reports",
    Bilingual("录入报道并抽取", "Send a report and get its drafts"),
    bodies={JSON: NewReport, FORM: NewReportFile},
    takes={JSON: {"text": _EXAMPLE}},
    answers={201: TakenReport, 200: TakenReport},
    headers={"Location": "报道的地址 / address of the report"},
    problems=(400, 403, 413, 415, 422),
    roles=WRITERS,
    notes=Bilingual(
        "返回草稿，每个值都有依据和置信度。已经有的报道不会重复保存，返回 200。",
        "Answers with drafts, each value with evidence and confidence. A text that is known is not stored again: 200.",
    ),
)
def create_report(body: NewReport | NewReportFile) -> Response:
    session, user = get_session(), the_user()
    if isinstance(body, NewReport):
        prepared = intake.prepare_text(body.text)
    else:
        prepared = intake.prepare_file(body.file, request.files["file"].filename or "")
    (prepared,) = second_reader.improved([prepared])
    taken = intake.take(session, user, prepared, files=file_store(), source_url=body.source_url)
    answer = reply(
        TakenReport(
            known=taken.known,
            report=_in_full(reports.read(session, user, taken.report.id)),
            similar=[SimilarReport(id=one.report.id, title=one.report.title, share=one.share) for one in taken.similar],
            notice=say(prepared.notice) if prepared.notice else None,
        ),
        200 if taken.known else 201,
        Location=url_for("api.read_report", report_id=taken.report.id),
    )
    session.commit()
    return answer


@operation(
    "GET",
    "/reports",
    Bilingual("查询报道", "List reports"),
    query=ReportListQuery,
    answers={200: ReportPage},
    problems=(400,),
    notes=Bilingual("本辖区的报道，最新在前。", "The reports of your region, the newest first."),
)
def list_reports(query: ReportListQuery) -> Response:
    found = reports.newest(
        get_session(), the_user(), query.q, only_open=query.open, before=query.before, limit=query.limit + 1
    )
    shown = found[: query.limit]
    last = shown[-1].id if len(found) > query.limit else None
    return reply(ReportPage(items=[ReportSummary(**_summary(report)) for report in shown], next=last))


@operation(
    "GET",
    "/reports/{report_id}",
    Bilingual("读取报道", "Read a report"),
    answers={200: Report},
    problems=(404,),
    notes=Bilingual("全文、草稿和采用它的案例。", "Its text, its drafts, and the cases that rest on it."),
)
def read_report(report_id: int) -> Response:
    return reply(_in_full(reports.read(get_session(), the_user(), report_id)))


def _summary(report: StoredReport) -> dict[str, Any]:
    return {
        "id": report.id,
        "title": report.title,
        "publisher": report.publisher,
        "published": report.published,
        "source_url": report.source_url,
        "created_at": report.created_at,
        "url": url_for("reports.detail", report_id=report.id),
    }


def _in_full(reading: reports.Reading) -> Report:
    return Report(
        **_summary(reading.report),
        text=reading.report.text,
        drafts=[_draft(one) for one in reading.report.drafts if access.may_review_draft(the_user(), one)],
        cases=[CaseName(id=case.id, name=case.name) for case in reading.cases],
    )


def _draft(draft: StoredDraft) -> Draft:
    return Draft(
        id=draft.id,
        state=draft.state,
        values=draft_values(draft.proposed),
        evidence=[evidence_json(row) for row in draft.evidence],
        case=draft.case_id,
    )
