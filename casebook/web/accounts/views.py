"""Signing in and out, the language of the pages, one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.services import accounts, tokens
from casebook.web import i18n
from casebook.web.accounts.forms import LoginForm, PasswordForm, TokenForm
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
    return _account(PasswordForm(), TokenForm(formdata=None))


@bp.post("/account/password")
@allow()
def password() -> str | Response | tuple[str, int]:
    """Set a new password; this session goes on, all others end."""
    form, session, user = PasswordForm(), get_session(), the_user()
    try:
        if not form.validate():
            return _account(form, TokenForm(formdata=None)), 422
        accounts.change_password(session, user, form.text("current"), form.text("new"))
    except Invalid as error:
        form.take_errors(error)
        return _account(form, TokenForm(formdata=None)), 422
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


@bp.post("/account/tokens")
@allow()
def make_token() -> str | tuple[str, int]:
    """Make a token for a program and show it, this once."""
    form, session, user = TokenForm(), get_session(), the_user()
    try:
        if not form.validate():
            return _account(PasswordForm(formdata=None), form), 422
        token, secret = tokens.make(
            session, user, form.text("name"), form.days.data, read_only=bool(form.read_only.data)
        )
    except Invalid as error:
        form.take_errors(error)
        return _account(PasswordForm(formdata=None), form), 422
    session.commit()
    return render_template("accounts/token.html", token=token, secret=secret)


@bp.post("/account/tokens/<int:token_id>/revoke")
@allow()
def revoke_token(token_id: int) -> Response:
    """End a token at once."""
    session = get_session()
    token = tokens.revoke(session, the_user(), token_id)
    session.commit()
    flash(i18n.translate("令牌“{name}”已撤销。", "The token “{name}” was revoked.", name=token.name), "status")
    return redirect(url_for("accounts.account"))


def _account(form: PasswordForm, token_form: TokenForm) -> str:
    mine = tokens.in_force(get_session(), the_user())
    return render_template("accounts/account.html", form=form, token_form=token_form, tokens=mine)
