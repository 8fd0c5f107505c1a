"""``/searches``: saving a listing under a name, opening it again, and what is new in it."""

from __future__ import annotations

from urllib.parse import parse_qs

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.search import CaseQuery, parse, unparse
from casebook.services import alerts, saved_searches
from casebook.services.filters import in_words
from casebook.services.saved_searches import SameName
from casebook.web.guard import allow
from casebook.web.i18n import translate
from casebook.web.login import the_user
from casebook.web.searches.forms import NameForm, SaveForm
from casebook.web.session import get_session

bp = Blueprint("searches", __name__)


@bp.get("/searches", endpoint="listing")
@allow()
def show_searches() -> str:
    """All searches of the user."""
    return _page()


@bp.post("/searches")
@allow()
def save() -> ResponseReturnValue:
    """Save a listing; where the name is taken, ask what to do."""
    form, session = SaveForm(), get_session()
    query, _ = parse(parse_qs(form.text("query")))
    known = None
    try:
        if form.validate():
            saved = saved_searches.save(
                session, the_user(), form.text("name"), query, replacing=request.form.get("do") == "replace"
            )
            session.commit()
            flash(translate("已保存“{name}”。", "“{name}” was saved.", name=saved.name), "status")
            return redirect(_address(query))
    except SameName as error:
        known = error.search
    except Invalid as error:
        form.take_errors(error)
    return render_template(
        "searches/save.html",
        form=form,
        conditions=in_words(query),
        known=known,
        known_conditions=in_words(saved_searches.query_of(known)) if known else None,
        back=_address(query),
    ), 422


@bp.post("/searches/<int:search_id>/open", endpoint="open")
@allow()
def open_search(search_id: int) -> ResponseReturnValue:
    """Go to the listing; what is new is marked there and counts as seen from now on."""
    query = saved_searches.open_search(get_session(), the_user(), search_id)
    get_session().commit()
    return redirect(_address(query))


@bp.post("/searches/<int:search_id>/rename")
@allow()
def rename(search_id: int) -> ResponseReturnValue:
    """Give it another name."""
    form, session = NameForm(), get_session()
    try:
        if form.validate():
            saved = saved_searches.rename(session, the_user(), search_id, form.text("name"))
            session.commit()
            flash(translate("已改名为“{name}”。", "It is called “{name}” now.", name=saved.name), "status")
            return redirect(url_for("searches.listing"))
    except SameName as error:
        form.take_errors(Invalid(error.message, {"name": _TAKEN.format(name=error.search.name)}))
    except Invalid as error:
        form.take_errors(error)
    return _page(form, search_id), 422


@bp.post("/searches/<int:search_id>/alerts")
@allow()
def switch_alerts(search_id: int) -> ResponseReturnValue:
    """Let the desk count what is new, or not."""
    saved = saved_searches.set_alerts(get_session(), the_user(), search_id, alerts=request.form.get("alerts") == "on")
    get_session().commit()
    if saved.alerts:
        text = translate(
            "“{name}”有新案例时会在工作台提醒。", "The desk will tell of new cases in “{name}”.", name=saved.name
        )
    else:
        text = translate("“{name}”不再提醒。", "No more alerts for “{name}”.", name=saved.name)
    flash(text, "status")
    return redirect(url_for("searches.listing"))


@bp.post("/searches/<int:search_id>/delete")
@allow()
def delete(search_id: int) -> ResponseReturnValue:
    """Forget it."""
    name = saved_searches.delete(get_session(), the_user(), search_id)
    get_session().commit()
    flash(
        translate("已删除查询“{name}”，案例不受影响。", "The search “{name}” was deleted; the cases stay.", name=name)
    )
    return redirect(url_for("searches.listing"))


def _address(query: CaseQuery) -> str:
    parameters = unparse(query)
    return url_for("search.listing") + (f"?{parameters}" if parameters else "")


def _page(refused: NameForm | None = None, renamed: int | None = None) -> str:
    """The list; ``refused`` is the form of the search ``renamed`` that could not be renamed."""
    found = alerts.alerts(get_session(), the_user())
    return render_template("searches/listing.html", alerts=found, refused=refused, renamed=renamed)


_TAKEN = Bilingual(
    "您已有名为“{name}”的查询，请换一个名称。", "You have a search called “{name}”. Choose another name."
)
