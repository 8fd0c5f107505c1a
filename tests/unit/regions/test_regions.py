"""Divisions by code, by name and as typed, on the real table."""

from __future__ import annotations

import pytest

from casebook import regions
from casebook.regions import Level


def names(divisions: tuple[regions.Division, ...]) -> list[str]:
    return [division.name for division in divisions]


@pytest.mark.parametrize("code", ["370102", "370102000000", " 370102 ", "370102000"])
def test_a_code_is_taken_padded_or_compact(code: str) -> None:
    assert regions.normalize_code(code) == "370102"
    assert regions.pad12(code) == "370102000000"
    assert regions.get(code) == regions.Division("370102", "历下区", Level.DISTRICT)


@pytest.mark.parametrize("code", ["", "abc", "3701021", "999999", "０１", "000000000000", "370102009999"])
def test_what_is_no_code_gives_nothing_and_no_error(code: str) -> None:
    assert regions.get(code) is None
    assert regions.ancestors(code) == ()
    assert regions.full_name(code) == ""
    assert not regions.is_within(code, None)


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("370102009001", ["山东省", "济南市", "历下区", "甸柳街道", "甸柳新村第三社区"]),
        ("110101001", ["北京市", "东城区", "东华门街道"]),
        ("441900121", ["广东省", "东莞市", "虎门镇"]),
        ("620201001", ["甘肃省", "嘉峪关市", "雄关街道"]),
        ("429004", ["湖北省", "仙桃市"]),
        ("500229", ["重庆市", "城口县"]),
    ],
)
def test_ancestors_are_real_divisions_only(code: str, chain: list[str]) -> None:
    assert names(regions.ancestors(code)) == chain


def test_a_name_that_four_cities_share_is_asked_about() -> None:
    asked = regions.resolve({Level.DISTRICT: "鼓楼区"}).ambiguous[Level.DISTRICT]
    assert [regions.full_name(d.code) for d in asked] == [
        "江苏省南京市鼓楼区", "江苏省徐州市鼓楼区", "福建省福州市鼓楼区", "河南省开封市鼓楼区",
    ]  # fmt: skip


def test_the_jinan_report_resolves_to_its_community() -> None:
    printed = {Level.DISTRICT: "历下区", Level.STREET: "甸柳新村街道", Level.COMMUNITY: "第三社区"}
    assert regions.resolve(printed).chain[Level.COMMUNITY].code == "370102009001"
