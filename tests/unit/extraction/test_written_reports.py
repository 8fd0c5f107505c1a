"""The reports written to learn from keep the rules of annotation: what is not so would be learnt as right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from casebook import regions
from casebook.extraction.learning import corpus
from casebook.record import Kind, Qualifier
from casebook.regions import Level

REPORTS = sorted(corpus.WRITTEN.glob("*/*.json"))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_a_written_report_is_annotated_by_the_rules(path: Path) -> None:
    report = json.loads(path.read_text("utf-8"))
    names = {initiative["name"] for initiative in report["initiatives"]}

    for initiative in report["initiatives"]:
        Kind(initiative["kind"])
        assert initiative["parent"] in {None, *names}
        for level in ("province", "city", "district"):
            assert initiative[level] is None or initiative[level] in regions.names_at(Level(level))
        for figure in quoted(initiative):
            assert figure["quote"] in report["text"]
            assert figure["qualifier"] is None or Qualifier(figure["qualifier"])


def test_there_are_reports_to_learn_from() -> None:
    assert len(REPORTS) >= 700


def test_names_are_learned_from_the_whole_reports_only() -> None:
    taught = {report.id for report in corpus.load_written() if report.teaches_names}
    assert taught == {path.stem for path in REPORTS if path.parent.name == "whole"}


def quoted(initiative: dict[str, Any]) -> list[dict[str, Any]]:
    figures = [initiative["team_count"], initiative["team_size"]]
    return [*filter(None, figures), *initiative["outcomes"]]
