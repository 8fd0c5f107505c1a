"""Windows of the orders of a listing, where there are so many cases that a sample says how far a window reaches."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from functools import cache

import pytest

from casebook.record import CaseStatus
from casebook.search.attributes import FACETS, Attributes, band_of
from casebook.search.index.columns import Columns
from casebook.search.index.ordering import window
from casebook.search.index.view import View
from casebook.search.query import Sort

CASES = 20_000
NAMES = ("邻里茶座", "邻里茶座二队", "巡河队", "暖阳家园", "甲", "连心桥调解工作室")


@pytest.mark.parametrize("start", [0, 37, 5_000, 19_990])
@pytest.mark.parametrize("values", [1, 40, 1_000_000])
@pytest.mark.parametrize("sort", [Sort.UPDATED, Sort.SIZE, Sort.NAME, Sort.NEWEST, Sort.OLDEST])
def test_a_window_among_many_cases_is_a_piece_of_the_whole_order(sort: Sort, values: int, start: int) -> None:
    cases, view = _stock(values)
    names = {case.case_id: case.name for case in cases}

    def names_of(wanted: Iterable[int]) -> dict[int, str]:
        return {case_id: names[case_id] for case_id in wanted}

    found = window(view, view.cases, sort, start, start + 20, words=[], names_of=names_of)

    assert found == [case.case_id for case in _in_order(cases, sort)][start : start + 20]


@cache
def _stock(values: int) -> tuple[list[Attributes], View]:
    cases = list(_cases(values))
    return cases, View().with_chunks([(0, Columns.of(cases))])


def _cases(values: int) -> Iterator[Attributes]:
    """Cases with at most so many different dates and names, some without a size."""
    chance = random.Random(values)  # noqa: S311 - the same cases each time
    for case_id in range(1, CASES + 1):
        number = chance.randrange(values)
        size = float(number) if number % 3 else None
        yield Attributes(
            case_id=case_id,
            facets=dict.fromkeys(FACETS, ()) | {"size": band_of(size)},
            status=CaseStatus.VERIFIED,
            region_code="370102",
            name=NAMES[number % len(NAMES)] + str(number // 7),
            reported_on=f"20{number % 30:02}-{number % 12 + 1:02}-{number % 28 + 1:02}",
            updated_at=number,
            team_size=size,
        )


def _in_order(cases: list[Attributes], sort: Sort) -> list[Attributes]:
    match sort:
        case Sort.UPDATED:
            return sorted(cases, key=lambda case: (-case.updated_at, -case.case_id))
        case Sort.SIZE:
            size = {case.case_id: -1 if case.team_size is None else case.team_size for case in cases}
            return sorted(cases, key=lambda case: (-size[case.case_id], -case.case_id))
        case Sort.NAME:
            return sorted(cases, key=lambda case: (case.name, case.case_id))
        case Sort.OLDEST:
            return sorted(cases, key=lambda case: (case.reported_on, case.case_id))
    return sorted(cases, key=lambda case: (case.reported_on, case.case_id), reverse=True)
