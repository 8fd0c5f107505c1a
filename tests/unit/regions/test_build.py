"""How the data files are derived from the source."""

from __future__ import annotations

import pytest

from casebook.regions.build import communities_without_path, real_divisions, streets_without_path
from casebook.regions.communities import pack_block, plain_name, unpack_block
from casebook.regions.reading import place_reading


@pytest.mark.parametrize(
    ("official", "plain"),
    [
        ("甸柳新村第三社区居民委员会", "甸柳新村第三社区"),
        ("多福巷社区居委会", "多福巷社区"),
        ("西邢村民委员会", "西邢村"),
        ("安家庄村村民委员会", "安家庄村"),
        ("某村委会", "某村"),
        ("解放路居委会", "解放路社区"),
        ("南庭新苑南区社区", "南庭新苑南区社区"),
        ("图拉嘎查", "图拉嘎查"),
        ("北扎兰营子村委会（一分场）", "北扎兰营子村"),
        ("高庄村村民委会", "高庄村"),
        ("唐村社区居委会", "唐村社区"),
        ("东苑小区居委会", "东苑小区"),
        ("居委会", "居委会"),
    ],
)
def test_the_words_for_a_committee_are_left_out_of_a_name(official: str, plain: str) -> None:
    assert plain_name(official) == plain
    assert plain_name(plain) == plain


def test_a_block_comes_back_as_it_went_in() -> None:
    streets = [
        ("001", [("001", "甲社区"), ("002", "乙社区"), ("201", "丙村"), ("202", "768厂社区"), ("400", "1号院")]),
        ("100", [("000", "丁村")]),
    ]
    assert unpack_block(pack_block(streets)) == {street: tuple(rows) for street, rows in streets}


def test_rows_that_only_fill_a_gap_are_no_divisions() -> None:
    rows = [
        ("11", "北京市"), ("1101", "市辖区"), ("110101", "东城区"),
        ("42", "湖北省"), ("4290", "省直辖县级行政区划"), ("429004", "仙桃市"),
        ("4419", "东莞市"), ("441900", "东莞市"), ("5002", "县"), ("2201", "长春市"), ("220122", "农安县"),
    ]  # fmt: skip
    real, gap_fillers = real_divisions(rows)
    assert gap_fillers == ["1101", "4290", "441900", "5002"]
    assert [name for _, name in real] == ["北京市", "东城区", "长春市", "农安县", "湖北省", "仙桃市", "东莞市"]


ABOVE = {
    "41": "河南省",
    "4103": "洛阳市",
    "410324": "栾川县",
    "410324104": "陶湾镇",
    "2203": "四平市",
    "220303": "铁东区",
}


@pytest.mark.parametrize(
    ("code", "name", "own"),
    [
        ("220303001", "四平市铁东区平东街道", "平东街道"),
        ("410324104", "陶湾镇", "陶湾镇"),
        ("410324999", "栾川县农场", "栾川县农场"),
        ("220303998", "铁东区街道", "铁东区街道"),
    ],
)
def test_a_street_has_its_own_name_without_those_of_what_it_lies_in(code: str, name: str, own: str) -> None:
    assert list(streets_without_path([(code, name)], ABOVE)) == [(code, own)]


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("河南省洛阳市栾川县陶湾镇常湾村", "常湾村"),
        ("栾川县陶湾镇西沟村", "西沟村"),
        ("陶湾镇协心村", "协心村"),
        ("陶湾镇社区", "陶湾镇社区"),
        ("陶湾镇虚拟社区", "陶湾镇虚拟社区"),
        ("张盘村", "张盘村"),
        ("栾川县技师学院社区", "栾川县技师学院社区"),
        ("洛阳市栾川县后坡村", "后坡村"),
    ],
)
def test_a_community_has_its_own_name_without_those_of_what_it_lies_in(name: str, own: str) -> None:
    assert list(communities_without_path([("410324104201", name)], ABOVE)) == [("410324104201", own)]


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("单县", "shan xian"),
        ("大栅栏街道", "da shi lan jie dao"),
        ("长治市", "chang zhi shi"),
        ("朝阳市", "chao yang shi"),
    ],
)
def test_place_names_are_read_as_their_people_say_them(name: str, spoken: str) -> None:
    assert " ".join(place_reading(name)) == spoken
