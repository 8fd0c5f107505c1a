"""Web pages: headline, source and date stand at the head of the text, then the article; any encoding, any layout."""

from __future__ import annotations

import pytest

from casebook.extraction.cleaning import split_page
from casebook.extraction.reading import Document, read_bytes

TITLE = "柳荫街道：楼下有了“和和气气”调解室"
STORY = (
    "历下区柳荫街道第二社区去年三月办起“和和气气”调解室，五名退休教师轮流坐班，一年说和邻里纠纷三十余件。",
    "“有话坐下来说。”社区书记介绍，调解室还开了夜间门诊，晚饭后也能推门进来，孩子写作业也有人看着。",
    "家住三号楼的老孟和楼上为漏水红过脸，如今见面先点头，逢年过节还互相送一碗饺子。",
    "下一步，街道打算再添两间屋子，把调解室办到每一个小区的门口，请更多热心人坐班。",
)
RELATED = "".join(f"<li><a href='/{n}.html'>青石镇“板凳议事会”一年议成民生事{n}件</a></li>" for n in range(200, 212))
MENU = "".join(f"<a href='/{name}'>{name}</a>" for name in ("首页", "要闻", "民生", "法治", "视频", "专题"))


def paragraphs(tag: str = "p") -> str:
    return "".join(f"<{tag}>　　{words}</{tag}>" for words in STORY)


def news(**changes: str) -> str:
    """A news page with meta tags; ``changes`` replace its parts."""
    parts = {
        "meta": f'<meta name="ArticleTitle" content="{TITLE}"><meta name="PubDate" content="2024-05-23 10:22">'
        '<meta name="ContentSource" content="泉边晚报">',
        "window": f"{TITLE}_民生_泉边网",
        "heading": f"<h1>{TITLE}</h1>",
        "byline": "<div class='info'><span>2024-05-23 10:22</span><span>来源：<a>泉边晚报</a></span>"
        "<span>作者：某某</span></div>",
        "body": f"<div class='TRS_Editor'>{paragraphs()}</div>",
    } | changes
    return (
        f"<html><head><meta charset='gb2312'><title>{parts['window']}</title>{parts['meta']}</head>"
        f"<body><div class='nav'>{MENU}</div>"
        f"<div class='path'>当前位置：<a>首页</a> &gt; <a>民生</a></div>"
        f"{parts['heading']}{parts['byline']}{parts['body']}"
        f"<div>责任编辑：某某</div><div class='rel'><h3>相关阅读</h3><ul>{RELATED}</ul></div>"
        "<div>鲁ICP备00000000号</div></body></html>"
    )


def facts_of(document: Document) -> tuple[str | None, str | None, str | None]:
    facts = document.facts
    title, publisher, published = (
        str(found.value) if found else None for found in (facts.title, facts.publisher, facts.published)
    )
    return title, publisher, published


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "utf-16"])
def test_a_news_page_is_read_whatever_encoding_it_claims(encoding: str) -> None:
    document = read_bytes(news().encode(encoding), "page.html")
    assert document.media_type == "text/html"
    assert facts_of(document) == (TITLE, "泉边晚报", "2024-05-23")
    for words in STORY:
        assert words in document.text


def test_the_article_is_kept_and_the_page_around_it_is_not() -> None:
    document = read_bytes(news().encode(), "page.html")
    kept = split_page(document.text).masked()
    assert kept.split()[0] == TITLE
    for noise in ("板凳议事会", "ICP", "责任编辑", "要闻", "当前位置"):
        assert noise not in kept


@pytest.mark.parametrize(
    "changes",
    [
        {"meta": ""},
        {"meta": "", "heading": f"<h1>泉边网</h1><h2>{TITLE}</h2>"},
        {"meta": "", "heading": f"<div class='tit'>{TITLE}</div>"},
        {"meta": f'<meta property="og:title" content="{TITLE}">', "heading": "<h1>泉边网</h1>"},
        {"meta": f"<meta name='ArticleTitle' content=\"{TITLE.split('“', maxsplit=1)[0]}\">", "heading": ""},
        {"meta": "", "window": f"{TITLE}-泉边网", "heading": ""},
        {"meta": "", "window": f"{TITLE} | 民生 | 泉边网", "heading": ""},
        {"meta": "", "byline": "<ul><li>来源：</li><li>泉边晚报</li><li>发布时间：</li><li>2024-05-23</li></ul>"},
        {"meta": "", "byline": "<table><tr><td>来源：泉边晚报</td><td>2024年05月23日</td></tr></table>"},
        {"meta": "", "byline": "<p>2024-05-23　泉边晚报　记者 某某</p>"},
        {
            "meta": '<meta name="source" content="泉边晚报">',
            "byline": "<time datetime='2024-05-23T10:22:00+08:00'>昨天</time>",
        },
        {
            "meta": '<meta property="og:site_name" content="泉边晚报">',
            "byline": '<script type="application/ld+json">{"datePublished":"2024-05-23T10:22:00"}</script>',
        },
    ],
)
def test_headline_source_and_date_are_found_wherever_the_page_keeps_them(changes: dict[str, str]) -> None:
    assert facts_of(read_bytes(news(**changes).encode("gbk"), "page.htm")) == (TITLE, "泉边晚报", "2024-05-23")


