"""Entering a new case: the form, its draft on the server, the warning of a likely duplicate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casebook.errors import Invalid
from casebook.record import CaseStatus
from casebook.services import case_drafts, case_lookup, case_values, cases, places
from casebook.web.cases.blueprint import WRITERS, bp
from casebook.web.cases.forms import CaseForm
from casebook.web.filters import show_time
from casebook.web.guard import allow
from casebook.web.i18n import translate
from casebook.web.login import the_user
from casebook.web.paths import record_id
from casebook.web.session import get_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casebook.models import Case, Draft

KEY = "form-key"
SAVE_ANYWAY = "save-anyway"
SUBMIT = "submit"


@bp.get("/new")
@allow(*WRITERS)
def new() -> str:
    """An empty form with the user's own region in it, or what the user typed and has not saved.

    Who asks for a child of a case gets what was typed for that case only.
    """
    session, user = get_session(), the_user()
    names = case_lookup.labels(session, user, [request.args.get("parent", type=record_id)])
    draft = case_drafts.open_draft(session, user, draft_id=request.args.get("draft", type=record_id))
    typed = case_drafts.typed_in(draft) if draft else {}
    if draft is not None and (not names or typed.get("parent") == [*names.values()]):
        return _page(CaseForm(typed=typed), case_drafts.key_of(draft), draft=draft)
    values = {"place": places.place_at(user.region_code), "parent": next(iter(names), None)}
    return _page(CaseForm(values=values, case_names=names), case_drafts.new_key())


@bp.post("/new")
@allow(*WRITERS)
def create() -> ResponseReturnValue:
    """Make the case, once however often the form is sent; ask first where there seems to be one already."""
    session, user, form, key = get_session(), the_user(), CaseForm(request.form), _key()
    if form.asks_for_row:
        return _kept_page(form, key)
    try:
        values = form.to_values(session, user)
        made = case_drafts.case_made_from(session, user, key)
        if made is not None:
            return _sent_again(form, made, case_values.values_of(made) == values)
        alike = (
            [] if SAVE_ANYWAY in request.form else case_lookup.similar(session, user, values["name"], values["place"])
        )
        if alike:
            return _kept_page(form, key, alike), 409
        status = CaseStatus.SUBMITTED if SUBMIT in request.form else CaseStatus.DRAFT
        case = cases.create(session, user, values, status=status)
    except Invalid as error:
        form.take_errors(error)
        return _kept_page(form, key), 422
    case_drafts.finish_new(session, user, key, case)
    session.commit()
    flash(translate("已保存“{name}”。", "“{name}” was saved.", name=case.name), "status")
    return redirect(url_for("cases.detail", case_id=case.id))


@bp.post("/new/draft")
@allow(*WRITERS)
def keep_new() -> ResponseReturnValue:
    """Keep what has been typed so far; answers with the time of day."""
    session = get_session()
    draft = case_drafts.keep(session, the_user(), CaseForm(request.form).typed(), _key())
    session.commit()
    return {"saved": show_time(draft.updated_at)[-5:] if draft else ""}


@bp.post("/new/discard")
@allow(*WRITERS)
def discard_new() -> ResponseReturnValue:
    """Throw the draft away and begin anew."""
    session = get_session()
    case_drafts.discard(session, the_user(), key=_key())
    session.commit()
    return redirect(url_for("cases.new"))


def _key() -> str:
    return request.form.get(KEY, "") or case_drafts.new_key()


def _sent_again(form: CaseForm, made: Case, unchanged: bool) -> ResponseReturnValue:
    """A double click leads to the case; anything typed since needs a form of its own."""
    if unchanged:
        return redirect(url_for("cases.detail", case_id=made.id))
    return _page(form, case_drafts.new_key(), made=made), 409


def _kept_page(form: CaseForm, key: str, alike: Sequence[Case] = ()) -> str:
    """The form again, after keeping it as a draft: whoever leaves now finds it later."""
    session = get_session()
    case_drafts.keep(session, the_user(), form.typed(), key)
    session.commit()
    return _page(form, key, alike=alike)


def _page(
    form: CaseForm, key: str, *, draft: Draft | None = None, alike: Sequence[Case] = (), made: Case | None = None
) -> str:
    return render_template("cases/new.html", form=form, key=key, draft=draft, alike=alike, made=made)
