"""Regions are dated: old codes and old names lead to what they have become, and say so."""

from __future__ import annotations

from itertools import pairwise

import pytest

from casebook import regions
from casebook.regions import Level
from casebook.regions.table import table


@pytest.mark.parametrize(
    ("old", "now", "sentence"),
    [
        ("章丘市", "山东省济南市章丘区", "2016 章丘市改设为章丘区"),
        ("莱芜市", "山东省济南市莱芜区", "2018 莱芜市并入莱芜区"),
        ("下城区", "浙江省杭州市拱墅区", "2021 下城区并入拱墅区"),
        ("昌平县", "北京市昌平区", "1999 昌平县改设为昌平区"),
        ("东陵区", "辽宁省沈阳市浑南区", "2016 东陵区更名为浑南区"),
        ("米林县", "西藏自治区林芝市米林市", "2023-04 米林县改设为米林市"),
        ("襄樊市", "湖北省襄阳市", "2010 襄樊市更名为襄阳市"),
        ("闸北区", "上海市静安区", "2015 闸北区并入静安区"),
        ("大束镇", "山东省济宁市邹城市大束街道", "2023-07/2026-03 大束镇改设为大束街道"),
    ],
)
def test_an_old_name_finds_its_successor_and_says_what_happened(old: str, now: str, sentence: str) -> None:
    match = regions.find(old)[0]
    assert regions.full_name(match.division.code) == now
    assert match.how == "former"
    assert match.change is not None
    assert match.change.label.zh == sentence
    assert old in match.change.label.en


@pytest.mark.parametrize(
    ("old", "now"),
    [
        ("370181", "370114"),
        ("371200", "370116"),
        ("310108", "310106"),
        ("500105", "500157"),
        ("500112", "500157"),
        ("500112009", "500157001"),
        ("500112009001", "500157001001"),
        ("460321451", "460302451"),
    ],
)
def test_an_old_code_gives_its_successor(old: str, now: str) -> None:
    found = regions.get(old)
    assert found is not None
    assert found.code == now
    assert regions.is_within(old, now)


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("540481", "西藏自治区林芝市米林市"),
        ("540581", "西藏自治区山南市错那市"),
        ("653228", "新疆维吾尔自治区和田地区和康县"),
        ("653229", "新疆维吾尔自治区和田地区和安县"),
        ("653132", "新疆维吾尔自治区喀什地区岑岭县"),
        ("659013", "新疆维吾尔自治区草湖市"),
        ("500157001", "重庆市两江新区人和街道"),
        ("500157005", "重庆市两江新区水土街道"),
        ("460302", "海南省三沙市西沙区"),
    ],
)
def test_what_was_founded_after_the_edition_is_there(code: str, full_name: str) -> None:
    assert regions.full_name(code) == full_name


def test_what_has_ended_is_offered_no_more() -> None:
    names = {child.name for child in regions.children("50")}
    assert "两江新区" in names
    assert not names & {"江北区", "渝北区"}
    assert "500105" not in {division.code for division in regions.suggest("江北区")}


def test_a_district_that_was_divided_is_asked_about_until_a_street_settles_it() -> None:
    alone = regions.resolve({Level.PROVINCE: "重庆市", Level.DISTRICT: "渝北区"})
    assert {division.name for division in alone.ambiguous[Level.DISTRICT]} == {"两江新区", "北碚区"}
    settled = regions.resolve({Level.PROVINCE: "重庆市", Level.DISTRICT: "渝北区", Level.STREET: "统景镇"})
    assert settled.chain[Level.DISTRICT].name == "北碚区"
    assert settled.former[Level.DISTRICT].from_name == "渝北区"


def test_a_name_that_is_official_elsewhere_and_former_here_is_both() -> None:
    assert [(match.division.code, match.how) for match in regions.find("江北区")] == [
        ("330205", "official"),
        ("500157", "former"),
    ]


def test_a_former_city_still_holds_its_former_districts() -> None:
    found = regions.resolve({Level.CITY: "莱芜市", Level.DISTRICT: "钢城区"})
    assert [division.name for division in found.chain.values()] == ["山东省", "济南市", "钢城区"]


def test_the_history_of_a_division_reaches_back_through_its_predecessors() -> None:
    sentences = [change.label.zh for change in regions.changes("330102")]
    assert sentences == ["2021 江干区并入上城区", "2021 江干区部分区域划归钱塘区"]
    assert [change.from_name for change in regions.changes("540481")] == ["米林县", "米林县"]
    assert regions.changes("370102") == ()


def test_the_changes_file_leads_only_to_divisions_that_exist() -> None:
    known = table()
    for change in known.changes:
        now = known.current(change.to_code)
        assert now is not None, change
        assert now != change.to_code or known.names[now] == change.to_name, change
        assert change.kind in ("rename", "recode", "merge", "split", "new"), change
        assert change.source, change


def test_no_street_is_left_without_its_district() -> None:
    known = table()
    streets = known.by_level[Level.STREET]
    without = {code[:4] for code in streets if code[:6] not in known.names}
    assert {known.names[city] for city in without} == {"东莞市", "中山市", "儋州市", "嘉峪关市"}
    assert all(first < second for first, second in pairwise(streets))
