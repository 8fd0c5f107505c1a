"""A figure is looked at beside the others of its report."""

from __future__ import annotations

import math

from casebook.extraction.company import Look, rows
from casebook.extraction.mentions import Subject
from casebook.extraction.owners import Scene
from casebook.extraction.quantities import find_figures
from casebook.extraction.roles import OUTCOME, TEAM_SIZE

TEXT = "“灯下”巡逻队有队员18人。今年以来巡逻240次,18人里有9名党员。"


def look(figure: int, role: str, share: float, odds: float) -> Look:
    """A figure as ``role`` of the only subject."""
    return Look(figure, 0, role, share, odds, share * odds)


def look_at(*looks: Look) -> list[list[float]]:
    """The rows of looks at the text."""
    scene = Scene(TEXT, [Subject("灯下", "volunteer_team", ((1, 3),))])
    return rows(scene, list(find_figures(TEXT)), looks, [0.9])


def test_rows_are_of_one_length_and_finite() -> None:
    made = look_at(look(0, TEAM_SIZE, 0.9, 0.8), look(1, OUTCOME, 0.7, 0.6), look(2, TEAM_SIZE, 1.0, 1.0))
    assert len({len(row) for row in made}) == 1
    assert all(math.isfinite(number) for row in made for number in row)


def test_a_rival_for_the_same_fact_changes_the_row() -> None:
    alone = look_at(look(0, TEAM_SIZE, 0.9, 0.8))[0]
    rivalled = look_at(look(0, TEAM_SIZE, 0.9, 0.8), look(3, TEAM_SIZE, 0.9, 0.9))[0]
    assert alone != rivalled


def test_no_looks_no_rows() -> None:
    assert look_at() == []
