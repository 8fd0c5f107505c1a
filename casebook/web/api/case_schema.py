"""Cases in JSON. The values are made from ``casebook.record.FIELDS``: a new field appears here by itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

from pydantic import ConfigDict, Field, PlainSerializer, StringConstraints, create_model

from casebook.models.case_parts import BASIS_LENGTH, UNIT_LENGTH
from casebook.record import FIELDS, CaseStatus, EvidenceState, FieldType, Method, Qualifier, Visibility, field_named
from casebook.record import Field as RecordField
from casebook.record.numerals import tidy
from casebook.record.quantity import LARGEST
from casebook.web.api.schema import NO_NULL, NOT_BLANK, Code, Id, Schema, both

#: Printed as reports do: 3300, not 3300.0.
Number = Annotated[float, Field(ge=0, le=LARGEST, allow_inf_nan=False), PlainSerializer(tidy, return_type=Any)]
PartialDateText = Annotated[
    str,
    StringConstraints(pattern=r"^(19|20)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"),
    Field(description="年、年月或年月日 / a year, a month or a day", examples=["2023-05"]),
]
Unit = Annotated[str, StringConstraints(max_length=UNIT_LENGTH, pattern=NO_NULL)]
Basis = Annotated[str, StringConstraints(max_length=BASIS_LENGTH, pattern=NO_NULL)]
Printed = Annotated[str, StringConstraints(max_length=field_named("place").max_length, pattern=NOT_BLANK)]
OutcomeText = Annotated[str, StringConstraints(max_length=field_named("outcomes").max_length, pattern=NOT_BLANK)]
Span = Annotated[int, Field(ge=0)]


class Quantity(Schema):
    """A figure as reported, never a bare number: 3300多人 is value 3300, qualifier over, unit 人."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"value": 3300, "qualifier": "over", "unit": "人"}]})

    value: Number
    qualifier: Qualifier = Qualifier.EXACT
    unit: Unit | None = Field(None, description="量词；人与人次不同 / the measure word; 人 and 人次 differ")
    basis: Basis | None = Field(None, description="数的是什么 / what was counted")
    period: Basis | None = Field(None, description="统计时段 / the time that it covers, as printed")


class Outcome(Schema):
    """A result in words, with its figure where it has one."""

    text: OutcomeText
    quantity: Quantity | None = None


class PlaceName(Schema):
    """One level of a place: the name as printed, and its official code where there is one."""

    name: Printed
    code: Code | None = None


class Place(Schema):
    """The levels that are stated, from the province down."""

    province: PlaceName | None = None
    city: PlaceName | None = None
    district: PlaceName | None = None
    street: PlaceName | None = None
    community: PlaceName | None = None


