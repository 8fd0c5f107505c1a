"""Bringing reports in where a language model reads them too: what it adds, and what happens when it fails."""

from __future__ import annotations

import io
import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from casebook import db, migrations
from casebook.cli import main
from casebook.config import LlmSettings
from casebook.models import Draft, Evidence, Report
from casebook.record import Method, Role
from tests.factories import PASSWORD, make_user
from tests.support.databases import Databases
from tests.support.fake_llm import Exchange, FakeLlm, Reply, drips, floods, hangs, says, sends

Login = Callable[..., FlaskClient]
Ask = Callable[..., FakeLlm]
TEXT = (
    "槐荫区：一碗热粥连起邻里\n来源：槐荫街道 2024-03-08\n\n"
    "济南市槐荫区西市场街道成立了“邻里粥铺”志愿服务队，服务队现有28名志愿者，每天清晨五点半开始熬粥，七点前送到独居老人家中。\n"
    "街道的老旧小区里还有一处“和为贵”，石桌石凳，谁家有了疙瘩都愿意来坐坐。\n"
)
PLACES = {"province": None, "city": None, "district": None, "street": None, "community": None}
TOLD: dict[str, Any] = {
    "initiatives": [
        {
            "name": {"quote": "“和为贵”", "sentence": 3},
            "kind": "mediation_platform",
            "parent": None,
            "places": PLACES | {"street": {"quote": "西市场街道", "sentence": 2}},
            "team_count": None,
            "team_size": None,
            "started": None,
            "services": [{"quote": "谁家有了疙瘩都愿意来坐坐", "sentence": 3}],
            "outcomes": [],
        }
    ]
}


def test_what_the_model_found_is_on_the_review_page_under_its_label(ask: Ask, login: Login) -> None:
    ask(says(TOLD))
    page = login(Role.WORKER, "370104").post("/intake", data={"text": TEXT}, follow_redirects=True)
    assert page.status_code == 200
    assert "谁家有了疙瘩都愿意来坐坐" in page.text
    assert "语言模型</small>" in page.text
    assert "没有用上" not in page.text


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (hangs, "1 秒内没有答完"),
        (drips, "1 秒内没有答完"),
        (floods, "回答过长"),
        (sends(b"", 500), "服务器返回错误 500"),
        (says("抱歉，我无法回答。"), "不合格式"),
        (says({"projects": []}), "不合格式"),
    ],
)
def test_a_failing_model_costs_a_notice_and_no_report(
    ask: Ask, login: Login, db_session: Session, reply: Reply, reason: str
) -> None:
    ask(reply, timeout=1)
    page = login(Role.WORKER, "370104").post("/intake", data={"text": TEXT}, follow_redirects=True)
    assert page.status_code == 200
    assert f"语言模型没有用上：{reason}" in page.text or f"语言模型没有用上：它的回答{reason}" in page.text
    assert "邻里粥铺" in page.text
    assert db_session.scalar(select(func.count()).select_from(Report)) == 1
    methods = set(db_session.scalars(select(Evidence.method)))
    assert methods and Method.LANGUAGE_MODEL not in methods


def test_the_notice_is_in_english_where_the_page_is(ask: Ask, login: Login) -> None:
    ask(sends(b"", 503))
    browser = login(Role.WORKER, "370104")
    browser.post("/language", data={"language": "en"})
    page = browser.post("/intake", data={"text": TEXT}, follow_redirects=True)
    assert "The language model was not used: its server answered with error 503" in page.text


def test_of_several_files_each_says_what_the_model_missed_and_a_dead_server_is_asked_once(
    ask: Ask, login: Login, db_session: Session
) -> None:
    server = ask(sends(b"", 500))
    files = [(io.BytesIO((TEXT + extra).encode()), f"{extra}.txt") for extra in ("甲", "乙", "丙")]
    page = login(Role.WORKER, "370104").post("/intake", data={"file": files})
    assert page.status_code == 200
    assert page.text.count("服务器返回错误 500") == 3
    assert len(server.asked) == 1
    assert db_session.scalar(select(func.count()).select_from(Report)) == 3


def test_a_report_that_is_known_is_not_sent_again(ask: Ask, login: Login) -> None:
    server = ask(says(TOLD))
    browser = login(Role.WORKER, "370104")
    for _ in range(2):
        browser.post("/intake", data={"text": TEXT})
    assert len(server.asked) == 1


