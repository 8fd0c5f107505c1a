from __future__ import annotations

import pytest

from casebook.extraction.candidates import find_candidates
from casebook.extraction.heads import head_of
from casebook.extraction.pipeline import candidates_of
from casebook.extraction.placenames import find_places
from casebook.extraction.story import Story


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("街道打造“柳叶初心”党员志愿服务品牌,队员三百名。", "柳叶初心"),
        ("社区成立“暖新”驿站,骑手都爱来。", "暖新驿站"),
        ("村里推行“135”工作体系,大事小事有人管。", "135"),
        ("有个地方叫“老陈茶室”。", "老陈茶室"),
        ("这张桌子就摆在宜和调解工作室。", "宜和调解工作室"),
        ("2019年5月,河湾镇综治中心挂牌。", "河湾镇综治中心"),
        ("县里办起食堂“一勺暖”。", "一勺暖"),
        ("“街道打造‘乐居柳河’治理模式。”书记说。", "乐居柳河"),
        ("镇上组建河湾义警队,天天巡逻。", "河湾义警队"),
        ("全县已有50个村开起便民超市。", "便民超市"),
        ("三户人家凑成互助基金。", "互助基金"),
        ("全镇有村级幸福院七座。", "村级幸福院"),
        ("镇上的河湾竹艺坊赶编灯罩。", "河湾竹艺坊"),
        ("路口的“歇车吧”去年投用。", "歇车吧"),
        ("街上来了“清汤”助浴车。", "清汤助浴车"),
        ("九名船嫂组成石湾船嫂劝和队,专管船工家里的事。", "石湾船嫂劝和队"),
        ("最忙的是送药组,八个人轮班。", "送药组"),
        ("夜市商户自管会推出一名值日生。", "夜市商户自管会"),
    ],
)
def test_a_name_is_found_with_and_without_quotation_marks(text: str, name: str) -> None:
    assert name in names(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("袖章是自己缝的,名字嘛,就叫河湾护学岗。", "河湾护学岗"),
        ("乡里管这叫灶边话,如今十个村都开讲。", "灶边话"),
        ("桌角立了块木牌,写着两个字:茶约。", "茶约"),
        ("【南河镇 · 红丝带】\n五位老民警护送学生过桥。", "红丝带"),
        ("东门街道:槐树下好商量\n居民代表就在树下开会。", "槐树下好商量"),
        ("分三个组。\n1.修伞组。七个人。\n2.磨刀组。五个人。", "磨刀组"),
        ("头一碗是姜汤。\n第一碗,暖心姜。冬天喝。\n第二碗,解气姜。吵了喝。", "解气姜"),
        ("街上三样。\n①柳荫歇\n老人下棋。\n②竹影廊\n喝茶。\n③听雨处\n说事。", "竹影廊"),
        ("家门口\n🌱 阳台菜会\n换苗。\n🌱 楼道画\n补墙。\n🌱 夜灯长\n换灯。", "夜灯长"),
        (
            "名录\n7. 家门·阿福饭（东风社区）　供餐\n8. 校门·四点钟（溪南社区）　放学\n9. 车门·热水边（晓丰社区）　歇脚",
            "四点钟",
        ),
        ("街上三样。\n【柳语铺】\n医院旁边。\n【桥头客】\n码头上。\n【钟楼话】\n下午开讲。", "桥头客"),
        ("名称:柳园邻里屋\n地址:柳园社区3号楼", "柳园邻里屋"),
        ("序号 | 名称 | 地址 | 就餐\n1 | 望湖颐老屋 | 望湖社区 | 日均60人次", "望湖颐老屋"),
    ],
)
def test_a_name_is_found_where_the_text_says_or_sets_it_as_one(text: str, name: str) -> None:
    assert name in names(text)


def test_two_lines_with_a_mark_in_front_are_no_list() -> None:
    assert "柳荫歇" not in names("家门口\n★柳荫歇\n老人下棋。\n★竹影廊\n喝茶。")


@pytest.mark.parametrize(
    "text",
    ["来源:东城日报 时间:2024-05-01 编辑:李工", "她让我们叫她小李,一叫就是十年。", "首页 > 东城区 > 民生 > 正文"],
)
def test_the_frame_of_a_page_gives_no_names(text: str) -> None:
    assert names(text) == []


def test_what_many_words_stand_in_front_of_is_the_name_of_sites() -> None:
    rows = "1 | 望湖知味坊 | 望湖社区\n2 | 南堤知味坊 | 南堤社区\n3 | 北街知味坊 | 北街社区"
    text = f"县里办起“知味坊”助餐点。\n{rows}"
    assert {"知味坊", "望湖知味坊", "南堤知味坊", "北街知味坊"} <= set(names(text))


@pytest.mark.parametrize("text", ["他每天早上坐班车去火车站上班。", "人们说:“今天天气真好啊！”", ""])
def test_plain_words_are_no_names(text: str) -> None:
    assert names(text) == []


