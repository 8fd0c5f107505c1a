"""``casebook bench search``: a running server is timed and its answers are checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import lxml.etree
import pytest
from click.testing import CliRunner, Result

from casebook import migrations
from casebook.app import create_app
from casebook.cli import main
from casebook.cli.bench import queries
from casebook.cli.bench import search as search_command
from casebook.cli.bench.oracle import Oracle
from casebook.config import Settings
from casebook.db import make_engine, make_sessions
from casebook.record import Role
from casebook.search import CaseQuery
from tests.factories import PASSWORD, make_user
from tests.support.server import LiveServer, served


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server with 60 generated cases, in an installation that commands find too, and a short mixed set."""
    whole = queries.mixed_set
    monkeypatch.setattr(queries, "mixed_set", lambda districts: whole(districts)[5::9])
    monkeypatch.setattr(search_command, "_SAVES", 2)
    monkeypatch.setenv("CASEBOOK_INSTANCE", str(tmp_path))
    settings = Settings.from_environment()
    engine = make_engine(settings.database_url)
    migrations.upgrade(engine)
    with make_sessions(engine)() as session:
        make_user(session, Role.ADMIN, None, username="boss")
        session.commit()
    engine.dispose()
    made = run("bench", "generate", "60", "-o", str(tmp_path / "made.csv"))
    imported = run("import", str(tmp_path / "made.csv"), "--user", "boss")
    assert (made.exit_code, imported.exit_code) == (0, 0), imported.output
    server: LiveServer
    with served(create_app(settings)) as server:
        yield server.url


def test_saves_of_several_processes_are_counted(address: str) -> None:
    result = run("bench", "saves", "--user", "boss", "--writers", "2", "--seconds", "1")

    assert result.exit_code == 0, result.output
    assert "2 writers" in result.output and "0 given up" in result.output


def test_times_sizes_and_answers_are_printed(address: str, tmp_path: Path) -> None:
    result = search(address, "--saves", "--rivals", "like", "--json", str(tmp_path / "figures.json"))

    assert result.exit_code == 0, result.output
    assert "60 cases on sqlite" in result.output
    assert "0 wrong" in result.output
    assert "pages that did not show the newest save: 0" in result.output
    assert "WRONG" not in result.output
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert 0 < figures["mixed"]["p50"] <= figures["mixed"]["p95"] <= figures["mixed"]["p99"]

    (tmp_path / "more.json").write_text(json.dumps(figures | {"cases": 6_000}))
    drawn = run(
        "bench",
        "plot",
        *(str(tmp_path / f"{name}.json") for name in ("figures", "more")),
        "-o",
        str(tmp_path / "p95.svg"),
    )
    assert drawn.exit_code == 0, drawn.output
    picture = lxml.etree.parse(tmp_path / "p95.svg")
    texts = set(picture.xpath("//*/text()"))
    assert {"60", "6,000", "sqlite: mixed set", "sqlite: no query"} <= texts


def test_a_wrong_answer_is_named_and_fails_the_command(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = Oracle.total

    def one_more_for_a_word(oracle: Oracle, query: CaseQuery) -> int:
        return right(oracle, query) + (query.q == "调解")

    monkeypatch.setattr(Oracle, "total", one_more_for_a_word)
    result = search(address)

    assert result.exit_code == 1
    assert "WRONG q=%E8%B0%83%E8%A7%A3:" in result.output


def search(address: str, *words: str) -> Result:
    options = ["--address", address, "--user", "boss", "--rounds", "1", *words]
    return run("bench", "search", *options, typed=f"{PASSWORD}\n")


def run(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, words, input=typed)
