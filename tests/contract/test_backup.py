"""``casebook backup`` and ``casebook restore``: all is there again, on either database, or nothing has changed."""

from __future__ import annotations

import json
import sqlite3
import stat
import zipfile
from contextlib import closing
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from casebook import backup, migrations
from casebook.cli import main
from casebook.config import Settings
from casebook.files import open_store
from casebook.models import AuditEvent, Case, CaseImport, Report, User
from casebook.record import Role
from tests.factories import (
    attach,
    make_case,
    make_draft,
    make_evidence,
    make_import,
    make_report,
    make_revision,
    make_saved_search,
    make_tag,
    make_token,
    make_user,
)
from tests.support.archives import Members, manifest_of, rewrite, rows_of
from tests.support.databases import BACKENDS, Backend, Databases
from tests.support.installation import Installation

ATTACHMENT = "居民议事会纪要".encode("gb18030")


@pytest.fixture
def source(tmp_path: Path, databases: Databases, backend: Backend) -> Installation:
    """An installation with something in every corner."""
    made = Installation.new(tmp_path / "source", databases, backend)
    store = open_store(Settings.from_environment(made.environment).files_url)
    with made.session() as session:
        user = make_user(session, Role.ADMIN, None, display_name="管理员\n“引号”, 𠮷")
        child, parent = make_case(session, user, name="管家班"), make_case(session, user, name="甸亮初心")
        child.parent_id = parent.id  # a row that refers to a later one
        tag = make_tag(session, "重点", user=user)
        child.tag_rows.append(tag)
        child.services = ("送餐", "助浴")
        report = make_report(session, user, file_key=store.put(ATTACHMENT), file_name="纪要.txt")
        attach(session, child, report)
        draft = make_draft(session, report, typed=None)
        make_evidence(session, report, "邻里帮帮团", draft=draft, case=child)
        make_revision(session, child, changes={"name": ["", "管家班"]})
        make_import(session, user, child)
        make_saved_search(session, user)
        make_token(session, user)
        session.commit()
    return made


@pytest.fixture
def file(tmp_path: Path, source: Installation) -> Path:
    """A backup of it."""
    path = tmp_path / "backup.zip"
    done = source.run("backup", str(path))
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture(params=BACKENDS)
def target(request: pytest.FixtureRequest, tmp_path: Path, databases: Databases) -> Installation:
    """A new machine, with either database."""
    return Installation.new(tmp_path / "target", databases, request.param, migrated=False)


@pytest.fixture
def same(tmp_path: Path, databases: Databases, backend: Backend) -> Installation:
    """A new machine with the database of the source."""
    return Installation.new(tmp_path / "same", databases, backend, migrated=False)


def test_what_was_there_is_there_again_on_either_database(
    source: Installation, file: Path, target: Installation, tmp_path: Path
) -> None:
    done = target.run("restore", str(file))
    assert done.exit_code == 0, done.output
    assert "case_record: 2\n" in done.output and "1 attachments" in done.output
    again = tmp_path / "again.zip"
    assert target.run("backup", str(again)).exit_code == 0

    before, after = manifest_of(file), manifest_of(again)
    changed = {name for name, member in before["members"].items() if after["members"].get(name) != member}
    assert changed == {"tables/audit_event.jsonl"}, "all other rows, the secret and the attachment are equal"
    assert before["members"].keys() == after["members"].keys()
    audit = rows_of(again, "audit_event")
    assert audit[:-1] == rows_of(file, "audit_event")
    assert (audit[-1]["action"], audit[-1]["user_id"]) == ("restore", None)


def test_a_restored_installation_works_on(file: Path, target: Installation) -> None:
    assert target.run("restore", str(file)).exit_code == 0
    checked = target.run("db", "check")
    assert checked.exit_code == 0, checked.output
    with target.session() as session:
        known = set(session.scalars(select(Case.id)))
        assert make_case(session).id not in known, "new rows are numbered behind those of the backup"
        report = session.scalars(select(Report)).one()
        store = open_store(Settings.from_environment(target.environment).files_url)
        assert store.get(report.file_key or "") == ATTACHMENT
    exported = target.folder / "found.csv"
    found = target.run("export", "--format", "csv", "--query", "q=管家班", "-o", str(exported))
    assert found.exit_code == 0, found.output
    assert "甸亮初心" in exported.read_text("utf-8")


