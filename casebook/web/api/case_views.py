"""``/api/v1/cases``: list, read, enter, change, move on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import Response, request, url_for

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.record import Role, decode, field_named
from casebook.search import unparse
from casebook.services import access, audit, case_figures, case_history, case_lookup, case_pages, cases, reports
from casebook.services.audit import Action
from casebook.web.api.case_json import case_in_full, case_summary, value_json, values_of
from casebook.web.api.case_query import CaseListQuery, case_query
from casebook.web.api.case_schema import (
    Case,
    CasePage,
    CaseSummary,
    ChangedCase,
    ChangedStatus,
    Choice,
    ConflictingValue,
    Facet,
    NewCase,
)
from casebook.web.api.operations import operation, reply
from casebook.web.api.validation import JSON
from casebook.web.i18n import say
from casebook.web.login import the_user
from casebook.web.problems import Refused
from casebook.web.session import begin_writing, get_session

if TYPE_CHECKING:
    from casebook.models import Case as StoredCase

WRITERS = (Role.WORKER, Role.OFFICIAL, Role.ADMIN)
_ETAG = {"ETag": "版本号，用于 If-Match / the version, for If-Match"}
_EXAMPLE_VALUES = {
    "name": "邻里帮帮团",
    "kind": "volunteer_team",
    "place": {"code": "370102009"},
    "team_size": {"value": 30, "qualifier": "over", "unit": "人"},
    "services": ["上门看望独居老人"],
    "outcomes": [{"text": "化解矛盾12件", "quantity": {"value": 12, "unit": "件"}}],
}


@operation(
    "GET",
    "/cases",
    Bilingual("查询案例", "List cases"),
    query=CaseListQuery,
    answers={200: CasePage},
    headers={"Link": "第一页和下一页 / first and next page (RFC 8288)"},
    problems=(400, 422),
    notes=Bilingual(
        "条件与网页 /cases 相同。翻页用 cursor：期间新增或删除案例，不会重复也不会遗漏。",
        "The filters are those of the page /cases. Follow the cursor from page to page: cases that are added or "
        "removed meanwhile make none appear twice or go missing.",
    ),
)
def list_cases(query: CaseListQuery) -> Response:
    session, user, asked = get_session(), the_user(), case_query(query)
    page = case_pages.page(session, user, asked, limit=query.limit, cursor=query.cursor)
    counted = case_pages.facets(session, user, asked, list(dict.fromkeys(query.facets)))
    body = CasePage(
        total=page.total,
        items=[_summary(case) for case in page.cases],
        next=page.next,
        facets={
            name: Facet(
                choices=[_choice(one) for one in counts[: query.facet_limit]],
                more=max(0, len(counts) - query.facet_limit),
            )
            for name, counts in counted.items()
        },
    )
    answer = reply(body, Link=_links(page.next))
    begin_writing()  # what is handed out to a program leaves the house as an export does
    audit.record(session, user, Action.EXPORT, "case", None, format="api", query=unparse(asked), count=len(body.items))
    session.commit()
    return answer


@operation(
    "GET",
    "/cases/{case_id}",
    Bilingual("读取案例", "Read a case"),
    answers={200: Case},
    headers=_ETAG,
    problems=(404,),
    notes=Bilingual("包括来源报道和每个值的依据。", "With its reports and the evidence of its values."),
)
def read_case(case_id: int) -> Response:
    return _reply(cases.get(get_session(), the_user(), case_id))


@operation(
    "POST",
    "/cases",
    Bilingual("新建案例", "Enter a case"),
    bodies={JSON: NewCase},
    takes={JSON: {"values": _EXAMPLE_VALUES, "status": "draft"}},
    answers={201: Case},
    headers=_ETAG | {"Location": "案例的地址 / address of the case"},
    problems=(400, 403, 404, 413, 415, 422),
    roles=WRITERS,
)
def create_case(body: NewCase) -> Response:
    session, user = get_session(), the_user()
    report = reports.require_readable(session, user, body.report) if body.report else None
    with _fields_below_values():
        case = cases.create(session, user, values_of(body.values), report=report, status=body.status)
    answer = _reply(case, 201)
    answer.headers["Location"] = url_for("api.read_case", case_id=case.id)
    session.commit()
    return answer


@operation(
    "PATCH",
    "/cases/{case_id}",
    Bilingual("修改案例", "Change a case"),
    bodies={JSON: ChangedCase},
    takes={JSON: {"values": {"team_size": {"value": 45, "unit": "人"}}, "version": 1}},
    answers={200: Case},
    headers=_ETAG,
    problems=(400, 403, 404, 409, 412, 413, 415, 422, 428),
    roles=WRITERS,
    notes=Bilingual(
        "version 是您读取时的版本：别人改过的其他字段会保留；改了同一字段则返回 409 和双方的值。"
        "如果用 If-Match，只要版本不同就返回 412。",
        "version is the one that you read: what others changed in other fields is kept; where both changed a field, "
        "the answer is 409 with both values. With If-Match any other version is refused with 412.",
    ),
)
def change_case(case_id: int, body: ChangedCase) -> Response:
    session, user = get_session(), the_user()
    case = cases.get_for_editing(session, user, case_id)
    with _fields_below_values():
        sent = values_of(body.values)
    exact = _if_match()
    if exact is not None and exact != {case.version}:
        raise _other_version(case, sent)
    version = body.version or (case.version if exact else None)
    if version is None:
        raise Refused(428, _NO_VERSION)
    with _fields_below_values():
        mine = case_history.values_at(session, case, version) | sent
        try:
            cases.update(session, user, case_id, mine, version)
        except cases.EditConflict as conflict:
            raise _both_changed(case, conflict) from conflict
    answer = _reply(case)
    session.commit()
    return answer


@operation(
    "PUT",
    "/cases/{case_id}/status",
    Bilingual("变更状态", "Move a case to another status"),
    bodies={JSON: ChangedStatus},
    takes={JSON: {"status": "submitted", "version": 1}},
    answers={200: Case},
    headers=_ETAG,
    problems=(400, 403, 404, 409, 413, 415),
    roles=WRITERS,
)
def change_status(case_id: int, body: ChangedStatus) -> Response:
    case = cases.change_status(get_session(), the_user(), case_id, body.status, body.version)
    answer = _reply(case)
    get_session().commit()
    return answer


def _choice(one: case_pages.Count) -> Choice:
    return Choice(value=one.value, label=say(one.label), count=one.count)


def _summary(case: StoredCase) -> CaseSummary:
    return case_summary(case, **_seen_with(case))


def _reply(case: StoredCase, status: int = 200) -> Response:
    evidence = case_figures.evidence_of(get_session(), case)
    return reply(case_in_full(case, evidence, **_seen_with(case)), status, ETag=f'"{case.version}"')


def _seen_with(case: StoredCase) -> dict[str, Any]:
    """What the user may see of a case besides its open fields."""
    session, user = get_session(), the_user()
    parent = case_lookup.parent_of(session, user, case)
    return {"internal": access.may_see_internal(user, case), "parent_name": parent.name if parent else None}


def _links(cursor: str | None) -> str:
    """The first page, and the next one where there is one (RFC 8288)."""
    asked = request.args.to_dict(flat=False)
    asked.pop("cursor", None)
    links = [f'<{request.path}?{urlencode(asked, doseq=True)}>; rel="first"']
    if cursor:
        links.append(f'<{request.path}?{urlencode(asked | {"cursor": [cursor]}, doseq=True)}>; rel="next"')
    return ", ".join(links)


def _if_match() -> set[int] | None:
    """The versions that ``If-Match`` names; None without it. ``*`` fits whatever is there, so it says nothing."""
    if "If-Match" not in request.headers or request.if_match.star_tag:
        return None
    return {int(tag) for tag in request.if_match.as_set() if tag.isascii() and tag.isdigit()}


@contextmanager
def _fields_below_values() -> Iterator[None]:
    """Say of wrong fields where they stand in the body."""
    try:
        yield
    except Invalid as error:
        raise Invalid(error.message, {f"values.{name}": wrong for name, wrong in error.fields.items()}) from error


def _other_version(case: StoredCase, sent: dict[str, Any]) -> Refused:
    differing = [name for name, value in sent.items() if value != getattr(case, name)]
    conflicts = [_conflict(case, name, sent[name]) for name in differing]
    return Refused(412, _CHANGED, version=case.version, conflicts=conflicts)


def _both_changed(case: StoredCase, conflict: cases.EditConflict) -> Refused:
    conflicts = [_conflict(case, name, decode(field_named(name), conflict.merged[name])) for name in conflict.theirs]
    return Refused(409, conflict.message, version=conflict.version, conflicts=conflicts)


def _conflict(case: StoredCase, name: str, yours: Any) -> dict[str, Any]:
    """One field with both values; an internal one is shown to those who may see it, and only they can change it."""
    field = field_named(name)
    stored = value_json(field, getattr(case, name))
    return ConflictingValue(field=name, yours=value_json(field, yours), stored=stored).model_dump(mode="json")


_NO_VERSION = Bilingual(
    "请说明修改的是哪个版本：请求体中的 version，或请求头 If-Match。",
    "Say which version you changed: version in the body, or the header If-Match.",
)
_CHANGED = Bilingual(
    "您读取之后，这个案例又有改动，这次没有保存。请重新读取。",
    "The case has changed since you read it, and nothing was saved. Read it again.",
)
