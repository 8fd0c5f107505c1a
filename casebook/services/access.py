"""Who may see and do what: the one place where role and region become rights.

| role     | sees                                                    | does, within the own region                     |
|----------|---------------------------------------------------------|-------------------------------------------------|
| worker   | own region: all; elsewhere: verified and archived cases | brings reports, enters, edits, submits, trashes |
| official | the same                                                | the same, and verifies, sends back, archives    |
| reporter | own region: all but drafts; elsewhere: as above         | reads and exports                               |
| admin    | everything in the region                                | the same as an official, and keeps the accounts |

Drafts belong to who brought their report, to writers whose region holds the office that did, and one by one to writers
whose region holds the drafted place.

A region holds everything below it; a user without one holds the whole country. What lies above the own region
(a district's case, seen by a worker of one of its streets) counts as elsewhere.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from casebook.bilingual import Bilingual
from casebook.errors import NotAllowed, NotFound
from casebook.models import Case, Draft, Report, User
from casebook.record import CaseStatus, Role
from casebook.search import CaseVisibility

#: What everybody who is signed in may read, wherever it is: the shared stock of confirmed cases.
OPEN_STATUSES = (CaseStatus.VERIFIED, CaseStatus.ARCHIVED)
_WRITERS = (Role.WORKER, Role.OFFICIAL, Role.ADMIN)
_VERIFIERS = (Role.OFFICIAL, Role.ADMIN)
#: The moves between statuses: who may make which.
_MOVES: dict[tuple[CaseStatus, CaseStatus], tuple[Role, ...]] = {
    (CaseStatus.DRAFT, CaseStatus.SUBMITTED): _WRITERS,
    (CaseStatus.SUBMITTED, CaseStatus.DRAFT): _WRITERS,
    (CaseStatus.SUBMITTED, CaseStatus.VERIFIED): _VERIFIERS,
    (CaseStatus.VERIFIED, CaseStatus.SUBMITTED): _VERIFIERS,
    (CaseStatus.VERIFIED, CaseStatus.ARCHIVED): _VERIFIERS,
    (CaseStatus.ARCHIVED, CaseStatus.VERIFIED): _VERIFIERS,
}


def covers(user: User, code: str | None) -> bool:
    """Whether the division ``code`` lies in the user's region; codes are prefixes of those below them."""
    return user.region_code is None or (code is not None and code.startswith(user.region_code))


def is_writer(user: User) -> bool:
    """Whether the role enters cases at all."""
    return user.role in _WRITERS


def is_verifier(user: User) -> bool:
    """Whether the role confirms cases."""
    return user.role in _VERIFIERS


def may_see(user: User, case: Case) -> bool:
    """Whether the user may read this case."""
    if case.deleted_at is not None:
        return may_edit(user, case)
    return visibility(user).admits(case.status, case.region_code)


def may_edit(user: User, case: Case) -> bool:
    """Whether the user may change this case: a verified one is for those who may verify."""
    if not covers(user, case.region_code) or not is_writer(user):
        return False
    return case.status not in OPEN_STATUSES or user.role in _VERIFIERS


def may_enter(user: User, code: str | None) -> bool:
    """Whether the user may make a case whose finest division is ``code``."""
    return is_writer(user) and covers(user, code)


def may_bring_to(user: User, status: CaseStatus) -> bool:
    """Whether the role may move a draft of its region on, step by step, to this status."""
    return _may_bring_to(user.role, status)


@cache
def _may_bring_to(role: Role, status: CaseStatus) -> bool:
    steps = list(CaseStatus)[: list(CaseStatus).index(status) + 1]
    return all(role in _MOVES[step] for step in pairwise(steps))


def keeps_tags(user: User, region_code: str) -> bool:
    """Whether the user looks after the tags of a division ("" is the whole country)."""
    return user.role in _VERIFIERS and covers(user, region_code)


def may_see_internal(user: User, case: Case) -> bool:
    """Whether the user may read the internal fields (contact data)."""
    return is_writer(user) and covers(user, case.region_code)


