"""``casebook extract`` over many reports: archives, what is refused, stopping and going on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE

import pytest
from click.testing import CliRunner, Result

from casebook.cli import main

PROGRAM = (sys.executable, "-c", "from casebook.cli import main; main()")
REPORT = (
    "柳河街道成立“柳岸”调解室\n\n2023年5月，重庆市渝中区石油路街道成立“柳岸”调解室，由6名退休法官坐班，"
    "累计化解矛盾纠纷{n}件。"
)
MANY = 300


def test_a_batch_that_was_stopped_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    archive, out = archive_of_many(tmp_path), tmp_path / "out"
    # A table a report goes to standard output as well, which tells that the work is under way. The pipe holds few of
    # them, so that the work cannot end before it is stopped, however fast it is.
    command = [*PROGRAM, "extract", str(archive), "--out", str(out), "--format", "table"]
    with (
        heeding_interrupts(),
        subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True, pipesize=4096) as running,
    ):
        assert running.stdout
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=120)
    first = len(list(out.iterdir()))
    assert running.returncode == 1
    assert "--resume" in said
    assert 0 < first < MANY

    result = run(str(archive), "--out", str(out), "--resume")
    assert result.exit_code == 0, result.output
    assert f"{MANY - first} of {MANY} reports written to {out}, {first} were there already" in result.stderr
    assert sorted(path.name for path in out.iterdir()) == sorted(f"r{n:03}.json" for n in range(MANY))
    record = json.loads((out / "r123.json").read_text("utf-8"))
    assert "化解矛盾纠纷123件" in record["text"]


def test_a_report_that_changed_is_done_anew(tmp_path: Path) -> None:
    report, out = tmp_path / "a.txt", tmp_path / "out"
    report.write_text(REPORT.format(n=1), "utf-8")
    run(str(report), "--out", str(out))
    report.write_text(REPORT.format(n=2), "utf-8")
    written = (out / "a.json").stat().st_mtime
    os.utime(report, (written + 10, written + 10))
    result = run(str(report), "--out", str(out), "--resume")
    assert "1 of 1 reports written" in result.stderr
    assert "纠纷2件" in (out / "a.json").read_text("utf-8")


def test_bad_members_of_an_archive_are_named_and_the_others_done(tmp_path: Path) -> None:
    archive = tmp_path / "reports.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("好报道.txt", REPORT.format(n=1))
        made.writestr("picture.docx", b"\x89PNG\r\n\x1a\n not a document")
        made.writestr("bomb.txt", b"0" * 20_000_000)
        made.writestr("empty.txt", b"")
        made.writestr("photo.jpg", b"\xff\xd8\xff")
        made.writestr("__MACOSX/._好报道.txt", b"x")
        made.writestr("../../outside.txt", REPORT.format(n=2))
    result = run(str(archive), "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["outside.json", "好报道.json"]
    for name in ("picture.docx", "bomb.txt", "empty.txt"):
        assert f"{archive}: {name}" in result.stderr
    assert "photo" not in result.stderr
    assert "2 of 5 reports written" in result.stderr
    assert "3 refused" in result.stderr


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 and then nothing")
    result = run(str(tmp_path / "bad.zip"))
    assert result.exit_code == 1
    assert "bad.zip" in result.output
    assert "Traceback" not in result.output


def test_names_of_an_archive_packed_on_chinese_windows_are_read(tmp_path: Path) -> None:
    archive = tmp_path / "reports.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("NAME.txt", REPORT.format(n=1))
    in_gbk = "报道".encode("gbk")
    archive.write_bytes(archive.read_bytes().replace(b"NAME", in_gbk))
    run(str(archive), "--out", str(tmp_path / "out"))
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["报道.json"]


def test_reports_of_the_same_name_do_not_replace_each_other(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / "in" / folder).mkdir(parents=True)
        (tmp_path / "in" / folder / "1.txt").write_text(REPORT.format(n=1), "utf-8")
    run(str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["1-2.json", "1.json"]


def test_reports_are_never_overwritten(tmp_path: Path) -> None:
    report = tmp_path / "a.json"
    report.write_text(json.dumps({"text": REPORT.format(n=1)}), "utf-8")
    before = report.read_bytes()
    assert run(str(tmp_path), "--out", str(tmp_path)).exit_code == 2
    assert report.read_bytes() == before


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["extract", *words])


@contextmanager
def heeding_interrupts() -> Iterator[None]:
    """For programs that are started meanwhile: what a shell runs in the background passes on that Ctrl-C is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def archive_of_many(folder: Path) -> Path:
    archive = folder / "many.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for n in range(MANY):
            made.writestr(f"2024/r{n:03}.txt", REPORT.format(n=n))
    return archive


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command needs no instance folder; it must not find one by chance either."""
    monkeypatch.setenv("CASEBOOK_INSTANCE", str(tmp_path / "instance"))