def test_a_backup_is_put_on_record_and_only_its_owner_reads_it(source: Installation, file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with source.session() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "backup")).one()
        assert event.detail == {"file": "backup.zip", "count": 2}


def test_a_file_that_is_there_is_replaced_only_when_asked(source: Installation, file: Path) -> None:
    whole = file.read_bytes()
    refused = source.run("backup", str(file))
    assert refused.exit_code == 1 and "--force" in refused.output and "已存在" in refused.output
    assert file.read_bytes() == whole
    assert source.run("backup", str(file), "--force").exit_code == 0
    assert file.read_bytes() != whole


def test_a_backup_is_one_state_while_another_process_writes(source: Installation, tmp_path: Path) -> None:
    """Both rows of a commit that falls into the middle of the backup are left out, in tables read before and after."""
    program = (
        "from casebook.cli.sessions import open_session\n"
        "from casebook.db import announce_write\n"
        "from tests.factories import make_case, make_user\n"
        "with open_session() as session:\n"
        "    announce_write(session)\n"
        "    make_case(session, make_user(session, username='mei'), name='半路来的')\n"
        "    session.commit()\n"
    )
    ended: list[int] = []

    def write_meanwhile(_count: int) -> None:
        if not ended:
            ended.append(source.run_program(program).returncode)

    path = tmp_path / "meanwhile.zip"
    settings = Settings.from_environment(source.environment)
    with path.open("wb") as target:
        store = open_store(settings.files_url)
        backup.make(source.engine, settings, store, migrations.newest_revision() or "", target, write_meanwhile)
    assert ended == [0], "the writer did not have to wait"
    with source.session() as session:
        assert session.scalar(select(User.id).where(User.username == "mei"))
    assert "mei" not in {row["username"] for row in rows_of(path, "user_account")}
    assert "半路来的" not in {row["name"] for row in rows_of(path, "case_record")}


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_file_that_was_cut_off_changes_nothing(file: Path, same: Installation, share: float) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])
    refused = same.run("restore", str(file))
    assert refused.exit_code == 1 and "Nothing was changed" in refused.output and "没有改动" in refused.output
    assert is_untouched(same)


def test_a_file_that_was_altered_changes_nothing(file: Path, same: Installation) -> None:
    data = bytearray(file.read_bytes())
    middle = data.index(b"tables/case_record.jsonl") + 200
    data[middle] ^= 0xFF
    file.write_bytes(data)
    refused = same.run("restore", str(file))
    assert refused.exit_code == 1 and "case_record" in refused.output and "Nothing was changed" in refused.output
    assert is_untouched(same)


def test_a_member_that_is_missing_or_too_many_is_noticed(file: Path, same: Installation) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("files/strange", b"")
    refused = same.run("restore", str(file))
    assert refused.exit_code == 1 and "files/strange" in refused.output
    assert is_untouched(same)


def test_a_backup_of_a_newer_program_is_refused(file: Path, same: Installation) -> None:
    def raise_version(manifest: dict[str, Any], _members: Members) -> None:
        manifest["schema_revision"], manifest["casebook"] = "9999", "7.1"

    rewrite(file, raise_version)
    refused = same.run("restore", str(file))
    assert (
        refused.exit_code == 1 and "newer casebook, 7.1" in refused.output and "较新的 casebook 7.1" in refused.output
    )
    assert is_untouched(same)