def next_statuses(user: User, case: Case) -> tuple[CaseStatus, ...]:
    """The statuses that the user may move this case to."""
    if case.deleted_at is not None or not covers(user, case.region_code):
        return ()
    return tuple(to for (start, to), roles in _MOVES.items() if start == case.status and user.role in roles)


def visibility(user: User) -> CaseVisibility:
    """Which cases outside the trash the user may see: in a search, in a count, one by one."""
    own = tuple(status for status in CaseStatus if is_writer(user) or status != CaseStatus.DRAFT)
    return CaseVisibility(user.region_code, own, everywhere=OPEN_STATUSES)


def visible_cases(user: User) -> ColumnElement[bool]:
    """``visibility`` as a condition for queries."""
    return visibility(user).condition


def editable_trash(user: User) -> ColumnElement[bool]:
    """The cases in the trash that the user may restore."""
    if not is_writer(user):
        return false()
    own = true() if user.region_code is None else Case.region_code.startswith(user.region_code, autoescape=True)
    if user.role not in _VERIFIERS:
        own = and_(own, Case.status.not_in(OPEN_STATUSES))
    return and_(Case.deleted_at.is_not(None), own)


def may_review_all(user: User, report: Report) -> bool:
    """Whether all drafts of a report are the user's: who brought it, and writers whose region holds its office."""
    return is_writer(user) and (report.brought_by_id == user.id or covers(user, report.region_code))


def may_review_draft(user: User, draft: Draft) -> bool:
    """Whether the user may decide over a draft of a report: with the whole report, or as the office of its place."""
    if draft.report is None:
        return False
    placed_here = draft.region_code is not None and covers(user, draft.region_code)
    return may_review_all(user, draft.report) or (is_writer(user) and placed_here)


def may_review(user: User, report: Report) -> bool:
    """Whether anything of the report is for the user to review."""
    return may_review_all(user, report) or any(may_review_draft(user, draft) for draft in report.drafts)


def reviewable_drafts(user: User) -> ColumnElement[bool]:
    """``may_review_draft`` as a condition for queries that ask for drafts of reports together with these."""
    if not is_writer(user) or user.region_code is None:
        return true() if is_writer(user) else false()
    return or_(_whole_reports(user, user.region_code), _placed_within(user.region_code))


def reviewable_reports(user: User) -> ColumnElement[bool]:
    """``may_review`` as a condition for queries."""
    if not is_writer(user) or user.region_code is None:
        return true() if is_writer(user) else false()
    placed_here = exists().where(Draft.report_id == Report.id, _placed_within(user.region_code))
    return or_(_whole_reports(user, user.region_code), placed_here)


def _whole_reports(user: User, region: str) -> ColumnElement[bool]:
    return or_(Report.brought_by_id == user.id, Report.region_code.startswith(region, autoescape=True))


def _placed_within(region: str) -> ColumnElement[bool]:
    return Draft.region_code.startswith(region, autoescape=True)


def require_see(user: User, case: Case | None) -> Case:
    """The case, or NotFound: a hidden case must look like none."""
    if case is None or not may_see(user, case):
        raise NotFound(_NO_CASE)
    return case


def require_edit(user: User, case: Case | None) -> Case:
    """The case, or NotFound where it is hidden, or NotAllowed where it may only be read."""
    seen = require_see(user, case)
    if not may_edit(user, seen):
        raise NotAllowed(_NOT_YOURS)
    return seen


def require_review(user: User, report: Report | None) -> Report:
    """The report, or NotFound: drafts of another office must look like none."""
    if report is None or not may_review(user, report):
        raise NotFound(_NO_REPORT)
    return report


_NO_CASE = Bilingual(
    "没有这个案例，或者您无权查看。请从案例列表中查找。",
    "There is no such case, or you may not see it. Look for it in the list of cases.",
)
_NO_REPORT = Bilingual(
    "没有这篇报道，或者您无权处理。请从报道列表中查找。",
    "There is no such report, or you may not work on it. Look for it in the list of reports.",
)
_NOT_YOURS = Bilingual(
    "这个案例不归您修改：它在您的辖区之外，或者已经核实。需要更正时请联系所在区县的干部。",
    "You may not change this case: it lies outside your region or is verified. Ask an official of its district.",
)
