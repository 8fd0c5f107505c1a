"""Reviewing what extraction drafted: accept, reject, take back, add; every decision is a state, nothing is deleted.

Who may review a report decides over its drafts; a case is made only where the user may enter cases at its place, so a
draft of another region stays open for the office there, which sees it, and it alone, on its desk. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from casebook.models import Case, Draft, Evidence, Report, Revision, RevisionAction, User
from casebook.record import (
    CaseValues,
    DraftState,
    Method,
    Place,
    decode_values,
    encode_values,
)
from casebook.record import Evidence as Span
from casebook.services import access, audit, case_lookup, case_values, cases, joining, parents, quotes, verdicts
from casebook.services.drafting import row_of
from casebook.services.joining import Into, Way


class SameCase(DomainError):
    """A case of this name and place exists: the person must say what to do. ``cases`` are the candidates."""

    def __init__(self, found: Sequence[Case]) -> None:
        super().__init__(_SAME_CASE.format(names="、".join(case.name for case in found)))
        self.cases = found


class OutsideRegion(Invalid):
    """The place of the draft is not the user's: it stays open for the office responsible."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of one draft of several: its case, or why it stays open."""

    draft: Draft
    case: Case | None = None
    error: DomainError | None = None


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


def same_cases(session: Session, user: User, draft: Draft, values: CaseValues) -> Sequence[Case]:
    """Cases that may record this initiative already.

    Cases made from other drafts of the same report are others, unless name and place are the very same: the report
    told them apart.
    """
    found = case_lookup.similar(session, user, values["name"], values["place"])
    siblings = {one.case_id for one in draft.report.drafts if one is not draft} if draft.report else set()
    return [
        case
        for case in found
        if case.id not in siblings or (case.name == values["name"] and case.place == values["place"])
    ]


def accept(session: Session, user: User, draft_id: int, values: CaseValues, into: Into | None = None) -> Case:
    """Make a case of the draft with ``values``, or let it join an existing one.

    The parent goes by the name that the draft asks for (``parents.wanted``), whatever ``values`` says. Raises
    ``OutsideRegion``, ``SameCase`` where ``into`` is needed and missing, ``Conflict`` where the draft was decided
    meanwhile, and whatever saving the case raises.
    """
    draft = _open_draft(session, user, draft_id)
    case_values.check(case_values.complete(values) | {"parent": None})
    if not access.may_enter(user, values["place"].code):
        raise OutsideRegion(_OUTSIDE.format(place=values["place"]))
    if into is None and (found := same_cases(session, user, draft, values)):
        raise SameCase(found)
    values = values | {"parent": parents.resolve(session, user, draft, values["place"])}
    case = joining.save(session, user, draft, values, into or Into(Way.NEW))
    draft.state, draft.case = DraftState.ACCEPTED, case
    verdicts.give(draft.evidence, values, parents.wanted(draft), user)
    for row in draft.evidence:
        row.case = case
    audit.record(session, user, audit.Action.DRAFT_ACCEPTED, "report", draft.report_id, draft=draft.id, case=case.id)
    session.flush()
    parents.settle(session, user, draft)
    return case


def accept_all(
    session: Session,
    user: User,
    report_id: int,
    values: Mapping[int, CaseValues],
    into: Mapping[int, Into] | None = None,
) -> list[Decision]:
    """Accept every open draft that ``values`` has values for, each on its own: what cannot be accepted stays open.

    Both mappings go by the ids of the drafts. Returns the decisions in the order of the text.
    """
    ways = into or {}
    report = report_to_review(session, user, report_id)
    decisions = []
    for draft in parents.in_order(
        [one for one in drafts_to_review(user, report) if one.state is DraftState.OPEN and one.id in values]
    ):
        try:
            with session.begin_nested():
                decisions.append(Decision(draft, accept(session, user, draft.id, values[draft.id], ways.get(draft.id))))
        except DomainError as error:
            decisions.append(Decision(draft, error=error))
    return sorted(decisions, key=lambda decision: decision.draft.position)


def reject(session: Session, user: User, draft_id: int) -> Draft:
    """Turn a draft down; it can be taken back."""
    draft = _open_draft(session, user, draft_id)
    draft.state = DraftState.REJECTED
    verdicts.turn_down(draft.evidence, user)
    audit.record(session, user, audit.Action.DRAFT_REJECTED, "report", draft.report_id, draft=draft.id)
    session.flush()
    parents.settle(session, user, draft)
    return draft


def reject_all(session: Session, user: User, report_id: int) -> list[Draft]:
    """Turn down every draft that is still open."""
    report = report_to_review(session, user, report_id)
    mine = drafts_to_review(user, report)
    return [reject(session, user, draft.id) for draft in mine if draft.state is DraftState.OPEN]


def reopen(session: Session, user: User, draft_id: int) -> Draft:
    """Take a decision back. The case that acceptance made goes to the trash, unless more rests on it by now.

    Raises ``Invalid`` where the draft joined a case that was there before, or its case has been worked on since.
    """
    draft = _draft(session, user, draft_id)
    if draft.state is DraftState.OPEN:
        return draft
    if draft.case is not None and draft.case.deleted_at is None:
        if not _made_by(session, draft):
            raise Invalid(_WORKED_ON.format(name=draft.case.name))
        cases.trash(session, user, draft.case.id)
    draft.state, draft.case = DraftState.OPEN, None
    verdicts.take_back(draft.evidence)
    session.flush()
    return draft


