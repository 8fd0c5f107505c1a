"""Reading a case, its history and the trash; moving a case on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.record import CaseStatus
from casebook.services import access, case_figures, case_history, case_lookup, cases
from casebook.web.cases import changing, entering
from casebook.web.cases.blueprint import WRITERS, bp
from casebook.web.cases.detail import sections
from casebook.web.guard import allow
from casebook.web.i18n import say, translate
from casebook.web.login import the_user
from casebook.web.session import get_session

if TYPE_CHECKING:
    from casebook.models import Case, User

__all__ = ["bp", "changing", "entering"]

#: How many of the latest saves the page of a case shows.
EXCERPT = 3
MOVES = {
    (CaseStatus.DRAFT, CaseStatus.SUBMITTED): Bilingual("提交核实", "Submit for verification"),
    (CaseStatus.SUBMITTED, CaseStatus.DRAFT): Bilingual("退回草稿", "Send back to draft"),
    (CaseStatus.SUBMITTED, CaseStatus.VERIFIED): Bilingual("核实通过", "Verify"),
    (CaseStatus.VERIFIED, CaseStatus.SUBMITTED): Bilingual("撤销核实", "Withdraw verification"),
    (CaseStatus.VERIFIED, CaseStatus.ARCHIVED): Bilingual("归档", "Archive"),
    (CaseStatus.ARCHIVED, CaseStatus.VERIFIED): Bilingual("取消归档", "Take out of the archive"),
}
#: The moves that bring a case nearer to being shared: the main act of its page.
FORWARD = (CaseStatus.SUBMITTED, CaseStatus.VERIFIED)


@bp.get("/<int:case_id>")
@allow()
def detail(case_id: int) -> str:
    """One case: values with their evidence, reports, figures over time, relatives, latest saves."""
    session, user = get_session(), the_user()
    case = cases.get(session, user, case_id)
    internal = access.may_see_internal(user, case)
    return render_template(
        "cases/detail.html",
        case=case,
        sections=sections(case, case_figures.evidence_of(session, case), internal),
        figures=case_figures.figures(session, case),
        parent=case_lookup.parent_of(session, user, case),
        children=case_lookup.children(session, user, case),
        saves=case_history.entries(session, user, case, limit=EXCERPT),
        moves=_moves(user, case),
        may_edit=access.may_edit(user, case),
        may_add=access.is_writer(user),
    )


def _moves(user: User, case: Case) -> list[tuple[CaseStatus, Bilingual, bool]]:
    """The buttons for the status: where to, in which words, and whether that is forward."""
    order = list(CaseStatus)
    return [
        (status, MOVES[case.status, status], status in FORWARD and order.index(status) > order.index(case.status))
        for status in access.next_statuses(user, case)
    ]


@bp.get("/<int:case_id>/history")
@allow()
def history(case_id: int) -> str:
    """Who changed what, and when."""
    session, user = get_session(), the_user()
    case = cases.get(session, user, case_id)
    return render_template("cases/history.html", case=case, saves=case_history.entries(session, user, case))


@bp.post("/<int:case_id>/status")
@allow(*WRITERS)
def change_status(case_id: int) -> ResponseReturnValue:
    """Move the case to the status that a button names."""
    session = get_session()
    try:
        status = CaseStatus(request.form.get("status", ""))
    except ValueError as error:
        raise Invalid(_NO_STATUS) from error
    case = cases.change_status(session, the_user(), case_id, status, request.form.get("version", 0, type=int))
    session.commit()
    flash(translate("状态已改为“{status}”。", "The case is now: {status}.", status=say(case.status.label)), "status")
    return redirect(url_for("cases.detail", case_id=case_id))


@bp.get("/trash")
@allow(*WRITERS)
def trash_list() -> str:
    """The cases in the trash that the user may restore."""
    return render_template("cases/trash.html", cases=case_lookup.trashed(get_session(), the_user()))


@bp.post("/<int:case_id>/trash")
@allow(*WRITERS)
def trash(case_id: int) -> ResponseReturnValue:
    """Move the case to the trash; its page then offers to restore it."""
    session = get_session()
    cases.trash(session, the_user(), case_id)
    session.commit()
    return redirect(url_for("cases.detail", case_id=case_id))


@bp.post("/<int:case_id>/restore")
@allow(*WRITERS)
def restore(case_id: int) -> ResponseReturnValue:
    """Take the case out of the trash."""
    session = get_session()
    case = cases.restore(session, the_user(), case_id)
    session.commit()
    flash(translate("已恢复“{name}”。", "“{name}” was restored.", name=case.name), "status")
    return redirect(url_for("cases.detail", case_id=case_id))


@bp.get("/suggest")
@allow()
def suggest() -> ResponseReturnValue:
    """Cases for a half-typed parent: what to put into the input, and where it works."""
    found = case_lookup.parent_choices(get_session(), the_user(), request.args.get("q", ""))
    return {"items": [{"value": case_lookup.label(case), "note": str(case.place)} for case in found]}


_NO_STATUS = Bilingual("没有这个状态。请用页面上的按钮。", "There is no such status. Use the buttons of the page.")
