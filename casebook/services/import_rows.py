"""From the cells of a file to the values of a case, with the rules of the form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache, partial
from itertools import zip_longest
from typing import Any, NamedTuple, TypeVar

from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.errors import Invalid
from casebook.exports import NO_FIGURE
from casebook.models import User
from casebook.record import (
    CHINA_TIME,
    FIELDS,
    LEVELS,
    CaseStatus,
    Field,
    FieldType,
    Outcome,
    PartialDate,
    Place,
    PlaceName,
    Qualifier,
    Quantity,
    Vocabulary,
    parse_date,
    read_quantity,
)
from casebook.record.quantity import LARGEST
from casebook.search.document import VERSION, search_text
from casebook.services import access, case_history, case_values, places
from casebook.services.case_values import QUANTITY_PARTS, figure_of
from casebook.services.import_file import Cells

V = TypeVar("V", bound=Vocabulary)
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
#: The places of a file repeat; each is looked up once.
_PLACES_KEPT = 50_000
#: What Excel puts into a cell whose formula fails; CSV files hold it, too.
_FAILED = frozenset(("#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"))
#: A year or a code that some program took for a number.
_NO_FRACTION = ".0"
_PLACE_CELLS = tuple(f"place.{part}" for part in (*LEVELS, "code"))


class ImportRow(NamedTuple):
    """A row that can become a case, as it will be written: plain values, which pass to another process quickly.

    ``columns`` are those of ``case_record`` that follow from the row, ``outcomes`` those of ``case_outcome``,
    ``changes`` those of the first revision. The parent and the tags stand in them by name until they are looked up.
    """

    number: int
    columns: dict[str, Any]
    services: tuple[str, ...]
    outcomes: list[dict[str, Any]]
    tags: tuple[str, ...]
    changes: dict[str, list[Any]]
    tag_ids: tuple[int, ...] = ()


def read_row(number: int, cells: Cells, user: User) -> ImportRow:
    """The case in a row. Raises ``Invalid`` with a message for each field that cannot be taken."""
    values: dict[str, Any] = {}
    problems: dict[str, Bilingual] = {}
    for name, read in (_READERS | {"status": partial(_status, user), "created_at": _moment}).items():
        try:
            values[name] = read(cells)
        except Invalid as error:
            problems[name] = error.message
    problems |= {key.partition(".")[0]: _FORMULA for key, text in cells.items() if text in _FAILED}
    if not problems:
        case_values.check(values, known=values["place"])
        if not access.may_enter(user, values["place"].code):
            problems["place"] = _OUTSIDE
    if problems:
        raise Invalid(_REFUSED, problems)
    return _as_written(number, values)


def _as_written(number: int, values: dict[str, Any]) -> ImportRow:
    status, entered_at = values["status"], values["created_at"]
    day = entered_at.astimezone(CHINA_TIME).date()
    columns = case_values.columns_of(values) | {
        "search_text": search_text(values, values["parent"] or ""),
        "search_version": VERSION,
        "status": status,
        "created_at": entered_at,
        "reported_on": day.isoformat(),
        "year": day.year,
    }
    outcomes = [
        {"text": outcome.text, **dict(zip(QUANTITY_PARTS, figure_of(outcome.quantity), strict=True))}
        for outcome in values["outcomes"]
    ]
    changes = case_values.first_changes(values) | {case_history.STATUS: [None, status.value]}
    return ImportRow(number, columns, values["services"], outcomes, values["tags"], changes)


def _text(field: Field, cells: Cells) -> str:
    return cells.get(field.name, "")


def _choice(field: Field, cells: Cells) -> Vocabulary | None:
    assert field.vocabulary is not None, field.name
    return _member(field.vocabulary, cells.get(field.name, ""))


def _member(vocabulary: type[V], text: str) -> V | None:
    """By code or label; None for an empty cell."""
    if not text:
        return None
    member: V | None = _by_word(vocabulary).get(text)
    if member is None:
        labels = [one.label for one in vocabulary]
        zh, en = "、".join(label.zh for label in labels), ", ".join(label.en for label in labels)
        raise Invalid(_NO_MEMBER.format(text=text[:40], zh=zh, en=en))
    return member


@cache
def _by_word(vocabulary: type[V]) -> dict[str, V]:
    """Each member by its code and its labels; the first one wins."""
    return {word: member for member in reversed(vocabulary) for word in (member.value, *member.label)}


def _place(_field: Field, cells: Cells) -> Place:
    return _place_of(tuple([cells.get(key, "") for key in _PLACE_CELLS]))


@lru_cache(_PLACES_KEPT)
def _place_of(texts: tuple[str, ...]) -> Place:
    """By its code, which must agree with the names beside it; by the names where there is none.

    Streets and communities keep the name as printed.
    """
    *names, code = texts
    code = unicodedata.normalize("NFKC", code).removesuffix(_NO_FRACTION)
    stated = {level: name for level, name in zip(LEVELS, names, strict=True) if name}
    if code:
        return _place_of_code(code, stated)
    place = places.resolve_place(stated)
    case_values.check_place(place)
    return place


def _place_of_code(code: str, stated: dict[str, str]) -> Place:
    place = places.place_at(code)
    if not place.code:
        raise Invalid(_NO_CODE.format(code=code[:20]))
    official = {level: name for level, name in stated.items() if level in places.OFFICIAL_LEVELS}
    if any(name != (part.name if (part := place.at(level)) else "") for level, name in official.items()):
        by_name = places.resolve_place(official)  # a short or a former name
        if not place.code.startswith(by_name.code or ""):
            raise Invalid(_NOT_THERE.format(name=by_name, code=code))
    for level in stated.keys() - official.keys():
        part = place.at(level)
        if part is None or part.name != stated[level]:
            place = place.with_level(level, PlaceName(stated[level], part.code if part else None))
    return place


def _quantity(field: Field, cells: Cells) -> Quantity | None:
    """From the columns of an export, or typed in one cell as in the form (3300多人)."""
    text = cells.get(f"{field.name}.value")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        return read_quantity(text, field.unit)
    if not 0 <= value <= LARGEST:
        return read_quantity(text, field.unit)  # says what is wrong
    qualifier, unit, basis, period = (cells.get(f"{field.name}.{part}") for part in QUANTITY_PARTS[1:])
    return Quantity(value, _member(Qualifier, qualifier or "") or Qualifier.EXACT, unit or field.unit, basis, period)


def _date(field: Field, cells: Cells) -> PartialDate | None:
    text = cells.get(field.name)
    return parse_date(text.removesuffix(_NO_FRACTION)) if text else None


def _services(field: Field, cells: Cells) -> tuple[str, ...]:
    return tuple(_lines(cells.get(field.name, "")))


def _tags(field: Field, cells: Cells) -> tuple[str, ...]:
    return tuple(sorted(set(_lines(cells.get(field.name, "")))))


def _lines(text: str) -> list[str]:
    return [stripped for line in text.split("\n") if (stripped := line.strip())]


def _outcomes(field: Field, cells: Cells) -> tuple[Outcome, ...]:
    texts, figures = cells.get(field.name, "").split("\n"), cells.get(f"{field.name}.figure", "").split("\n")
    rows = [
        (text.strip(), figure.strip().removeprefix(NO_FIGURE))
        for text, figure in zip_longest(texts, figures, fillvalue="")
    ]
    return tuple([Outcome(text, read_quantity(figure)) for text, figure in rows if text or figure])


def _parent(field: Field, cells: Cells) -> str | None:
    """Its name: the id is known once the cases before it are there."""
    return cells.get(field.name)


_READ: dict[FieldType, Callable[[Field, Cells], Any]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.CHOICE: _choice,
    FieldType.PLACE: _place,
    FieldType.QUANTITY: _quantity,
    FieldType.DATE: _date,
    FieldType.LINES: _services,
    FieldType.OUTCOMES: _outcomes,
    FieldType.TAGS: _tags,
    FieldType.CASE: _parent,
}
#: What reads each field of a case from the cells of a row.
_READERS: dict[str, Callable[[Cells], Any]] = {field.name: partial(_READ[field.type], field) for field in FIELDS}


def _status(user: User, cells: Cells) -> CaseStatus:
    status = _member(CaseStatus, cells.get("status", "")) or CaseStatus.DRAFT
    if not access.may_bring_to(user, status):
        raise Invalid(_NO_SUCH_MOVE.format(zh=status.label.zh, en=status.label.en))
    return status


def _moment(cells: Cells) -> datetime:
    """When the case was entered, in China; now where the file does not say."""
    text = cells.get("created_at")
    if not text:
        return now()
    match = _MOMENT.fullmatch(text)
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()) if match else [0] * 6
        found = datetime(year, month, day, hour, minute, second, tzinfo=CHINA_TIME)
    except ValueError:
        found = None
    if found is None or found > now():
        raise Invalid(_NO_MOMENT.format(text=text[:40]))
    return found


_REFUSED = Bilingual("这一行不能导入。", "This row cannot be imported.")
_OUTSIDE = Bilingual(
    "所在地不在辖区内，或者不够具体。请填到负责的街道或区县；辖区外的案例由当地人员录入。",
    "The place lies outside the region of the account or is not precise enough. State it down to the own street or "
    "district; cases elsewhere are entered by the people there.",
)
_FORMULA = Bilingual(
    "公式出错，没有算出值。请改成文字或数字。", "The formula fails. Type the text or the number instead."
)
_NO_MEMBER = Bilingual("“{text}”不在可选项之内：{zh}。", "“{text}” is none of: {en}.")
_NO_CODE = Bilingual("没有代码为 {code} 的行政区划。", "There is no division with the code {code}.")
_NOT_THERE = Bilingual("{name}与行政区划代码{code}不符。", "{name} does not agree with the region code {code}.")
_NO_SUCH_MOVE = Bilingual(
    "该账号的角色不能把案例定为“{zh}”。请改为“待核实”或留空。",
    "The role of the account does not let it enter cases as “{en}”. Write “Submitted” or leave it empty.",
)
_NO_MOMENT = Bilingual(
    "“{text}”不是录入时间，或者在将来。请写成 2024-05-17 09:30:00。",
    "“{text}” is no time of entry, or lies ahead. Write it as 2024-05-17 09:30:00.",
)
