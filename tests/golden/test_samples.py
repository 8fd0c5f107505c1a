"""The drafts of our own sample reports, as they stood when the weights were last trained: a diff is the report.

After a change that is meant, write them anew with ``python tests/golden/test_samples.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import casebook
from casebook.extraction import extract, to_corpus_shape

HERE = Path(__file__).parent
SAMPLES = [*sorted((Path(casebook.__file__).parent / "samples").glob("*.txt")), *sorted(HERE.glob("*.txt"))]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_gives_the_drafts_on_file(path: Path) -> None:
    assert drafted(path) == json.loads((HERE / f"{path.stem}.json").read_text("utf-8"))


def test_the_report_without_an_initiative_gives_none() -> None:
    assert drafted(HERE / "no-initiative.txt")["initiatives"] == []


def drafted(path: Path) -> dict[str, Any]:
    shape = to_corpus_shape(extract(path.read_text("utf-8")))
    for initiative in shape["initiatives"]:
        del initiative["evidence"]
    return {"report": shape["report"], "initiatives": shape["initiatives"]}


if __name__ == "__main__":
    for sample in SAMPLES:
        text = json.dumps(drafted(sample), ensure_ascii=False, indent=1)
        (HERE / f"{sample.stem}.json").write_text(f"{text}\n", "utf-8")
