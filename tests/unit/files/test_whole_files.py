"""Files that are there as a whole or not at all."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from casebook.files import remove_leftovers, written_whole


def test_a_file_that_could_not_be_finished_leaves_the_former_one(tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_bytes(b"former")
    with pytest.raises(OSError, match="full"):
        write_half(path)
    assert path.read_bytes() == b"former"
    assert list(tmp_path.iterdir()) == [path]


def test_nothing_stands_under_the_name_before_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with written_whole(path, 0o600) as file:
        file.write(b"x")
        assert not path.exists()
    assert path.read_bytes() == b"x"


def test_what_a_killed_process_left_goes_with_the_next_file_of_that_name(tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".a.zip.1f.part", ".a.zip.2f.part", ".b.zip.1f.part"))
    for left in (old, young, other):
        left.touch()
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (two_days_ago, two_days_ago))
    os.utime(other, (two_days_ago, two_days_ago))
    with written_whole(tmp_path / "a.zip") as file:
        file.write(b"x")
    assert not old.exists()
    assert young.exists() and other.exists(), "somebody may still be writing it; another's is left alone"


def test_folders_are_left_behind_as_well(tmp_path: Path) -> None:
    folder = tmp_path / ".casebook-restore-x"
    (folder / "inner").mkdir(parents=True)
    os.utime(folder, (0, 0))
    remove_leftovers(tmp_path, ".casebook-restore-*")
    assert not folder.exists()


def write_half(path: Path) -> None:
    with written_whole(path) as file:
        file.write(b"half")
        raise OSError("disk full")
