"""Type-ahead by Chinese, pinyin, initials and code."""

from __future__ import annotations

import pytest

from casebook import regions
from casebook.regions import Level


def codes(typed: str, *, within: str | None = None, level: Level | None = None, limit: int = 10) -> list[str]:
    return [division.code for division in regions.suggest(typed, within=within, level=level, limit=limit)]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("历下", "370102"),
        ("lixia", "370102"),
        ("lixiaqu", "370102"),
        ("Lì xià", "370102"),
        ("370102", "370102"),
        ("370102000000", "370102"),
        ("jinan", "3701"),
        ("山东", "37"),
        ("sd", "37"),
        ("bj", "11"),
        ("shanxian", "371722"),
        ("dashilan", "110102013"),
        ("changzhi", "1404"),
        ("luan", "3415"),
        ("甸柳新村", "370102009"),
        ("章丘市", "370114"),
        ("春江郦城东", "370112012011"),
        ("济南历下", "370102"),
        ("山东省济南市 历下区甸柳街", "370102009"),
        ("历城区唐冶街道春江郦城东", "370112012011"),
    ],
)
def test_the_first_suggestion_is_what_was_meant(typed: str, code: str) -> None:
    assert codes(typed)[0] == code


def test_initials_offer_the_districts_that_begin_so() -> None:
    assert "110105" in codes("cyq")
    assert "370102" in codes("lx")


def test_a_whole_name_comes_before_a_longer_one_and_cities_before_streets() -> None:
    assert codes("鼓楼")[:4] == ["320106", "320302", "350102", "410204"]
    assert codes("jn")[0] == "3701"


def test_a_region_and_a_level_narrow_the_suggestions() -> None:
    assert codes("lx", within="3701")[0] == "370102"
    assert all(code.startswith("370102") for code in codes("街道", within="370102"))
    assert {division.level for division in regions.suggest("鼓楼", level=Level.STREET)} == {Level.STREET}
    assert codes("历下", within="no such region") == []


def test_communities_are_offered_within_a_district_by_any_way_of_typing() -> None:
    for typed in ("第三", "甸柳新村第三", "dlxcdssq", "dianliuxincundisan", "370102009001"):
        assert "370102009001" in codes(typed, within="370102")
    assert codes("社区", within="4419", level=Level.COMMUNITY)


def test_no_more_than_asked_and_each_once() -> None:
    found = codes("新", limit=25)
    assert len(found) == len(set(found)) == 25


@pytest.mark.parametrize("typed", ["", " ", "?", "'", "。", "\n", "x" * 500, "历" * 500, "%_", "９９"])
def test_odd_input_gives_an_empty_list(typed: str) -> None:
    assert regions.suggest(typed) == ()
