"""Deny by default: a view that does not say who may call it is closed to everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue

from casebook.bilingual import Bilingual
from casebook.errors import NotAllowed
from casebook.record import Role
from casebook.web.i18n import say
from casebook.web.interface import for_api
from casebook.web.login import token_or_none, user_or_none
from casebook.web.problems import Refused
from casebook.web.session import READING

View = TypeVar("View", bound=Callable[..., object])
EVERYBODY = frozenset(Role)


def public(view: View) -> View:
    """Anybody may call this view, signed in or not."""
    view.__dict__["allowed_roles"] = None
    return view


def allow(*roles: Role) -> Callable[[View], View]:
    """These roles may call this view (all roles where none is named); region rights are the service's business."""

    def mark(view: View) -> View:
        view.__dict__["allowed_roles"] = frozenset(roles) or EVERYBODY
        return view

    return mark


def allowed_roles(view: Callable[..., object] | None) -> frozenset[Role] | None:
    """The roles that may call a view, None for everybody; an unmarked view is for nobody."""
    empty: frozenset[Role] = frozenset()
    return getattr(view, "allowed_roles", empty)


def register(app: Flask) -> None:
    """Check every request before its view runs."""
    app.view_functions["static"] = public(app.view_functions["static"])

    @app.before_request
    def _check() -> ResponseReturnValue | None:
        if request.endpoint is None:
            return None  # no such page: the 404 handler answers
        roles = allowed_roles(app.view_functions[request.endpoint])
        if roles is None:
            return None
        user = user_or_none()
        if user is None and for_api():
            raise Refused(401, _NO_TOKEN)
        if user is None and wants_json():
            return {"message": say(_SIGN_IN)}, 401  # a redirect would look like success to a script
        if user is None:
            return redirect(url_for("accounts.login", next=here()))
        if user.role not in roles:
            raise NotAllowed(_NOT_FOR_YOUR_ROLE)
        token = token_or_none()
        if token is not None and token.read_only and request.method not in READING:
            raise NotAllowed(_READ_ONLY)
        return None


def here() -> str:
    """The address of this page, to come back to; a form that was posted comes back to its page."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def wants_json() -> bool:
    """Whether a script of our pages asks, and not a person."""
    return request.accept_mimetypes.best == "application/json"


_SIGN_IN = Bilingual(
    "登录已过期，还没有保存。请在新窗口重新登录。", "You are signed out and this is not saved. Sign in in a new window."
)
_NO_TOKEN = Bilingual(
    "请求没有带令牌，或者令牌已经失效。请在“我的账号”页面新建令牌，放在请求头 Authorization: Bearer 之后。",
    "The request names no token, or one that has ended. Make one on the page “My account” and send it as "
    "Authorization: Bearer TOKEN.",
)
_READ_ONLY = Bilingual("这个令牌只能读取，不能修改。", "This token only reads; it changes nothing.")
_NOT_FOR_YOUR_ROLE = Bilingual(
    "您的角色不能使用这个功能。如有需要，请联系管理员。",
    "Your role does not include this. Ask an administrator if you need it.",
)
