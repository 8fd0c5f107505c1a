"""Divisions by code, on the real table."""

from __future__ import annotations

import pytest

from casebook import regions
from casebook.regions import Division, Level


@pytest.mark.parametrize("code", ["370102", "370102000000", " 370102 ", "370102000"])
def test_a_code_is_taken_padded_or_compact(code: str) -> None:
    assert regions.normalize_code(code) == "370102"
    assert regions.pad12(code) == "370102000000"
    assert regions.get(code) == Division("370102", "历下区", Level.DISTRICT)


@pytest.mark.parametrize(("code", "compact"), [("370000", "37"), ("370100000000", "3701"), ("370102009", "370102009")])
def test_every_level_has_its_compact_form(code: str, compact: str) -> None:
    assert regions.normalize_code(code) == compact


@pytest.mark.parametrize("code", ["", "abc", "3701021", "999999", "０１", "²²", "000000000000", "370102009999", "1 2"])
def test_what_is_no_code_gives_nothing_and_no_error(code: str) -> None:
    assert regions.get(code) is None
    assert regions.ancestors(code) == ()
    assert regions.full_name(code) == ""
    assert not regions.is_within(code, None)


@pytest.mark.parametrize("code", ["", "37010", "abcdef", "-37010"])
def test_a_malformed_code_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="not a division code"):
        regions.normalize_code(code)


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("370102009001", "山东省 济南市 历下区 甸柳街道 甸柳新村第三社区"),
        ("370112012011", "山东省 济南市 历城区 唐冶街道 春江郦城东社区"),
        ("110101001", "北京市 东城区 东华门街道"),
        ("500229", "重庆市 城口县"),
        ("441900121", "广东省 东莞市 虎门镇"),
        ("460400100", "海南省 儋州市 那大镇"),
        ("620201001", "甘肃省 嘉峪关市 雄关街道"),
        ("429004", "湖北省 仙桃市"),
        ("659001", "新疆维吾尔自治区 石河子市"),
    ],
)
def test_only_real_divisions_stand_above_a_division(code: str, full_name: str) -> None:
    assert regions.full_name(code, sep=" ") == full_name


@pytest.mark.parametrize(
    ("gap_filler", "division"),
    [("110100", "北京市"), ("500200", "重庆市"), ("429000", "湖北省"), ("441900", "东莞市"), ("620201", "嘉峪关市")],
)
def test_a_row_that_only_fills_a_gap_in_the_source_means_what_it_stands_in_for(gap_filler: str, division: str) -> None:
    found = regions.get(gap_filler)
    assert found is not None
    assert found.name == division


def test_children_are_the_next_real_level_down() -> None:
    assert len(regions.children("")) == 31
    assert {child.level for child in regions.children("11")} == {Level.DISTRICT}
    assert {child.level for child in regions.children("4419")} == {Level.STREET}
    below_hubei = {child.name: child.level for child in regions.children("42")}
    assert below_hubei["武汉市"] is Level.CITY
    assert below_hubei["仙桃市"] is Level.DISTRICT
    assert "省直辖县级行政区划" not in below_hubei


def test_the_children_of_a_street_are_its_communities_without_the_words_for_their_committees() -> None:
    names = [child.name for child in regions.children("370102009")]
    assert names[:3] == ["甸柳新村第三社区", "甸柳新村第一社区", "甸柳新村第二社区"]
    assert len(names) == 8


def test_every_child_names_its_parent_back() -> None:
    for parent in ("", "11", "37", "42", "3701", "4419", "6202", "370102", "370102009"):
        for child in regions.children(parent):
            above = regions.ancestors(child.code)[:-1]
            assert (above[-1].code if above else "") == parent


def test_being_within_a_region_follows_real_ancestry() -> None:
    assert regions.is_within("370102009001", "3701")
    assert regions.is_within("370102", "370102")
    assert regions.is_within("370102", None)
    assert not regions.is_within("3701", "370102")
    assert not regions.is_within("370112", "370102")
    assert not regions.is_within("370102", "no such region")


def test_levels_carry_labels_in_both_languages() -> None:
    assert [level.label.zh for level in Level] == ["省", "市", "区县", "街道乡镇", "社区村"]
    assert Level("street") is Level.STREET
    assert Level.STREET.label.en == "Street"
