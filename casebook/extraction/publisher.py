"""Who published a report: the 来源 line where there is one, else the masthead, the site or account, the agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from casebook.extraction.cleaning import Page, Part, Span
from casebook.extraction.mastheads import is_bare_name, is_masthead
from casebook.extraction.page_lines import is_byline, is_furniture, path_steps
from casebook.extraction.publisher_names import NOBODY, OFFICE_ALONE, Guess, bare_name, is_publisher_name, trimmed
from casebook.extraction.signatures import FOOT_REACH, told_at_foot, told_in_article


def find_publisher(page: Page) -> Guess | None:
    """The likeliest publisher; of equally likely ones the first in the text's order of importance."""
    return max(_guesses(page), key=lambda guess: guess.confidence, default=None)


def site_before_title(text: str, title: Span) -> re.Match[str] | None:
    """A headline with the site or account in front: 泉边日报 | …, 泉边融媒 …."""
    match = _SITE_BEFORE_TITLE.fullmatch(text, *title)
    if match and is_publisher_name(match["site"]):
        return match
    return _ACCOUNT_BEFORE_TITLE.fullmatch(text, *title)


def _guesses(page: Page) -> Iterator[Guess]:
    text = page.text
    for span in page.spans(Part.BYLINE):
        yield from _labelled(text, span, 0.97)
        yield from _beside_date(text, span)
        yield from _signed(text, span, 0.8)
    for span in page.spans(Part.FURNITURE):
        yield from _labelled(text, span, 0.9)
        if not path_steps(text[slice(*span)]):
            yield from (guess._replace(confidence=guess.confidence - 0.1) for guess in _beside_date(text, span))
        yield from _site_of_page(text, span)
    yield from _in_title(page)
    yield from _office_below_title(page)
    yield from told_in_article(page)
    yield from told_at_foot(page)
    for span in (*page.spans(Part.CREDIT, Part.RELATED), *page.body[-FOOT_REACH:]):
        if is_byline(text[slice(*span)]):
            yield from (guess._replace(confidence=guess.confidence - 0.05) for guess in _beside_date(text, span))


def _labelled(text: str, span: Span, confidence: float) -> Iterator[Guess]:
    for match in _SOURCE.finditer(text, *span):
        start, end = trimmed(text, *match.span(match.lastindex or 1))
        if end - start > 1 and not NOBODY.fullmatch(text, start, end):
            yield Guess(start, end, confidence)


def _beside_date(text: str, span: Span) -> Iterator[Guess]:
    """济南日报 2024-05-23 记者 …: the words beside the date that can be a name."""
    if not _DATE.search(text, *span):
        return
    authors = original = False
    for match in _WORD.finditer(text, *span):
        glued = _DATE.search(match[0])
        start, end = bare_name(text, match.start(), match.start() + glued.start() if glued else match.end())
        name = text[start:end]
        known = is_masthead(name)
        authors = authors or bool(_AUTHOR.search(match[0]))
        no_name = _NOT_A_NAME.match(name) or (_NOT_A_NAME.match(match[0]) and not known)
        if not (authors and not known) and not no_name:
            yield Guess(start, end, _likely_name(name, known, original))
        original = name == "原创"


def _likely_name(name: str, known: bool, original: bool) -> float:
    """How likely a word beside the date is the publisher; behind 原创 the author stands first, then the account."""
    if known:
        return 0.7 if name.endswith(_BULLETINS) else 0.85
    if _PERSON.fullmatch(name):
        return 0.5
    return (0.75 if len(name) > 3 else 0.72) - (0.02 if original else 0)


def _signed(text: str, span: Span, confidence: float) -> Iterator[Guess]:
    """A line that is nothing but a name, or the name of a paper in a line without date."""
    line = text[slice(*span)]
    if is_masthead(line) and line[1:2].strip():
        sure = confidence - 0.1 if line.endswith(_BULLETINS) else confidence
        yield Guess(*bare_name(text, span.start, span.start + len(_MASTHEAD_END.sub("", line))), sure)
    elif is_bare_name(line, 14) and not is_byline(line) and not _NOT_A_NAME.match(line):
        yield Guess(*bare_name(text, *span), confidence - 0.08)
    elif not _DATE.search(line):
        papers = (match for match in _WORD.finditer(text, *span) if is_masthead(match[0]))
        yield from (Guess(*bare_name(text, *match.span()), confidence - 0.2) for match in islice(papers, 1))


def _site_of_page(text: str, span: Span) -> Iterator[Guess]:
    """The site that a path or menu begins with, or that stands alone above them."""
    line = text[slice(*span)]
    steps = path_steps(line)
    first = _WORD.match(text, *span)
    name = steps[0] if steps else first[0] if first else ""
    name = _MASTHEAD_END.sub("", name)
    logo = _LOGO.fullmatch(line)
    if logo:
        yield Guess(span.start, span.start + logo.end(1), 0.6)
    volume = _VOLUME.search(line)
    if volume:
        yield Guess(span.start + volume.start(1), span.start + volume.end(1), 0.6)
    if (len(name) < 3 and not _PORTAL.fullmatch(name)) or _SECTION.search(name):
        return
    at = text.index(name, span.start)
    if is_publisher_name(name):
        yield Guess(at, at + len(name), 0.75)
    elif steps or _MENU_OPENS.match(line):
        yield Guess(at, at + len(name), 0.5)
    elif not is_furniture(line):
        yield from _signed(text, span, 0.53)


