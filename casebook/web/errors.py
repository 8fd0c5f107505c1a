"""Expected failures as pages, or as problems for programs, in one place; unexpected ones without a stack trace."""

from __future__ import annotations

from flask import Flask, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from casebook.bilingual import Bilingual
from casebook.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from casebook.services import audit
from casebook.services.audit import Action
from casebook.web.guard import wants_json
from casebook.web.i18n import say
from casebook.web.interface import for_api
from casebook.web.login import user_or_none
from casebook.web.problems import Refused, members_of, problem
from casebook.web.session import begin_writing, get_session

_STATUS: dict[type[DomainError], int] = {NotFound: 404, NotAllowed: 403, Invalid: 422, Conflict: 409}
_MESSAGES = {
    400: Bilingual("请求不完整，请返回重试。", "The request is incomplete. Go back and try again."),
    404: Bilingual("没有这个页面。请从菜单进入。", "There is no such page. Start from the menu."),
    405: Bilingual(
        "这个地址不能这样使用。请从菜单进入。", "This address cannot be used like that. Start from the menu."
    ),
    413: Bilingual("上传的内容太大。请分几次上传。", "The upload is too large. Split it into several."),
    500: Bilingual(
        "系统出错了，已经记录。您的内容没有丢失，请稍后再试。",
        "Something went wrong and has been logged. Nothing you saved is lost; please try again later.",
    ),
    503: Bilingual(
        "数据库暂时不可用，请稍后再试。", "The database is not available right now; please try again later."
    ),
}
#: What programs are told instead: no menu leads them on.
_API_MESSAGES = {
    400: Bilingual("请求无法读取。", "The request cannot be read."),
    404: Bilingual(
        "没有这个地址。全部地址见 /api/v1/openapi.json。",
        "There is no such address. All of them stand in /api/v1/openapi.json.",
    ),
    405: Bilingual(
        "这个地址不能用这种方法。可用的方法见 Allow。",
        "This address does not know this method. See Allow for those it knows.",
    ),
    413: Bilingual("内容太大。请分几次发送。", "The content is too large. Send it in several requests."),
}
_TITLES = {
    401: Bilingual("需要令牌", "A token is needed"),
    405: Bilingual("不支持的方法", "Method not allowed"),
    410: Bilingual("已经失效", "Gone"),
    412: Bilingual("版本已变", "Another version"),
    415: Bilingual("不支持的格式", "Unsupported media type"),
    422: Bilingual("内容有误", "Cannot be taken"),
    428: Bilingual("缺少版本", "A version is needed"),
    400: Bilingual("无法处理", "This could not be done"),
    403: Bilingual("没有权限", "Not allowed"),
    404: Bilingual("找不到", "Not found"),
    409: Bilingual("内容已被他人修改", "Changed by somebody else"),
    413: Bilingual("内容太大", "Too large"),
    500: Bilingual("系统出错", "Something went wrong"),
    503: Bilingual("暂时无法使用", "Not available right now"),
}
_EXPIRED = Bilingual(
    "页面已过期，这次没有保存。请返回上一页，先复制您填写的内容，刷新后重新提交。",
    "The page has expired and nothing was saved. Go back, copy what you typed, reload the page and submit again.",
)
_SIGNED_OUT = Bilingual(
    "登录已过期，这次没有保存。请在新窗口登录，再返回上一页，先复制您填写的内容，刷新后重新提交。",
    "You are signed out and nothing was saved. Sign in in a new window, go back, copy what you typed, reload the page "
    "and submit again.",
)


def register(app: Flask) -> None:
    """Map domain errors, HTTP errors and everything else to answers."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(Exception, _unexpected)


def _answer(status: int, message: Bilingual, **members: object) -> ResponseReturnValue:
    """A page, a problem for programs, or JSON for the scripts of our own pages."""
    title = _TITLES.get(status, _TITLES[400 if status < 500 else 500])
    if for_api():
        return problem(status, title, message, **members)
    if wants_json():
        return {"message": say(message)}, status
    return render_template("errors/error.html", status=status, title=title, message=message), status


def _domain_error(error: DomainError) -> ResponseReturnValue:
    status = _STATUS.get(type(error), 422)
    if status == 403:
        _note_denial()
    return _answer(status, error.message, **members_of(error))


def _refused(error: Refused) -> ResponseReturnValue:
    return _answer(error.status, error.message, **error.members)


def _note_denial() -> None:
    """Leave a trace of who tried what, in a transaction of its own: that of the request is undone."""
    begin_writing()
    session = get_session()
    audit.record(session, user_or_none(), Action.DENIED, method=request.method, path=request.path[:200])
    session.commit()


def _expired(_error: CSRFError) -> ResponseReturnValue:
    return _answer(400, _EXPIRED if user_or_none() else _SIGNED_OUT)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()  # a redirect
    messages = _MESSAGES | _API_MESSAGES if for_api() else _MESSAGES
    answer = make_response(_answer(status, messages.get(status, messages[400 if status < 500 else 500])))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return answer


def _database_error(error: OperationalError) -> ResponseReturnValue:
    _log(error)
    return _answer(503, _MESSAGES[503])


def _unexpected(error: Exception) -> ResponseReturnValue:
    _log(error)
    return _answer(500, _MESSAGES[500])


def _log(error: Exception) -> None:
    current_app.logger.error("unexpected error at %s", request.path, exc_info=error)
