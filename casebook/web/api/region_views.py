"""``/api/v1/regions``, ``/vocabularies`` and ``/me``: what a program needs to know besides cases and reports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from flask import Response
from pydantic import Field, StringConstraints

from casebook import regions
from casebook.bilingual import Bilingual
from casebook.errors import NotFound
from casebook.record import (
    FIELDS,
    CaseStatus,
    DraftState,
    EvidenceState,
    Kind,
    Method,
    OutcomeKind,
    Qualifier,
    Role,
)
from casebook.record.quantity import UNITS
from casebook.regions import Division, Level
from casebook.search import FACETS, SORTS
from casebook.services.filters import LABELS
from casebook.web.api.operations import operation, reply
from casebook.web.api.schema import NO_NULL, Absent, Code, Label, Schema, Term
from casebook.web.login import the_user, token_or_none

MOST_REGIONS = 50


class RegionQuery(Schema):
    """What to look for; without ``q`` the divisions right below ``parent``, the provinces without it."""

    q: Annotated[str, StringConstraints(max_length=40, pattern=NO_NULL)] | Absent = Field(
        None, description="名称、拼音、首字母或代码 / name, pinyin, initials or code", examples=["lixia"]
    )
    level: Level | Absent = None
    within: Code | Absent = Field(None, description="只在此区划内找 / look within this division")
    parent: Code | Absent = Field(None, description="列出它的下一级 / list the divisions right below it")
    limit: int = Field(20, ge=1, le=MOST_REGIONS, description="查找时最多几条 / how many hits at most")


class RegionName(Schema):
    """A division above another."""

    code: Code
    name: str
    level: Level


class Region(RegionName):
    """An administrative division; ``ancestors`` go from the province down."""

    full_name: str
    ancestors: list[RegionName]


class RegionList(Schema):
    """Divisions, the best hit first or in the order of their codes."""

    items: list[Region]


class Vocabularies(Schema):
    """The closed lists: codes with their labels, and the measure words that are known."""

    kind: list[Term]
    status: list[Term]
    outcome: list[Term]
    qualifier: list[Term]
    method: list[Term]
    evidence_state: list[Term]
    draft_state: list[Term]
    sort: list[Term]
    facet: list[Term]
    level: list[Term]
    field: list[Term]
    unit: list[str]


class Me(Schema):
    """Whom the token acts for."""

    username: str
    display_name: str
    role: Role
    region: Code | None = Field(description="辖区；null 为全国 / the region; null for the whole country")
    token: str
    read_only: bool
    expires_at: datetime


@operation(
    "GET",
    "/regions",
    Bilingual("查找行政区划", "Find divisions"),
    query=RegionQuery,
    answers={200: RegionList},
    problems=(400,),
)
def list_regions(query: RegionQuery) -> Response:
    if query.q is not None:
        found = regions.suggest(query.q, level=query.level, within=query.within, limit=query.limit)
    else:
        found = tuple(
            one for one in regions.children(query.parent or "") if query.level is None or one.level is query.level
        )
    return reply(RegionList(items=[_region(division) for division in found]))


@operation(
    "GET",
    "/regions/{code}",
    Bilingual("读取行政区划", "Read a division"),
    answers={200: Region},
    problems=(404,),
    notes=Bilingual("旧代码返回现在的区划。", "An old code gives the division that took its place."),
)
def read_region(code: str) -> Response:
    division = regions.get(code)
    if division is None:
        raise NotFound(_NO_REGION)
    return reply(_region(division))


@operation("GET", "/vocabularies", Bilingual("读取代码表", "Read the vocabularies"), answers={200: Vocabularies})
def read_vocabularies() -> Response:
    return reply(
        Vocabularies(
            kind=Term.all_of(Kind),
            status=Term.all_of(CaseStatus),
            outcome=Term.all_of(OutcomeKind),
            qualifier=Term.all_of(Qualifier),
            method=Term.all_of(Method),
            evidence_state=Term.all_of(EvidenceState),
            draft_state=Term.all_of(DraftState),
            sort=[Term(code=sort.value, label=Label.of(label)) for sort, label in SORTS.items()],
            facet=[Term(code=name, label=Label.of(LABELS[name])) for name in FACETS],
            level=[Term(code=level.value, label=Label.of(level.label)) for level in Level],
            field=[Term(code=field.name, label=Label.of(field.label)) for field in FIELDS],
            unit=list(UNITS),
        )
    )


@operation("GET", "/me", Bilingual("当前令牌", "Whom the token acts for"), answers={200: Me})
def read_me() -> Response:
    user, token = the_user(), token_or_none()
    assert token is not None, "the API knows people by tokens only"
    return reply(
        Me(
            username=user.username,
            display_name=user.display_name,
            role=user.role,
            region=user.region_code,
            token=token.name,
            read_only=token.read_only,
            expires_at=token.expires_at,
        )
    )


def _region(division: Division) -> Region:
    above = regions.ancestors(division.code)
    return Region(
        code=division.code,
        name=division.name,
        level=division.level,
        full_name="".join(one.name for one in above),
        ancestors=[RegionName(code=one.code, name=one.name, level=one.level) for one in above[:-1]],
    )


_NO_REGION = Bilingual("没有这个代码的行政区划。", "There is no division with this code.")