def _in_title(page: Page) -> Iterator[Guess]:
    """A headline that is a masthead, or that has the site before or behind it."""
    if page.title is None:
        return
    yield from (guess for guess in _signed(page.text, page.title, 0.8) if is_masthead(page.text[slice(*page.title)]))
    account = _ACCOUNT_IN_TITLE.match(page.text, *page.title)
    if account:
        yield Guess(*account.span(1), 0.65)
    before = site_before_title(page.text, page.title)
    if before:
        yield Guess(*before.span("site"), 0.7)
    behind = SITE_BEHIND_TITLE.fullmatch(page.text, *page.title)
    if behind and is_masthead(behind["site"]):
        yield Guess(*behind.span("site"), 0.7)


def _office_below_title(page: Page) -> Iterator[Guess]:
    """An office that stands alone under the headline: 中共兰州市委政法委员会, 株洲市民政局 编."""
    title = page.title
    below = (line for line in page.lines if title and line.start > title.end)
    for line in islice(below, 3):
        match = OFFICE_ALONE.fullmatch(page.text, line.start, line.end) or _WITH_DOMAIN.match(
            page.text, line.start, line.end
        )
        if match:
            yield Guess(*match.span(1), 0.75)


_ACCOUNT_BEFORE_TITLE = re.compile(r"(?P<site>\w{2,10}(?:融媒|融媒体中心))\s+(?P<title>\S[^\n]{5,})")
#: 泉边融媒|…, 泉边日报·深读 | …: who published it, though it may belong to the headline as well.
_ACCOUNT_IN_TITLE = re.compile(r"[【\[]?(\w[\w-]{1,9}?(?:融媒|日报|晚报|商报|发布))(?:·\w{2,4}|原创)?\s*[|｜丨:：】\]]")
_SITE_BEFORE_TITLE = re.compile(r"(?P<site>\w{4,14})\s+[|｜丨]\s+(?P<title>\S[^\n]{5,})")
SITE_BEHIND_TITLE = re.compile(r"(?P<title>[^\n]{8,}?\S)(?:\s*[_|｜丨]\s*|\s+[-–—]\s*)(?P<site>\w{3,12})")
_DATE = re.compile(
    r"(?<!\d)(?:\d{1,2}-\d{1,2}|[今昨前][天日])\s\d{1,2}:\d{2}|微信号\s*[:：]|^\S*报\s.*(?:\d版|\d月\d{1,2}日)|(?:19|20)\d{2}\s?[年\-./·—–_]\s?\d{1,2}|二[〇○零]\w{2}年\w{1,2}月|(?:19|20)\d{2}年第"
)
_SOURCE = re.compile(
    r"(?<!素材)(?:来\s?源|稿\s?源|出处|文源|转载?自|摘自|报纸名称|供稿单位|信息提供|来自|发布(?:者|人)"
    r"|(?:发布|发文|公开|制发|责任|编制|报送|填报|印发|主办)(?:机关|机构|单位|部门|主体)|(?<!\w)(?:发布|单位|部门|媒体))"
    r"(?:\s*[:：|丨｜/】]|\t)\s*(?:转载?自\s+)?(?!\d)([^\s:：|｜丨【］\]]{2,40})(?=$|[\s:：|｜丨【］\]])"
    r"|(?<!\w)(?:信息|稿件|文章|资料|新闻)?来源\s+([^\s:：|｜丨\d]{2,40})"
)
_WORD = re.compile(r"[^\s|｜丨]+")
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|台湾"
)
_NOT_A_NAME = re.compile(
    rf"(?:{_PROVINCES})$|原创$|星期|周[一二三四五六日]$|第|[A-Z]?\d|.{{0,2}}$|.*\d{{1,2}}[:：]\d{{2}}|.*[:：]|综合|文[>》/／]|图[/／]|发表于|发布"
    r"|听全文|本报|本网|本刊|[\[【]|[（(][^）)]*[）)]$|更新|阅读|浏览|点击|分享|打印|字[号体]|数字报|电子版|返回|我来|二[〇○零]|来源|当前|电子报|责任?编|政策解读"
    r"|上午|下午|晴|多云|农历|版面|来自"
)
_AUTHOR = re.compile(
    r"(?:记者|通讯员|作者|编辑|实习生|(?<!\w)文|摄影|撰稿)[:：]?$|^(?:本报|本网|本刊)?(?:记者|通讯员|作者|编辑)"
)
_PERSON = re.compile(
    "[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖"
    r"邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文]\w{1,2}"
)
_SECTION = re.compile(
    r"首页$|^(?:网站|当前|新闻|资讯|民生|社会|法律|政务|政策|知识|公告|通知|要闻|动态|综合|频道|正文|法治新闻|时政|基层|工作|专题|视频|图片|信息公开)|知识$|公开$"
)
#: Serial papers of an office: they are named for their content, the office is the publisher.
_BULLETINS = ("简报", "动态", "快讯", "专刊")
_PORTAL = re.compile(r"搜狐|网易|新浪|腾讯|凤凰|知乎|百度|头条|央视|澎湃")
_LOGO = re.compile(r"(\w{2,10})\s*(?:logo|LOGO|Logo|标志|图标)")
#: 首页 > 期刊 > NAME > 2022年4月
_VOLUME = re.compile(r">\s*(\w{2,12})\s*>\s*(?:19|20)\d{2}\s?年[^>]*$")
_WITH_DOMAIN = re.compile(r"(\w{3,12})[（(][a-z\d.-]+\.[a-z]{2,3}[）)]")
_MENU_OPENS = re.compile(r"(?!\w*首页)\w{3,8}\s[|｜]\s")
_MASTHEAD_END = re.compile(r"(?:首页|数字报纸?|电子报|\s.*|(?<=[报媒布])[（(]\w{1,4}[）)])$")
