"""Every address of the application × everybody who may come: a new view is held to these rules from its first day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, event, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from casebook.models import AuditEvent
from casebook.record import Role
from casebook.web.api.views import OPERATIONS
from casebook.web.guard import EVERYBODY, allowed_roles
from tests.support.api import program_of
from tests.support.databases import BACKENDS
from tests.support.forms import Form, forms_of
from tests.support.routes import READING, api_calls, calls, make_arguments, pages, url

Login = Callable[..., FlaskClient]
#: All that may be opened without an account, among it what programs read before they have a token.
PUBLIC = {
    *("static", "accounts.login", "accounts.login_submit", "accounts.logout", "accounts.language"),
    *("api.openapi", "health.healthz"),
}

ENDS_THE_SESSION = {"/logout", "/account/sessions/end"}
#: What the pages read from their addresses.
PARAMETERS = (
    "q", "page", "per_page", "sort", "kind", "status", "year", "size_min", "size_max", "province", "city", "district",
    "street", "community", "action", "next", "code", "level", "within", "parent", "report", "draft", "state", "tag",
    "rows", "across", "by", "imported",
)  # fmt: skip
NASTY = (
    "\0",
    "-1",
    "9" * 40,
    "１２③½²",
    "'\"><script>alert(1)</script>%_\\",
    "😀\u202e\u200b \t\r\n😀",
    "370102" * 3,
    "社区" * 800,
)
#: What only a form can carry.
ENDLESS = "社区" * 9000


def test_every_view_says_who_may_call_it(app: Flask) -> None:
    unmarked = [name for name, view in app.view_functions.items() if allowed_roles(view) == frozenset()]

    assert not unmarked, f"mark with guard.allow(…) or guard.public: {unmarked}"


def test_only_the_way_in_is_open_to_strangers(app: Flask) -> None:
    assert {name for name, view in app.view_functions.items() if allowed_roles(view) is None} == PUBLIC


def test_strangers_are_sent_to_the_login_page(app: Flask, client: FlaskClient, arguments: dict[str, Any]) -> None:
    for rule, method in calls(app):
        if rule.endpoint in PUBLIC:
            continue
        answer = _ask(client, url(app, rule, arguments), method)

        assert answer.status_code == 302, f"{method} {rule} answers a stranger with {answer.status}"
        assert answer.location.startswith("/login?next="), f"{method} {rule} sends a stranger to {answer.location}"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_pages_and_no_others(
    role: Role, app: Flask, login: Login, arguments: dict[str, Any]
) -> None:
    browser = login(role)
    for rule in pages(app):
        roles = allowed_roles(app.view_functions[rule.endpoint]) or EVERYBODY
        answer = _ask(browser, url(app, rule, arguments))

        assert answer.status_code < 500, f"GET {rule} fails for a {role}"
        if role not in roles:
            assert answer.status_code == 403, f"GET {rule} answers a {role} with {answer.status}"
        elif answer.status_code == 302:
            assert "/login" not in answer.location, f"GET {rule} does not know the {role}"


@pytest.mark.parametrize("role", list(Role))
def test_no_role_changes_what_it_may_not(role: Role, app: Flask, login: Login, arguments: dict[str, Any]) -> None:
    browser = login(role)
    for rule, method in calls(app):
        roles = allowed_roles(app.view_functions[rule.endpoint])
        if method not in READING and roles is not None and role not in roles:
            answer = _ask(browser, url(app, rule, arguments), method)
            assert answer.status_code == 403, f"{method} {rule} answers a {role} with {answer.status}"


@pytest.mark.parametrize("role", list(Role))
def test_nothing_that_is_sent_empty_breaks_a_page(
    role: Role, app: Flask, login: Login, arguments: dict[str, Any]
) -> None:
    for rule, method in calls(app):
        if method not in READING:
            answer = _ask(login(role), url(app, rule, arguments), method)
            assert answer.status_code < 500, f"{method} {rule} without any field fails for a {role}"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nothing_in_an_address_breaks_a_page(
    text: str, backend: str, app: Flask, login: Login, arguments: dict[str, Any]
) -> None:
    browser = login(Role.ADMIN, None)
    for rule in pages(app):
        answer = browser.get(url(app, rule, arguments), query_string=dict.fromkeys(PARAMETERS, text))
        answer.close()
        assert answer.status_code < 500, f"GET {rule} with {text[:20]!r} in its parameters"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("text", [*NASTY, ENDLESS], ids=range(len(NASTY) + 1))
def test_nothing_typed_into_a_form_breaks_a_page(
    text: str, backend: str, app: Flask, login: Login, arguments: dict[str, Any]
) -> None:
    browser = login(Role.ADMIN, None)
    for address, form in _forms(browser, [url(app, rule, arguments) for rule in pages(app)]):
        for name, value in [*form.buttons, ("", "")]:
            answer = browser.open(form.action, method=form.method, data={**form.filled(text), name: value})
            answer.close()
            assert answer.status_code < 500, f"{form.method} {form.action} of {address} with {text[:20]!r}, {name}"


@pytest.mark.parametrize("number", [0, 10**9, 2**31, 10**30])
@pytest.mark.parametrize("role", list(Role))
def test_unknown_things_are_not_found(
    role: Role, number: int, app: Flask, login: Login, arguments: dict[str, Any]
) -> None:
    browser = login(role)
    for rule in pages(app):
        if ids := {name for name in rule.arguments if isinstance(arguments[name], int)}:
            marks = {name: 987654321 if name in ids else value for name, value in arguments.items()}
            address = url(app, rule, marks).replace("987654321", str(number))
            answer = _ask(browser, address)
            assert answer.status_code in (403, 404), f"GET {address}: {answer.status}"


def test_whatever_changes_something_needs_the_token_of_its_form(
    app: Flask, login: Login, arguments: dict[str, Any]
) -> None:
    browser = login(Role.ADMIN, None)
    app.config["WTF_CSRF_ENABLED"] = True
    for rule, method in calls(app):
        if method not in READING:
            answer = _ask(browser, url(app, rule, arguments), method)
            assert answer.status_code == 400, f"{method} {rule} without a token: {answer.status}"


@pytest.mark.parametrize("role", list(Role))
def test_reading_writes_nothing_but_the_audit_trail(
    role: Role, app: Flask, login: Login, arguments: dict[str, Any], writes: list[str]
) -> None:
    browser = login(role)
    for rule in pages(app):
        writes.clear()
        _ask(browser, url(app, rule, arguments))

        assert all("audit_event" in statement for statement in writes), f"GET {rule} writes: {writes}"


def test_programs_without_a_token_get_nothing(app: Flask, login: Login, arguments: dict[str, Any]) -> None:
    for browser in (app.test_client(), login(Role.ADMIN, None)):  # being signed in does not count here
        for rule, method in api_calls(app):
            answer = _ask(browser, url(app, rule, arguments), method)
            assert answer.status_code == 401, f"{method} {rule} answers a stranger with {answer.status}"
            assert answer.mimetype == "application/problem+json"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("role", list(Role))
def test_a_token_opens_what_its_role_may_do_and_no_more(
    role: Role, app: Flask, db_session: Session, arguments: dict[str, Any]
) -> None:
    program = program_of(app, db_session, role)
    for rule, method in api_calls(app):
        allowed = role in (allowed_roles(app.view_functions[rule.endpoint]) or EVERYBODY)
        answer = program.ask(method, url(app, rule, arguments))
        if not allowed:
            assert answer.status_code == 403, f"{method} {rule} answers a {role} with {answer.status}"
        elif method in READING:
            assert answer.status_code == 200, f"{method} {rule} answers a {role} with {answer.status}"
        else:
            assert answer.status_code == 415, f"{method} {rule} takes an empty body from a {role}: {answer.status}"


def test_a_token_that_only_reads_changes_nothing(
    app: Flask, db_session: Session, arguments: dict[str, Any], writes: list[str]
) -> None:
    program = program_of(app, db_session, Role.ADMIN, None, read_only=True)
    for rule, method in api_calls(app):
        writes.clear()
        answer = program.ask(method, url(app, rule, arguments), json={})
        assert answer.status_code == (200 if method in READING else 403), f"{method} {rule}: {answer.status}"
        changed = [one for one in writes if "audit_event" not in one and "UPDATE api_token" not in one]
        assert not changed, f"{method} {rule} writes: {changed}"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_nothing_that_a_program_sends_breaks_the_api(
    text: str, backend: str, app: Flask, db_session: Session, arguments: dict[str, Any]
) -> None:
    program = program_of(app, db_session, Role.ADMIN, None)
    values = {"name": text, "kind": "other", "place": {"province": {"name": text, "code": "37"}}, "services": [text]}
    for rule, method in api_calls(app):
        (known,) = (one.query for one in OPERATIONS if rule.endpoint == f"api.{one.name}")
        for query in [{name: text} for name in known.model_fields] if known else [{}]:
            body = None if method in READING else {"values": values, "version": 1}
            answer = program.ask(method, url(app, rule, arguments), query_string=query, json=body)
            assert answer.status_code < 500, f"{method} {rule} with {text[:20]!r} in {query or 'its body'}"


@pytest.mark.parametrize("number", [0, 10**9, 2**31, 10**30])
def test_the_api_does_not_find_unknown_things(
    number: int, app: Flask, db_session: Session, arguments: dict[str, Any]
) -> None:
    program = program_of(app, db_session, Role.ADMIN, None)
    for rule, method in api_calls(app):
        if method in READING and any(name.endswith("_id") for name in rule.arguments):
            marks = {name: 987654321 if name.endswith("_id") else value for name, value in arguments.items()}
            answer = program.ask(method, url(app, rule, marks).replace("987654321", str(number)))
            assert answer.status_code == 404, f"{method} {rule}: {answer.status}"


def test_every_denial_is_written_down(login: Login, db_session: Session) -> None:
    login(Role.REPORTER).get("/admin/users")
    denial = db_session.scalars(select(AuditEvent).where(AuditEvent.action == "denied")).one()

    assert denial.user is not None
    assert denial.user.role == Role.REPORTER
    assert denial.detail == {"method": "GET", "path": "/admin/users"}


def _forms(browser: FlaskClient, addresses: list[str]) -> Iterator[tuple[str, Form]]:
    """The forms of all pages, each destination once, those that end the session left out."""
    seen: set[tuple[str, str]] = set()
    for address in addresses:
        answer = browser.get(address)
        page = answer.text if answer.mimetype == "text/html" else ""
        answer.close()
        for form in forms_of(page, address):
            if (form.method, form.action) not in seen and form.action not in ENDS_THE_SESSION:
                seen.add((form.method, form.action))
                yield address, form


def _ask(browser: FlaskClient, url: str, method: str = "GET") -> TestResponse:
    """The whole answer; files behind it are closed."""
    answer = browser.open(url, method=method)
    answer.close()
    return answer


@pytest.fixture
def arguments(db_session: Session) -> dict[str, Any]:
    return make_arguments(db_session)


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
