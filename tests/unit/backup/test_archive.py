"""The archive of a backup: what was changed or cut off anywhere is noticed before anything is believed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from casebook.backup.archive import ArchiveWriter, open_archive
from casebook.backup.manifest import FORMAT, Manifest, Table
from casebook.errors import Invalid

ROWS = b'[1,"\xe7\xb2\xa5\xe9\x93\xba"]\n[2,null]\n'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small backup."""
    made = tmp_path / "small.zip"
    table = Table(name="case_record", columns={"id": "integer", "name": "text"}, rows=2)
    with made.open("wb") as target, ArchiveWriter(target) as archive:
        archive.add(table.member, ROWS)
        archive.add("secret_key", b"s" * 43)
        manifest = Manifest(
            format=FORMAT,
            casebook="0.1.0",
            schema_revision="0013",
            engine="sqlite",
            made_at=datetime(2026, 3, 1, tzinfo=UTC),
            tables=[table],
            members=archive.members,
            missing_files=[],
            settings={},
        )
        archive.add_manifest(manifest)
    return made


def test_what_was_written_is_read(path: Path) -> None:
    manifest, rows, secret = content(path)
    assert rows == [[[1, "粥铺"], [2, None]]]
    assert secret == b"s" * 43
    assert (manifest.rows, manifest.count("case_record"), manifest.count("tag")) == (2, 2, 0)


def test_no_changed_byte_gets_through_and_none_ends_in_a_stack_trace(path: Path) -> None:
    data, whole = path.read_bytes(), content(path)
    noticed = 0
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        try:
            assert content(path) == whole, f"byte {place} was believed"
        except Invalid:
            noticed += 1
    assert noticed > len(data) / 2, "the others are dates and the like, which mean nothing here"


def test_no_beginning_of_a_backup_is_taken_for_one(path: Path) -> None:
    data = path.read_bytes()
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(Invalid):
            content(path)


def content(path: Path) -> tuple[Manifest, list[list[Any]], bytes]:
    with open_archive(path) as archive:
        rows = [list(archive.rows(table)) for table in archive.manifest.tables]
        return archive.manifest, rows, archive.read("secret_key")
