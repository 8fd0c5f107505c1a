from __future__ import annotations

from itertools import pairwise

import pytest

from casebook.extraction.chains import place_nodes
from casebook.extraction.gazetteer import without_overlaps
from casebook.extraction.placenames import find_places
from casebook.extraction.places import PlaceMention


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("历下区甸柳新村街道第三社区的陶大爷", "山东省济南市历下区甸柳新村街道第三社区"),
        ("历城区唐冶街道春江郦城东社区", "山东省济南市历城区唐冶街道春江郦城东社区"),
        ("天津市河东区大王庄街道紧挨海河", "天津市河东区大王庄街道"),
        ("章丘市的老人", "山东省济南市章丘区"),
        ("松桃:家门口的治理。松桃苗族自治县沙坝河乡的人说", "贵州省铜仁市松桃苗族自治县沙坝河乡"),
        ("湖州发布:织里晟舍村的残疾人之家", "浙江省湖州市吴兴区织里镇晟舍村"),
    ],
)
def test_a_place_gets_the_levels_above_it(text: str, chain: str) -> None:
    assert chain in chains(text)


def test_a_street_that_no_table_knows_keeps_its_name_without_a_code() -> None:
    text = "历下区甸柳新村街道的老人"
    nodes = place_nodes(find_places(text), text)
    street = next(node for node in nodes if node.level == "street").at("street")
    assert street is not None
    assert street.name == "甸柳新村街道"


def test_a_community_lies_in_the_street_that_the_report_names() -> None:
    assert "安徽省宣城市旌德县兴隆镇龙川村" in chains("旌德县兴隆镇综治中心挂牌。龙川村的祠堂边摆着板凳。")


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("无锡市惠山区阳山镇的桃农。安阳村的那家离桃园最近。", "江苏省无锡市惠山区阳山镇安阳村"),
        ("石景山区八角街道的杨庄中区社区有三千户", "北京市石景山区八角街道杨庄中区社区"),
        ("井陉矿区矿市街道红旗社区的小店", "河北省石家庄市井陉矿区矿市街道红旗社区"),
    ],
)
def test_a_community_may_be_called_after_another_place(text: str, chain: str) -> None:
    assert chain in chains(text)


def test_a_community_without_a_street_lies_in_the_one_that_the_report_is_about() -> None:
    text = "金城街道年终盘点\n今年以来,金城街道在韩城市委的领导下,办成了几件事。柳荫巷社区把锅炉房改成了说事室。"
    assert "陕西省渭南市韩城市金城街道柳荫巷社区" in chains(text)


def test_a_community_without_a_street_may_lie_in_one_that_no_table_knows() -> None:
    text = "历下区甸柳新村街道晒名单\n街道有三支队。\n1 望湖队 柳荫巷社区 夜巡"
    assert "山东省济南市历下区甸柳新村街道柳荫巷社区" in chains(text)


def test_the_street_beside_a_community_counts_more_than_the_one_in_the_table() -> None:
    text = "杭州市上城区清波街道的巷子。\n小营街道:茶桌会\n定安路社区把茶桌搬进院子。"
    assert "浙江省杭州市上城区小营街道定安路社区" in chains(text)


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("玄武区的小巷。梅园新村的老邻居说,梅园新村街道办起了小厅", "江苏省南京市玄武区梅园新村街道"),
        ("南陵县的电工。许镇镇的人说", "安徽省芜湖市南陵县许镇镇"),
        ("合阳县坊镇灵泉村的祠堂", "陕西省渭南市合阳县坊镇灵泉村"),
        ("濮阳县渠村乡的渡船", "河南省濮阳市濮阳县渠村乡"),
        ("弥渡县红岩镇大营村村委会的走廊上", "云南省大理白族自治州弥渡县红岩镇大营村"),
    ],
)
def test_a_noun_within_a_name_or_behind_it_does_not_cut_it(text: str, chain: str) -> None:
    assert chain in chains(text)


def test_a_community_lies_in_its_street_where_that_is_named_without_suffix_before() -> None:
    text = "鄞州区的早晨。关注明楼的每一天\n下楼坐坐吧。明东社区的客厅开了门。隔壁潘火街道的朋友来看过。"
    assert "浙江省宁波市鄞州区明楼街道明东社区" in chains(text)


def test_the_street_named_last_counts_more_than_one_without_suffix_before_it() -> None:
    text = "鄞州区的早晨。关注明楼的每一天\n潘火街道办起客厅。那里的人都知道,从早到晚开着门的明东社区最热闹。"
    assert "浙江省宁波市鄞州区潘火街道明东社区" in chains(text)


