"""``casebook import``: a file in, a summary out."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from casebook import migrations
from casebook.cli import main
from casebook.db import make_sessions
from casebook.models import Case
from casebook.record import Role
from tests.factories import make_user
from tests.support.databases import Databases

GOOD = "如康家园,助残养老家园,山东省,济南市,历下区"
BAD = "某某家园,动物园,山东省,济南市,历下区"


def test_a_file_is_checked_imported_and_known_again(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = databases.empty("sqlite")
    migrations.upgrade(engine)
    monkeypatch.setenv("CASEBOOK_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("CASEBOOK_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    with make_sessions(engine)() as session:
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


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["import", *words])
