"""``casebook bench multiply``: copies are cases like others, and their copied index says what a built one would."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from casebook import migrations
from casebook.cli import main
from casebook.db import make_sessions
from casebook.record import Role
from casebook.search import EVERYTHING, CaseQuery, search_for
from tests.factories import make_user
from tests.support.databases import Databases


def test_three_times_as_many_cases_are_found_and_the_index_is_sound(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = databases.empty("postgresql")
    migrations.upgrade(engine)
    monkeypatch.setenv("CASEBOOK_INSTANCE", str(tmp_path))
    monkeypatch.setenv("CASEBOOK_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    with make_sessions(engine)() as session:
        make_user(session, Role.ADMIN, None, username="boss")
        session.commit()
    run("bench", "generate", "700", "-o", str(tmp_path / "made.csv"))
    run("import", str(tmp_path / "made.csv"), "--user", "boss")
    early = CliRunner().invoke(main, ["bench", "multiply", "3"])
    assert early.exit_code == 1 and "casebook db reindex" in early.output
    run("db", "reindex")
    with make_sessions(engine)() as session:
        before = [search_for(session).hits(CaseQuery(q=word), EVERYTHING).total for word in ("", "调解", "网格员")]

    assert "2100 cases" in run("bench", "multiply", "3").output

    assert "sound" in run("db", "check").output
    with make_sessions(engine)() as session:
        after = [search_for(session).hits(CaseQuery(q=word), EVERYTHING).total for word in ("", "调解", "网格员")]
    assert after == [3 * count for count in before] and all(before)


def run(*words: str) -> Result:
    result = CliRunner().invoke(main, list(words))
    assert result.exit_code == 0, result.output
    return result
