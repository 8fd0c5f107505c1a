"""Pages are told apart line by line; what is not the article stays in place, blanked."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.extraction.cleaning import Page, Part, split_page

STORY = (
    "　　历下区柳荫街道第二社区去年三月办起“和和气气”调解室，五名退休教师轮流坐班，一年说和邻里纠纷三十余件。\n"
    "\n"
    "　　“有话坐下来说。”社区书记介绍，调解室还开了夜间门诊，晚饭后也能推门进来，孩子写作业也有人看着。\n"
    "\n"
    "　　家住三号楼的老孟和楼上为漏水红过脸，如今见面先点头。下一步，街道打算再添两间屋子。\n"
)
HEAD = (
    "首页 | 要闻 | 民生 | 法治 | 视频\n"
    "当前位置：首页 > 新闻 > 基层\n"
    "\n"
    "柳荫街道：楼下有了“和和气气”调解室\n"
    "——走进历下区第二社区\n"
    "2024-05-23 10:22  来源：泉边晚报  编辑：某某\n"
    "分享到：微信 微博 QQ空间\n"
    "\n"
)
TAIL = (
    "责任编辑：某某\n"
    "\n"
    "相关阅读\n"
    "• 松下街道“老街坊”义警队上岗满百天\n"
    "• 　　青石镇推行“三长制”，已推选141名片长，联系群众八万户，一名邻长发现小区路灯坏了……\n"
)


def body_of(text: str) -> str:
    page = split_page(text)
    return "\n".join(text[start:end] for start, end in page.body)


def part_of(text: str, words: str) -> Part:
    return next(line.part for line in split_page(text).lines if words in text[line.start : line.end])


def test_a_whole_page_is_reduced_to_headline_and_article() -> None:
    page = split_page(HEAD + STORY + TAIL)
    kept = page.masked()
    assert "和和气气" in kept
    assert "三十余件" in kept
    assert "走进历下区" in kept
    for noise in ("要闻", "当前位置", "泉边晚报", "微信", "责任编辑", "相关阅读", "义警队", "三长制"):
        assert noise not in kept


def test_blanking_leaves_every_offset_where_it_was() -> None:
    text = "😀" + HEAD + STORY + TAIL
    masked = split_page(text).masked()
    assert len(masked) == len(text)
    assert masked.index("三十余件") == text.index("三十余件")
    assert [i for i, char in enumerate(masked) if char == "\n"] == [i for i, char in enumerate(text) if char == "\n"]


def test_the_byline_can_be_kept_for_the_places_it_names() -> None:
    assert "泉边晚报" in split_page(HEAD + STORY).masked(Part.TITLE, Part.BYLINE, Part.BODY)


@pytest.mark.parametrize(
    "opening",
    [
        "相关阅读",
        "【相关新闻】",
        "▼往期精选▼",
        "👇往期推荐",
        "相关链接：某地“海燕”助残服务队十年走了三万里",
        "猜你喜欢",
        "大家都在看",
        "热门推荐",
        "上一篇：关于停水的通知",
        "下一条:没有了",
        "版权声明：未经授权不得转载",
        "分享到：",
        "· 延伸阅读",
        "您可能还喜欢：某社区晒出“心愿树”",
        "打开客户端，阅读体验更佳",
        "鲁ICP备00000000号",
        "（责编：某某、某某）",
        "编辑丨某某 校对丨某某",
        "本版其他文章",
        "网友评论(0) 我来说两句",
        "关于我们 | 联系我们 | 网站地图",
        "地方网 > 山东 > 济南 > 正文",
        "泉边网 - 问政 - 一问一答",
        "河湾日报 · 城东 · 正文",
        "关注 | 下期预告",
    ],
)
def test_everything_from_the_first_closing_line_on_is_left_out(opening: str) -> None:
    text = HEAD + STORY + opening + "\n· 青石镇“板凳议事会”一年议成民生事210件\n"
    if opening.startswith("关注"):
        assert "板凳议事会" in body_of(text)
    else:
        assert body_of(text).endswith("街道打算再添两间屋子。")


@pytest.mark.parametrize(
    "line",
    [
        "1  望湖颐老屋  望湖社区  2021年9月  4人  日均62人次",
        "记者：门口那块牌子上写的“慢慢坐”，怎么不写茶馆？",
    ],
)
def test_rows_of_a_table_and_questions_below_the_headline_are_no_bylines(line: str) -> None:
    assert part_of(f"望湖区老年食堂一览\n序号  名称  地点  开办  人员  情况\n{line}\n{STORY}", line) is Part.BODY


def test_a_marker_before_the_article_has_begun_does_not_end_it() -> None:
    text = "热点推荐\n版权声明\n" + HEAD + STORY
    assert "三十余件" in body_of(text)


def test_a_box_of_links_inside_a_long_article_does_not_end_it() -> None:
    box = "延伸阅读\n青石镇“板凳议事会”开张\n"
    text = HEAD + STORY + box + STORY.replace("三十余件", "四十余件") * 4
    assert "四十余件" in body_of(text)
    assert "板凳议事会" not in body_of(text)


@pytest.mark.parametrize(
    "line",
    [
        "▲志愿者陪老人下棋。（社区供图）",
        "图为居民在调解室。",
        "图：居民在社区食堂里吃午饭，志愿者送上热汤",
        "记者：下一步有什么打算？",
        "问：钱从哪儿来？",
        "一、队伍怎么建",
        "【记者手记】",
        "序号|队名|队长|人数|值班地点",
        "【延伸】茶友们后来又拉起一支看灯队，修好路灯31盏。",
    ],
)
def test_captions_questions_headings_and_tables_belong_to_the_article(line: str) -> None:
    text = HEAD + STORY + line + "\n" + STORY
    assert part_of(text, line) is Part.BODY


@pytest.mark.parametrize(
    "line",
    ["（记者 某某 通讯员 某某）", "撰稿：某某 | 柳荫街道", "（文中部分人物为化名）", "文字：某某 图片：社区提供"],
)
def test_credits_are_no_news(line: str) -> None:
    assert part_of(HEAD + STORY + line + "\n" + STORY, line) is Part.CREDIT


@pytest.mark.parametrize(
    "line", ["字号：大 中 小", "【打印】 【关闭】", "阅读 1268  赞 45  在看 20", "点击上方蓝字 关注我们"]
)
def test_what_readers_press_is_furniture_wherever_it_stands(line: str) -> None:
    assert part_of(line + "\n" + HEAD + STORY, line) is Part.FURNITURE
    assert part_of(HEAD + STORY + line + "\n" + STORY, line) is Part.FURNITURE


def test_short_lines_of_a_social_post_are_read_to_the_credits() -> None:
    lines = "早上十点\n几位老街坊\n把红马甲一穿\n从东门走到西门\n" * 6
    text = (
        "平均70多岁，他们每天把小区走一遍\n柳荫零距离 2023-10-12 00:49\n"
        + lines
        + "编辑：某某 审核：某某\n往期回顾：《两篇旧文》\n"
    )
    assert "西门" in body_of(text)
    assert "往期回顾" not in body_of(text)


def test_the_jinan_page_keeps_its_story_and_loses_its_related_links(jinan: Page) -> None:
    kept = jinan.masked()
    assert "64支志愿服务队" in kept
    assert "社区红色服务站" in kept
    assert "爱济南客户端收集" not in kept
    for noise in ("百宝箱", "陆鹞社区", "八千件", "张先生", "搜救犬", "明湖热电厂", "服务粉丝"):
        assert noise not in kept


@settings(deadline=None)
@given(st.text(max_size=400))
def test_every_line_is_trimmed_in_order_and_inside_the_text(text: str) -> None:
    page = split_page(text)
    assert len(page.masked()) == len(text)
    at = 0
    for start, end, _ in page.lines:
        assert at <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        at = end


@pytest.fixture
def jinan() -> Page:
    """A page as it is pasted: slogan, path, byline without date, story, three lists of other pages."""
    text = (
        "服务粉丝\n\n我们一直在努力\n当前位置:首页 > 情感 > 故事 >\n\n济南:基层“微治理”中传递泉城温度\n\n"
        "日期: 来源:爱济南客户端收集编辑:爱济南客户端\n\n" + STORY + "\n  64支志愿服务队的身影随处可见\n\n" + STORY
        + "  社区还办起了包含“便民服务区”在内的社区红色服务站。(济南日报 记者:某某)\n\n\n相关阅读\n\n"
        "  • 家门口的“百宝箱”!小工具承载大幸福\n\n"
        "  • 武汉市青山区武东街道陆鹞社区在小区门口设立了工具箱。5月22日,居民刘奶奶说,太方便了\n\n"
        "热门文章\n\n  • 2·14 “婚育户”一次办\n\n  • 2月14日,沈阳的张先生捧着“红本本”,脸上是抑制不住的喜悦。\n\n"
        "最新文章\n\n  • 济南:基层“微治理”中传递泉城温度\n\n"
        "  • 天津:组织开展搜救犬训导员比武。\n  • 今天,明湖热电厂正式关停"
    )  # fmt: skip
    return split_page(text)