def test_a_quoted_core_and_its_full_form_are_one_candidate() -> None:
    found = find_candidates(Story.of("“和为贵”调解室开了三年。走进和为贵调解室,先看见一张桌子。“和为贵”不收钱。"))
    assert [candidate.name for candidate in found] == ["和为贵"]
    assert len(found[0].found) == 3
    assert found[0].head == "调解室"


@pytest.mark.parametrize(
    ("text", "name", "times"),
    [
        ("镇上有支柳岸骑巡队。骑巡队每晚上路。这支骑巡队有九个人。", "柳岸骑巡队", 3),
        ("县里培育“柳南和事伯”。“和事伯”有九位。", "柳南和事伯", 2),
        ("“藤桌”翻译社开在街口。翻译社不收钱。", "藤桌翻译社", 2),
    ],
)
def test_a_short_form_stands_for_the_only_name_that_ends_in_it(text: str, name: str, times: int) -> None:
    assert [(one.name, len(one.found)) for one in find_candidates(Story.of(text))] == [(name, times)]


@pytest.mark.parametrize("many", ["全县有14家说理社。", "各说理社都挂了牌。"])
def test_a_noun_that_counts_many_is_no_short_form(many: str) -> None:
    found = names(f"河湾说理社开了两年。{many}")
    assert {"河湾说理社", "说理社"} <= set(found)


def test_several_names_that_share_a_quoted_noun_keep_the_words_in_front_of_it() -> None:
    text = "木河镇有三间小铺。\n邻家帮手“解忧铺”管修理。\n民事无忧“解忧铺”管咨询。\n天山花园“解忧铺”管孩子。"
    assert {"邻家帮手解忧铺", "民事无忧解忧铺", "天山花园解忧铺"} <= set(names(text))


def test_sites_of_one_brand_are_told_apart_by_their_place() -> None:
    text = "全区优化了25个“石榴籽”服务站。\n景苑社区“石榴籽”服务站能下棋。\n新洲社区“石榴籽”服务站能练字。"
    story = Story.of(text)
    found = candidates_of(story, find_places(story.framed))
    assert [(one.name, one.site) for one in found if one.name == "石榴籽"] == [
        ("石榴籽", ""),
        ("石榴籽", "景苑社区"),
        ("石榴籽", "新洲社区"),
    ]


def test_a_site_is_told_apart_by_the_place_that_its_text_points_back_to() -> None:
    text = "区里开了14家“柳巷客厅”。\n安静的一家在城中街道税务街社区。这座柳巷客厅只谈书。\n高桥镇柿林村路远。这里的柳巷客厅逢集才开。"
    story = Story.of(text)
    found = candidates_of(story, find_places(story.framed))
    assert [one.site for one in found if one.name == "柳巷客厅"] == ["", "税务街社区", "柿林村"]


def test_a_site_may_be_called_by_the_last_noun_of_its_brand() -> None:
    text = "河湾镇办起“清风议事亭”,全镇已有12座。\n石桥村的亭议得最多。\n柳林村的亭建在井边。"
    story = Story.of(text)
    found = candidates_of(story, find_places(story.framed))
    assert [one.site for one in found if one.name == "清风议事亭"] == ["", "石桥村", "柳林村"]


@pytest.mark.parametrize(
    "words", ["早上列队,晚上抱团。", "他值班,我轮班。", "里屋坐满了人,堂屋也是。", "路边的商铺关了门。"]
)
def test_what_people_do_and_common_things_are_no_names(words: str) -> None:
    assert names(words) == []


def test_a_home_that_is_told_of_is_apart_from_the_many_like_it() -> None:
    text = "航头残疾人之家的车间里坐满了人。残疾人之家去年办起。像这样的残疾人之家,全市已有14家。"
    assert [(one.name, len(one.found)) for one in find_candidates(Story.of(text)) if "残疾人之家" in one.name] == [
        ("航头残疾人之家", 2),
        ("残疾人之家", 1),
    ]


def test_the_noun_of_a_quoted_name_is_what_follows_it_or_what_it_ends_in() -> None:
    found = {one.name: one.head for one in find_candidates(Story.of("“安宾调解工作室”和“甸亮初心”志愿服务队"))}
    assert found == {"安宾调解工作室": "调解工作室", "甸亮初心": "志愿服务队"}


def test_the_noun_behind_a_quoted_name_counts_more_than_its_last_character() -> None:
    (team,) = find_candidates(Story.of("“灯火千家”队由九名律师撑着。"))
    assert (team.name, team.head) == ("灯火千家", "队")


def test_the_head_is_the_longest_noun_that_a_name_ends_in() -> None:
    assert head_of("老潘律师调解室") == "调解室"
    assert head_of("甸亮初心") == ""


@pytest.mark.parametrize("crew", ["施工队", "装修队", "工程队"])
def test_crews_for_hire_are_no_undertakings(crew: str) -> None:
    assert not [name for name in names(f"一楼住户两次拦下{crew},社区出面说和。") if name.endswith("队")]


def names(text: str) -> list[str]:
    return [candidate.name for candidate in find_candidates(Story.of(text))]
