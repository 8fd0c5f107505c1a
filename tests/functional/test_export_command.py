from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from casebook.cli import main
from casebook.db import make_sessions
from casebook.models import AuditEvent
from casebook.record import Kind, Role
from tests.factories import make_case, make_user
from tests.support.databases import Databases


def test_the_operator_exports_what_a_query_finds(session: Session, tmp_path: Path) -> None:
    make_case(session, name="如康家园", kind=Kind.CARE_HOME)
    make_case(session, name="老娘舅", kind=Kind.MEDIATION_PLATFORM)
    session.commit()

    result = _run("--format", "csv", "--query", "kind=care_home", "-o", str(tmp_path / "out.csv"))

    assert result.exit_code == 0, result.output
    assert "1 cases written" in result.output
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert "如康家园" in text
    assert "老娘舅" not in text
    assert session.scalars(select(AuditEvent.action)).all() == ["export"]


def test_the_operator_exports_a_paper(session: Session, tmp_path: Path) -> None:
    make_case(session, name="如康家园", kind=Kind.CARE_HOME)
    session.commit()

    result = _run("--format", "pdf", "--language", "en", "-o", str(tmp_path / "out.pdf"))

    assert result.exit_code == 0, result.output
    with pypdfium2.PdfDocument(tmp_path / "out.pdf") as document:
        assert "1. 如康家园" in document[0].get_textpage().get_text_range()
        assert document.get_metadata_value("Title") == "List of cases"


def test_an_export_of_nothing_leaves_the_old_file_alone(session: Session, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("of last month")

    result = _run("--format", "csv", "--query", "kind=care_home", "-o", str(tmp_path / "out.csv"))

    assert result.exit_code == 1
    assert "nothing to export" in result.output
    assert [path.name for path in tmp_path.glob("out*")] == ["out.csv"]
    assert (tmp_path / "out.csv").read_text() == "of last month"


def test_a_filter_that_cannot_be_read_is_refused(session: Session, tmp_path: Path) -> None:
    result = _run("--format", "csv", "--query", "kind=zoo", "-o", str(tmp_path / "out.csv"))

    assert result.exit_code == 1
    assert "kind=zoo" in result.output


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", *arguments])


@pytest.fixture
def session(databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A session on a database that the command finds through its environment."""
    engine: Engine = databases.empty("sqlite")
    monkeypatch.setenv("CASEBOOK_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("CASEBOOK_DATABASE_URL", str(engine.url))
    _upgrade()
    with make_sessions(engine)() as opened:
        make_user(opened, Role.ADMIN, None)
        opened.commit()
        yield opened


def _upgrade() -> None:
    result = CliRunner().invoke(main, ["db", "upgrade"])
    assert result.exit_code == 0, result.output
