"""Headline, source and date on layouts of portals, papers and accounts that differ in where they keep the three."""

from __future__ import annotations

import pytest

from casebook.extraction.reading import Document, read_bytes, read_text

TITLE = "江湾区：老厂房里开出“邻帮邻”互助站"
STORY = (
    "江湾区柳桥街道三号桥社区把闲了八年的老厂房收拾出来，去年秋天开了“邻帮邻”互助站，二十来名退休工人轮流值班。",
    "“谁家缺把梯子，谁家孩子没人接，来这儿说一声就行。”站长老冯说，开门到现在帮街坊办了四百多件小事。",
    "住在五栋的苏阿姨腿脚不便，每周二、周五有人上门送菜，顺手把垃圾也带下楼，她逢人就夸。",
    "街道打算明年在另外两个社区照样开起来，2025年3月5日前选好房子，费用由街道和社区各出一半。",
)
BODY = "".join(f"<p>　　{words}</p>" for words in STORY)
LINKS = "".join(f"<li><a>青禾镇“板凳会”议成第{n}件实事</a><span>2023-0{n}-12</span></li>" for n in range(1, 10))
FOOT = f"<div><h4>相关新闻</h4><ul>{LINKS}</ul></div><div>主办：江湾区人民政府办公室 版权所有</div>"
PAPER, OFFICE, ACCOUNT = "江湾日报", "江湾区民政局", "江湾民政"

PAGES = {
    "a portal whose masthead is a heading": (
        (
            f'<title>{TITLE}-江湾区人民政府</title><meta name="SiteName" content="江湾区人民政府">'
            f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2024-03-18 16:05:00">'
            f'<meta name="ContentSource" content="{OFFICE}">'
        ),
        f"<h1>江湾区人民政府</h1><div>您现在的位置：<a>首页</a>&gt;<a>部门动态</a></div><div>{TITLE}</div>",
        OFFICE,
    ),
    "a portal that leaves its meta tags empty": (
        f'<title>{TITLE}-部门动态-江湾区人民政府</title><meta name="PubDate" content=""><meta name="ContentSource">',
        f"<h2>{TITLE}</h2><div>信息来源：{OFFICE}　<span>发布日期：2024-03-18</span> 浏览次数：<i>77</i> 次 [大 中 小]</div>",
        OFFICE,
    ),
    "a table of the open register above the headline": (
        f"<title>江湾区人民政府 信息公开 {TITLE}</title>",
        (
            f"<table><tr><td>索 引 号：</td><td>1137/2024-31</td><td>发布机构：</td><td>{OFFICE}</td></tr>"
            f"<tr><td>名　　称：</td><td>{TITLE}</td><td>发布日期：</td><td>2024-03-18</td></tr></table><div>{TITLE}</div>"
        ),
        OFFICE,
    ),
    "a badge within the heading": (
        f"<title>{TITLE}_{PAPER}</title>",
        f"<h1>{TITLE}<span>原创</span></h1><div><span>2024-03-18 08:12</span><span>来源:&nbsp;{PAPER}</span></div>",
        PAPER,
    ),
    "an eyebrow and a second line": (
        f"<title>（新春走基层）{TITLE}-{PAPER}</title>",
        f"<p>（新春走基层）</p><h1>{TITLE}</h1><p>——走进三号桥社区</p><div>2024-03-18 07:30　{PAPER}　记者 某某</div>",
        PAPER,
    ),
    "the day in a meta tag, the paper beside the hour": (
        f'<title>{TITLE}</title><meta name="publishdate" content="2024/3/18 8:12:33">',
        f"<h1>{TITLE}</h1><div><span>{PAPER}</span> <span>03-18 08:12</span></div>",
        PAPER,
    ),
    "source and day for machines only": (
        (
            f'<title>{TITLE}</title><script type="application/ld+json">{{"datePublished":"2024-03-18T08:12:00+08:00",'
            f'"publisher":{{"@type":"Organization","name":"{PAPER}"}}}}</script>'
        ),
        f"<h1>{TITLE}</h1>",
        PAPER,
    ),
    "a page of a printed paper": (
        f"<title>{PAPER}数字报-{TITLE}</title>",
        f"<div>{PAPER}数字报</div><div>2024年03月18日 星期一</div><div>第04版：民生</div><h1>{TITLE}</h1><h2>□本报记者 某某</h2>",
        PAPER,
    ),
}


@pytest.mark.parametrize("layout", PAGES)
def test_a_page_states_them_wherever_its_layout_keeps_them(layout: str) -> None:
    head, top, publisher = PAGES[layout]
    markup = f"<html><head><meta charset='utf-8'>{head}</head><body>{top}<div>{BODY}</div>{FOOT}</body></html>"
    assert stated(read_bytes(markup.encode(), "page.html")) == (TITLE, publisher, "2024-03-18")


@pytest.mark.parametrize(
    "script",
    [
        f'var ct = "1710720000"; var nickname = htmlDecode("{ACCOUNT}");',
        f"window.cgiData = {{nick_name: JsDecode('{ACCOUNT}'), create_time: JsDecode('2024-03-18 08:00')}}",
        f"var nick_name = '{ACCOUNT}'; var create_time = '1710720000' * 1;",
    ],
)
def test_an_article_of_an_account_is_dated_and_signed_by_its_script(script: str) -> None:
    markup = (
        f"<html><head><meta property='og:title' content='{TITLE}'></head>"
        f"<body><div id='js_content'>{BODY}</div><script>{script}</script></body></html>"
    )
    assert stated(read_bytes(markup.encode(), "page.html")) == (TITLE, ACCOUNT, "2024-03-18")


@pytest.mark.parametrize(
    ("head", "publisher", "published"),
    [
        (f"标题\t{TITLE}\n来源\t{PAPER}\n日期\t2024年3月18日\n", PAPER, "2024-03-18"),
        (f"报送单位\t{OFFICE}\t报送日期\t2024年3月18日\n{TITLE}\n", OFFICE, "2024-03-18"),
        (f"标题：{TITLE}\n媒体：{PAPER}\n日期：2024-03-18\n", PAPER, "2024-03-18"),
        (f"{TITLE}\n[2024-03-18] [{PAPER}]\n", PAPER, "2024-03-18"),
        (f"{PAPER} 2024年3月18日 星期一 04 民生\n{TITLE}\n本报记者 某某\n", PAPER, "2024-03-18"),
        (f"{TITLE}\n{PAPER}  03-18 08:12\n", PAPER, None),
    ],
)
def test_tables_and_pasted_heads_state_them(head: str, publisher: str, published: str | None) -> None:
    story = "\n".join(f"　　{words}" for words in STORY)
    assert stated(read_text(head + story)) == (TITLE, publisher, published)


def stated(document: Document) -> tuple[str | None, ...]:
    facts = document.facts
    return tuple(str(found.value) if found else None for found in (facts.title, facts.publisher, facts.published))
