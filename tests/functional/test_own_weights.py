"""Weights that an installation has trained itself, and when they are written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from casebook.cli import main, train
from casebook.config import BadSetting, Settings
from casebook.extraction.learning.weights import DATA

REPORT = (
    "柳河街道成立“柳岸”调解室\n\n2023年5月，重庆市渝中区石油路街道成立“柳岸”调解室，由6名退休法官坐班，"
    "累计化解矛盾纠纷120件。"
)


def test_the_weights_of_the_setting_are_used(report: Path, own: Path) -> None:
    assert drafted(report, own) == drafted(report, None) == 1
    trees = json.loads((own / "trees.json").read_text("utf-8"))
    trees["candidates"]["bias"] = -1000
    (own / "trees.json").write_text(json.dumps(trees), "utf-8")
    assert drafted(report, own) == 0


def test_weights_of_another_version_are_refused_at_the_start(report: Path, own: Path, tmp_path: Path) -> None:
    (own / "trees.json").write_text(json.dumps({"bias": 0, "trees": []}), "utf-8")
    done = extract(report, own)
    assert done.returncode == 1
    assert "another version" in done.stderr
    assert "Traceback" not in done.stderr
    with pytest.raises(BadSetting, match="another version"):
        Settings.from_environment({"CASEBOOK_WEIGHTS": str(own), "CASEBOOK_INSTANCE": str(tmp_path / "i")})


def test_weights_in_the_form_of_another_version_are_refused(report: Path, own: Path) -> None:
    names = json.loads((own / "names.json").read_text("utf-8"))
    model = names["single"]["name"]
    model["weights"] = dict(zip(*model["weights"], strict=True))
    (own / "names.json").write_text(json.dumps(names), "utf-8")
    done = extract(report, own)
    assert done.returncode == 1
    assert "another version" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_without_weights_is_refused_at_the_start(report: Path, tmp_path: Path) -> None:
    done = extract(report, tmp_path / "nowhere")
    assert done.returncode == 1
    assert "CASEBOOK_WEIGHTS" in done.stderr
    assert "Traceback" not in done.stderr
    with pytest.raises(BadSetting, match="CASEBOOK_WEIGHTS"):
        Settings.from_environment({"CASEBOOK_WEIGHTS": str(tmp_path), "CASEBOOK_INSTANCE": str(tmp_path / "i")})


def test_worse_weights_are_written_only_by_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worse = SimpleNamespace(
        before=0.7, after=0.6, better=False, table_before="", table_after="", weights={"names": {"bias": 0}}
    )
    monkeypatch.setattr(train, "_compare", lambda folders, corpus: worse)
    refused = run_train(tmp_path)
    assert refused.exit_code == 1
    assert "0.700 before, 0.600 after" in refused.output
    assert not (tmp_path / "w").exists()
    assert run_train(tmp_path, "--force").exit_code == 0
    assert (tmp_path / "w" / "names.json").exists()


def run_train(folder: Path, *more: str) -> Result:
    return CliRunner().invoke(main, ["train", str(folder), "--corpus", str(folder), "--out", str(folder / "w"), *more])


def drafted(report: Path, weights: Path | None) -> int:
    """How many initiatives are drafted from a report by a process that starts with these weights."""
    return len(json.loads(extract(report, weights).stdout)["initiatives"])


def extract(report: Path, weights: Path | None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "CASEBOOK_WEIGHTS": str(weights or ""), "PYTHONIOENCODING": "utf-8"}
    program = [sys.executable, "-c", "from casebook.cli import main; main()", "extract", str(report)]
    return subprocess.run(program, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(REPORT, "utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of weights, the same as those that ship."""
    folder = tmp_path / "weights"
    folder.mkdir()
    for path in DATA.glob("*.json"):
        shutil.copy(path, folder)
    return folder