def test_an_invented_initiative_is_not_stored(ask: Ask, login: Login, db_session: Session) -> None:
    invented = TOLD["initiatives"][0] | {"name": {"quote": "阳光食堂", "sentence": 1}}
    ask(says({"initiatives": [invented]}))
    page = login(Role.WORKER, "370104").post("/intake", data={"text": TEXT}, follow_redirects=True)
    assert "都找不到" in page.text
    assert not [draft for draft in db_session.scalars(select(Draft)) if draft.proposed["name"] == "阳光食堂"]


def test_without_an_address_nothing_is_contacted(
    app: Flask, login: Login, db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.extensions["casebook.settings"].llm is None
    browser = login(Role.WORKER, "370104")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert browser.post("/intake", data={"text": TEXT}).status_code == 302
    assert db_session.scalar(select(func.count()).select_from(Report)) == 1


def test_others_can_write_while_the_model_thinks(app: Flask, databases: Databases) -> None:
    """A file of its own: on the shared connection of the other tests nobody could be kept waiting."""
    engine = databases.empty("sqlite")
    migrations.upgrade(engine)
    sessions: sessionmaker[Session] = db.make_sessions(engine)
    app.extensions["casebook.sessions"] = sessions
    written: list[str] = []

    def writes_meanwhile(exchange: Exchange) -> None:
        with sessions() as session:
            db.announce_write(session)  # would wait for the lock, and fail, if the intake still held it
            written.append("in time")
        says(TOLD)(exchange)

    with FakeLlm(writes_meanwhile) as server, sessions() as session:
        person = make_user(session, Role.WORKER, "370104")
        session.commit()
        app.extensions["casebook.settings"] = replace(app.extensions["casebook.settings"], llm=LlmSettings(server.url))
        browser = app.test_client()
        browser.post("/login", data={"username": person.username, "password": PASSWORD})
        page = browser.post("/intake", data={"text": TEXT}, follow_redirects=True)
    assert written == ["in time"]
    assert "谁家有了疙瘩都愿意来坐坐" in page.text


def test_the_command_line_asks_the_model_only_when_told_to(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    with FakeLlm(says(TOLD)) as server:
        environ = {"CASEBOOK_LLM_URL": server.url}
        alone = CliRunner(env=environ).invoke(main, ["extract", str(tmp_path)])
        assert not server.asked
        together = CliRunner(env=environ).invoke(main, ["extract", "--llm", str(tmp_path)])
    assert (alone.exit_code, together.exit_code) == (0, 0)
    assert "谁家有了疙瘩都愿意来坐坐" in together.stdout
    services = [one for found in json.loads(alone.stdout)["initiatives"] for one in found["services"]]
    assert "谁家有了疙瘩都愿意来坐坐" not in services


def test_the_command_line_names_the_report_that_the_model_did_not_read(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    with FakeLlm(sends(b"", 500)) as server:
        found = CliRunner(env={"CASEBOOK_LLM_URL": server.url}).invoke(main, ["extract", "--llm", str(tmp_path)])
    assert found.exit_code == 0
    assert json.loads(found.stdout)["initiatives"]
    assert "report.txt" in found.stderr and "error 500" in found.stderr


@pytest.mark.parametrize("url", ["", "nowhere"])
def test_the_command_line_refuses_to_ask_a_model_that_is_not_set(tmp_path: Path, url: str) -> None:
    (tmp_path / "report.txt").write_text(TEXT, "utf-8")
    found = CliRunner(env={"CASEBOOK_LLM_URL": url}).invoke(main, ["extract", "--llm", str(tmp_path)])
    assert found.exit_code == 1
    assert "CASEBOOK_LLM_URL" in found.stderr


@pytest.fixture
def ask(app: Flask) -> Iterator[Ask]:
    """``ask(reply, …)`` starts a model's server that replies so, and points the application to it."""
    started: list[FakeLlm] = []

    def start(*replies: Reply, timeout: float = 20) -> FakeLlm:
        server = FakeLlm(*replies)
        started.append(server.__enter__())
        settings = app.extensions["casebook.settings"]
        app.extensions["casebook.settings"] = replace(settings, llm=LlmSettings(server.url, timeout=timeout))
        return server

    yield start
    for server in started:
        server.__exit__(None, None, None)
