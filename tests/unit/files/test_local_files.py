"""Attachments in a folder."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from casebook.config import BadSetting
from casebook.files import LocalFiles, MissingFile, open_store


def test_what_was_put_comes_back_and_goes(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path)
    key = store.put(b"\x00data")
    assert store.get(key) == b"\x00data"
    store.delete(key)
    store.delete(key)
    with pytest.raises(MissingFile):
        store.get(key)


def test_the_same_bytes_get_another_key_each_time(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path)
    assert store.put(b"same") != store.put(b"same")


def test_what_a_backup_brings_keeps_its_key_and_replaces_nothing(tmp_path: Path) -> None:
    store = LocalFiles(tmp_path)
    key = "0123456789abcdef" * 4
    assert store.put_back(key, b"first") and not store.put_back(key, b"second")
    assert store.get(key) == b"first"
    with pytest.raises(MissingFile):
        store.put_back("../outside", b"x")


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 63 + "/"])
def test_only_a_key_opens_a_file(tmp_path: Path, key: str) -> None:
    with pytest.raises(MissingFile):
        LocalFiles(tmp_path).get(key)


def test_nobody_else_on_the_machine_reads_the_files(tmp_path: Path) -> None:
    LocalFiles(tmp_path).put(b"private")
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_address_names_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "附件 1"
    open_store(folder.as_uri()).put(b"x")
    assert folder.is_dir()


@pytest.mark.parametrize("url", ["", "s3://bucket", "file://host/folder", "/folder"])
def test_an_address_that_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(BadSetting):
        open_store(url)