@pytest.mark.parametrize(
    "body",
    [
        f"<div id='zoom'>{paragraphs('div')}</div>",
        f"<table><tr><td><font>{'<br>'.join(STORY)}</font></td></tr></table>",
        f"<section>{''.join(f'<section><span>{words}</span></section>' for words in STORY)}</section>",
        f"<div><div><div>{paragraphs()}</div></div></div>",
    ],
)
def test_the_article_is_found_in_any_layout(body: str) -> None:
    text = read_bytes(news(body=body).encode(), "page.html").text
    for words in STORY:
        assert words in text


def test_a_table_in_the_article_keeps_its_figures() -> None:
    table = "<table><tr><th>队名</th><th>人数</th></tr><tr><td>老街坊义警队</td><td>14人</td></tr></table>"
    text = read_bytes(
        news(body=f"<div class='article'>{paragraphs()}{table}{paragraphs()}</div>").encode(), "page.html"
    ).text
    assert "老街坊义警队" in text
    assert "14人" in text


def wechat(date: str) -> str:
    sections = "".join(f"<section><span>{words}</span></section>" for words in STORY)
    return (
        f"<html><head><meta charset='utf-8'><meta property='og:title' content='{TITLE}'><meta property='og:url' "
        "content='https://mp.weixin.qq.com/s/abc'><title></title></head><body><div id='img-content'>"
        f"<h1 class='rich_media_title' id='activity-name'>\n  {TITLE}\n</h1>"
        "<div id='meta_content'><span>原创</span><span>小荷</span>"
        f"<a id='js_name'>柳荫清风</a><em id='publish_time'></em></div>{date}"
        f"<div id='js_content' style='visibility: hidden;'>{sections}<p>编辑：某某</p>"
        "<p>▼往期精选▼</p><p>青石镇“板凳议事会”开张</p></div>"
        "</div></body></html>"
    )


@pytest.mark.parametrize(
    "date", ['<script>var ct = "1716430920";</script>', "<script>var createTime = '2024-05-23 10:22';</script>"]
)
def test_an_article_saved_from_wechat_names_its_account_and_its_day_in_china(date: str) -> None:
    document = read_bytes(wechat(date).encode(), "公众号.html")
    assert facts_of(document) == (TITLE, "柳荫清风", "2024-05-23")
    assert document.source_url == "https://mp.weixin.qq.com/s/abc"
    kept = split_page(document.text).masked()
    assert STORY[0] in kept
    assert "板凳议事会" not in kept


def test_a_page_saved_as_one_file_is_read() -> None:
    page = news(meta="").replace("gb2312", "utf-8")
    data = (
        "MIME-Version: 1.0\r\nSnapshot-Content-Location: https://news.example.cn/a.html\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----x"\r\n\r\n------x\r\n'
        "Content-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + page + "\r\n------x--\r\n"
    ).encode()
    document = read_bytes(data, "网页.mht")
    assert facts_of(document) == (TITLE, "泉边晚报", "2024-05-23")
    assert document.source_url == "https://news.example.cn/a.html"


def test_the_address_is_the_one_that_the_page_calls_its_own() -> None:
    page = news(meta="<link rel='canonical' href='https://news.example.cn/a.html'>")
    assert read_bytes(page.encode(), "a.html").source_url == "https://news.example.cn/a.html"
    assert (
        read_bytes(news(meta="<link rel='canonical' href='javascript:alert(1)'>").encode(), "a.html").source_url is None
    )


def test_a_page_that_nests_a_thousand_levels_deep_is_read() -> None:
    deep = "<div>" * 1000 + paragraphs() + "</div>" * 1000
    assert STORY[0] in read_bytes(f"<html><body><h1>{TITLE}</h1>{deep}</body></html>".encode(), "a.html").text


@pytest.mark.parametrize("markup", ["<html>", "<!doctype html><p", "<html><body><script>x</script></body></html>"])
def test_a_page_without_words_is_refused_with_advice(markup: str) -> None:
    from casebook.errors import Invalid

    with pytest.raises(Invalid) as refusal:
        read_bytes(markup.encode(), "空.html")
    assert "没有读到文字" in refusal.value.message.zh
