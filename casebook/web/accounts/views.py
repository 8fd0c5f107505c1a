"""Signing in and out, the language of the pages, one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.services import accounts
from casebook.web import i18n
from casebook.web.accounts.forms import LoginForm, PasswordForm
from casebook.web.guard import allow, public
from casebook.web.login import sign_in, sign_out, the_user, user_or_none
from casebook.web.paths import local_path
from casebook.web.session import get_session

bp = Blueprint("accounts", __name__)


@bp.get("/login")
@public
def login() -> str | Response:
    """The form; who is signed in already goes on to where they were going."""
    if user_or_none():
        return redirect(local_path(request.args.get("next")))
    return render_template("accounts/login.html", form=LoginForm())


@bp.post("/login")
@public
def login_submit() -> str | Response | tuple[str, int]:
    """Let in, or say why not."""
    form = LoginForm()
    if not form.validate():
        return render_template("accounts/login.html", form=form), 422
    session = get_session()
    outcome = accounts.authenticate(session, form.text("username"), form.text("password"), request.remote_addr or "")
    session.commit()
    if isinstance(outcome, Bilingual):
        form.form_errors.append(outcome)
        return render_template("accounts/login.html", form=form), 422
    sign_in(outcome)
    return redirect(local_path(request.args.get("next")))


@bp.post("/logout")
@public
def logout() -> Response:
    """End this session; harmless where none is."""
    sign_out()
    get_session().commit()
    flash(i18n.translate("您已安全退出。", "You have signed out."), "status")
    response = redirect(url_for("accounts.login"))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.post("/language")
@public
def language() -> Response:
    """Switch the language and return to the same page."""
    code = request.form.get("language", "")
    i18n.choose(code)
    if user := user_or_none():
        accounts.choose_language(user, code)
        get_session().commit()
    return redirect(local_path(request.form.get("next")))


@bp.get("/account")
@allow()
def account() -> str:
    """Who I am, and what I may change."""
    return render_template("accounts/account.html", form=PasswordForm())


@bp.post("/account/password")
@allow()
def password() -> str | Response | tuple[str, int]:
    """Set a new password; this session goes on, all others end."""
    form, session, user = PasswordForm(), get_session(), the_user()
    try:
        if not form.validate():
            return render_template("accounts/account.html", form=form), 422
        accounts.change_password(session, user, form.text("current"), form.text("new"))
    except Invalid as error:
        form.take_errors(error)
        return render_template("accounts/account.html", form=form), 422
    session.commit()
    sign_in(user)
    flash(
        i18n.translate("密码已修改，其他设备上的登录已失效。", "Password changed; you are signed out elsewhere."),
        "status",
    )
    return redirect(url_for("accounts.account"))


@bp.post("/account/sessions/end")
@allow()
def end_sessions() -> Response:
    """Sign out on all other devices; this session goes on."""
    session, user = get_session(), the_user()
    accounts.sign_out_everywhere(session, user)
    session.commit()
    sign_in(user)
    flash(i18n.translate("其他设备上的登录已全部退出。", "You are signed out on all other devices."), "status")
    return redirect(url_for("accounts.account"))
