"""Headline, publisher and date as pages of different kinds state them, each with its place in the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.extraction.metadata import find_date, find_metadata
from casebook.record import Grounded, ReportFacts

TITLE = "柳荫街道：楼下有了“和和气气”调解室"
STORY = (
    "\n　　历下区柳荫街道第二社区去年三月办起“和和气气”调解室，五名退休教师轮流坐班，一年说和邻里纠纷三十余件。\n"
    "　　“有话坐下来说。”社区书记介绍，调解室还开了夜间门诊，2023年5月17日以来晚饭后也能推门进来。\n"
)


def stated(facts: ReportFacts) -> tuple[str | None, str | None, str | None]:
    values = [str(found.value) if found else None for found in (facts.title, facts.publisher, facts.published)]
    return values[0], values[1], values[2]


@pytest.mark.parametrize(
    ("head", "publisher", "published"),
    [
        ("{title}\n2024-05-23 10:22  来源：泉边晚报  编辑：某某\n", "泉边晚报", "2024-05-23"),
        ("{title}\n来源：泉边晚报2024年5月23日作者：某某\n", "泉边晚报", "2024-05-23"),
        ("{title}\n日期： 来源：爱泉边客户端收集编辑：爱泉边客户端\n", "爱泉边客户端", None),
        ("{title}\n泉边晚报 2024年05月23日 本报记者 某某\n", "泉边晚报", "2024-05-23"),
        ("泉边晚报 2024年05月23日 星期四 第03版：城事\n\n{title}\n本报记者 某某\n", "泉边晚报", "2024-05-23"),
        ("泉边晚报数字报 返回目录 放大 缩小\n2024年05月23日 第03版：城事\n{title}\n", "泉边晚报", "2024-05-23"),
        ("{title}\n原创 小荷 柳荫清风 2024-05-23 17:20 山东\n", "柳荫清风", "2024-05-23"),
        (
            "首页 > 政务公开 > 基层\n{title}\n发布日期：2024-05-23 信息来源：历下区司法局 字号：大 中\n",
            "历下区司法局",
            "2024-05-23",
        ),
        (
            "索引号：LX-2024-003   发布机构：历下区民政局   发布日期：2024-05-23\n{title}\n",
            "历下区民政局",
            "2024-05-23",
        ),
        ("泉边网 > 民生 > 正文\n{title}\n2024-05-23 记者 某某\n", "泉边网", "2024-05-23"),
        ("泉边政法动态\n第46期 2024年5月23日\n{title}\n", "泉边政法动态", "2024-05-23"),
        ("{title}\n（历下区柳荫街道办事处 2024年5月23日）\n", "历下区柳荫街道办事处", "2024-05-23"),
        ("{title}\n柳荫评理说事点\n2024-05-23 阅读 213\n", "柳荫评理说事点", "2024-05-23"),
        ("{title}\n历下区民政局 编\n二〇二四年五月\n", "历下区民政局", "2024-05"),
        ("{title}\n2024/5/23 泉边在线 记者 某某\n", "泉边在线", "2024-05-23"),
        ("{title}\n2024-05-23 来源：泉边新闻网综合\n", "泉边新闻网", "2024-05-23"),
        ("{title}\n2024-05-23 | 泉边发布\n", "泉边发布", "2024-05-23"),
        ("{title}\n【字体：大 中 小】 2024-05-23 历下区人民政府\n", "历下区人民政府", "2024-05-23"),
        ("第A05版：民生\n2024年05月23日\n泉边晚报\n{title}\n", "泉边晚报", "2024-05-23"),
        ("历下信息\n（2024年第12期）\n历下区委办公室 2024年5月23日\n{title}\n", "历下区委办公室", "2024-05-23"),
        ("{title}\n发布时间 2024-05-23\n信息来源 历下区民政局\n", "历下区民政局", "2024-05-23"),
        ("{title}\n来源\n泉边晚报\n时间\n2024-05-23\n", "泉边晚报", "2024-05-23"),
        ("今天是2026年11月24日 星期二\n{title}\n2024-05-23 来源：柳荫街道\n", "柳荫街道", "2024-05-23"),
        ("{title}\n柳荫街道2024年5月23日\n", "柳荫街道", "2024-05-23"),
        ("{title}\n2024-05-23\n历下融媒\n", "历下融媒", "2024-05-23"),
        ("{title}\n组队时间：2015年5月\n2024-05-23\n", None, "2024-05-23"),
        ("{title}\n2024-05-23 21:57  作者：某某 某某\n", None, "2024-05-23"),
        ("{title}\n", None, None),
    ],
)
def test_the_head_of_a_page_states_them_in_many_ways(head: str, publisher: str | None, published: str | None) -> None:
    text = head.format(title=TITLE) + STORY
    assert stated(find_metadata(text)) == (TITLE, publisher, published)


@pytest.mark.parametrize(
    ("foot", "publisher", "published"),
    [
        ("来源：泉边晚报\n编辑：某某\n", "泉边晚报", None),
        ("泉边晚报 2024-05-23 08版：乡情\n", "泉边晚报", "2024-05-23"),
        ("柳荫街道残疾人联合会\n2024年5月23日\n", "柳荫街道残疾人联合会", "2024-05-23"),
        ("（柳荫社区供稿）\n版权声明：未经授权不得转载 Copyright © 泉边日报社\n", "泉边日报社", None),
        ("答复时间：2024-05-23 15:02 满意度：★★★★☆\n", None, "2024-05-23"),
    ],
)
def test_the_foot_of_a_page_states_them_where_the_head_does_not(
    foot: str, publisher: str | None, published: str | None
) -> None:
    assert stated(find_metadata(f"{TITLE}\n{STORY}{foot}")) == (TITLE, publisher, published)


def test_dates_in_the_story_are_not_the_date_of_the_page() -> None:
    assert find_metadata(f"{TITLE}\n{STORY}").published is None


def test_dates_of_related_pages_are_not_the_date_of_the_page() -> None:
    links = "相关阅读\n· 青石镇“板凳议事会”2019年5月成立，三年议成210件\n"
    assert find_metadata(f"{TITLE}\n{STORY}{STORY}{links}").published is None


def test_the_day_it_went_online_counts_where_several_dates_are_labelled() -> None:
    text = f"{TITLE}\n成文日期：2024-05-20 发布日期：2024-05-23 10:05\n{STORY}"
    assert str(find_metadata(text).published.value) == "2024-05-23"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "head",
    [
        "服务粉丝\n我们一直在努力\n当前位置：首页 > 情感 >\n{title}",
        "【平安建设信息】\n{title}",
        "泉边工会在线\n首页 | 要闻 | 维权 | 帮扶\n{title}",
        "今日柳荫\n\n{title}",
        "我区首批“最美志愿服务队”候选展示（之四）\n{title}",
        "首页\n新闻\n政务公开\n{title}",
        "柳荫微讯\n第27期\n{title}",
        "{title}_泉边网",
        "◆ {title}",
        "标题：{title}",
    ],
)
def test_what_stands_above_or_around_a_headline_is_not_taken_for_it(head: str) -> None:
    assert stated(find_metadata(f"{head.format(title=TITLE)}\n2024-05-23\n{STORY}"))[0] == TITLE


def test_a_text_that_begins_with_its_story_takes_the_original_headline_from_its_foot() -> None:
    text = f"新华社济南5月23日电（记者 某某）{STORY.strip()}\n原标题：{TITLE}\n来源：新华网 2024-05-23 15:22\n"
    assert stated(find_metadata(text)) == (TITLE, "新华网", "2024-05-23")


def test_headline_and_byline_in_one_line_are_told_apart() -> None:
    assert stated(find_metadata(f"{TITLE} 2024-05-23 来源：泉边晚报\n{STORY}")) == (TITLE, "泉边晚报", "2024-05-23")


def test_an_impossible_date_is_not_taken() -> None:
    assert find_date("2024-13-45") is None
    assert str(find_date("印于2024年2月30日，发于2024.3.1")) == "2024-03-01"


HEADS = st.sampled_from(
    [
        "",
        "首页 > 新闻\n",
        f"{TITLE}\n",
        "来源：{0}\n",
        "2024-05-23 {0} 记者 某某\n",
        "原创 小荷 {0} 2024年5月23日\n",
        "{0} | {0}\n",
        "◆{0} {0}\n",
        "《{0}》2024年第5期\n",
        "{0}（{0}）讯（记者 某某）",
        "原标题：{0}\n",
        "（来源：{0}）\n",
        "{0} logo\n",
    ]
)
WORDS = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("《》“”（）|｜:：/ 报网局😀𬭎𠅤\t")), max_size=14)


@settings(deadline=None)
@given(st.lists(st.tuples(HEADS, WORDS), max_size=8))
def test_every_value_quotes_the_text_at_its_place(pieces: list[tuple[str, str]]) -> None:
    text = "".join(head.replace("{0}", words) for head, words in pieces)
    facts = find_metadata(text)
    found: list[Grounded[object] | None] = [facts.title, facts.publisher, facts.published]
    for value in filter(None, found):
        for evidence in value.evidence:
            assert text[evidence.start : evidence.end] == evidence.quote
    for spoken in filter(None, [facts.title, facts.publisher]):
        assert spoken.value == spoken.evidence[0].quote
        assert "\n" not in spoken.value


BODY = "镇上的老人说，灶台边的名册比钟还准，谁没来吃饭，天黑以前总有人去敲门。"


@pytest.mark.parametrize(
    "head",
    [
        "河湾晚报 | 老街巷\n\n灶台边上的“点名册”\n2024-04-18 09:12 来源:河湾晚报",
        "河湾融媒 › 乡村\n\n灶台边上的“点名册”\n2024-04-18 09:12 来源:河湾融媒",
        "首页 - 河湾要闻 - 正文\n灶台边上的“点名册”\n来源:河湾发布 2024-04-18",
        "河湾网 - 城东 - 一问一答\n灶台边上的“点名册”\n2024-04-18 记者 某某",
        "河湾晚报 2024年4月18日 第6版\n前一篇　后一篇\n灶台边上的“点名册”",
        "索 引 号:008780455/2024-00213\n发布机构:河湾镇人民政府\n\n灶台边上的“点名册”",
        "【大】【中】【小】 【简/繁】 【朗读】\n\n灶台边上的“点名册”\n2024-04-18",
        "(图片新闻)\n\n灶台边上的“点名册”\n2024-04-18",
        "【基层快讯】灶台边上的“点名册”\n2024-04-18",
        "河湾发布🌊\n2024-04-18 07:30 发表于江苏\n\n灶台边上的“点名册”",
    ],
)
def test_what_stands_above_a_headline_is_not_taken_for_it(head: str) -> None:
    title = find_metadata(f"{head}\n\n{BODY}\n{BODY}").title
    assert title is not None
    assert title.value == "灶台边上的“点名册”"


@pytest.mark.parametrize(
    "head",
    [
        "河湾融媒 今天 18:06\n{title}",
        "河湾日报·柳荫融媒 6月28日 05版\n{title}",
        "河湾晚报　第A05版　街镇\n{title}",
        "河湾晚报　五一特刊\n{title}",
        "河湾日报客户端 · 湾评\n{title}\n湾评员 某某",
        "河湾县公安局“警民连心”专栏\n{title}",
        "河湾市平安案例选编（第九辑）\n案例二\n{title}\n报送单位：中共河湾县委政法委　刊发日期：2024年4月18日",
        "附件3\n“河湾好人”申报材料\n案例名称:{title}\n申报单位:河湾镇老年协会",
        "中共河湾县委社会工作部\n{title}\n2024年4月12日",
        "河湾融媒 {title}",
        "河湾零距离\n{title}\n2024-04-18 19:30",
        "河湾县融媒体中心 政策速递\n{title}\n时间:2024年4月18日",
        "河湾新闻网-柳荫客厅\n{title}\n2024-04-18 记者 某某",
        "柳荫乡音 | 人物\n{title}\n2024年4月18日",
        "河湾农村治理观察 2024年4月刊\n{title}\n某某",
        "名 称:{title}    文 号:无",
    ],
)
def test_mastheads_columns_and_forms_stand_above_the_headline(head: str) -> None:
    page = head.format(title="灶台边上的“点名册”")
    assert stated(find_metadata(f"{page}\n{BODY}\n{BODY}"))[0] == "灶台边上的“点名册”"


def test_a_short_headline_above_its_author_is_not_taken_for_a_column() -> None:
    page = f"湾头来信\n河湾日报 记者 某某 2024-04-18\n船还没靠岸,有人喊:“位子给你留着!”\n{BODY}"
    assert stated(find_metadata(page)) == ("湾头来信", "河湾日报", "2024-04-18")


def test_a_list_that_bears_its_date_is_headed_by_its_name() -> None:
    page = f"河湾镇老年食堂公示(2024年3月)\n序号 | 名称 | 地址 | 备注\n1 | 湾头食堂 | 湾头 | 午餐\n{BODY}\n河湾镇人民政府\n2024年3月18日"
    assert stated(find_metadata(page))[:2] == ("河湾镇老年食堂公示(2024年3月)", "河湾镇人民政府")


def test_questions_of_an_interview_are_not_its_headline() -> None:
    page = f"河湾县融媒体中心 “湾头能人”访谈录（之二）\n访谈对象：老孟\n访谈时间：2024年4月16日\n问：您天天往灶台边跑,图什么？\n答：{BODY}\n（2024年4月18日刊发）"
    assert stated(find_metadata(page)) == ("“湾头能人”访谈录（之二）", "河湾县融媒体中心", "2024-04-18")


@pytest.mark.parametrize(
    ("frame", "publisher"),
    [
        ("河湾湾 微信号:hewanwan\n{title}\n2024-04-18 19:20 江苏\n{body}", "河湾湾"),
        ("湾里+　2024-04-18 20:30 发表于江苏\n{title}\n{body}", "湾里+"),
        ("{title}\n河湾融媒讯 {body}", "河湾融媒"),
        ("{title}\n河湾新闻网讯 {body}", "河湾新闻网"),
        ("{title}\n河湾时刻新闻柳荫站 4月18日讯(通讯员 某某){body}", "河湾时刻新闻柳荫站"),
        ("{title}\n河湾县融媒体中心4月18日消息\n{body}", "河湾县融媒体中心"),
        ("{title}\n河湾周刊记者 某某 某某某\n{body}", "河湾周刊"),
        ("{title}\n本报记者 某某  刊于2024年4月18日《河湾周报》A06版\n{body}", "河湾周报"),
        ("{title}\n{body}\n（河湾融媒 某某 某某某）2024-04-18", "河湾融媒"),
        ("{title}\n{body}\n（河湾区融媒体中心 供稿 2024）", "河湾区融媒体中心"),
        ("{title}\n{body}\n［编辑:某某］\n［来源:河湾晚报］", "河湾晚报"),
        ("河湾晚报数字版 | 第3版 | 2024年4月18日\n{title}\n{body}", "河湾晚报"),
        ("河湾日报·面对面\n{title}\n本报记者 某某　2024-04-18\n{body}", "河湾日报"),
        ("{title}\n来源：河湾日报《湾头》副刊   2024年4月18日\n{body}", "河湾日报"),
        ("{title}\n2024-04-18 18:26　来源:转自 河湾发布　浏览:3390次\n{body}", "河湾发布"),
        (
            "河湾政法简报\n第17期\n中共河湾县委政法委员会办公室编  2024年4月18日\n{title}\n{body}",
            "中共河湾县委政法委员会办公室",
        ),
        ("{title}\n河湾城市观察（hewan.cn) 深度\n2024-04-18  作者：某某\n{body}", "河湾城市观察"),
    ],
)
def test_the_publisher_is_named_without_what_stands_around_it(frame: str, publisher: str) -> None:
    page = frame.format(title="灶台边上的“点名册”", body=f"{BODY}\n{BODY}{BODY}")
    assert stated(find_metadata(page))[1] == publisher


@pytest.mark.parametrize(
    "frame",
    [
        "河湾好人推荐材料\n推荐单位:河湾镇\n填表时间:2024年4月18日\n{body}",
        "{title}\n河湾网2024-04-18 10:05:44\n{body}",
        "{title}\n(河湾县委改革办《改革动态》2024年第6期  4月18日)\n{body}",
        "{title}\n河湾柳荫 4月18日讯 {body}\n（河湾区融媒体中心 供稿 2024）",
        "{title}\n{body}\n（河湾融媒 某某 某某某）2024-04-18",
        "{title}\n{body}\n(刊于2024年4月18日《河湾日报》三版,有删节)",
    ],
)
def test_the_day_is_read_from_forms_datelines_and_notes(frame: str) -> None:
    page = frame.format(title="灶台边上的“点名册”", body=f"{BODY}\n{BODY}{BODY}")
    assert stated(find_metadata(page))[2] == "2024-04-18"
