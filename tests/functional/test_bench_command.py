"""``casebook bench``: it measures what it is given."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from casebook.cli import main

#: Lines above the header of an export.
HEADING = 3
REPORT = "柳河街道成立“柳岸”调解室\n\n2023年5月，石油路街道成立“柳岸”调解室，由6名退休法官坐班。"


def test_speed_start_and_memory_are_printed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    result = run("extract", str(tmp_path), "--rounds", "1")
    assert result.exit_code == 0, result.output
    start, speed, memory = (float(word) for word in result.output.splitlines()[1].split()[-3:])
    assert min(start, speed, memory) > 0
    assert "1 reports" in result.output


def test_a_python_without_jionlp_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORT, "utf-8")
    result = run("extract", str(tmp_path), "--rounds", "1", "--jionlp", sys.executable)
    assert result.exit_code == 1
    assert "No module named 'jionlp'" in result.output


def test_a_slice_of_generated_cases_is_that_of_the_whole() -> None:
    whole, part = run("generate", "1010"), run("generate", "5", "--start", "1004")
    assert whole.exit_code == part.exit_code == 0, whole.output
    rows, some = _cases(whole), _cases(part)
    assert [row["编号"] for row in some] == ["1004", "1005", "1006", "1007", "1008"]
    assert some == rows[1003:1008]
    assert len({row["区县"] for row in rows}) > 100


def _cases(result: Result) -> list[dict[str, str]]:
    lines = io.StringIO(result.stdout.lstrip("\ufeff"))
    for _ in range(HEADING):
        next(lines)
    return list(csv.DictReader(lines))


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["bench", *words])
