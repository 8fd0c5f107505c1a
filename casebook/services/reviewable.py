"""The reports and drafts that are a user's to review."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.errors import Conflict, NotAllowed, NotFound
from casebook.models import Draft, Report, User
from casebook.record import DraftState
from casebook.services import access


def report_to_review(session: Session, user: User, report_id: int) -> Report:
    """The report with its drafts, where the user may review it; NotFound otherwise."""
    return access.require_review(user, session.get(Report, report_id))


def drafts_to_review(user: User, report: Report) -> list[Draft]:
    """The drafts of the report that are the user's to decide over, in the order of the text."""
    return [draft for draft in report.drafts if access.may_review_draft(user, draft)]


def draft_of(user: User, report: Report, draft_id: int) -> Draft:
    """The draft of this report; NotFound where it belongs to another one, or to another office."""
    draft = next((one for one in drafts_to_review(user, report) if one.id == draft_id), None)
    if draft is None:
        raise NotFound(_NO_DRAFT)
    return draft


def whole_report(session: Session, user: User, report_id: int) -> Report:
    """The report, where all of its drafts are the user's; NotAllowed where only some are."""
    report = report_to_review(session, user, report_id)
    if not access.may_review_all(user, report):
        raise NotAllowed(_NOT_WHOLE)
    return report


def held_draft(session: Session, user: User, draft_id: int) -> Draft:
    """The newest state of the draft, held until the transaction ends; NotFound where the report is not the user's."""
    wanted = select(Draft).where(Draft.id == draft_id).with_for_update().execution_options(populate_existing=True)
    draft = session.scalars(wanted).one_or_none()
    if draft is None or not access.may_review_draft(user, draft):
        raise NotFound(_NO_DRAFT)
    return draft


def open_draft(session: Session, user: User, draft_id: int) -> Draft:
    """As ``held_draft``; Conflict where it has been decided."""
    draft = held_draft(session, user, draft_id)
    if draft.state is not DraftState.OPEN:
        raise Conflict(_DECIDED, {"state": draft.state.value}, draft.version)
    return draft


_NOT_WHOLE = Bilingual(
    "这篇报道由别的单位录入，您只能处理位于您辖区内的项目。",
    "Another office brought this report in: only what lies in your region is yours to review.",
)
_NO_DRAFT = Bilingual(
    "没有这份草稿，或者您无权处理。请从报道列表中查找。",
    "There is no such draft, or you may not work on it. Look for its report in the list.",
)
_DECIDED = Bilingual(
    "这一条已经处理过了。请刷新页面查看结果。",
    "This one has been decided already. Reload the page to see how.",
)
