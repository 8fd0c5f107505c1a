"""Reviewing what extraction drafted: accept, reject, take back, add; every decision is a state, nothing is deleted.

Who may review a report decides over its drafts; a case is made only where the user may enter cases at its place, so a
draft of another region stays open for the office there, which sees it, and it alone, on its desk. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.errors import DomainError, Invalid
from casebook.models import Case, Draft, Report, Revision, RevisionAction, User
from casebook.record import CaseValues, DraftState, decode_values, encode_values
from casebook.services import access, audit, case_lookup, case_values, cases, joining, parents, reviewable, verdicts
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
    draft = reviewable.open_draft(session, user, draft_id)
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
    report = reviewable.report_to_review(session, user, report_id)
    decisions = []
    for draft in parents.in_order(
        [one for one in reviewable.drafts_to_review(user, report) if one.state is DraftState.OPEN and one.id in values]
    ):
        try:
            with session.begin_nested():
                decisions.append(Decision(draft, accept(session, user, draft.id, values[draft.id], ways.get(draft.id))))
        except DomainError as error:
            decisions.append(Decision(draft, error=error))
    return sorted(decisions, key=lambda decision: decision.draft.position)


def reject(session: Session, user: User, draft_id: int) -> Draft:
    """Turn a draft down; it can be taken back."""
    draft = reviewable.open_draft(session, user, draft_id)
    draft.state = DraftState.REJECTED
    verdicts.turn_down(draft.evidence, user)
    audit.record(session, user, audit.Action.DRAFT_REJECTED, "report", draft.report_id, draft=draft.id)
    session.flush()
    parents.settle(session, user, draft)
    return draft


def reject_all(session: Session, user: User, report_id: int) -> list[Draft]:
    """Turn down every draft that is still open."""
    report = reviewable.report_to_review(session, user, report_id)
    mine = reviewable.drafts_to_review(user, report)
    return [reject(session, user, draft.id) for draft in mine if draft.state is DraftState.OPEN]


def reopen(session: Session, user: User, draft_id: int) -> Draft:
    """Take a decision back. The case that acceptance made goes to the trash, unless more rests on it by now.

    Raises ``Invalid`` where the draft joined a case that was there before, or its case has been worked on since.
    """
    draft = reviewable.held_draft(session, user, draft_id)
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
    report = reviewable.whole_report(session, user, report_id)
    position = max((one.position for one in report.drafts), default=-1) + 1
    draft = Draft(report=report, position=position, proposed=encode_values({}))
    session.add(draft)
    session.flush()
    return draft


def attach_like(session: Session, user: User, report_id: int, known: Report) -> list[Case]:
    """Let the cases that rest on ``known`` rest on this report as well, as far as the user may change them.

    Open drafts of the same initiatives are accepted by that. Returns the cases. For those who review the whole report.
    """
    report = reviewable.whole_report(session, user, report_id)
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
