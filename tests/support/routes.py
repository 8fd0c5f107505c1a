"""Every address of the application, filled with things that exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from casebook.record import CaseStatus
from casebook.search import CaseQuery
from casebook.services import bulk_edits, tokens
from casebook.web.interface import API_PREFIX
from tests.factories import (
    attach,
    make_case,
    make_draft,
    make_evidence,
    make_import,
    make_report,
    make_saved_search,
    make_tag,
    make_user,
)

READING = frozenset({"GET", "HEAD", "OPTIONS"})


def calls(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule of the pages with every method that somebody wrote a view for."""
    return (call for call in _all_calls(app) if not call[0].rule.startswith(API_PREFIX))


def api_calls(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every operation of the API but its public description."""
    found = (call for call in _all_calls(app) if call[0].rule.startswith(API_PREFIX))
    return ((rule, method) for rule, method in found if rule.endpoint != "api.openapi")


def _all_calls(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        yield from ((rule, method) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def pages(app: Flask) -> Iterator[Rule]:
    """Every rule that answers to a link."""
    return (rule for rule, method in calls(app) if method == "GET")


def url(app: Flask, rule: Rule, arguments: dict[str, Any]) -> str:
    """The address of a rule; a new kind of argument needs an entry in ``make_arguments``."""
    values = {name: arguments[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def make_arguments(session: Session) -> dict[str, Any]:
    """Something real for each argument of a route: a case with a report, a draft under review, a colleague."""
    brought_by = make_user(session)
    report = make_report(session, brought_by)
    case = make_case(session, brought_by, status=CaseStatus.VERIFIED)
    attach(session, case, report)
    draft = make_draft(session, report)
    evidence = make_evidence(session, report, "邻里帮帮团", draft=draft)
    known = make_report(session, brought_by)
    saved = make_saved_search(session, brought_by)
    tag = make_tag(session)
    bulk = bulk_edits.start(session, brought_by, CaseQuery(), [(case.id, case.version)])
    imported = make_import(session, brought_by, case)
    token, _ = tokens.make(session, brought_by, "统计报表", 30, read_only=True)
    session.commit()
    return {
        "case_id": case.id,
        "report_id": report.id,
        "known_id": known.id,
        "draft_id": draft.id,
        "evidence_id": evidence.id,
        "search_id": saved.id,
        "tag_id": tag.id,
        "bulk_id": bulk.id,
        "import_id": imported.id,
        "user_id": brought_by.id,
        "token_id": token.id,
        "code": "370102",
        "ending": "csv",
        "facet": "province",
        "filename": "css/casebook.css",
    }
