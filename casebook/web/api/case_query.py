"""The parameters of the list of cases: those of the page ``/cases``, made from the same query, and the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from flask import request
from pydantic import Field, StringConstraints, create_model

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.record import CaseStatus, Kind, OutcomeKind
from casebook.search import FACETS, CaseQuery, Sort, parse
from casebook.search.query import MULTIPLE
from casebook.search.words import MAX_LENGTH
from casebook.services.filters import LABELS
from casebook.web.api.schema import NO_NULL, Absent, Schema, both

MOST_CASES = 100
DEFAULT_CASES = 20
MOST_CHOICES = 1000
_Value = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=NO_NULL)]
_Year = Annotated[int, Field(ge=1900, le=2099)]
_Size = Annotated[int, Field(ge=0, le=10**9)]
_CLOSED: dict[str, Any] = {"kind": Kind, "status": CaseStatus, "outcome": OutcomeKind, "year": _Year}


class _Paging(Schema):
    """What the API adds to the parameters of the page."""

    q: Annotated[str, StringConstraints(max_length=MAX_LENGTH, pattern=NO_NULL)] = Field(
        "", description="词语，写法同网页 / words, as in the search box", examples=["调解"]
    )
    synonyms: Literal["0", "1"] = Field("1", description="0：不查近义词 / 0 leaves synonyms out")
    size_min: _Size | Absent = Field(None, description="人数下限 / smallest team size")
    size_max: _Size | Absent = Field(None, description="人数上限 / largest team size")
    sort: Sort | Absent = Field(
        None, description="默认：有词语按相关度，否则最新在前 / relevance with words, else newest first"
    )
    facets: list[str] = Field(
        default=[],
        description="要统计的条件，可重复 / facets to count, may be repeated",
        json_schema_extra={"items": {"type": "string", "enum": list(FACETS)}, "examples": [["kind", "year"]]},
    )
    facet_limit: int = Field(50, ge=1, le=MOST_CHOICES, description="每项最多几个值 / how many values of each at most")
    limit: int = Field(DEFAULT_CASES, ge=1, le=MOST_CASES, description="每页条数 / cases a page")
    cursor: Annotated[str, StringConstraints(max_length=4000)] | Absent = Field(
        None, description="上一页给出的 next / what the page before gave as next"
    )


def _filters() -> dict[str, Any]:
    """The filters of several values, whichever the query has."""
    return {
        name: (
            list[_CLOSED.get(name, _Value)],  # type: ignore[misc]
            Field(default=[], description=f"{both(LABELS[name])}; 可重复 / may be repeated"),
        )
        for name in MULTIPLE
    }


if TYPE_CHECKING:
    CaseListQuery: TypeAlias = _Paging
else:
    CaseListQuery = create_model("CaseListQuery", __base__=_Paging, **_filters())


def case_query(asked: CaseListQuery) -> CaseQuery:
    """What the parameters of this request ask for; raises ``Invalid`` for a value that the page would leave out."""
    unknown = set(asked.facets) - set(FACETS)
    if unknown:
        raise Invalid(_NO_FACET, {"facets": _NO_FACET})
    query, problems = parse(request.args.to_dict(flat=False))
    if problems:
        raise Invalid(problems[0])
    return query


_NO_FACET = Bilingual(f"facets 只能是 {'、'.join(FACETS)}。", f"facets must be among {', '.join(FACETS)}.")
