"""``/cases/bulk``: a selection from the listing, what to change in it, the preview, the result, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casebook.errors import Invalid
from casebook.record import field_named
from casebook.search import parse, unparse
from casebook.services import bulk_edits, bulk_runs, case_lookup
from casebook.services.bulk_changes import Act, BulkChange, Plan
from casebook.services.case_history import readable
from casebook.services.filters import in_words as filters_in_words
from casebook.web.bulk.forms import BulkForm, in_words, typed_of
from casebook.web.cases.blueprint import WRITERS
from casebook.web.guard import allow
from casebook.web.i18n import say, translate
from casebook.web.login import the_user
from casebook.web.paging import Page
from casebook.web.session import begin_writing, get_session

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from casebook.models import BulkEdit, User

bp = Blueprint("bulk", __name__, url_prefix="/cases/bulk")

EDITS_PER_PAGE = 50
CASES_PER_PAGE = 100
#: A ticked case: its number and the version that was on the screen.
_PICKED = re.compile(r"([1-9]\d{0,8})-([1-9]\d{0,8})", re.ASCII)
EVERYTHING = "all"


@bp.get("")
@allow(*WRITERS)
def past() -> str:
    """The bulk edits that were made."""
    session, user = get_session(), the_user()

    def url_for_page(number: int) -> str:
        return url_for("bulk.past", page=number if number > 1 else None)

    total = bulk_edits.count_past(session, user)
    page = Page.of(request.args.get("page", 1, int), EDITS_PER_PAGE, total, url_for_page)
    edits = bulk_edits.past(session, user, limit=EDITS_PER_PAGE, offset=(page.number - 1) * EDITS_PER_PAGE)
    rows = [
        (bulk, _words(session, user, bulk), changed, back, bulk_runs.may_undo(user, bulk))
        for bulk, changed, back in edits
    ]
    return render_template("bulk/past.html", rows=rows, page=page)


@bp.post("")
@allow(*WRITERS)
def start() -> ResponseReturnValue:
    """Freeze the selection of a listing, and ask what to do with it."""
    session = get_session()
    query, _ = parse(parse_qs(request.form.get("query", "")))
    everything = request.form.get("scope") == EVERYTHING
    try:
        bulk = bulk_edits.start(session, the_user(), query, None if everything else _picked())
    except Invalid as error:
        flash(say(error.message), "error")
        return redirect(f"{url_for('search.listing')}?{unparse(query)}".rstrip("?"))
    session.commit()
    shown, found = request.form.get("total", 0, type=int), bulk_edits.size(session, bulk)
    if everything and shown != found:
        flash(
            translate(
                "页面上是 {n} 件，现在查到 {m} 件，已全部选中。",
                "{n} cases were on the page; the search now finds {m}, all of them selected.",
                n=shown,
                m=found,
            ),
            "warning",
        )
    return redirect(url_for("bulk.edit", bulk_id=bulk.id))


@bp.get("/<int:bulk_id>")
@allow(*WRITERS)
def edit(bulk_id: int) -> str:
    """The selection with what to do, the preview of it, or what became of it."""
    bulk = bulk_edits.get(get_session(), the_user(), bulk_id)
    return _result(bulk) if bulk.applied_at else _selection(bulk, _form(bulk))


@bp.post("/<int:bulk_id>/change")
@allow(*WRITERS)
def choose(bulk_id: int) -> ResponseReturnValue:
    """Take what to change, and preview it."""
    session, user = get_session(), the_user()
    bulk, form = bulk_edits.get(session, user, bulk_id), BulkForm()
    try:
        bulk_edits.choose(session, user, bulk, form.to_change(session, user))
    except Invalid as error:
        if bulk.applied_at:
            raise
        form.take_errors(error)
        return _selection(bulk, form, previewed=False), 422
    session.commit()
    return redirect(url_for("bulk.edit", bulk_id=bulk_id, _anchor="preview"))


@bp.post("/<int:bulk_id>/apply")
@allow(*WRITERS)
def apply(bulk_id: int) -> ResponseReturnValue:
    """Change the selected cases."""
    _batch_by_batch(bulk_runs.apply_batch, bulk_id)
    return redirect(url_for("bulk.edit", bulk_id=bulk_id))


@bp.post("/<int:bulk_id>/undo")
@allow(*WRITERS)
def undo(bulk_id: int) -> ResponseReturnValue:
    """Take the change back where nobody changed the values since."""
    _batch_by_batch(bulk_runs.undo_batch, bulk_id)
    return redirect(url_for("bulk.edit", bulk_id=bulk_id))


def _batch_by_batch(act: Callable[[Session, User, int], bool], bulk_id: int) -> None:
    """Commit after each batch, so that others get at the database in between."""
    session, user = get_session(), the_user()
    while act(session, user, bulk_id):
        session.commit()
        begin_writing()
    session.commit()


def _picked() -> Iterator[tuple[int, int]]:
    for text in request.form.getlist("case"):
        if match := _PICKED.fullmatch(text):
            yield int(match[1]), int(match[2])


def _change(bulk: BulkEdit) -> BulkChange | None:
    return BulkChange.from_json(bulk.change) if bulk.change else None


def _words(session: Session, user: User, bulk: BulkEdit) -> str:
    """What the edit does; after an undo also that it was taken back."""
    change = _change(bulk)
    words = say(in_words(change, _parent_label(session, user, change))) if change else ""
    if not bulk.undone_at:
        return words
    return translate("{state}：{words}", "{state}: {words}", state=say(bulk.state.label), words=words)


def _parent_label(session: Session, user: User, change: BulkChange | None) -> str:
    if change is None or change.act is not Act.PARENT or change.value is None:
        return ""
    return case_lookup.labels(session, user, [change.value]).get(change.value, f"#{change.value}")


def _form(bulk: BulkEdit) -> BulkForm:
    change = _change(bulk)
    return BulkForm(formdata=None, data=typed_of(change, _parent_label(get_session(), the_user(), change)))


def _selection(bulk: BulkEdit, form: BulkForm, *, previewed: bool = True) -> str:
    session, user = get_session(), the_user()
    found = bulk_edits.preview(session, user, bulk) if bulk.change and previewed else None
    return render_template(
        "bulk/selection.html",
        bulk=bulk,
        form=form,
        size=bulk_edits.size(session, bulk),
        filters=_filters(bulk),
        words=_words(session, user, bulk),
        found=found,
        **_shown(found.plans if found else (), bulk),
    )


def _result(bulk: BulkEdit) -> str:
    session, user = get_session(), the_user()
    plans = bulk_edits.results(session, bulk)
    return render_template(
        "bulk/result.html",
        bulk=bulk,
        words=_words(session, user, bulk),
        filters=_filters(bulk),
        found=bulk_edits.Preview(plans),
        may_undo=bulk_runs.may_undo(user, bulk),
        **_shown(plans, bulk),
    )


def _filters(bulk: BulkEdit) -> str:
    query, _ = parse(parse_qs(bulk.query))
    return say(filters_in_words(query))


def _shown(plans: Sequence[Plan], bulk: BulkEdit) -> dict[str, object]:
    """One page of the cases, with their changes for readers."""

    def url_for_page(number: int) -> str:
        return url_for("bulk.edit", bulk_id=bulk.id, page=number if number > 1 else None, _anchor="preview")

    page = Page.of(request.args.get("page", 1, int), CASES_PER_PAGE, len(plans), url_for_page)
    shown = plans[(page.number - 1) * CASES_PER_PAGE : page.number * CASES_PER_PAGE]
    session, user = get_session(), the_user()
    parents = {value for plan in shown for side in (plan.before, plan.after) if (value := side.get("parent"))}
    names = case_lookup.labels(session, user, parents)
    rows = [
        (plan, [readable(name, plan.before.get(name), plan.after[name], names) for name in plan.after])
        for plan in shown
    ]
    return {"rows": rows, "page": page, "field_named": field_named}
