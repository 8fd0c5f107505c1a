"""Changing a case: the form, its draft on the server, and what to do when two people saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casebook.errors import Invalid
from casebook.record import CaseStatus, decode_values, field_named
from casebook.services import access, case_drafts, case_history, case_lookup, case_values, cases
from casebook.web.cases.blueprint import WRITERS, bp
from casebook.web.cases.entering import SUBMIT
from casebook.web.cases.forms import CaseForm, type_values
from casebook.web.filters import show_time
from casebook.web.guard import allow
from casebook.web.i18n import translate
from casebook.web.login import the_user
from casebook.web.session import get_session

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casebook.models import Case, Draft

VERSION = "version"
CHOOSE = "choose-"
THEIRS = "theirs"
BACK_TO_FORM = "back-to-form"


@bp.get("/<int:case_id>/edit")
@allow(*WRITERS)
def edit(case_id: int) -> str:
    """The form with the values of the case, or with what the user typed and has not saved."""
    session, user = get_session(), the_user()
    case = cases.get_for_editing(session, user, case_id)
    draft = case_drafts.open_draft(session, user, case_id)
    if draft is not None:
        typed, version = case_drafts.typed_in(draft), draft.base_version or case.version
        if not _form(case, case.version, typed=typed).is_untouched:
            return _page(case, _form(case, version, typed=typed), version, draft)
    return _page(case, _form(case, case.version), case.version)


@bp.post("/<int:case_id>/edit")
@allow(*WRITERS)
def save(case_id: int) -> ResponseReturnValue:
    """Save the form; where somebody else changed the same fields meanwhile, ask which value to keep."""
    session, user = get_session(), the_user()
    case, version = cases.get_for_editing(session, user, case_id), _version()
    form = _chosen(case, _form(case, version, request.form))
    if form.asks_for_row or BACK_TO_FORM in request.form:
        return _kept_page(case, form, version)
    try:
        cases.update(session, user, case_id, form.to_values(session, user), version)
        if SUBMIT in request.form and case.status is CaseStatus.DRAFT:
            cases.change_status(session, user, case_id, CaseStatus.SUBMITTED, case.version)
    except Invalid as error:
        form.take_errors(error)
        return _kept_page(case, form, version), 422
    except cases.EditConflict as conflict:
        return _conflict_page(case, conflict, version), 409
    case_drafts.discard(session, user, case_id=case_id)
    session.commit()
    flash(translate("已保存“{name}”。", "“{name}” was saved.", name=case.name), "status")
    return redirect(url_for("cases.detail", case_id=case_id))


@bp.post("/<int:case_id>/draft")
@allow(*WRITERS)
def keep(case_id: int) -> ResponseReturnValue:
    """Keep what has been typed so far; answers with the time of day."""
    session, user = get_session(), the_user()
    case = cases.get_for_editing(session, user, case_id)
    draft = _keep(case, _form(case, _version(), request.form), _version())
    session.commit()
    return {"saved": show_time(draft.updated_at)[-5:] if draft else ""}


@bp.post("/<int:case_id>/discard")
@allow(*WRITERS)
def discard(case_id: int) -> ResponseReturnValue:
    """Throw the unsaved changes away."""
    session = get_session()
    case_drafts.discard(session, the_user(), case_id=case_id)
    session.commit()
    return redirect(url_for("cases.edit", case_id=case_id))


def _version() -> int:
    return request.form.get(VERSION, 0, type=int)


def _form(case: Case, version: int, formdata: Any = None, typed: Mapping[str, list[str]] | None = None) -> CaseForm:
    """The form on the values that the person saw: what was not touched is not read anew."""
    session, user = get_session(), the_user()
    seen = case_history.values_at(session, case, version)
    names = case_lookup.labels(session, user, [seen["parent"], case.parent])
    return CaseForm(formdata, values=seen, typed=typed, case_names=names)


def _chosen(case: Case, form: CaseForm) -> CaseForm:
    """The form after a conflict: with the stored value where that one was chosen."""
    names = [
        key.removeprefix(CHOOSE) for key, choice in request.form.items() if key.startswith(CHOOSE) and choice == THEIRS
    ]
    taken = {name: value for name, value in case_values.values_of(case).items() if name in names}
    if not taken:
        return form
    typed = form.typed() | {
        key: texts
        for key, texts in type_values(taken, form.case_names).items()
        if any(key in form[name].typed_names() for name in taken)
    }
    return _form(case, _version(), typed=typed)


def _keep(case: Case, form: CaseForm, version: int) -> Draft | None:
    return case_drafts.keep(get_session(), the_user(), form.typed(), "", case_id=case.id, version=version)


def _kept_page(case: Case, form: CaseForm, version: int) -> str:
    _keep(case, form, version)
    get_session().commit()
    return _page(case, form, version)


def _page(case: Case, form: CaseForm, version: int, draft: Draft | None = None) -> str:
    moves = access.next_statuses(the_user(), case)
    may_submit = case.status is CaseStatus.DRAFT and CaseStatus.SUBMITTED in moves
    return render_template("cases/edit.html", case=case, form=form, seen=version, draft=draft, may_submit=may_submit)


def _conflict_page(case: Case, conflict: cases.EditConflict, version: int) -> str:
    """Both values of each field; all that was typed goes along in the form."""
    session, user = get_session(), the_user()
    mine, theirs = decode_values(conflict.merged), case_values.values_of(case)
    names = case_lookup.labels(session, user, [mine["parent"], theirs["parent"]])
    form = CaseForm(typed=type_values(mine, names), values=theirs, case_names=names)
    _keep(case, form, conflict.version)
    session.commit()
    both = [(field_named(name), mine[name], theirs[name]) for name in conflict.theirs]
    saves = case_history.entries(session, user, case, since=version)
    return render_template(
        "cases/conflict.html", case=case, form=form, seen=conflict.version, both=both, saves=saves, case_names=names
    )
