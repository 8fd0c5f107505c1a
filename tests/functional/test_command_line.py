"""The ``casebook`` command, as an operator types it."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from subprocess import PIPE, STDOUT
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner, Result

from casebook.cli import COMMANDS, main

PROGRAM = (sys.executable, "-c", "from casebook.cli import main; main()")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, casebook: Casebook) -> None:
    shown = casebook("--help").output
    line = next(line for line in shown.splitlines() if line.strip().startswith(name))
    assert not line.endswith("..."), f"the one-line help of {name} is cut off"
    assert casebook(name, "--help").exit_code == 0


def test_an_unknown_command_is_a_usage_error(casebook: Casebook) -> None:
    assert casebook("nonsense").exit_code == 2
    assert casebook("serve", "--port", "99999").exit_code == 2


def test_a_bad_setting_is_named_and_nothing_starts(casebook: Casebook) -> None:
    done = casebook("db", "upgrade", CASEBOOK_DATABASE_URL="mysql://localhost/x")
    assert done.exit_code == 1
    assert "CASEBOOK_DATABASE_URL" in done.output


def test_a_database_is_checked_against_the_program(casebook: Casebook) -> None:
    before = casebook("db", "check")
    assert before.exit_code == 1
    assert "casebook db upgrade" in before.output
    assert casebook("db", "upgrade").exit_code == 0
    assert "up to date" in casebook("db", "upgrade").output
    assert casebook("db", "check").exit_code == 0
    assert "1 chunks built" in casebook("db", "reindex").output
    assert casebook("db", "check", "--sample", "1").exit_code == 0


def test_a_damaged_database_is_reported(casebook: Casebook, instance: Path) -> None:
    casebook("db", "upgrade")
    with closing(sqlite3.connect(instance / "casebook.sqlite")) as connection, connection:
        connection.execute("INSERT INTO case_service VALUES (9, 0, 'x')")
    done = casebook("db", "check")
    assert done.exit_code == 1
    assert "case_service" in done.output


def test_serving_refuses_a_database_of_another_version(casebook: Casebook) -> None:
    done = casebook("serve")
    assert done.exit_code == 1
    assert "casebook db upgrade" in done.output


def test_a_port_in_use_is_refused_before_anything_is_made(casebook: Casebook, instance: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = casebook("demo", "--port", str(taken.getsockname()[1]))
    assert done.exit_code == 1
    assert "--port" in done.output
    assert not (instance / "casebook.sqlite").exists()


def test_the_demo_starts_from_nothing_and_keeps_its_data(instance: Path) -> None:
    first_shown = demo_until_it_answers(instance)
    second_shown = demo_until_it_answers(instance)
    assert len(passwords(first_shown)) == 4
    assert passwords(second_shown) == []
    assert "--new-passwords" in second_shown


def test_the_first_administrator_is_made_here_and_can_be_let_in_again(casebook: Casebook) -> None:
    casebook("db", "upgrade")
    added = casebook("user", "add", "li.min", "--role", "admin")
    renewed = casebook("user", "password", "li.min")
    assert added.exit_code == renewed.exit_code == 0
    assert len({*passwords(added.output), *passwords(renewed.output)}) == 2


def test_an_account_that_cannot_be_made_is_explained_in_both_languages(casebook: Casebook) -> None:
    casebook("db", "upgrade")
    done = casebook("user", "add", "li.min", "--role", "worker", "--region", "999999")
    assert done.exit_code == 1
    assert "行政区划代码" in done.output
    assert "division" in done.output


def test_the_demo_stays_away_from_real_accounts(casebook: Casebook) -> None:
    casebook("db", "upgrade")
    casebook("user", "add", "li.min", "--role", "admin")
    done = casebook("demo", "--port", str(free_port()))
    assert done.exit_code == 1
    assert "CASEBOOK_INSTANCE" in done.output


class Casebook:
    """Runs commands in an instance folder of their own."""

    def __init__(self, instance: Path) -> None:
        self._environment = {"CASEBOOK_INSTANCE": str(instance), "CASEBOOK_DATABASE_URL": None}

    def __call__(self, *arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(main, arguments, env={**self._environment, **environment})


def demo_until_it_answers(instance: Path) -> str:
    """Run the demo until its page for signing in is there, stop it as a user would, and return what it has shown."""
    port = free_port()
    environment = {"CASEBOOK_INSTANCE": str(instance), "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        [*PROGRAM, "demo", "--port", str(port)], env=environment, stdout=PIPE, stderr=STDOUT, text=True
    ) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/login", server)
        finally:
            server.send_signal(signal.SIGINT)
            shown, _ = server.communicate(timeout=30)
    assert server.returncode == 0, shown
    return shown


def wait_for(url: str, server: subprocess.Popen[str]) -> None:
    """Return when ``url`` answers well; fail when it answers with an error, or the server ends before that."""
    while server.poll() is None:
        try:
            with urlopen(url, timeout=30):
                return
        except HTTPError:
            raise  # it serves, but an error
        except URLError:
            with suppress(subprocess.TimeoutExpired):
                server.wait(timeout=0.1)
    raise AssertionError("the demo ended by itself")


def passwords(shown: str) -> list[str]:
    return re.findall(r"\b(?:\w{4}-){3}\w{4}\b", shown)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    return tmp_path / "instance"


@pytest.fixture
def casebook(instance: Path) -> Casebook:
    return Casebook(instance)
