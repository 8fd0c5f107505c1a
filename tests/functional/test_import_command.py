"""``casebook import``: a file in, a summary out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebook import migrations
from casebook.cli import main
from casebook.db import make_sessions
from casebook.models import Case
from casebook.record import Role
from tests.factories import make_user
from tests.support.databases import Databases
from tests.support.sheets import AT, HEADER, TEAM, workbook

GOOD = "如康家园,助残养老家园,山东省,济南市,历下区"
BAD = "某某家园,动物园,山东省,济南市,历下区"


@pytest.fixture
def session(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session of the database that the command works on."""
    engine = databases.empty("sqlite")
    migrations.upgrade(engine)
    monkeypatch.setenv("CASEBOOK_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("CASEBOOK_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    with make_sessions(engine)() as session:
        yield session


def test_a_file_is_checked_imported_and_known_again(session: Session, tmp_path: Path) -> None:
    name = make_user(session, Role.ADMIN, None).username
    session.commit()
    path = tmp_path / "cases.csv"
    path.write_text(f"名称,类型,省,市,区县\n{GOOD}\n{BAD}\n", "utf-8")

    checked = run(str(path), "--user", name, "--dry-run")
    assert "1 of 2 rows can be imported, 1 refused" in checked.output
    assert session.scalar(select(func.count(Case.id))) == 0

    imported = run(str(path), "--user", name)
    assert imported.exit_code == 1
    assert "1 of 2 rows imported, 1 refused" in imported.output
    assert "row 3" in imported.output and "动物园" in imported.output
    session.rollback()
    assert session.scalars(select(Case.name)).all() == ["如康家园"]

    assert "imported before" in run(str(path), "--user", name).output
    assert session.scalar(select(func.count(Case.id))) == 1
    assert "no such account" in run(str(path), "--user", "nobody").output.lower()


def test_a_workbook_is_checked_and_imported_and_what_is_not_read_is_said(session: Session, tmp_path: Path) -> None:
    name = make_user(session, Role.WORKER, "370102").username
    session.commit()
    path = tmp_path / "台账.xlsx"
    header = [*HEADER, "上级案例", "备注"]
    rows = [
        ["班组", TEAM, *AT, "总队", "好"],
        ["一、队伍"],
        ["总队", TEAM, *AT],
        ["外地", TEAM, "山东省", "济南市", "市中区"],
    ]
    path.write_bytes(workbook(*rows, header=header))

    checked = run(str(path), "--user", name, "--dry-run")
    assert session.scalar(select(func.count(Case.id))) == 0
    imported = run(str(path), "--user", name)
    for output, done in ((checked.output, "can be imported"), (imported.output, "imported")):
        assert f"2 of 3 rows {done}, 1 refused" in output
        assert "not read: 备注" in output and "passed over: 3" in output and "row 5: Place" in output
    session.rollback()
    parents = {case.name: case.parent_case and case.parent_case.name for case in session.scalars(select(Case))}
    assert parents == {"总队": None, "班组": "总队"}

    (tmp_path / "旧.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99)
    old = run(str(tmp_path / "旧.xlsx"), "--user", name)
    assert old.exit_code == 1 and "save it as .xlsx" in old.output


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["import", *words])