def test_a_backup_of_an_older_schema_is_brought_up_to_date(file: Path, target: Installation) -> None:
    """The backup as version 0012 would have made it, before rows of imports were kept."""
    added = ("file_key", "confirmed_at", "undone_at")

    def take_back(manifest: dict[str, Any], members: Members) -> None:
        manifest["schema_revision"] = "0012"
        manifest["tables"] = [table for table in manifest["tables"] if table["name"] != "case_import_row"]
        del members["tables/case_import_row.jsonl"]
        table = next(table for table in manifest["tables"] if table["name"] == "case_import")
        kept = [place for place, name in enumerate(table["columns"]) if name not in added]
        rows = [json.loads(line) for line in members["tables/case_import.jsonl"].splitlines()]
        members["tables/case_import.jsonl"] = b"".join(
            json.dumps([row[place] for place in kept]).encode() + b"\n" for row in rows
        )
        table["columns"] = {name: kind for name, kind in table["columns"].items() if name not in added}

    rewrite(file, take_back)
    done = target.run("restore", str(file))
    assert done.exit_code == 0, done.output
    assert target.run("db", "check").exit_code == 0
    with target.session() as session:
        imported = session.scalars(select(CaseImport)).one()
        assert imported.confirmed_at == imported.begun_at, "the migration filled what the backup did not know"


def test_a_database_with_data_is_replaced_only_when_asked(file: Path, target: Installation) -> None:
    migrations.upgrade(target.engine)
    with target.session() as session:
        make_user(session, username="here.before")
        session.commit()
    refused = target.run("restore", str(file))
    assert refused.exit_code == 1 and "--force" in refused.output and "已有数据" in refused.output
    assert names(target) == {"here.before"}

    own_secret = (target.folder / "secret_key").read_text()
    done = target.run("restore", str(file), "--force")
    assert done.exit_code == 0, done.output
    assert "here.before" not in names(target)
    kept = list(target.folder.glob("secret_key.before-restore-*"))
    assert [path.read_text() for path in kept] == [own_secret]
    if target.engine.dialect.name == "sqlite":
        [aside] = target.database_file.parent.glob(f"{target.database_file.name}.before-restore-*")
        assert str(aside) in done.output
        with closing(sqlite3.connect(aside)) as former:
            assert former.execute("SELECT username FROM user_account").fetchall() == [("here.before",)]


def test_an_empty_database_with_tables_is_as_good_as_none(file: Path, same: Installation) -> None:
    migrations.upgrade(same.engine)
    done = same.run("restore", str(file))
    assert done.exit_code == 0, done.output
    assert "former database" not in done.output


def test_a_database_in_use_is_left_alone(file: Path, same: Installation) -> None:
    migrations.upgrade(same.engine)
    with same.session() as session:
        make_user(session, username="here.before")
        session.commit()
    with same.engine.connect() as connection:  # as a server keeps one, idle
        connection.execute(select(1))
        connection.commit()
        refused = run_beside(same, "restore", str(file), "--force")
    assert refused.exit_code == 1 and "Stop the server" in refused.output and "停止服务器" in refused.output
    assert names(same) == {"here.before"}


def test_rows_that_do_not_fit_change_nothing(file: Path, same: Installation) -> None:
    def break_reference(_manifest: dict[str, Any], members: Members) -> None:
        members["tables/case_tag.jsonl"] = b"[77,88]\n"

    rewrite(file, break_reference)
    refused = same.run("restore", str(file))
    assert refused.exit_code == 1 and "Nothing was changed" in refused.output, refused.output
    assert is_untouched(same)


def test_an_attachment_that_cannot_be_kept_changes_nothing(file: Path, same: Installation) -> None:
    def lead_outside(_manifest: dict[str, Any], members: Members) -> None:
        members["files/../../outside"] = b"x"

    rewrite(file, lead_outside)
    refused = same.run("restore", str(file))
    assert refused.exit_code == 1 and "Nothing was changed" in refused.output, refused.output
    assert is_untouched(same)


def test_a_database_that_no_restore_would_take_is_not_backed_up(tmp_path: Path, databases: Databases) -> None:
    broken = Installation.new(tmp_path / "broken", databases, "sqlite")
    with closing(sqlite3.connect(broken.database_file)) as connection, connection:
        connection.execute("INSERT INTO case_service VALUES (9, 0, 'x')")
    path = tmp_path / "broken.zip"
    refused = broken.run("backup", str(path))
    assert refused.exit_code == 1 and "case_service" in refused.output and "casebook db check" in refused.output
    assert not list(tmp_path.glob("*.zip")) and not list(tmp_path.glob(".*"))


