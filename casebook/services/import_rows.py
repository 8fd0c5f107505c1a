"""From the cells of a file to the values of a case, with the rules of the form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from itertools import zip_longest
from typing import Any, TypeVar

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
    CaseValues,
    Field,
    FieldType,
    Outcome,
    Place,
    PlaceName,
    Qualifier,
    Quantity,
    Vocabulary,
    parse_date,
    read_quantity,
)
from casebook.record.quantity import LARGEST
from casebook.search.document import search_text
from casebook.services import access, case_values, places
from casebook.services.import_file import Cells

V = TypeVar("V", bound=Vocabulary)
_MOMENT = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
#: The places of a file repeat; each is looked up once.
_PLACES_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A row that can become a case. ``parent`` is the name of its parent, "" for none."""

    number: int
    values: CaseValues
    status: CaseStatus
    entered_at: datetime
    parent: str
    search_text: str
    tag_ids: tuple[int, ...] = ()


def read_row(number: int, cells: Cells, user: User) -> ImportRow:
    """The case in a row. Raises ``Invalid`` with a message for each field that cannot be taken."""
    problems: dict[str, Bilingual] = {}

    def take(name: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except Invalid as error:
            problems[name] = error.message

    values = {field.name: take(field.name, partial(_read, field, cells)) for field in FIELDS}
    status = take("status", partial(_status, cells.get("status", ""), user))
    entered_at = take("created_at", partial(_moment, cells.get("created_at", "")))
    if not problems:
        case_values.check(values, known=values["place"])
        if not access.may_enter(user, values["place"].code):
            problems["place"] = _OUTSIDE
    if problems:
        raise Invalid(_REFUSED, problems)
    parent = cells.get("parent", "")
    return ImportRow(number, values, status, entered_at, parent, search_text(values, parent))


def _read(field: Field, cells: Cells) -> Any:
    text = cells.get(field.name, "")
    match field.type:
        case FieldType.CHOICE:
            assert field.vocabulary is not None, field.name
            return _member(field.vocabulary, text)
        case FieldType.PLACE:
            return _place(tuple(cells.get(f"place.{part}", "") for part in (*LEVELS, "code")))
        case FieldType.QUANTITY:
            return _quantity(field, cells)
        case FieldType.DATE:
            return parse_date(text) if text else None
        case FieldType.LINES:
            return tuple(_lines(text))
        case FieldType.TAGS:
            return tuple(sorted(set(_lines(text))))
        case FieldType.OUTCOMES:
            return _outcomes(text, cells.get(f"{field.name}.figure", ""))
        case FieldType.CASE:
            return None  # known once the cases before it are there
    return text


def _member(vocabulary: type[V], text: str) -> V | None:
    """By code or label; None for an empty cell."""
    if not text:
        return None
    for member in vocabulary:
        if text in (member.value, *member.label):
            return member
    choices = [member.label for member in vocabulary]
    raise Invalid(
        _NO_MEMBER.format(
            text=text[:40], zh="、".join(one.zh for one in choices), en=", ".join(one.en for one in choices)
        )
    )


@lru_cache(_PLACES_KEPT)
def _place(texts: tuple[str, ...]) -> Place:
    """By its code, which must agree with the names beside it; by the names where there is none.

    Streets and communities keep the name as printed.
    """
    *names, code = texts
    stated = {level: name for level, name in zip(LEVELS, names, strict=True) if name}
    place = _place_of_code(code, stated) if code else places.resolve_place(stated)
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
        place = place.with_level(level, PlaceName(stated[level], part.code if part else None))
    return place


def _quantity(field: Field, cells: Cells) -> Quantity | None:
    """From the columns of an export, or typed in one cell as in the form (3300多人)."""
    text = cells.get(f"{field.name}.value", "")
    try:
        value = float(text)
    except ValueError:
        return read_quantity(text, field.unit)
    if not 0 <= value <= LARGEST:
        return read_quantity(text, field.unit)  # says what is wrong
    qualifier, unit, basis, period = (cells.get(f"{field.name}.{part}") for part in case_values.QUANTITY_PARTS[1:])
    return Quantity(value, _member(Qualifier, qualifier or "") or Qualifier.EXACT, unit or field.unit, basis, period)


def _outcomes(texts: str, figures: str) -> tuple[Outcome, ...]:
    pairs = zip_longest(texts.split("\n"), figures.split("\n") if figures else (), fillvalue="")
    rows = [(text.strip(), figure.strip().removeprefix(NO_FIGURE)) for text, figure in pairs]
    return tuple(Outcome(text, read_quantity(figure)) for text, figure in rows if text or figure)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _status(text: str, user: User) -> CaseStatus:
    status = _member(CaseStatus, text) or CaseStatus.DRAFT
    if not access.may_bring_to(user, status):
        raise Invalid(_NO_SUCH_MOVE.format(zh=status.label.zh, en=status.label.en))
    return status


def _moment(text: str) -> datetime:
    """When the case was entered, in China; now where the file does not say."""
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
_OUTSIDE = Bilingual("所在地不在该账号的辖区内。", "The place lies outside the region of the account.")
_NO_MEMBER = Bilingual("“{text}”不在可选项之内：{zh}。", "“{text}” is none of: {en}.")
_NO_CODE = Bilingual("没有代码为 {code} 的行政区划。", "There is no division with the code {code}.")
_NOT_THERE = Bilingual("{name}与行政区划代码{code}不符。", "{name} does not agree with the region code {code}.")
_NO_SUCH_MOVE = Bilingual(
    "该账号的角色不能把案例定为“{zh}”。", "The role of the account does not let it enter cases as “{en}”."
)
_NO_MOMENT = Bilingual(
    "“{text}”不是录入时间，或者在将来。请写成 2024-05-17 09:30:00。",
    "“{text}” is no time of entry, or lies ahead. Write it as 2024-05-17 09:30:00.",
)
