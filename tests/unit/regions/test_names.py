"""From a name as printed to the division that it means."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from casebook import regions
from casebook.regions import Level, Resolution

P, C, D, S, V = Level


def full_names(matches: tuple[regions.Match, ...]) -> list[str]:
    return [regions.full_name(match.division.code) for match in matches]


def chain_of(found: Resolution) -> list[str]:
    return [found.chain[level].name for level in Level if level in found.chain]


@pytest.mark.parametrize(
    ("typed", "level", "name"),
    [
        ("济南", C, "济南市"),
        ("山东", P, "山东省"),
        ("内蒙古", P, "内蒙古自治区"),
        ("广西", P, "广西壮族自治区"),
        ("恩施州", C, "恩施土家族苗族自治州"),
        ("历下", D, "历下区"),
        ("曲阜", D, "曲阜市"),
        ("沭阳", D, "沭阳县"),
        ("松桃", D, "松桃苗族自治县"),
        ("浦东", D, "浦东新区"),
        ("济南高新区", D, "济南高新技术产业开发区"),
        ("千佛山街道办事处", S, "千佛山街道"),
        ("千佛山街道办", S, "千佛山街道"),
        ("体育中心街", S, "体育中心街道"),
        ("花楼街道", S, "花楼街街道"),
        ("叶赫镇", S, "叶赫满族镇"),
    ],
)
def test_a_short_or_written_out_form_finds_the_division(typed: str, level: Level, name: str) -> None:
    (match,) = regions.find(typed, level=level)
    assert match.division.name == name
    assert match.how == "alias"


def test_a_stem_of_one_character_is_no_name() -> None:
    assert regions.find("单") == ()
    assert [match.division.code for match in regions.find("单县")] == ["371722"]


def test_a_region_narrows_a_name() -> None:
    assert len(regions.find("鼓楼区")) == 4
    assert full_names(regions.find("鼓楼区", within="3201")) == ["江苏省南京市鼓楼区"]
    assert regions.find("鼓楼区", within="37") == ()


def test_a_street_printed_with_a_longer_name_is_known_by_its_communities() -> None:
    """No list knows 绿地城街道; 恒大名都 shows where the rule would err, so only the beginning of a name counts."""
    (match,) = regions.find("甸柳新村街道", within="370102")
    assert match.division.code == "370102009"
    assert regions.find("甸柳花园街道", within="370102") == ()


def test_a_town_that_has_become_a_street_office_is_known_within_its_county() -> None:
    (match,) = regions.find("溧城镇", level=S, within="320481")
    assert (match.division.name, match.how) == ("溧城街道", "variant")


@pytest.mark.parametrize(
    "typed", ["第三社区", "第三社区居委会", "甸柳新村第三社区居民委员会", "甸柳新村三社区", "甸柳新村3社区"]
)
def test_a_community_is_found_in_its_street_under_the_names_that_reports_print(typed: str) -> None:
    (match,) = regions.find(typed, level=V, within="370102009")
    assert match.division.code == "370102009001"


def test_the_third_community_of_a_district_is_the_only_one_that_ends_so() -> None:
    assert full_names(regions.find("第三社区", level=V, within="370102")) == [
        "山东省济南市历下区甸柳街道甸柳新村第三社区"
    ]


def test_a_village_that_became_a_community_is_found_under_either_name() -> None:
    (match,) = regions.find("唐冶南社区", level=V, within="370112012")
    assert (match.division.name, match.how) == ("唐冶南村", "variant")


def test_a_community_is_found_in_the_whole_country_by_its_name() -> None:
    assert [d.code for d in regions.communities_named("春江郦城东社区")] == ["370112012011"]
    everywhere = regions.communities_named("建设社区")
    assert len(everywhere) > 100
    assert {d.name for d in everywhere} == {"建设社区"}
    assert regions.communities_named("没有这个名字的社区") == ()


@pytest.mark.parametrize("name", ["", "  ", "社区", "村", "街道", "镇", "区", "\n", "%"])
def test_words_that_name_nothing_find_nothing(name: str) -> None:
    for level in Level:
        assert regions.find(name, level=level, within="370102") == ()


@pytest.mark.parametrize(
    ("printed", "chain"),
    [
        ({D: "历下区", S: "甸柳新村街道", V: "第三社区"}, "山东省 济南市 历下区 甸柳街道 甸柳新村第三社区"),
        ({S: "唐冶街道", V: "春江郦城东社区"}, "山东省 济南市 历城区 唐冶街道 春江郦城东社区"),
        ({C: "南京", D: "鼓楼区"}, "江苏省 南京市 鼓楼区"),
        ({P: "北京市", C: "北京市", D: "朝阳区"}, "北京市 朝阳区"),
        ({D: "平谷区", S: "峪口镇"}, "北京市 平谷区 峪口地区"),
        ({D: "江汉区", S: "北湖街道"}, "湖北省 武汉市 江汉区 北湖街街道"),
        ({C: "曲阜市"}, "山东省 济宁市 曲阜市"),
        ({C: "仙桃"}, "湖北省 仙桃市"),
        ({D: "东莞市", S: "虎门镇"}, "广东省 东莞市 虎门镇"),
        ({V: "春江郦城东社区"}, "山东省 济南市 历城区 唐冶街道 春江郦城东社区"),
    ],
)
def test_printed_names_give_the_whole_chain(printed: Mapping[Level, str], chain: str) -> None:
    found = regions.resolve(printed)
    assert " ".join(chain_of(found)) == chain
    assert not found.unresolved
    assert not found.ambiguous


def test_a_name_that_four_cities_share_is_asked_about() -> None:
    found = regions.resolve({D: "鼓楼区"})
    assert [regions.full_name(division.code) for division in found.ambiguous[D]] == [
        "江苏省南京市鼓楼区",
        "江苏省徐州市鼓楼区",
        "福建省福州市鼓楼区",
        "河南省开封市鼓楼区",
    ]
    assert not found.chain


def test_a_street_settles_which_district_of_that_name_is_meant() -> None:
    assert chain_of(regions.resolve({D: "鼓楼区", S: "湖南路街道"})) == ["江苏省", "南京市", "鼓楼区", "湖南路街道"]


def test_what_no_division_bears_stays_as_printed_and_the_rest_is_kept() -> None:
    found = regions.resolve({C: "济南市", D: "历下区", S: "没有的街道"})
    assert found.unresolved == {S: "没有的街道"}
    assert chain_of(found) == ["山东省", "济南市", "历下区"]


def test_a_name_that_hundreds_bear_is_not_offered_as_a_choice() -> None:
    found = regions.resolve({V: "建设社区"})
    assert found.unresolved == {V: "建设社区"}


def test_names_for_reading_text_hold_aliases_and_former_names() -> None:
    districts = regions.names_at(D)
    assert {"历下区", "历下", "章丘市", "曲阜"} <= districts.keys()
    assert len(districts["鼓楼区"]) == 4
    assert {d.level for name in districts for d in districts[name]} == {D}
    assert "甸柳新村街道" in regions.names_at(S)