def test_an_attachment_that_is_gone_is_named_and_stops_nothing(
    source: Installation, same: Installation, tmp_path: Path
) -> None:
    with source.session() as session:
        key = session.scalar(select(Report.file_key)) or ""
    open_store(Settings.from_environment(source.environment).files_url).delete(key)
    path = tmp_path / "without.zip"
    done = source.run("backup", str(path))
    assert done.exit_code == 0 and key in done.output
    restored = same.run("restore", str(path))
    assert restored.exit_code == 0 and key in restored.output


def test_own_weights_and_settings_go_along(source: Installation, same: Installation, tmp_path: Path) -> None:
    weights = tmp_path / "trained"
    weights.mkdir()
    for shipped in resources("casebook.extraction").joinpath("data").iterdir():
        if shipped.name.endswith(".json"):
            (weights / shipped.name).write_bytes(shipped.read_bytes())
    path = tmp_path / "with.zip"
    told = {"CASEBOOK_WEIGHTS": str(weights), "CASEBOOK_PROXIES": "1", "CASEBOOK_LLM_KEY": "never-in-a-manifest"}
    assert source.run("backup", str(path), **told).exit_code == 0
    assert manifest_of(path)["settings"] == {"CASEBOOK_PROXIES": "1"}
    done = same.run("restore", str(path))
    assert "CASEBOOK_PROXIES=1" in done.output and f"CASEBOOK_WEIGHTS={same.folder / 'weights'}" in done.output
    assert (same.folder / "weights" / "trees.json").read_bytes() == (weights / "trees.json").read_bytes()


@pytest.mark.parametrize("kind", ["SIGKILL", "SIGTERM"])
def test_a_backup_that_is_killed_leaves_the_former_one(source: Installation, file: Path, kind: str) -> None:
    whole = file.read_bytes()
    ended = source.run_program(killed_in_the_middle("backup.tables.write_rows", kind, "backup", str(file), "--force"))
    assert ended.returncode != 0
    assert file.read_bytes() == whole
    left = [path.name for path in file.parent.glob(".*")]
    assert not left or kind == "SIGKILL", "what could tidy up has done so"
    assert source.run("backup", str(file), "--force").exit_code == 0


@pytest.mark.parametrize("kind", ["SIGKILL", "SIGTERM"])
def test_a_restore_that_is_killed_changes_nothing(file: Path, same: Installation, kind: str) -> None:
    migrations.upgrade(same.engine)
    with same.session() as session:
        make_user(session, username="here.before")
        session.commit()
    program = killed_in_the_middle("backup.restoring.read_rows", kind, "restore", str(file), "--force")
    assert same.run_program(program).returncode != 0
    assert names(same) == {"here.before"}
    assert same.run("db", "check").exit_code == 0
    assert same.run("restore", str(file), "--force").exit_code == 0


def killed_in_the_middle(where: str, kind: str, *words: str) -> str:
    """The command in a process that gets the signal when it comes to the table of the cases."""
    module, _, name = where.rpartition(".")
    return (
        "import os, signal, sys\n"
        f"from casebook.{module.rpartition('.')[0]} import {module.rpartition('.')[2]} as module\n"
        f"go_on = module.{name}\n"
        "def until_the_cases(connection, table, *rest):\n"
        "    if table.name == 'case_record':\n"
        f"        os.kill(os.getpid(), signal.{kind})\n"
        "    return go_on(connection, table, *rest)\n"
        f"module.{name} = until_the_cases\n"
        "from casebook.cli import main\n"
        f"main({list(words)!r})\n"
    )


def run_beside(installation: Installation, *words: str) -> Result:
    """A command while connections of the test stay open."""
    return CliRunner().invoke(main, words, env=installation.environment)


def names(installation: Installation) -> set[str]:
    with installation.session() as session:
        return set(session.scalars(select(User.username)))


def is_untouched(installation: Installation) -> bool:
    """Whether there is neither a table nor an attachment."""
    if installation.engine.dialect.name == "sqlite" and installation.database_file.exists():
        return False
    files = [path for path in installation.folder.rglob("files/*/*") if path.is_file()]
    return migrations.current_revision(installation.engine) is None and not files
