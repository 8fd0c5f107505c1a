"""``casebook annotations``, as an operator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from casebook.cli import main
from casebook.db import make_sessions
from casebook.models import AuditEvent
from casebook.record import DraftState
from tests.factories import make_draft, make_report
from tests.support.databases import Databases


def test_reviewed_reports_are_written_and_the_export_is_on_record(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = databases.empty("sqlite")
    monkeypatch.setenv("CASEBOOK_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("CASEBOOK_DATABASE_URL", str(engine.url))
    assert _run("db", "upgrade").exit_code == 0
    with make_sessions(engine)() as session:
        empty = _run("annotations", str(tmp_path / "out"))
        make_draft(session, make_report(session), state=DraftState.REJECTED)
        session.commit()
        done = _run("annotations", str(tmp_path / "out"))
        assert session.scalars(select(AuditEvent.detail)).all() == [{"format": "annotated", "count": 1}]
    assert (empty.exit_code, done.exit_code) == (1, 0), done.output
    (path,) = (tmp_path / "out").iterdir()
    record = json.loads(path.read_text("utf-8"))
    assert (record["id"], record["initiatives"]) == (path.stem, [])


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)
