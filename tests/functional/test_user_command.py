"""``casebook user``, as an operator types it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casebook.cli import main

Run = Callable[..., Result]


def test_a_password_can_come_from_another_program_and_is_not_shown(run: Run) -> None:
    done = run("user", "add", "Li.Min", "--role", "admin", "--password-stdin", stdin="quiet river over stones\n")

    assert done.exit_code == 0
    assert done.output == "li.min\n"


def test_a_weak_password_is_refused_with_the_reason(run: Run) -> None:
    done = run("user", "add", "li.min", "--role", "admin", "--password-stdin", stdin="short\n")

    assert done.exit_code == 1
    assert "at least 10 characters" in done.output
    assert run("user", "list").output == ""


def test_the_accounts_are_listed_with_role_and_region(run: Run) -> None:
    run("user", "add", "wang", "--role", "official", "--region", "370102")
    run("user", "add", "admin-1", "--role", "admin")

    assert run("user", "list").output == "admin-1  admin  everywhere\nwang  official  山东省济南市历下区\n"


def test_an_unknown_account_is_said_so(run: Run) -> None:
    done = run("user", "password", "nobody")

    assert done.exit_code == 1
    assert "There is no such account." in done.output


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """The command in an instance folder of its own, with an up-to-date database."""
    environment = {"CASEBOOK_INSTANCE": str(tmp_path), "CASEBOOK_DATABASE_URL": None}

    def invoke(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(main, arguments, input=stdin, env=environment)

    assert invoke("db", "upgrade").exit_code == 0
    return invoke
