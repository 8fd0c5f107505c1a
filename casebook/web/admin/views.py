"""Accounts and the audit trail, for administrators."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casebook import regions
from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.record import Role
from casebook.services import accounts, audit, audit_words, extraction_quality
from casebook.services.audit import Action
from casebook.web.admin.forms import NewUserForm, UserForm
from casebook.web.guard import allow
from casebook.web.i18n import translate
from casebook.web.login import the_user
from casebook.web.paging import Page
from casebook.web.session import get_session

bp = Blueprint("admin", __name__, url_prefix="/admin")
EVENTS_PER_PAGE = 50


@bp.get("/users")
@allow(Role.ADMIN)
def users() -> str:
    """The accounts of the own region."""
    return render_template("admin/users.html", accounts=accounts.users(get_session(), the_user()))


@bp.get("/users/new")
@allow(Role.ADMIN)
def new_user() -> str:
    """The form for a new account."""
    return render_template("admin/new_user.html", form=NewUserForm(region=_region_text(the_user().region_code)))


@bp.post("/users/new")
@allow(Role.ADMIN)
def new_user_submit() -> str | Response | tuple[str, int]:
    """Open an account."""
    form, session = NewUserForm(), get_session()
    try:
        if not form.validate():
            return render_template("admin/new_user.html", form=form), 422
        account = accounts.add_user(
            session,
            the_user(),
            username=form.text("username"),
            password=form.text("password"),
            role=Role(form.role.data),
            region=form.text("region"),
            display_name=form.text("display_name"),
        )
    except Invalid as error:
        form.take_errors(error)
        return render_template("admin/new_user.html", form=form), 422
    session.commit()
    flash(translate("已新建账号“{name}”。", "The account “{name}” was opened.", name=account.username), "status")
    return redirect(url_for("admin.users"))


@bp.get("/users/<int:user_id>")
@allow(Role.ADMIN)
def user(user_id: int) -> str:
    """One account and what can be done with it."""
    account = accounts.get_user(get_session(), the_user(), user_id)
    form = UserForm(
        display_name=account.display_name,
        role=account.role.value,
        region=_region_text(account.region_code),
        is_active=account.is_active,
    )
    return render_template("admin/user.html", account=account, form=form)


@bp.post("/users/<int:user_id>")
@allow(Role.ADMIN)
def user_submit(user_id: int) -> str | Response | tuple[str, int]:
    """Change an account."""
    form, session = UserForm(), get_session()
    account = accounts.get_user(session, the_user(), user_id)
    try:
        if not form.validate():
            return render_template("admin/user.html", account=account, form=form), 422
        accounts.change_user(
            session,
            the_user(),
            account,
            display_name=form.text("display_name"),
            role=Role(form.role.data),
            region=form.text("region"),
            is_active=form.is_active.data,
        )
    except Invalid as error:
        form.take_errors(error)
        return render_template("admin/user.html", account=account, form=form), 422
    session.commit()
    flash(translate("已保存。", "Saved."), "status")
    return redirect(url_for("admin.users"))


@bp.post("/users/<int:user_id>/password")
@allow(Role.ADMIN)
def reset_password(user_id: int) -> str:
    """Give the account a random password and show it, this once."""
    session = get_session()
    account = accounts.get_user(session, the_user(), user_id)
    password = accounts.reset_password(session, the_user(), account)
    session.commit()
    return render_template("admin/password.html", account=account, password=password)


@bp.get("/audit")
@allow(Role.ADMIN)
def audit_trail() -> str:
    """Who did what, newest first."""
    session, chosen = get_session(), request.args.get("action", "")
    action = Action(chosen) if chosen in list(Action) else None

    def url_for_page(number: int) -> str:
        return url_for("admin.audit_trail", action=action, page=number if number > 1 else None)

    total = audit.count(session, the_user(), action)
    page = Page.of(request.args.get("page", 1, int), EVENTS_PER_PAGE, total, url_for_page)
    events = audit.latest(
        session, the_user(), action, limit=EVENTS_PER_PAGE, offset=(page.number - 1) * EVENTS_PER_PAGE
    )
    return render_template(
        "admin/audit.html",
        events=events,
        page=page,
        action=action,
        actions=Action,
        words=audit_words,
    )


@bp.get("/extraction")
@allow(Role.ADMIN)
def extraction() -> str | tuple[str, int]:
    """How much of what extraction proposed was accepted, edited or rejected, by field, method and confidence."""
    since, until = request.args.get("since", ""), request.args.get("until", "")
    shown = {"since": since, "until": until}
    try:
        found = extraction_quality.quality(get_session(), the_user(), _day(since), _day(until))
    except Invalid as error:
        return render_template("admin/extraction.html", problem=error.message, quality=None, **shown), 422
    return render_template("admin/extraction.html", problem=None, quality=found, **shown)


def _day(typed: str) -> date | None:
    """A day of the address as the date field writes it; raises ``Invalid``."""
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError as error:
        raise Invalid(_NO_DAY.format(typed=typed[:40])) from error


def _region_text(code: str | None) -> str:
    """A division as it is typed into the form: its code, and the name for the reader."""
    trail = regions.ancestors(code or "")
    return f"{trail[-1].code} {trail[-1].name}" if trail else code or ""


_NO_DAY = Bilingual("“{typed}”不是日期。请写成 2026-05-01。", "“{typed}” is no date. Write it as 2026-05-01.")
