"""The values of a case between its row and ``CaseValues``: reading, checking, writing, and what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from casebook import regions
from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.models import Case
from casebook.models.case_change import note_changes
from casebook.models.case_parts import BASIS_LENGTH, UNIT_LENGTH
from casebook.record import (
    CHINA_TIME,
    FIELDS,
    LEVELS,
    CaseValues,
    Field,
    FieldType,
    Outcome,
    PartialDate,
    Place,
    Quantity,
    empty,
    encode,
    encode_values,
)
from casebook.search.document import VERSION, search_text
from casebook.services import tags

#: The columns that a quantity takes.
QUANTITY_PARTS = ("value", "qualifier", "unit", "basis", "period")
_figure = attrgetter(*QUANTITY_PARTS)
_NO_FIGURE = (None,) * len(QUANTITY_PARTS)
_levels = attrgetter(*LEVELS)
_EMPTY = encode_values({})


def values_of(case: Case) -> CaseValues:
    """All fields of a case."""
    return {field.name: getattr(case, field.name) for field in FIELDS}


def write(session: Session, case: Case, values: Mapping[str, Any]) -> None:
    """Put ``values`` (every field) into the case. Raises ``Invalid`` for tags that it cannot carry at its place."""
    if (values["tags"], values["place"]) != (case.tags, case.place):
        case.tag_rows = tags.named(session, values["place"].code, values["tags"], known=case.tags)
    for field in FIELDS:
        if field.type is not FieldType.TAGS:
            setattr(case, field.name, values[field.name])


def columns_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """``values`` as the columns of ``case_record``, for rows that are written without the mapper.

    Services, outcomes and tags are rows of their own.
    """
    columns: dict[str, Any] = {}
    for name, parts, split in _COLUMNS:
        columns.update(zip(parts, split(values[name]), strict=True))
    return columns


def figure_of(quantity: Quantity | None) -> tuple[Any, ...]:
    """A quantity, or none, as the values of its columns, in the order of ``QUANTITY_PARTS``."""
    return _figure(quantity) if quantity else _NO_FIGURE


def _names_of_columns(field: Field) -> list[str]:
    match field.type:
        case FieldType.PLACE:
            return [*(f"{level}_{part}" for level in LEVELS for part in ("name", "code")), "region_code"]
        case FieldType.QUANTITY:
            return [f"{field.name}_{part}" for part in QUANTITY_PARTS]
        case FieldType.CASE:
            return [f"{field.name}_id"]
        case FieldType.LINES | FieldType.OUTCOMES | FieldType.TAGS:
            return []
    return [field.name]


def _split_place(place: Place) -> list[str | None]:
    return [*chain.from_iterable(part or (None, None) for part in _levels(place)), place.code]


def _iso(date: PartialDate | None) -> tuple[str | None]:
    return (str(date) if date else None,)


def _whole(value: Any) -> tuple[Any]:
    return (value,)


_SPLIT: dict[FieldType, Callable[[Any], Sequence[Any]]] = {
    FieldType.PLACE: _split_place,
    FieldType.QUANTITY: figure_of,
    FieldType.DATE: _iso,
}
#: Each field that is stored in columns of the case: their names, and what makes their values of that of the field.
_COLUMNS = [(f.name, names, _SPLIT.get(f.type, _whole)) for f in FIELDS if (names := _names_of_columns(f))]


def complete(values: Mapping[str, Any]) -> CaseValues:
    """``values`` with the empty value for every field that is missing; unknown names are dropped."""
    return {field.name: values.get(field.name, empty(field)) for field in FIELDS}


def with_present_tags(session: Session, values: CaseValues, known: tuple[str, ...]) -> CaseValues:
    """``values`` with tags by the names that they have now; raises as ``services.tags.named`` does."""
    found = tags.named(session, values["place"].code, values["tags"], known=known)
    return values | {"tags": tuple(sorted(tag.name for tag in found))}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """``{field: [before, after]}`` for the fields that differ, in JSON form."""
    old, new = encode_values(before), encode_values(after)
    return {name: [old[name], new[name]] for name in new if old[name] != new[name]}


def first_changes(values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """``differences`` of a new case from an empty one."""
    filled = ((field, values[field.name]) for field in FIELDS if values[field.name])
    return {field.name: [_EMPTY[field.name], encode(field, value)] for field, value in filled}


def check(values: Mapping[str, Any], known: Place | None = None) -> None:
    """Raise ``Invalid`` with a message for each field that cannot be taken.

    ``known`` is a place that is stored already: its codes were right when they were entered and are not asked again.
    """
    problems = {}
    for field in FIELDS:
        value = values[field.name]
        problem = _problem(field, value)
        if problem is None and isinstance(value, Place) and value != known:
            problem = _place_problem(value)
        if problem is not None:
            problems[field.name] = problem
    if problems:
        raise Invalid(_NOT_YET, problems)


def check_place(place: Place) -> None:
    """Raise ``Invalid`` where the codes of a place are unknown or do not lie in one another."""
    problem = _place_problem(place)
    if problem is not None:
        raise Invalid(problem)


def _problem(field: Field, value: Any) -> Bilingual | None:
    if not value:
        return _MISSING.format(zh=field.label.zh, en=field.label.en) if field.required else None
    rule = _RULES.get(field.type)
    return rule(field, value) if rule else None


def _text_problem(field: Field, text: str) -> Bilingual | None:
    return _length_problem([text], field.max_length)


def _items_problem(field: Field, texts: Sequence[str]) -> Bilingual | None:
    if len(texts) > field.max_items:
        return _TOO_MANY.format(count=len(texts), most=field.max_items)
    if not all(map(str.strip, texts)):
        return _EMPTY_ITEM
    return _length_problem(texts, field.max_length)


def _outcomes_problem(field: Field, outcomes: Sequence[Outcome]) -> Bilingual | None:
    problem = _items_problem(field, [outcome.text for outcome in outcomes])
    figures = [outcome.quantity for outcome in outcomes if outcome.quantity]
    return problem or next(filter(None, [_figure_problem(field, figure) for figure in figures]), None)


def _figure_problem(_field: Field, quantity: Quantity) -> Bilingual | None:
    words = (quantity.basis or "", quantity.period or "")
    return _length_problem([quantity.unit or ""], UNIT_LENGTH) or _length_problem(words, BASIS_LENGTH)


def _names_problem(field: Field, place: Place) -> Bilingual | None:
    return _length_problem([part.name for _, part in place.stated()], field.max_length)


def _length_problem(texts: Iterable[str], most: int) -> Bilingual | None:
    for text in texts:
        if len(text) > most:
            return _TOO_LONG.format(length=len(text), most=most)
    return None


#: What is asked of a value that is there; what no rule asks for has been read from a list of choices.
_RULES: dict[FieldType, Callable[[Field, Any], Bilingual | None]] = {
    FieldType.TEXT: _text_problem,
    FieldType.LONG_TEXT: _text_problem,
    FieldType.LINES: _items_problem,
    FieldType.TAGS: _items_problem,
    FieldType.OUTCOMES: _outcomes_problem,
    FieldType.QUANTITY: _figure_problem,
    FieldType.PLACE: _names_problem,
}


def _place_problem(place: Place) -> Bilingual | None:
    """A code must exist and lie in the levels above it; at least the province must have one."""
    above = ""
    for level, part in place.stated():
        if part.code is None:
            continue
        division = regions.get(part.code)
        if division is None or division.level.value != level:
            return _UNKNOWN_CODE.format(code=part.code)
        if not part.code.startswith(above):
            return _BROKEN_CHAIN.format(name=part.name)
        above = part.code
    return None if above else _NO_CODE


def refresh(session: Session, case: Case) -> None:
    """Bring the search text, the reporting date and the year (Chinese days) in step; call it before the flush."""
    with session.no_autoflush:
        parent = session.get(Case, case.parent_id) if case.parent_id else None
        published = [link.report.published for link in case.report_links if link.report.published]
    case.search_text, case.search_version = search_text(values_of(case), parent.name if parent else ""), VERSION
    entered = case.created_at.astimezone(CHINA_TIME)
    case.reported_on = max(published, default=entered.date().isoformat())
    case.year = int(case.reported_on[:4])


def refresh_children(session: Session, parent: Case) -> None:
    """Let the search text of the child cases carry the new name of their parent.

    Written past the mapper: a child's version counts what people did to it.
    """
    table = Case.metadata.tables[Case.__tablename__]
    for child in session.scalars(select(Case).where(Case.parent_id == parent.id)):
        text = search_text(values_of(child), parent.name)
        session.execute(update(table).where(table.c.id == child.id).values(search_text=text, search_version=VERSION))
        session.expire(child, ["search_text", "search_version"])
        note_changes(session, [child.id])


_NOT_YET = Bilingual("案例还不能保存，请改正标出的各项。", "The case cannot be saved yet. Correct the marked fields.")
_MISSING = Bilingual("请填写{zh}。", "Please fill in: {en}.")
_TOO_LONG = Bilingual("最多{most}个字，现在是{length}个字。", "At most {most} characters; this has {length}.")
_TOO_MANY = Bilingual("最多{most}项，现在是{count}项。", "At most {most} items; this has {count}.")
_EMPTY_ITEM = Bilingual("有一项没有文字，请填写或删去。", "One item has no words. Fill it in or remove it.")
_UNKNOWN_CODE = Bilingual("没有代码为 {code} 的行政区划。", "There is no division with the code {code} at this level.")
_BROKEN_CHAIN = Bilingual("“{name}”不在所填的上级区划之内。", "“{name}” does not lie in the division stated above it.")
_NO_CODE = Bilingual("请至少选择到省一级。", "Choose at least the province.")
