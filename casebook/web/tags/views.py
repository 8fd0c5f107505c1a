"""``/tags``: the tags of the user's districts; those who keep them add, rename, merge and retire."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casebook import regions
from casebook.bilingual import Bilingual
from casebook.errors import Invalid, NotAllowed
from casebook.record import Role
from casebook.services import access, tag_keeping, tags
from casebook.services.places import find_region
from casebook.web.filters import region_name
from casebook.web.guard import allow
from casebook.web.i18n import translate
from casebook.web.login import the_user
from casebook.web.paging import Page
from casebook.web.session import get_session
from casebook.web.tags.forms import MergeForm, NameForm, NewTagForm

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from casebook.models import Tag

bp = Blueprint("tags", __name__, url_prefix="/tags")

#: Who keeps tags at all; the region decides the rest in ``casebook.services.access``.
KEEPERS = (Role.OFFICIAL, Role.ADMIN)
TAGS_PER_PAGE = 100


@bp.get("")
@allow()
def listing() -> str:
    """Every tag that the cases of the user's region can carry, with how many do."""
    return _listing(NewTagForm(region=_own_region()))


@bp.post("")
@allow(*KEEPERS)
def add() -> ResponseReturnValue:
    """Add a tag."""
    form, session = NewTagForm(), get_session()
    try:
        if not form.validate():
            return _listing(form), 422
        tag = tag_keeping.add(session, the_user(), form.text("name"), find_region(form.text("region")))
    except Invalid as error:
        form.take_errors(error)
        return _listing(form), 422
    except NotAllowed:
        form.take_errors(Invalid(_OUTSIDE, {"region": _OUTSIDE}))
        return _listing(form), 422
    session.commit()
    flash(translate("已添加标签“{name}”。", "The tag “{name}” was added.", name=tag.name), "status")
    return redirect(url_for("tags.listing"))


@bp.get("/suggest")
@allow()
def suggest() -> ResponseReturnValue:
    """The names for the inputs of a form."""
    return {"items": list(tags.usable(get_session(), the_user()))}


@bp.get("/<int:tag_id>")
@allow(*KEEPERS)
def edit(tag_id: int) -> str:
    """What can be done with a tag."""
    tag = tag_keeping.get(get_session(), the_user(), tag_id)
    return _page(tag, NameForm(name=tag.name), _merge_form(tag))


@bp.post("/<int:tag_id>/name")
@allow(*KEEPERS)
def rename(tag_id: int) -> ResponseReturnValue:
    """Give a tag another name."""
    form, session = NameForm(), get_session()
    tag = tag_keeping.get(session, the_user(), tag_id)
    try:
        if not form.validate():
            return _page(tag, form, _merge_form(tag)), 422
        tag_keeping.rename(session, the_user(), tag_id, form.text("name"))
    except Invalid as error:
        form.take_errors(error)
        return _page(tag, form, _merge_form(tag)), 422
    session.commit()
    flash(translate("标签现在叫“{name}”。", "The tag is now called “{name}”.", name=tag.name), "status")
    return redirect(url_for("tags.listing"))


@bp.post("/<int:tag_id>/merge")
@allow(*KEEPERS)
def merge(tag_id: int) -> ResponseReturnValue:
    """Let another tag take the place of this one."""
    session = get_session()
    tag = tag_keeping.get(session, the_user(), tag_id)
    form, name_form = _merge_form(tag, request.form), NameForm(formdata=None, name=tag.name)
    if not form.validate():
        return _page(tag, name_form, form), 422
    try:
        into = tag_keeping.merge(session, the_user(), tag_id, request.form.get("into", 0, type=int))
    except Invalid as error:
        form.take_errors(error)
        return _page(tag, name_form, form), 422
    session.commit()
    flash(translate("已并入标签“{name}”。", "It is merged into the tag “{name}”.", name=into.name), "status")
    return redirect(url_for("tags.listing"))


@bp.post("/<int:tag_id>/retire")
@allow(*KEEPERS)
def retire(tag_id: int) -> ResponseReturnValue:
    """Give the tag to no more cases."""
    session = get_session()
    tag = tag_keeping.retire(session, the_user(), tag_id)
    session.commit()
    flash(translate("标签“{name}”已停用。", "The tag “{name}” is retired.", name=tag.name), "status")
    return redirect(url_for("tags.listing"))


@bp.post("/<int:tag_id>/revive")
@allow(*KEEPERS)
def revive(tag_id: int) -> ResponseReturnValue:
    """Let a retired tag be given again."""
    session = get_session()
    tag = tag_keeping.revive(session, the_user(), tag_id)
    session.commit()
    flash(translate("标签“{name}”可以使用了。", "The tag “{name}” can be given again.", name=tag.name), "status")
    return redirect(url_for("tags.listing"))


def _listing(form: NewTagForm) -> str:
    entries = tag_keeping.vocabulary(get_session(), the_user())

    def url_for_page(number: int) -> str:
        return url_for("tags.listing", page=number if number > 1 else None)

    page = Page.of(request.args.get("page", 1, int), TAGS_PER_PAGE, len(entries), url_for_page)
    shown = entries[(page.number - 1) * TAGS_PER_PAGE : page.number * TAGS_PER_PAGE]
    groups = [(code, list(found)) for code, found in groupby(shown, key=lambda entry: entry.tag.region_code)]
    own = the_user().region_code or ""
    return render_template(
        "tags/listing.html", groups=groups, form=form, page=page, may_add=access.keeps_tags(the_user(), own[:6])
    )


def _page(tag: Tag, form: NameForm, merge_form: MergeForm) -> str:
    carried = tag_keeping.carried(get_session(), tag)
    return render_template("tags/tag.html", tag=tag, form=form, merge_form=merge_form, carried=carried)


def _merge_form(tag: Tag, formdata: MultiDict[str, str] | None = None) -> MergeForm:
    others = [
        (other.id, f"{other.name}（{region_name(other.region_code or None)}）")
        for other in tag_keeping.others(get_session(), the_user(), tag)
    ]
    return MergeForm(others, translate("请选择", "Choose"), formdata=formdata)


def _own_region() -> str:
    """The user's division as it is typed into the form."""
    trail = regions.ancestors((the_user().region_code or "")[:6])
    return f"{trail[-1].code} {trail[-1].name}" if trail else ""


_OUTSIDE = Bilingual("适用地区要在您的辖区内。", "A tag must be for cases within your own region.")