class PlaceInput(Place):
    """A place by the code of its finest division, by its levels, or by both: what is stated of a level wins."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "370102009"}]})

    code: Code | None = None


def _type_of(field: RecordField, *, place: type[Place], parent: Any) -> Any:
    """The type of a field that has a value."""
    match field.type:
        case FieldType.TEXT | FieldType.LONG_TEXT:
            pattern = NOT_BLANK if field.required else NO_NULL
            return Annotated[str, StringConstraints(max_length=field.max_length, pattern=pattern)]
        case FieldType.CHOICE:
            return field.vocabulary
        case FieldType.PLACE:
            return place
        case FieldType.QUANTITY:
            return Quantity | None
        case FieldType.DATE:
            return PartialDateText | None
        case FieldType.LINES | FieldType.TAGS:
            line = Annotated[str, StringConstraints(max_length=field.max_length, pattern=NOT_BLANK)]
            return Annotated[list[line], Field(max_length=field.max_items)]
        case FieldType.OUTCOMES:
            return Annotated[list[Outcome], Field(max_length=field.max_items)]
        case FieldType.CASE:
            return parent


def _values(name: str, doc: str, *, required: bool = False, writing: bool = False, draft: bool = False) -> type[Schema]:
    """A model of the fields of a case; a draft has its parent by name and may lack its kind."""
    members: dict[str, Any] = {}
    for field in FIELDS:
        if draft and field.visibility is Visibility.INTERNAL:
            continue
        place, parent = (PlaceInput if writing else Place), (str | None if draft else Id | None)
        kind = _type_of(field, place=place, parent=parent)
        known = Field(
            ... if required and field.required else None,
            description=both(field.label) + (f" — {both(field.hint)}" if field.hint else ""),
        )
        members[field.name] = (kind | None if draft and field.type is FieldType.CHOICE else kind, known)
    return create_model(name, __base__=Schema, __doc__=doc, **members)


if TYPE_CHECKING:
    CaseValues: TypeAlias = Schema
    NewCaseValues: TypeAlias = Schema
    ChangedValues: TypeAlias = Schema
    DraftValues: TypeAlias = Schema
else:
    CaseValues = _values("CaseValues", "The fields of a case; internal ones only for those who work on it.")
    NewCaseValues = _values(
        "NewCaseValues", "The fields of a new case; what is left out is empty.", required=True, writing=True
    )
    ChangedValues = _values("ChangedValues", "The fields to change; what is left out stays.", writing=True)
    DraftValues = _values("DraftValues", "What a report says of one initiative; the parent by name.", draft=True)


class Evidence(Schema):
    """A stretch of a report that supports a value: ``text[start:end] == quote``, counted in Unicode code points."""

    report: Id
    field: str = Field(description="字段名；地名为级别名 / name of the field, of the level for places")
    value: Any = Field(description="这段文字所说的值 / what the quote states; one item for services and outcomes")
    start: Span
    end: Span
    quote: str
    method: Method
    confidence: float = Field(ge=0, le=1)
    state: EvidenceState


class Source(Schema):
    """A report that a case rests on."""

    id: Id
    title: str
    publisher: str | None
    published: str | None


class CaseSummary(Schema):
    """A case as lists show it."""

    id: Id
    version: Id = Field(description="每次保存加一 / grows with each save; also the ETag")
    status: CaseStatus
    values: CaseValues
    parent_name: str | None = Field(description="上级案例的名称 / name of the parent case, where it may be seen")
    region_code: str | None = Field(description="最细一级的代码 / code of the finest division")
    reported_on: str = Field(
        description="最新报道的日期，没有的为录入日期 / date of the newest report, of the entry where none states one"
    )
    year: int = Field(description="reported_on 的年份 / year of reported_on")
    created_at: datetime
    updated_at: datetime
    url: str = Field(description="网页地址 / its page for people")


class Case(CaseSummary):
    """One case, with the reports that it rests on and the evidence of its values."""

    reports: list[Source]
    evidence: list[Evidence]


class Choice(Schema):
    """One value of a facet: its code, how it reads, and how many cases it would leave."""

    value: str
    label: str
    count: int


class Facet(Schema):
    """The values of a facet, the most frequent first; ``more`` are left out."""

    choices: list[Choice]
    more: int


class CasePage(Schema):
    """One page of cases."""

    total: int = Field(description="符合条件的案例总数 / how many cases there are in all")
    items: list[CaseSummary]
    next: str | None = Field(description="下一页的游标 / cursor of the next page, null on the last one")
    facets: dict[str, Facet]


class NewCase(Schema):
    """A case to enter."""

    values: NewCaseValues
    status: CaseStatus = CaseStatus.DRAFT
    report: Id | None = Field(None, description="来源报道 / the report that it rests on")


class ChangedCase(Schema):
    """What to change, and in which version it was read."""

    values: ChangedValues
    version: Id | None = Field(
        None,
        description="读取时的版本；可改用 If-Match / the version that was read; If-Match may name it instead",
    )


class ChangedStatus(Schema):
    """The status to move a case to; ``version`` must be the newest."""

    status: CaseStatus
    version: Id


class ConflictingValue(Schema):
    """One field that both sides changed: what you sent, and what is stored now."""

    field: str
    yours: Any = None
    stored: Any


class VersionProblem(Schema):
    """Why a save was refused: the version to start over from, and both values of each field in question."""

    type: str
    title: str
    status: int
    detail: str
    version: int
    conflicts: list[ConflictingValue]
