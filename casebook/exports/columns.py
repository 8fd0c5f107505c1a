"""The columns of every table export, generated from the fields of a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from casebook.bilingual import Bilingual, Language
from casebook.exports.row import ExportRow
from casebook.record import COLUMNS, FIELDS, LEVELS, Field, FieldType, PartialDate, Quantity, type_quantity

#: What a cell may hold: a text, a number or a date; None is an empty cell.
Cell = str | float | int | date | datetime | None

_LEVEL_LABELS = {
    "province": Bilingual("省", "Province"),
    "city": Bilingual("市", "City"),
    "district": Bilingual("区县", "District"),
    "street": Bilingual("街道（乡镇）", "Street"),
    "community": Bilingual("社区（村）", "Community"),
}
#: The parts of a quantity, each a column of its own, so that 3300 stays a number and 人 is never added to 人次.
_QUANTITY_PARTS: tuple[tuple[str, Bilingual, Bilingual], ...] = (
    ("value", Bilingual("", ""), Bilingual("数值", "The number")),
    (
        "qualifier",
        Bilingual("（限定）", " (qualifier)"),
        Bilingual("恰好、多于、近或约", "exactly, over, nearly or about"),
    ),
    (
        "unit",
        Bilingual("（单位）", " (unit)"),
        Bilingual("量词，人与人次不可相加", "Measure word; 人 and 人次 are never added"),
    ),
    ("basis", Bilingual("（口径）", " (basis)"), Bilingual("统计的对象", "What was counted")),
    ("period", Bilingual("（时段）", " (period)"), Bilingual("数值所指的时段", "The time that the number covers")),
)
WIDE, NORMAL, NARROW = 40, 18, 10
#: The line of an outcome without a figure, beside those that have one.
NO_FIGURE = "—"


#: What the rows of a table are.
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """A column: its header, what it means, its width in characters and how to get its cell from a row.

    ``key`` names it for programs: the field, or the field and the part (``team_size.unit``, ``place.street``).
    """

    key: str
    header: Bilingual
    meaning: Bilingual
    width: int
    cell: Callable[[R], Cell]


def columns_for(language: Language, internal: bool, chosen: Sequence[str] = ()) -> list[Column[ExportRow]]:
    """The columns of the file: number and name, and what ``chosen`` names (``casebook.record.COLUMNS``), else all.

    ``internal`` adds the fields that are not open to everybody, where all are asked for.
    """
    columns = _all(language, internal)
    if not chosen:
        return columns
    return [column for column in columns if column.key.partition(".")[0] in ("number", "name", *chosen)]


def _all(language: Language, internal: bool) -> list[Column[ExportRow]]:
    columns = [_NUMBER]
    for field in FIELDS:
        if internal or field.visibility == "open":
            columns += _columns_of(field, language)
    return [*columns, *_provenance(language)]


def _columns_of(field: Field, language: Language) -> list[Column[ExportRow]]:
    match field.type:
        case FieldType.PLACE:
            return [*(_level(level) for level in LEVELS), _REGION_CODE]
        case FieldType.QUANTITY:
            return [_quantity_part(field, *part, language=language) for part in _QUANTITY_PARTS]
        case FieldType.CASE:
            return [_column(field, NORMAL, lambda row: row.parent_name)]
        case FieldType.OUTCOMES:
            return [_column(field, WIDE, lambda row: _plain(row.values[field.name], language)), _figures(field)]
    width = WIDE if field.type in (FieldType.LONG_TEXT, FieldType.LINES) else NORMAL
    return [_column(field, width, lambda row: _plain(row.values.get(field.name), language))]


def _column(field: Field, width: int, cell: Callable[[ExportRow], Cell]) -> Column[ExportRow]:
    return Column(field.name, field.label, field.hint or field.label, width, cell)


def _plain(value: Any, language: Language) -> Cell:
    """One value as one cell: a full date is a date, a partial one a text, lists one item a line."""
    match value:
        case PartialDate():
            exact = value.month is not None and value.day is not None
            return date.fromisoformat(str(value)) if exact else str(value)
        case tuple():
            return "\n".join(map(str, value)) or None
    label = getattr(value, "label", None)
    return label.say(language) if isinstance(label, Bilingual) else value or None


def _level(level: str) -> Column[ExportRow]:
    def cell(row: ExportRow) -> Cell:
        part = row.values["place"].at(level)
        return part.name if part else None

    return Column(f"place.{level}", _LEVEL_LABELS[level], _LEVEL_LABELS[level], NORMAL, cell)


def _quantity_part(
    field: Field, part: str, suffix: Bilingual, meaning: Bilingual, language: Language
) -> Column[ExportRow]:
    def cell(row: ExportRow) -> Cell:
        quantity: Quantity | None = row.values[field.name]
        return _plain(getattr(quantity, part), language) if quantity else None

    header = Bilingual(field.label.zh + suffix.zh, field.label.en + suffix.en)
    return Column(f"{field.name}.{part}", header, meaning, NARROW, cell)


def _figures(field: Field) -> Column[ExportRow]:
    """The figures of the outcomes, line by line beside their texts."""

    def cell(row: ExportRow) -> Cell:
        figures = [type_quantity(outcome.quantity) or NO_FIGURE for outcome in row.values[field.name]]
        return "\n".join(figures) or None

    header = Bilingual(f"{field.label.zh}（数量）", f"{field.label.en} (figures)")
    meaning = Bilingual(f"与{field.label.zh}逐行对应", f"In the order of the {field.label.en.lower()}")
    return Column(f"{field.name}.figure", header, meaning, NORMAL, cell)


def _joined(pick: Callable[[Any], str | None]) -> Callable[[ExportRow], Cell]:
    return lambda row: "\n".join(pick(report) or "" for report in row.reports).strip("\n") or None


_NUMBER: Column[ExportRow] = Column(
    "number",
    Bilingual("编号", "Number"),
    Bilingual("案例编号，固定不变", "Number of the case; it never changes"),
    NARROW,
    lambda row: row.number,
)
_REGION_CODE: Column[ExportRow] = Column(
    "place.code",
    Bilingual("行政区划代码", "Region code"),
    Bilingual("12位统计用区划代码，按文本保存", "12-digit code of the finest division, kept as text"),
    NORMAL,
    lambda row: row.region_code or None,
)


def _provenance(language: Language) -> list[Column[ExportRow]]:
    return [
        Column(
            "reported_on",
            COLUMNS["reported_on"],
            Bilingual(
                "最新报道的日期；报道没有日期或没有报道的为空", "Date of the newest report; empty where none states one"
            ),
            NORMAL,
            lambda row: row.reported,
        ),
        Column(
            "status",
            COLUMNS["status"],
            Bilingual("草稿、待核实、已核实、已归档", "Draft, submitted, verified, archived"),
            NARROW,
            lambda row: row.status.label.say(language),
        ),
        Column(
            "version",
            Bilingual("版本", "Version"),
            Bilingual("每次保存加一", "Grows with each save"),
            NARROW,
            lambda row: row.version,
        ),
        Column(
            "reports",
            COLUMNS["reports"],
            Bilingual("每行一篇", "One a line"),
            WIDE,
            _joined(lambda report: report.title),
        ),
        Column(
            "publishers",
            Bilingual("发布单位", "Publishers"),
            Bilingual("与来源报道逐行对应", "In the order of the source reports"),
            NORMAL,
            _joined(lambda report: report.publisher),
        ),
        Column(
            "published",
            Bilingual("发布日期", "Published"),
            Bilingual("与来源报道逐行对应", "In the order of the source reports"),
            NORMAL,
            _joined(lambda report: report.published),
        ),
        Column(
            "created_by",
            COLUMNS["created_by"],
            Bilingual("录入案例的用户", "Who entered the case"),
            NORMAL,
            lambda row: row.created_by,
        ),
        Column(
            "created_at",
            COLUMNS["created_at"],
            Bilingual("北京时间", "China time"),
            NORMAL,
            lambda row: row.created_at,
        ),
        Column(
            "updated_by",
            COLUMNS["updated_by"],
            Bilingual("最后修改案例的用户", "Who changed the case last"),
            NORMAL,
            lambda row: row.updated_by,
        ),
        Column(
            "updated_at",
            COLUMNS["updated_at"],
            Bilingual("北京时间", "China time"),
            NORMAL,
            lambda row: row.updated_at,
        ),
    ]
