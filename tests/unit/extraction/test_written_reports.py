"""The reports written to learn from keep the rules of annotation: what is not so would be learnt as right."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from casebook import regions
from casebook.extraction.learning import corpus
from casebook.record import Kind, Qualifier
from casebook.record.numerals import find_numbers
from casebook.regions import Level

REPORTS = sorted(corpus.WRITTEN.glob("*/*.json"))
#: Team sizes that stand in words without a number: a shop run by a couple (两口子), a stall of one old man.
SPELLED = (1, 2)


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
        for team in filter(None, (initiative["team_count"], initiative["team_size"])):
            assert team["value"] in SPELLED or team["value"] in {
                number.value for number in find_numbers(report["text"])
            }


def test_there_are_reports_to_learn_from() -> None:
    assert len(REPORTS) >= 700


def test_the_whole_reports_are_those_that_teach_names() -> None:
    taught = {report.id for report in corpus.load_written() if report.teaches_names}
    assert taught == {path.stem for path in REPORTS if path.parent.name == "whole"}


def test_the_heads_of_pages_are_counted_where_they_are_stated() -> None:
    text = "桥头的灯亮了\n来源:河湾日报 2024-05-01\n\n镇上的老人说,灯亮了以后夜路好走多了,孩子们也敢出门。"
    report = corpus.Annotated(
        "a", text, [], None, head={"title": "桥头的灯亮了", "publisher": "别的报", "published": None}
    )
    lines = corpus.heads([report], SimpleNamespace(squash=str.strip)).splitlines()  # type: ignore[arg-type]
    assert [line.split()[1:4] for line in lines] == [["1", "of", "1"], ["0", "of", "1"], ["0", "of", "0"]]


def quoted(initiative: dict[str, Any]) -> list[dict[str, Any]]:
    figures = [initiative["team_count"], initiative["team_size"]]
    return [*filter(None, figures), *initiative["outcomes"]]