def add(session: Session, user: User, report_id: int) -> Draft:
    """One more draft, empty, for an initiative that extraction missed; for those who review the whole report."""
    report = _whole_report(session, user, report_id)
    position = max((one.position for one in report.drafts), default=-1) + 1
    draft = Draft(report=report, position=position, proposed=encode_values({}))
    session.add(draft)
    session.flush()
    return draft


def add_evidence(session: Session, user: User, draft_id: int, field: str, start: int, end: int) -> Evidence:
    """Let ``text[start:end]`` (code points) support a field of the draft; the row carries the value that it states.

    A second call with the same span and field returns the first row. Raises ``Invalid`` where the field is unknown,
    the span is empty, or it states no such value.
    """
    draft = _open_draft(session, user, draft_id)
    if field not in quotes.QUOTABLE or draft.report is None:
        raise Invalid(_NO_FIELD)
    start, end = quotes.trimmed(draft.report.text, start, end)
    quote = draft.report.text[start:end]
    for row in draft.evidence:
        if (row.field, row.start, row.end, row.method) == (field, start, end, Method.PERSON):
            return row
    stated = quotes.value_of(field, quote)
    value = draft.proposed.get(field) if field == "kind" else stated
    row = row_of(field, value, Span(start, end, quote, Method.PERSON, 1.0))
    row.report, row.draft = draft.report, draft
    session.add(row)
    session.flush()
    return row


def settle_place(session: Session, user: User, draft: Draft, place: Place) -> None:
    """Note where the draft lies by its form now: the office there may decide over it.

    Those who review the whole report say so; an office that was given one draft does not pass it on.
    """
    whole = draft.report is not None and access.may_review_all(user, draft.report)
    if whole and draft.region_code != place.code:
        draft.region_code = place.code
        session.flush()


def save_typed(session: Session, user: User, draft_id: int, typed: Mapping[str, Any], version: int) -> Draft:
    """Keep the form of a draft as typed, half words included.

    ``version`` is that of the draft when the form was shown. Raises ``Conflict`` where another person has typed
    something else since; ``theirs`` holds the keys that differ.
    """
    draft = _open_draft(session, user, draft_id)
    stored = draft.typed or {}
    if dict(typed) == stored:
        return draft
    if version != draft.version:
        raise Conflict(_TYPED_TOO, {k: stored.get(k) for k in typed if stored.get(k) != typed[k]}, draft.version)
    draft.typed = dict(typed)
    session.flush()
    return draft


def attach_like(session: Session, user: User, report_id: int, known: Report) -> list[Case]:
    """Let the cases that rest on ``known`` rest on this report as well, as far as the user may change them.

    Open drafts of the same initiatives are accepted by that. Returns the cases. For those who review the whole report.
    """
    report = _whole_report(session, user, report_id)
    fed = [link.case for link in known.case_links if link.case.deleted_at is None]
    attached = [cases.attach_report(session, user, case, report) for case in fed if access.may_edit(user, case)]
    for draft in report.drafts:
        values = decode_values(draft.proposed | {"parent": None})
        found = [
            case for case in case_lookup.similar(session, user, values["name"], values["place"]) if case in attached
        ]
        if draft.state is DraftState.OPEN and found and access.may_enter(user, values["place"].code):
            accept(session, user, draft.id, values, Into(Way.ATTACH, found[0].id))
    return attached


def _made_by(session: Session, draft: Draft) -> bool:
    """Whether the draft's case was made by accepting it and nobody but the review has changed it since."""
    assert draft.case is not None
    history = session.scalars(
        select(Revision).where(Revision.case_id == draft.case_id).order_by(Revision.version)
    ).all()
    made = bool(history) and history[0].action is RevisionAction.CREATE and history[0].report_id == draft.report_id
    return made and all(set(later.changes) == {"parent"} for later in history[1:])


def _whole_report(session: Session, user: User, report_id: int) -> Report:
    report = report_to_review(session, user, report_id)
    if not access.may_review_all(user, report):
        raise NotAllowed(_NOT_WHOLE)
    return report


def _draft(session: Session, user: User, draft_id: int) -> Draft:
    """The newest state of the draft, held until the transaction ends; NotFound where the report is not the user's."""
    wanted = select(Draft).where(Draft.id == draft_id).with_for_update().execution_options(populate_existing=True)
    draft = session.scalars(wanted).one_or_none()
    if draft is None or not access.may_review_draft(user, draft):
        raise NotFound(_NO_DRAFT)
    return draft


def _open_draft(session: Session, user: User, draft_id: int) -> Draft:
    draft = _draft(session, user, draft_id)
    if draft.state is not DraftState.OPEN:
        raise Conflict(_DECIDED, {"state": draft.state.value}, draft.version)
    return draft


_SAME_CASE = Bilingual(
    "已有同名同地的案例：{names}。请选择：只关联报道、更新该案例，或新建一个。",
    "A case of this name and place exists: {names}. Choose: attach the report, update that case, or make a new one.",
)
_OUTSIDE = Bilingual(
    "“{place}”不在您的辖区内。这一条先保留，当地或上级人员可以在工作台看到并采纳。",
    "“{place}” lies outside your region. This one stays open: colleagues whose region holds the place see it.",
)
_WORKED_ON = Bilingual(
    "案例“{name}”已有其他内容，不能撤销。需要更正时请直接修改该案例。",
    "The case “{name}” holds more than this draft by now, so this cannot be taken back. Edit the case instead.",
)
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
_TYPED_TOO = Bilingual(
    "您打开页面之后，另一位同事也改了这份草稿。请核对标出的内容，再保存一次即以您的为准。",
    "A colleague has changed this draft since you opened the page. Check what is marked; saving again keeps yours.",
)
_NO_FIELD = Bilingual("请选择要填入的项目。", "Choose the field to fill.")
