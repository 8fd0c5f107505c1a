from __future__ import annotations

import pytest

from casebook.extraction.mentions import Subject
from casebook.extraction.owners import Scene
from casebook.extraction.quantities import find_figures
from casebook.extraction.roles import figure_looks


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("调解室坐着6位寨老和2位司法员。", [{"part:behind"}, {"part:before"}]),
        ("食堂有护工5人,厨师1人。", [{"part:behind"}, {"part:before"}]),
        ("调解室坐着6位寨老,全年化解纠纷30件。", [set(), set()]),
    ],
)
def test_people_who_are_counted_apart_are_known_as_parts(text: str, signs: list[set[str]]) -> None:
    scene = Scene(text, [Subject(text[:3], "mediation_platform", ((0, 3),))])
    figures = list(find_figures(text))
    found = [[name for part in figure_looks(scene, figures, index) for name in part] for index in range(len(figures))]
    assert [{sign for sign in one if sign.startswith("part:")} for one in found] == signs
