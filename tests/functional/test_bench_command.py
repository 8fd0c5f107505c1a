"""``casebook bench``: it measures what it is given."""

from __future__ import annotations

import sys
from pathlib import Path

from click.testing import CliRunner, Result

from casebook.cli import main

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


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["bench", *words])
