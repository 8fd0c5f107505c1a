from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from casebook.cli import main

REPORT = "柳河街道成立“柳岸”调解室\n\n2023年5月，重庆市渝中区石油路街道成立“柳岸”调解室，由6名退休法官坐班，累计化解矛盾纠纷120件。"


def test_each_report_of_a_folder_becomes_one_file(folder: Path, tmp_path: Path) -> None:
    result = run("extract", str(folder), "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    written = json.loads((tmp_path / "out" / "a.json").read_text("utf-8"))
    assert written["id"] == "a"
    assert {"report", "initiatives"} <= set(written)
    assert (tmp_path / "out" / "b.json").exists()


def test_without_a_folder_to_write_to_there_is_one_json_a_line(folder: Path) -> None:
    result = run("extract", str(folder / "a.txt"), str(folder / "b.json"))
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "b"]


def test_a_table_shows_the_drafts_to_a_person(folder: Path) -> None:
    result = run("extract", str(folder / "a.txt"), "--format", "table")
    assert "柳岸" in result.stdout


def test_a_bad_file_is_named_and_the_others_are_done(folder: Path, tmp_path: Path) -> None:
    (folder / "c.docx").write_bytes(b"\x89PNG\r\n\x1a\n not a document")
    (folder / "d.json").write_text('{"title": "no text"}', "utf-8")
    result = run("extract", str(folder), "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "c.docx" in result.stderr
    assert "d.json" in result.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.json", "b.json"]


@pytest.mark.parametrize("name", ["missing.txt", "empty-folder"])
def test_nothing_to_read_is_said_and_fails(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty-folder").mkdir()
    result = run("extract", str(tmp_path / name))
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def run(*words: str):  # type: ignore[no-untyped-def]
    return CliRunner().invoke(main, list(words))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.txt").write_text(REPORT, "utf-8")
    (reports / "b.json").write_text(json.dumps({"text": REPORT}, ensure_ascii=False), "utf-8")
    return reports
