"""The description of the API, OpenAPI 3.1, made from the operations and the models that check them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from casebook import __version__
from casebook.bilingual import Bilingual
from casebook.web.api.case_schema import VersionProblem
from casebook.web.api.operations import OPERATIONS, Operation
from casebook.web.api.schema import Problem, Schema, both
from casebook.web.api.validation import JSON
from casebook.web.interface import API_PREFIX
from casebook.web.paths import LARGEST_ID
from casebook.web.problems import MEDIA_TYPE

_REFERENCE = "#/components/schemas/{model}"
_SECURITY = "token"
#: What any operation may answer besides what it names.
_ALWAYS = (401, 405, 500, 503)
STATUS_WORDS = {
    200: Bilingual("成功", "Done"),
    201: Bilingual("已建立", "Made"),
    400: Bilingual("请求与说明不符", "The request is not as described"),
    401: Bilingual("没有令牌，或令牌失效", "No token, or one that has ended"),
    403: Bilingual("没有权限", "Not allowed"),
    404: Bilingual("没有，或无权查看", "Not there, or not to be seen"),
    405: Bilingual("不支持的方法", "Method not allowed"),
    409: Bilingual("别人也改了，附双方的值", "Changed by somebody else, with both values"),
    412: Bilingual("版本已变，附双方的值", "Another version, with both values"),
    413: Bilingual("内容太大", "Too large"),
    415: Bilingual("不支持的格式", "Unsupported media type"),
    422: Bilingual("内容有误，逐项说明", "Cannot be taken, said field by field"),
    428: Bilingual("没有说明版本", "No version was named"),
    500: Bilingual("系统出错", "Something went wrong"),
    503: Bilingual("暂时无法使用", "Not available right now"),
}
_ABOUT = Bilingual(
    "查询、录入和修改案例，录入报道并抽取草稿。权限与令牌所有者相同；错误按 RFC 9457 返回，语言随 Accept-Language。",
    "List, enter and change cases; send reports and get drafts. A token has exactly its owner's rights. Errors follow "
    "RFC 9457, in the language that Accept-Language asks for.",
)


@cache
def document() -> dict[str, Any]:
    """The whole description, as JSON."""
    schemas = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "casebook 案例库",
            "version": __version__,
            "description": both(_ABOUT),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": API_PREFIX}],
        "security": [{_SECURITY: []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                _SECURITY: {"type": "http", "scheme": "bearer", "description": "见“我的账号” / see My account"}
            },
        },
    }


def _schemas() -> dict[str, Any]:
    models: list[type[Schema]] = [Problem, VersionProblem]
    for one in OPERATIONS:
        models += [*one.answers.values(), *one.bodies.values(), *([one.query] if one.query else [])]
    _, made = models_json_schema([(model, "validation") for model in dict.fromkeys(models)], ref_template=_REFERENCE)
    schemas: dict[str, Any] = made["$defs"]
    return schemas


def _operation(one: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": one.name,
        "tags": [one.path.split("/")[1]],
        "summary": both(one.summary),
        "parameters": [*_path_parameters(one), *_query_parameters(one, schemas), *_header_parameters(one)],
        "responses": {
            **{str(status): _answer(one, status, model) for status, model in one.answers.items()},
            **{str(status): _problem(status) for status in sorted({*one.problems, *_ALWAYS})},
        },
    }
    if one.notes:
        described["description"] = both(one.notes)
    if one.bodies:
        content = {media: _content(model, one.takes.get(media)) for media, model in one.bodies.items()}
        described["requestBody"] = {"required": True, "content": content}
    return described


def _path_parameters(one: Operation) -> list[dict[str, Any]]:
    names: Sequence[str] = re.findall(r"\{(\w+)\}", one.path)
    return [{"name": name, "in": "path", "required": True, "schema": _path_schema(name)} for name in names]


def _path_schema(name: str) -> dict[str, Any]:
    if name.endswith("_id"):
        return {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
    return {"type": "string", "pattern": "^[0-9]{2,12}$", "examples": ["370102"]}


def _query_parameters(one: Operation, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    """The properties of the query model: each is a parameter, lists by repetition."""
    if one.query is None:
        return []
    found = []
    for name, told in schemas[one.query.__name__]["properties"].items():
        # "Left out" is no value of a parameter.
        said_elsewhere = ("title", "description")
        schema = {key: value for key, value in told.items() if key not in said_elsewhere and value is not None}
        about = {"description": told["description"]} if "description" in told else {}
        found.append({"name": name, "in": "query", "schema": schema, **about})
    return found


def _header_parameters(one: Operation) -> list[dict[str, Any]]:
    if 412 not in one.problems:
        return []
    about = "读取时的 ETag；版本不同则拒绝 / the ETag that was read; any other version is refused"
    schema = {"type": "string", "pattern": '^"[0-9]{1,9}"$', "examples": ['"1"']}
    return [{"name": "If-Match", "in": "header", "description": about, "schema": schema}]


def _answer(one: Operation, status: int, model: type[Schema]) -> dict[str, Any]:
    headers = {
        name: {"description": about, "required": True, "schema": {"type": "string"}}
        for name, about in one.headers.items()
    }
    described = {"description": both(STATUS_WORDS[status]), "content": {JSON: _content(model)}}
    return described | ({"headers": headers} if headers else {})


def _problem(status: int) -> dict[str, Any]:
    model = VersionProblem if status in (409, 412) else Problem
    return {"description": both(STATUS_WORDS[status]), "content": {MEDIA_TYPE: _content(model)}}


def _content(model: type[Schema], example: Any = None) -> dict[str, Any]:
    content: dict[str, Any] = {"schema": {"$ref": _REFERENCE.format(model=model.__name__)}}
    return content | ({"example": example} if example is not None else {})
