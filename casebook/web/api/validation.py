"""Reading parameters and bodies; what does not fit is told field by field, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, get_origin

from flask import request
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from casebook.bilingual import Bilingual
from casebook.web.api.schema import NO_NULL, NOT_BLANK, Schema
from casebook.web.problems import Refused, field_errors

S = TypeVar("S", bound=Schema)
JSON = "application/json"
FORM = "multipart/form-data"
#: Name of the parameter or field that an error without a place is about.
_WHOLE = "body"


def read_query(model: type[S]) -> S:
    """The parameters of this request; a repeated one is a list. Raises ``Refused``."""
    given: dict[str, Any] = {}
    for name, values in request.args.lists():
        known = model.model_fields.get(name)
        is_list = known is not None and get_origin(known.annotation) is list
        given[name] = values if is_list or len(values) > 1 else values[0]
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _refused(error) from error


def read_body(models: Mapping[str, type[Schema]]) -> Schema:
    """The body of this request as the model of its media type. Raises ``Refused``."""
    model = models.get(request.mimetype)
    if model is None:
        raise Refused(415, _MEDIA_TYPE.format(types=", ".join(models)))
    try:
        if request.mimetype == FORM:
            files = {name: file.read() for name, file in request.files.items()}
            return model.model_validate(request.form.to_dict() | files)
        # Strict: a figure that comes as a text is a mistake of the program.
        return model.model_validate_json(request.get_data(), strict=True)
    except ValidationError as error:
        raise _refused(error) from error


def _refused(error: ValidationError) -> Refused:
    fields = {_place(one): _wording(one) for one in error.errors(include_url=False, include_input=False)}
    return Refused(400, _WRONG, errors=field_errors(fields))


def _place(error: ErrorDetails) -> str:
    return ".".join(map(str, error["loc"])) or _WHOLE


def _wording(error: ErrorDetails) -> Bilingual:
    if error["type"] == "string_pattern_mismatch" and error["ctx"]["pattern"] in _PLAIN:
        return _PLAIN[error["ctx"]["pattern"]]
    found = next((words for start, words in _WORDS.items() if error["type"].startswith(start)), None)
    if found is None:
        return Bilingual(f"不符合要求（{error['msg']}）。", f"{error['msg']}.")
    return found.format(**error.get("ctx", {}))


_PLAIN = {
    NO_NULL: Bilingual("不能有空字符（\\0）。", "Must not hold the null character."),
    NOT_BLANK: Bilingual("请填写文字。", "Must not be blank."),
}
_WRONG = Bilingual("请求有误，详见 errors。", "The request is not as described; see errors.")
_MEDIA_TYPE = Bilingual("请用 Content-Type：{types}。", "Send it with one of these Content-Types: {types}.")
#: By the beginning of pydantic's name for the fault; the first that fits counts.
_WORDS = {
    "missing": Bilingual("必填。", "Required."),
    "extra_forbidden": Bilingual("没有这一项。", "There is no such field."),
    "string_too_long": Bilingual("最多 {max_length} 个字。", "At most {max_length} characters."),
    "string_too_short": Bilingual("至少 {min_length} 个字。", "At least {min_length} characters."),
    "string_pattern_mismatch": Bilingual("格式不对，应符合 {pattern}。", "Must match {pattern}."),
    "string": Bilingual("应为文字。", "Must be a text."),
    "enum": Bilingual("只能是 {expected}。", "Must be {expected}."),
    "literal_error": Bilingual("只能是 {expected}。", "Must be {expected}."),
    "int": Bilingual("应为整数。", "Must be a whole number."),
    "float": Bilingual("应为数字。", "Must be a number."),
    "finite_number": Bilingual("应为数字。", "Must be a number."),
    "bool": Bilingual("应为 true 或 false。", "Must be true or false."),
    "greater_than_equal": Bilingual("不能小于 {ge}。", "Must be {ge} or more."),
    "less_than_equal": Bilingual("不能大于 {le}。", "Must be {le} or less."),
    "too_long": Bilingual("最多 {max_length} 项。", "At most {max_length} items."),
    "list": Bilingual("应为数组。", "Must be an array."),
    "model": Bilingual("应为对象。", "Must be an object."),
    "json_invalid": Bilingual("不是 JSON：{error}。", "This is no JSON: {error}."),
    "bytes": Bilingual("应为文件。", "Must be a file."),
}
