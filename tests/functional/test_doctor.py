"""``casebook doctor``: each thing that can be wrong is said where it is wrong, and only there."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from casebook import migrations
from casebook.config import Settings
from casebook.db import make_engine, now
from casebook.models import AuditEvent, User
from casebook.record import Role
from casebook.search.index import maintenance
from tests.factories import make_case, make_user
from tests.support.databases import BACKENDS, Backend, Databases
from tests.support.fake_llm import FakeLlm, names_models, sends
from tests.support.installation import Installation


@pytest.fixture
def sound(tmp_path: Path, databases: Databases) -> Installation:
    """An installation that lacks nothing."""
    return installed(tmp_path, databases, "sqlite")


def installed(tmp_path: Path, databases: Databases, backend: Backend) -> Installation:
    made = Installation.new(tmp_path / "instance", databases, backend)
    if backend == "sqlite":
        made.database_file.chmod(0o600)
    with made.session() as session:
        make_case(session, make_user(session, Role.ADMIN, None))
        session.commit()
    assert made.run("backup", str(tmp_path / "backup.zip")).exit_code == 0
    return made


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_sound_installation_is_called_so_line_by_line(tmp_path: Path, databases: Databases, backend: Backend) -> None:
    done = installed(tmp_path, databases, backend).run("doctor")
    assert done.exit_code == 0, done.output
    *lines, last = done.output.splitlines()
    assert last == "all sound" and len(lines) >= 15
    assert all(line.startswith("ok ") for line in lines)


def test_monitoring_gets_the_same_as_json(sound: Installation) -> None:
    done = sound.run("doctor", "--json")
    told = json.loads(done.output)
    assert done.exit_code == 0 and told["sound"] is True
    assert {"database", "backup", "pdf", "disk"} <= {one["check"] for one in told["checks"]}
    assert set(told["checks"][0]) == {"check", "sound", "message"}
    assert set(told["checks"][0]["message"]) == {"zh", "en"}


def test_no_secret_is_shown(sound: Installation) -> None:
    secret = (sound.folder / "secret_key").read_text()
    url = "postgresql+psycopg://casebook:unspeakable@127.0.0.1:1/casebook?connect_timeout=2"
    shown = sound.run("doctor").output + sound.run("doctor", CASEBOOK_DATABASE_URL=url).output
    assert "CASEBOOK_DATABASE_URL" in shown
    assert secret not in shown and "unspeakable" not in shown


def test_looking_makes_nothing(sound: Installation, tmp_path: Path) -> None:
    folder = tmp_path / "nowhere"
    elsewhere = {"CASEBOOK_INSTANCE": str(folder), "CASEBOOK_DATABASE_URL": ""}
    assert "no folder" in wrong(sound, **elsewhere)["instance"]
    assert not folder.exists()
    folder.mkdir()
    assert "casebook db upgrade" in wrong(sound, **elsewhere)["database"]
    assert list(folder.iterdir()) == []


Spoil = Callable[[Installation], dict[str, str] | None]


def _open_to_all(installation: Installation) -> None:
    installation.folder.chmod(0o755)
    (installation.folder / "secret_key").chmod(0o644)


def _old_schema(installation: Installation) -> None:
    migrations.downgrade(installation.engine, "0012")


def _newer_schema(installation: Installation) -> None:
    execute(installation, "UPDATE alembic_version SET version_num = '9999'")


def _damage(installation: Installation) -> None:
    with closing(sqlite3.connect(installation.database_file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_case_record_name'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    with installation.database_file.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def _no_database(installation: Installation) -> None:
    installation.database_file.write_bytes(b"not a database at all " * 400)


def _orphan(installation: Installation) -> None:
    execute(installation, "INSERT INTO case_service VALUES (99, 0, 'x')")


def _stale_texts(installation: Installation) -> None:
    execute(installation, "UPDATE case_record SET search_version = 0")


def _unindexed(installation: Installation) -> None:
    numbers = ", ".join(f"({number})" for number in range(2, maintenance.MOST_PENDING + 3))
    execute(installation, f"INSERT INTO case_change (case_id) VALUES {numbers}")


def _no_administrator(installation: Installation) -> None:
    with installation.session() as session:
        session.execute(update(User).values(is_active=False))
        session.commit()


def _clock_behind(installation: Installation) -> None:
    with installation.session() as session:
        session.add(AuditEvent(action="login", at=now() + timedelta(days=2)))
        session.commit()


def _old_backup(installation: Installation) -> None:
    with installation.session() as session:
        session.execute(update(AuditEvent).values(at=now() - timedelta(days=3)))
        session.commit()


def _no_backup(installation: Installation) -> None:
    execute(installation, "DELETE FROM audit_event")


@pytest.mark.parametrize(
    ("check", "advice", "spoil"),
    [
        ("secrets", "chmod 600", _open_to_all),
        ("secrets", "too simple", lambda _: {"CASEBOOK_SECRET_KEY": "a" * 40}),
        ("settings", "CASEBOOK_SECURE_COOKIES=1", lambda _: {"CASEBOOK_PROXIES": "1"}),
        ("settings", "CASEBOOK_PROXIES=1", lambda _: {"CASEBOOK_SECURE_COOKIES": "1"}),
        ("settings", "FLASK_DEBUG", lambda _: {"FLASK_DEBUG": "1"}),
        ("settings", "CASEBOOK_POOL_SIZE", lambda _: {"CASEBOOK_POOL_SIZE": "many"}),
        ("attachments", "CASEBOOK_FILES_URL", lambda _: {"CASEBOOK_FILES_URL": "s3://bucket/files"}),
        ("schema", "casebook db upgrade", _old_schema),
        ("schema", "Install the newer one", _newer_schema),
        ("integrity", "restore a backup", _damage),
        ("database", "casebook restore", _no_database),
        ("references", "case_service", _orphan),
        ("search_index", "casebook db upgrade", _stale_texts),
        ("search_index", "casebook db reindex", _unindexed),
        ("accounts", "casebook user add", _no_administrator),
        ("clock", "timedatectl", _clock_behind),
        ("backup", "more than 2 days old", _old_backup),
        ("backup", "There is no backup", _no_backup),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(sound: Installation, check: str, advice: str, spoil: Spoil) -> None:
    further = spoil(sound) or {}
    found = wrong(sound, **further)
    assert list(found) == [check], found
    assert advice in found[check]


def test_weights_that_do_not_load_are_named(sound: Installation, tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "trees.json").write_text('{"candidates": [], "figures": []}')
    program = "from casebook.cli import main; main(['doctor'])"  # a process that has loaded others keeps these
    done = sound.run_program(program, CASEBOOK_WEIGHTS=str(tmp_path / "weights"))
    assert done.returncode == 1
    [line] = [line for line in done.stdout.splitlines() if "TO DO" in line]
    assert line.startswith("TO DO extraction") and "casebook train" in line and "重新运行" in line


def test_the_age_of_a_backup_that_is_allowed_can_be_said(sound: Installation) -> None:
    _old_backup(sound)
    assert sound.run("doctor", "--backup-days", "7").exit_code == 0
    assert sound.run("doctor", "--backup-days", "0").exit_code == 0


def test_a_language_model_is_asked_only_where_one_is_set(sound: Installation) -> None:
    assert "language_model:" not in sound.run("doctor").output
    with FakeLlm(names_models("qwen3:8b")) as server:
        done = sound.run("doctor", CASEBOOK_LLM_URL=server.url, CASEBOOK_LLM_KEY="sk-unspeakable")
        assert done.exit_code == 0 and "answers, with qwen3:8b" in done.output
        other = wrong(sound, CASEBOOK_LLM_URL=server.url, CASEBOOK_LLM_MODEL="other")
        assert "qwen3:8b" in other["language_model"]
    with FakeLlm(sends(b"{}", 401)) as server:
        refused = sound.run("doctor", CASEBOOK_LLM_URL=server.url, CASEBOOK_LLM_KEY="sk-unspeakable")
        assert refused.exit_code == 1 and "401" in refused.output and "sk-unspeakable" not in refused.output
    assert "could not be reached" in wrong(sound, CASEBOOK_LLM_URL="http://127.0.0.1:1/v1")["language_model"]


def test_what_the_machine_lacks_is_named(sound: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.requires", lambda _: ["click>=99", "no-such-package>=1", "flask"])
    monkeypatch.setattr("platform.python_version", lambda: "3.9.2")
    monkeypatch.setattr("casebook.exports.pdf_writer._PROGRAM", Path("/nowhere/typesetting.py"))
    monkeypatch.setattr("casebook.regions.children", lambda _: ())
    monkeypatch.setattr("shutil.disk_usage", lambda _: shutil._ntuple_diskusage(10**10, 10**10 - 10**8, 10**8))
    found = wrong(sound)
    assert list(found) == ["program", "packages", "regions", "pdf", "disk"]
    assert "3.9.2" in found["program"] and "make install" in found["program"]
    assert "click>=99, no-such-package>=1." in found["packages"]
    assert "0.1 GB left" in found["disk"]


def test_an_instance_that_is_no_folder_is_named(sound: Installation, tmp_path: Path) -> None:
    (tmp_path / "a-file").touch()
    assert "CASEBOOK_INSTANCE" in wrong(sound, CASEBOOK_INSTANCE=str(tmp_path / "a-file"))["instance"]


def test_what_was_restored_has_its_backup(sound: Installation, tmp_path: Path, databases: Databases) -> None:
    restored = Installation.new(tmp_path / "new", databases, "sqlite", migrated=False)
    assert restored.run("restore", str(tmp_path / "backup.zip")).exit_code == 0
    done = restored.run("doctor")
    assert done.exit_code == 0, done.output


def test_an_installation_without_cases_needs_no_backup_yet(tmp_path: Path, databases: Databases) -> None:
    empty = Installation.new(tmp_path / "instance", databases, "sqlite")
    assert empty.run("user", "list").exit_code == 0
    empty.database_file.chmod(0o600)
    assert list(wrong(empty)) == ["accounts"]


def test_a_postgresql_that_cannot_hold_every_character_is_named(databases: Databases, tmp_path: Path) -> None:
    server = databases.empty("postgresql").execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(
            text("CREATE DATABASE in_ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        )
    server.dispose()
    engine = make_engine(server.url.set(database="in_ascii").render_as_string(hide_password=False))
    (tmp_path / "instance").mkdir()
    found = wrong(Installation(tmp_path / "instance", engine))
    assert "ENCODING UTF8" in found.get("database", ""), found


def test_what_a_postgresql_no_longer_holds_is_named(tmp_path: Path, databases: Databases) -> None:
    made = installed(tmp_path, databases, "postgresql")
    with made.engine.begin() as connection:
        key = "fk_case_service_case_id_case_record"
        connection.execute(text(f"ALTER TABLE case_service DROP CONSTRAINT {key}"))
        again = "FOREIGN KEY (case_id) REFERENCES case_record (id) ON DELETE CASCADE NOT VALID"
        connection.execute(text(f"ALTER TABLE case_service ADD CONSTRAINT {key} {again}"))
        connection.execute(text("UPDATE pg_database SET datcollversion = '1.0' WHERE datname = current_database()"))
    found = wrong(made)
    assert list(found) == ["integrity", "references"]
    assert "REINDEX" in found["integrity"] and "case_service" in found["references"]


def test_a_new_instance_folder_is_closed_to_others(tmp_path: Path) -> None:
    Settings.from_environment({"CASEBOOK_INSTANCE": str(tmp_path / "instance")})
    assert stat.S_IMODE((tmp_path / "instance").stat().st_mode) == 0o700


def wrong(installation: Installation, **further: str) -> dict[str, str]:
    """What leaves something to do, by check, in English; the exit code and the Chinese text must go with it."""
    done = installation.run("doctor", "--json", **further)
    told = json.loads(done.output)
    found = {one["check"]: one["message"] for one in told["checks"] if not one["sound"]}
    assert done.exit_code == bool(found) and told["sound"] is not bool(found)
    assert all(re.search("[一-鿿]", message["zh"]) for message in found.values())
    return {check: message["en"] for check, message in found.items()}


def execute(installation: Installation, sql: str) -> None:
    """Past all that the program holds."""
    with closing(sqlite3.connect(installation.database_file)) as connection, connection:
        connection.execute(sql)