@pytest.mark.parametrize("text", ["凡事不能光靠街道", "市里授予它“枫桥式街道”", "各社区在指导街道下开展活动"])
def test_words_in_front_of_street_are_no_name(text: str) -> None:
    assert [mention for mention in find_places(text) if mention.level == "street"] == []


def test_no_street_is_made_up_for_a_community() -> None:
    assert "宁夏回族自治区银川市西夏区玫瑰园社区" in chains("银川市西夏区玫瑰园社区的志愿者")


@pytest.mark.parametrize(
    "text",
    [
        "社区治理越来越好。",
        "全镇上下一起干。",
        "该村的食堂",
        "解锁社区治理的密码",
        "各街道都来学",
        "小镇青年",
        "农村社区",
    ],
)
def test_common_nouns_are_no_places(text: str) -> None:
    assert find_places(text) == []


def test_an_ambiguous_name_is_settled_by_the_other_places() -> None:
    assert "甘肃省武威市天祝藏族自治县天堂镇" in chains("天祝藏族自治县的天堂镇在草原上。天堂镇综治中心挂牌。")


def chains(text: str) -> set[str]:
    return {"".join(name.name for _, name in node.chain) for node in place_nodes(find_places(text), text)}


def test_of_two_readings_of_one_name_the_wider_place_is_taken_every_time() -> None:
    city = PlaceMention(2, 4, "city", "兰州市", ("6201",))
    new_area = PlaceMention(2, 4, "district", "兰州新区", ("620171",))

    assert without_overlaps([new_area, city]) == without_overlaps([city, new_area]) == [city]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("前郭县的老人吃上了热饭", "吉林省松原市前郭尔罗斯蒙古族自治县"),
        ("七星关区麻园的驿站", "贵州省毕节市七星关区麻园街道"),
        ("天津市西青区的赤龙南街佳和荣庭社区", "天津市西青区赤龙南街道佳和荣庭社区"),
        ("溧阳“三优”推动调解。天目湖镇的人说", "江苏省常州市溧阳市天目湖镇"),
        ("永昌的事。六坝镇玉宝村的幸福院", "甘肃省金昌市永昌县六坝镇玉宝村"),
        ("希里沟镇城中社区:调解搬到街面上。来源:乌兰县", "青海省海西蒙古族藏族自治州乌兰县希里沟镇城中社区"),
        ("北京西城的巡逻队", "北京市西城区"),
    ],
)
def test_a_place_that_is_called_by_half_its_name_is_known(text: str, chain: str) -> None:
    assert chain in chains(text)


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("中江广福乡石桥村的乡亲", "四川省德阳市中江县广福乡石桥村"),
        ("鼓楼华大街道的巷子里", "福建省福州市鼓楼区华大街道"),
        ("静安彭浦新村的冬天", "上海市静安区彭浦新村街道"),
    ],
)
def test_a_district_without_suffix_is_known_by_its_street_behind_it(text: str, chain: str) -> None:
    assert chain in chains(text)


def test_a_district_whose_short_name_sounds_like_a_village_is_that_district() -> None:
    assert chains("淄博周村:热水管够\n骑手在周村歇脚。") == {"山东省", "山东省淄博市", "山东省淄博市周村区"}


def test_a_road_behind_a_district_is_not_the_street_called_after_it() -> None:
    assert "山东省淄博市周村区丝绸路街道" not in chains("淄博周村:热水管够\n骑手在周村丝绸路歇脚。")


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("江州区的评比:谁家挂上红旗,谁家减租。", "红旗区"),
        ("靖远县的渠边一马平川。甘肃人爱来。", "平川区"),
        ("抚顺东洲:矿区老楼换新颜。", "矿区"),
    ],
)
def test_plain_words_are_no_districts(text: str, others: str) -> None:
    assert not [chain for chain in chains(text) if chain.endswith(others)]


def test_a_sort_of_district_is_a_name_behind_its_city() -> None:
    assert "山西省阳泉市矿区" in chains("阳泉市矿区的老楼")


def test_a_road_named_after_a_city_is_not_that_city() -> None:
    assert "重庆市" not in chains("洛阳市涧西区重庆路一社区的共享角")


def test_of_many_overlapping_places_each_that_is_left_out_gives_way_to_one_that_is_no_shorter() -> None:
    starts = [index * 37 % 211 for index in range(120)]
    mentions = [PlaceMention(at, at + 2 + at % 8, "street", f"第{at}街道") for at in starts]

    kept = without_overlaps(mentions)

    assert kept == sorted(kept)
    assert all(one.end <= other.start for one, other in pairwise(kept))
    for mention in set(mentions) - set(kept):
        rivals = [one for one in kept if one.start < mention.end and mention.start < one.end]
        assert max(one.end - one.start for one in rivals) >= mention.end - mention.start
