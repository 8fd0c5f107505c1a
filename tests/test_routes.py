"""Every address of the application × everybody who may come: a new view is held to these rules from its first day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from casebook.models import AuditEvent
from casebook.record import CaseStatus, Role
from casebook.web.guard import EVERYBODY, allowed_roles
from tests.factories import attach, make_case, make_draft, make_evidence, make_report, make_user

Login = Callable[..., FlaskClient]
READING = {"GET", "HEAD", "OPTIONS"}
#: All that may be opened without an account.
PUBLIC = {"static", "accounts.login", "accounts.login_submit", "accounts.logout", "accounts.language", "health.healthz"}


def test_every_view_says_who_may_call_it(app: Flask) -> None:
    unmarked = [name for name, view in app.view_functions.items() if allowed_roles(view) == frozenset()]

    assert not unmarked, f"mark with guard.allow(…) or guard.public: {unmarked}"


def test_only_the_way_in_is_open_to_strangers(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if allowed_roles(view) is None} == PUBLIC


def test_strangers_are_sent_to_the_login_page(app: Flask, client: FlaskClient, arguments: dict[str, Any]) -> None:
    for rule, method in _calls(app):
        if rule.endpoint in PUBLIC:
            continue
        answer = _ask(client, _url(app, rule, arguments), method)

        assert answer.status_code == 302, f"{method} {rule} answers a stranger with {answer.status}"
        assert answer.location.startswith("/login?next="), f"{method} {rule} sends a stranger to {answer.location}"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_pages_and_no_others(
    role: Role, app: Flask, login: Login, arguments: dict[str, Any]
) -> None:
    browser = login(role)
    for rule in _pages(app):
        roles = allowed_roles(app.view_functions[rule.endpoint]) or EVERYBODY
        answer = _ask(browser, _url(app, rule, arguments))

        assert answer.status_code < 500, f"GET {rule} fails for a {role}"
        if role not in roles:
            assert answer.status_code == 403, f"GET {rule} answers a {role} with {answer.status}"
        elif answer.status_code == 302:
            assert "/login" not in answer.location, f"GET {rule} does not know the {role}"


@pytest.mark.parametrize("role", list(Role))
def test_no_role_changes_what_it_may_not(role: Role, app: Flask, login: Login, arguments: dict[str, Any]) -> None:
    browser = login(role)
    for rule, method in _calls(app):
        roles = allowed_roles(app.view_functions[rule.endpoint])
        if method not in READING and roles is not None and role not in roles:
            answer = _ask(browser, _url(app, rule, arguments), method)
            assert answer.status_code == 403, f"{method} {rule} answers a {role} with {answer.status}"


@pytest.mark.parametrize("role", list(Role))
def test_nothing_that_is_sent_empty_breaks_a_page(
    role: Role, app: Flask, login: Login, arguments: dict[str, Any]
) -> None:
    for rule, method in _calls(app):
        if method not in READING:
            answer = _ask(login(role), _url(app, rule, arguments), method)
            assert answer.status_code < 500, f"{method} {rule} without any field fails for a {role}"


@pytest.mark.parametrize("number", [0, 10**9, 2**31, 10**30])
@pytest.mark.parametrize("role", list(Role))
def test_unknown_things_are_not_found(
    role: Role, number: int, app: Flask, login: Login, arguments: dict[str, Any]
) -> None:
    browser = login(role)
    for rule in _pages(app):
        if ids := {name for name in rule.arguments if isinstance(arguments[name], int)}:
            marks = {name: 987654321 if name in ids else value for name, value in arguments.items()}
            address = _url(app, rule, marks).replace("987654321", str(number))
            answer = _ask(browser, address)
            assert answer.status_code in (403, 404), f"GET {address}: {answer.status}"


def test_whatever_changes_something_needs_the_token_of_its_form(
    app: Flask, login: Login, arguments: dict[str, Any]
) -> None:
    browser = login(Role.ADMIN, None)
    app.config["WTF_CSRF_ENABLED"] = True
    for rule, method in _calls(app):
        if method not in READING:
            answer = _ask(browser, _url(app, rule, arguments), method)
            assert answer.status_code == 400, f"{method} {rule} without a token: {answer.status}"


@pytest.mark.parametrize("role", list(Role))
def test_reading_writes_nothing_but_the_audit_trail(
    role: Role, app: Flask, login: Login, arguments: dict[str, Any], writes: list[str]
) -> None:
    browser = login(role)
    for rule in _pages(app):
        writes.clear()
        _ask(browser, _url(app, rule, arguments))

        assert all("audit_event" in statement for statement in writes), f"GET {rule} writes: {writes}"


def test_every_denial_is_written_down(login: Login, db_session: Session) -> None:
    login(Role.REPORTER).get("/admin/users")
    denial = db_session.scalars(select(AuditEvent).where(AuditEvent.action == "denied")).one()

    assert denial.user is not None
    assert denial.user.role == Role.REPORTER
    assert denial.detail == {"method": "GET", "path": "/admin/users"}


def _calls(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule with every method that somebody wrote a view for."""
    for rule in app.url_map.iter_rules():
        yield from ((rule, method) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def _pages(app: Flask) -> Iterator[Rule]:
    return (rule for rule, method in _calls(app) if method == "GET")


def _ask(browser: FlaskClient, url: str, method: str = "GET") -> TestResponse:
    """The whole answer; files behind it are closed."""
    answer = browser.open(url, method=method)
    answer.close()
    return answer


def _url(app: Flask, rule: Rule, arguments: dict[str, Any]) -> str:
    """The address of a rule with things that exist; a new kind of argument needs an entry in ``arguments``."""
    values = {name: arguments[name] for name in rule.arguments}
    return app.url_map.bind("localhost").build(rule.endpoint, values)


@pytest.fixture
def arguments(db_session: Session) -> dict[str, Any]:
    """Something real for each argument of a route: a case with a report, a draft under review, a colleague."""
    brought_by = make_user(db_session)
    report = make_report(db_session, brought_by)
    case = make_case(db_session, brought_by, status=CaseStatus.VERIFIED)
    attach(db_session, case, report)
    draft = make_draft(db_session, report)
    evidence = make_evidence(db_session, report, "邻里帮帮团", draft=draft)
    known = make_report(db_session, brought_by)
    db_session.commit()
    return {
        "case_id": case.id,
        "report_id": report.id,
        "known_id": known.id,
        "draft_id": draft.id,
        "evidence_id": evidence.id,
        "user_id": brought_by.id,
        "ending": "csv",
        "filename": "css/casebook.css",
    }


@pytest.fixture
def writes(connection: Connection) -> Iterator[list[str]]:
    """The statements that change rows, as they are sent to the database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)
