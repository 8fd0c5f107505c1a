"""Signing in and out, and looking after accounts, as a browser sees it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook.models import AuditEvent, LoginAttempt, User
from casebook.record import Role
from casebook.services import accounts, passwords
from casebook.web.login import ABSOLUTE_LIFETIME, IDLE_LIFETIME
from tests.factories import PASSWORD, make_user

Login = Callable[..., FlaskClient]
NEW = "quiet-river-over-stones"


def test_signing_in_leads_to_the_page_that_was_asked_for(client: FlaskClient, user: User) -> None:
    asked = client.get("/account?from=mail")
    answer = client.post(asked.location, data={"username": user.username, "password": PASSWORD})

    assert answer.location == "/account?from=mail"
    assert user.display_name in client.get("/account").text


@pytest.mark.parametrize("name", ["{} ", "  {}", "{upper}", "ｗorker-{number}"])
def test_case_width_and_spaces_of_the_name_make_no_difference(
    client: FlaskClient, db_session: Session, name: str
) -> None:
    account = make_user(db_session, username="worker-7")
    db_session.commit()
    typed = name.format(account.username, upper="WORKER-7", number=7)

    assert client.post("/login", data={"username": typed, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/no-such-page",
        "/logout",
        "",
    ],
)
def test_signing_in_never_leads_to_another_site_or_to_nowhere(client: FlaskClient, user: User, elsewhere: str) -> None:
    answer = client.post(
        "/login", query_string={"next": elsewhere}, data={"username": user.username, "password": PASSWORD}
    )

    assert answer.location == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: FlaskClient, user: User) -> None:
    wrong = client.post("/login", data={"username": user.username, "password": "wrong"})
    unknown = client.post("/login", data={"username": "nobody", "password": "wrong"})

    assert wrong.status_code == unknown.status_code == 422
    assert "用户名或密码不正确。" in wrong.text
    told = [re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text) for answer in (wrong, unknown)]
    assert told[0].replace(user.username, "nobody") == told[1]


def test_the_name_stays_typed_and_the_password_does_not(client: FlaskClient) -> None:
    page = client.post("/login", data={"username": "zhang.san", "password": "sesame-open-up"}).text

    assert 'value="zhang.san"' in page
    assert "sesame-open-up" not in page


def test_empty_fields_are_named(client: FlaskClient) -> None:
    page = client.post("/login", data={}).text

    assert '<a href="#username">请填写用户名。</a>' in page
    assert '<a href="#password">请填写密码。</a>' in page


@pytest.mark.parametrize("exists", [True, False])
def test_after_five_failures_the_name_is_locked_even_for_the_right_password(
    client: FlaskClient, app_client: FlaskClient, user: User, exists: bool
) -> None:
    name = user.username if exists else "nobody"
    for _ in range(accounts.NAME_LIMIT):
        client.post("/login", data={"username": name, "password": "wrong"})
    answer = app_client.post("/login", data={"username": name, "password": PASSWORD})

    assert answer.status_code == 422
    assert "已暂停登录" in answer.text


def test_the_lock_opens_when_its_time_has_passed(client: FlaskClient, db_session: Session, user: User) -> None:
    _fail(client, user.username, accounts.NAME_LIMIT)
    for attempt in db_session.scalars(select(LoginAttempt)):
        attempt.at -= accounts.LOCK_WINDOW + timedelta(seconds=1)
    db_session.commit()

    assert client.post("/login", data={"username": user.username, "password": PASSWORD}).status_code == 302


def test_a_successful_sign_in_forgets_the_failures_before_it(client: FlaskClient, user: User) -> None:
    for _ in range(2):
        _fail(client, user.username, accounts.NAME_LIMIT - 1)
        assert client.post("/login", data={"username": user.username, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("address", "status"), [("192.0.2.7", 422), ("192.0.2.8", 302), ("127.0.0.1", 302)], ids=["same", "other", "proxy"]
)
def test_one_address_that_tries_many_names_is_locked(
    client: FlaskClient, db_session: Session, user: User, address: str, status: int
) -> None:
    guesses = [("guess", "192.0.2.7"), ("proxied", "127.0.0.1")]
    db_session.add_all(
        LoginAttempt(username=f"{name}{number}", address=tried)
        for name, tried in guesses
        for number in range(accounts.ADDRESS_LIMIT)
    )
    db_session.commit()
    answer = client.post(
        "/login",
        data={"username": user.username, "password": PASSWORD},
        environ_overrides={"REMOTE_ADDR": address},
    )

    assert answer.status_code == status


def test_signing_in_keeps_nothing_of_the_session_before(client: FlaskClient, user: User) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    client.post("/login", data={"username": user.username, "password": PASSWORD})
    with client.session_transaction() as session:
        assert "planted" not in session


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient, user: User) -> None:
    cookie = client.post("/login", data={"username": user.username, "password": PASSWORD}).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    expires = parsedate_to_datetime(cookie.partition("Expires=")[2].partition(";")[0])
    assert timedelta(0) <= IDLE_LIFETIME - (expires - datetime.now(UTC)) < timedelta(minutes=5)


def test_signing_out_ends_the_session(login: Login, db_session: Session) -> None:
    browser = login()
    answer = browser.post("/logout")

    assert answer.location == "/login"
    assert "您已安全退出。" in browser.get("/login").text
    assert browser.get("/account").location.startswith("/login")
    assert _count(db_session, "logout") == 1


def test_a_copied_cookie_opens_nothing_after_signing_out(login: Login, app: Flask, user: User) -> None:
    browser, elsewhere = login(user=user), login(user=user)
    cookie = browser.get_cookie("casebook")
    assert cookie
    browser.post("/logout")
    thief = app.test_client()
    thief.set_cookie("casebook", cookie.value)

    assert thief.get("/account").location.startswith("/login")
    assert elsewhere.get("/account").status_code == 200


def test_a_session_ends_after_a_day_however_much_it_is_used(login: Login) -> None:
    browser = login()
    with browser.session_transaction() as session:
        session["signed_in_at"] = time.time() - ABSOLUTE_LIFETIME.total_seconds() - 1

    assert browser.get("/account").location.startswith("/login")


def test_a_new_password_ends_the_sessions_elsewhere_and_keeps_this_one(
    login: Login, db_session: Session, user: User
) -> None:
    here, elsewhere = login(user=user), login(user=user)
    answer = here.post("/account/password", data={"current": PASSWORD, "new": NEW})

    assert answer.location == "/account"
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").location.startswith("/login")
    assert _count(db_session, "password_changed") == 1


def test_the_current_password_is_asked_for_and_a_weak_one_refused(login: Login, user: User) -> None:
    browser = login(user=user)
    wrong = browser.post("/account/password", data={"current": "wrong", "new": NEW})
    weak = browser.post("/account/password", data={"current": PASSWORD, "new": "short"})

    assert (wrong.status_code, weak.status_code) == (422, 422)
    assert '<a href="#current">当前密码不正确。</a>' in wrong.text
    assert '<a href="#new">密码至少要有 10 个字符。' in weak.text


def test_signing_out_elsewhere_keeps_this_session(login: Login, user: User) -> None:
    here, elsewhere = login(user=user), login(user=user)
    here.post("/account/sessions/end")

    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").location.startswith("/login")


def test_an_administrator_opens_an_account_that_can_sign_in(
    login: Login, client: FlaskClient, db_session: Session
) -> None:
    answer = login(Role.ADMIN, None).post("/admin/users/new", data=_new_account())

    assert answer.location == "/admin/users"
    assert client.post("/login", data={"username": "lin.mo", "password": NEW}).status_code == 302
    added = db_session.scalars(select(User).where(User.username == "lin.mo")).one()
    assert (added.role, added.region_code, added.display_name) == (Role.WORKER, "370102009", "林墨")
    assert _count(db_session, "user_added") == 1


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("username", "x", "用户名须为 2 至 50 个"),
        ("username", "two words", "用户名须为 2 至 50 个"),
        ("username", "TAKEN", "这个用户名已有人使用"),
        ("password", "short", "密码至少要有 10 个字符"),
        ("password", "lin.mo-2026-spring", "密码不能包含用户名"),
        ("region", "999999", "没有这个行政区划"),
        ("region", "桃花源", "没有这个行政区划"),
        ("region", "朝阳区", "北京市朝阳区 110105、吉林省长春市朝阳区 220104"),
        ("role", "emperor", "有效的选择"),
        ("display_name", "名" * 51, "最多 50 个字"),
        ("display_name", "", "请填写。"),
    ],
)
def test_a_bad_account_is_refused_beside_the_field_and_nothing_typed_is_lost(
    login: Login, db_session: Session, field: str, typed: str, message: str
) -> None:
    make_user(db_session, username="taken")
    answer = login(Role.ADMIN, None).post("/admin/users/new", data=_new_account(**{field: typed}))
    page = unescape(answer.text)

    assert answer.status_code == 422
    assert message in page
    assert f'href="#{field}"' in page
    assert field == "display_name" or 'value="林墨"' in page


def test_an_administrator_of_a_district_looks_after_that_district_only(login: Login, db_session: Session) -> None:
    street = make_user(db_session, region="370102009", username="of-the-street")
    city = make_user(db_session, region="3701", username="of-the-city")
    browser = login(Role.ADMIN, "370102")
    listed = browser.get("/admin/users").text

    assert street.username in listed
    assert city.username not in listed
    assert browser.get(f"/admin/users/{city.id}").status_code == 404
    assert browser.post(f"/admin/users/{city.id}/password").status_code == 404
    assert "您自己的辖区" in browser.post("/admin/users/new", data=_new_account(region="3701")).text
    assert "您自己的辖区" in browser.post("/admin/users/new", data=_new_account(region="")).text
    assert "留空表示全国" not in browser.get("/admin/users/new").text + browser.get(f"/admin/users/{street.id}").text


@pytest.mark.parametrize(
    ("typed", "code"),
    [("370102 历下区", "370102"), ("历下区", "370102"), ("济南", "3701"), ("370102009000", "370102009"), ("", None)],
)
def test_a_region_is_given_by_name_or_code(login: Login, db_session: Session, typed: str, code: str | None) -> None:
    login(Role.ADMIN, None).post("/admin/users/new", data=_new_account(region=typed))

    assert db_session.scalars(select(User).where(User.username == "lin.mo")).one().region_code == code


def test_the_form_of_an_account_shows_its_region_as_it_may_be_typed(login: Login, user: User) -> None:
    assert 'value="370102 历下区"' in login(Role.ADMIN, None).get(f"/admin/users/{user.id}").text


@pytest.mark.parametrize("change", [{"role": "reporter"}, {"region": "370103"}, {"is_active": ""}])
def test_a_change_of_rights_holds_at_once(login: Login, user: User, change: dict[str, str]) -> None:
    browser = login(user=user)
    rights = {"display_name": "新名", "role": "worker", "region": "370102", "is_active": "y", **change}
    if not rights["is_active"]:
        del rights["is_active"]
    login(Role.ADMIN, None).post(f"/admin/users/{user.id}", data=rights)

    assert browser.get("/account").location.startswith("/login")


def test_a_closed_account_cannot_sign_in(client: FlaskClient, db_session: Session) -> None:
    closed = make_user(db_session, is_active=False)
    db_session.commit()

    assert client.post("/login", data={"username": closed.username, "password": PASSWORD}).status_code == 422


def test_an_administrator_cannot_lock_themselves_out(login: Login, db_session: Session) -> None:
    admin = make_user(db_session, Role.ADMIN, None)
    browser = login(user=admin)
    answer = browser.post(
        f"/admin/users/{admin.id}", data={"display_name": "管理员", "role": "worker", "region": "", "is_active": "y"}
    )

    assert answer.status_code == 422
    assert "不能停用自己的账号" in answer.text
    assert browser.get("/admin/users").status_code == 200


def test_a_reset_password_is_shown_once_and_opens_a_locked_account(
    login: Login, client: FlaskClient, user: User
) -> None:
    _fail(client, user.username, accounts.NAME_LIMIT)
    page = login(Role.ADMIN, None).post(f"/admin/users/{user.id}/password").text
    password = page.partition("<output")[2].partition(">")[2].partition("</output>")[0]

    assert client.post("/login", data={"username": user.username, "password": PASSWORD}).status_code == 422
    assert client.post("/login", data={"username": user.username, "password": password}).status_code == 302


def test_the_audit_trail_names_who_did_what_and_can_be_narrowed(login: Login, client: FlaskClient) -> None:
    _fail(client, "nobody", 1)
    admin = login(Role.ADMIN, None)
    everything, failures = admin.get("/admin/audit").text, admin.get("/admin/audit?action=login_failed").text

    assert "共 2 条" in everything
    assert "共 1 条" in failures
    assert "登录失败</td>" in failures


def test_the_audit_trail_speaks_in_words_and_leads_to_the_things(login: Login, db_session: Session, user: User) -> None:
    admin = login(Role.ADMIN, None)
    admin.post(
        f"/admin/users/{user.id}",
        data={"display_name": user.display_name, "role": "official", "region": "370102009", "is_active": "y"},
    )
    db_session.add(AuditEvent(action="case_edited", subject="case", subject_id=7, detail={"fields": ["name", "kind"]}))
    db_session.add(AuditEvent(action="export", subject="case", detail={"query": "district=370102&kind=care_home"}))
    db_session.add(AuditEvent(action="export", subject="case", detail={"query": ""}))
    db_session.add(AuditEvent(action="of_a_later_version", subject="thing", detail={"colour": None}))
    db_session.commit()
    page = admin.get("/admin/audit").text

    assert "角色：街道/区级干部" in page
    assert "辖区：山东省济南市历下区" in page
    assert f'<a href="/admin/users/{user.id}">账号 {user.id}</a>' in page
    assert "修改项：名称、类型" in page
    assert "条件：区县：历下区；类型：助残养老家园" in page
    assert "条件：全部" in page
    assert '<a href="/cases/7">案例 7</a>' in page
    assert "of_a_later_version" in page


def test_a_long_audit_trail_comes_in_pages(login: Login, db_session: Session, user: User) -> None:
    db_session.add_all(AuditEvent(user_id=user.id, action="export", detail={"count": n}) for n in range(120))
    admin = login(Role.ADMIN, None)
    last = admin.get("/admin/audit?action=export&page=3").text

    assert "共 120 条，第 3 / 3 页" in last
    assert "条数：0<" in last
    assert "条数：119<" not in last
    assert "第 3 / 3 页" in admin.get("/admin/audit?action=export&page=99").text


@pytest.mark.parametrize(
    "weak",
    [
        "short",
        "1234567890",
        "0123456789",
        "aaaaaaaaaaaa",
        "ababababab",
        "password123",
        "Password1!",
        "qwertyuiop",
        "woaini1314",
        "casebook2026",
        "my-lin.mo-secret",
        "x" * 129,
    ],
)
def test_guessable_passwords_are_refused(weak: str) -> None:
    assert passwords.weakness(weak, "lin.mo") is not None


@pytest.mark.parametrize(
    "good", ["correct horse battery", "甸柳的春天有四条小路通向河边", "t7#kQz!m2Vpx", "passwords are for people"]
)
def test_sentences_and_random_passwords_are_taken(good: str) -> None:
    assert passwords.weakness(good, "lin.mo") is None
    assert passwords.weakness(passwords.random_password(), "lin.mo") is None


def test_passwords_are_kept_as_argon2id_with_the_recommended_cost() -> None:
    assert passwords.hash_of(PASSWORD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def _fail(client: FlaskClient, username: str, times: int) -> None:
    for _ in range(times):
        client.post("/login", data={"username": username, "password": "wrong"})


def _count(session: Session, action: str) -> int | None:
    return session.scalar(select(func.count()).select_from(AuditEvent).where(AuditEvent.action == action))


def _new_account(**changes: str) -> dict[str, str]:
    return {
        "username": "Lin.Mo",
        "display_name": "林墨",
        "role": "worker",
        "region": "370102009000",
        "password": NEW,
        **changes,
    }


@pytest.fixture
def user(db_session: Session) -> User:
    account = make_user(db_session)
    db_session.commit()
    return account


@pytest.fixture
def app_client(client: FlaskClient) -> FlaskClient:
    """A second browser."""
    return client.application.test_client()
