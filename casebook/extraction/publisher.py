"""Who published a report: the 来源 line where there is one, else the masthead, the site or account, the agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from casebook.extraction.cleaning import Page, Part, Span
from casebook.extraction.page_lines import is_bare_name, is_byline, is_furniture, is_masthead, path_steps


class Guess(NamedTuple):
    """A possible value at ``text[start:end]``; ``confidence`` is the estimated probability that it is right."""

    start: int
    end: int
    confidence: float


def find_publisher(page: Page) -> Guess | None:
    """The likeliest publisher; of equally likely ones the first in the text's order of importance."""
    return max(_guesses(page), key=lambda guess: guess.confidence, default=None)


def is_publisher_name(name: str) -> bool:
    """True for the name of a paper, site or public office, by the word it ends with."""
    return is_masthead(name) or bool(_OFFICE.search(name))


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
    yield from _agency(page)
    yield from _at_foot(page)


def _labelled(text: str, span: Span, confidence: float) -> Iterator[Guess]:
    for match in _SOURCE.finditer(text, *span):
        start, end = _trimmed(text, *match.span(match.lastindex or 1))
        if end - start > 1 and not _NOBODY.fullmatch(text, start, end):
            yield Guess(start, end, confidence)


def _beside_date(text: str, span: Span) -> Iterator[Guess]:
    """济南日报 2024-05-23 记者 …: the words beside the date that can be a name."""
    if not _DATE.search(text, *span):
        return
    authors = original = False
    for match in _WORD.finditer(text, *span):
        glued = _DATE.search(match[0])
        start, end = _bare_name(text, match.start(), match.start() + glued.start() if glued else match.end())
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
        return 0.85
    if _PERSON.fullmatch(name):
        return 0.5
    return (0.75 if len(name) > 3 else 0.72) - (0.02 if original else 0)


def _signed(text: str, span: Span, confidence: float) -> Iterator[Guess]:
    """A line that is nothing but a name, or the name of a paper in a line without date."""
    line = text[slice(*span)]
    if is_masthead(line):
        sure = confidence - 0.1 if line.endswith(_BULLETINS) else confidence
        yield Guess(span.start, span.start + len(_MASTHEAD_END.sub("", line)), sure)
    elif is_bare_name(line, 14) and not is_byline(line) and not _NOT_A_NAME.match(line):
        yield Guess(*_bare_name(text, *span), confidence - 0.08)
    elif not _DATE.search(line):
        papers = (match for match in _WORD.finditer(text, *span) if is_masthead(match[0]))
        yield from (Guess(*_bare_name(text, *match.span()), confidence - 0.2) for match in islice(papers, 1))


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
    before = SITE_BEFORE_TITLE.fullmatch(page.text, *page.title)
    if before and is_publisher_name(before["site"]):
        yield Guess(*before.span("site"), 0.7)
    behind = SITE_BEHIND_TITLE.fullmatch(page.text, *page.title)
    if behind and is_masthead(behind["site"]):
        yield Guess(*behind.span("site"), 0.7)


def _office_below_title(page: Page) -> Iterator[Guess]:
    """An office that stands alone under the headline: 中共兰州市委政法委员会, 株洲市民政局 编."""
    title = page.title
    below = (line for line in page.lines if title and line.start > title.end)
    for line in islice(below, 3):
        match = _OFFICE_ALONE.fullmatch(page.text, line.start, line.end)
        if match:
            yield Guess(*match.span(1), 0.75)


def _agency(page: Page) -> Iterator[Guess]:
    """新华社南昌10月29日电, 荆楚网讯, (济南日报 记者 …): the agency that opens or signs the text."""
    for span in page.spans(Part.BYLINE, Part.BODY)[:6]:
        match = _DATELINE.match(page.text, *span)
        if match:
            yield Guess(*match.span(1), 0.6)
    for span in page.spans(Part.BYLINE, Part.CREDIT, Part.BODY):
        for match in _PAPERS_REPORTER.finditer(page.text, *span):
            yield Guess(*match.span(1), 0.55)


def _at_foot(page: Page) -> Iterator[Guess]:
    text = page.text
    for span in (*page.spans(Part.CREDIT, Part.RELATED), *page.body[-_FOOT_REACH:]):
        alone = _SOURCE_ALONE.fullmatch(text, *span)
        if alone and not _NOBODY.fullmatch(alone[1]):
            yield Guess(*alone.span(1), 0.9)
            continue
        for pattern, confidence in _FOOT:
            match = pattern.search(text, *span)
            if match:
                yield Guess(*match.span(1), confidence)
        if is_byline(text[slice(*span)]):
            yield from (guess._replace(confidence=guess.confidence - 0.05) for guess in _beside_date(text, span))
    for span in page.body[-_FOOT_REACH:]:
        signature = _OFFICE_ALONE.fullmatch(text, *span)
        if signature:
            yield Guess(*signature.span(1), 0.5)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The name without what follows it unseparated (收集编辑:…) or means "and others" (综合)."""
    stop = _NAME_STOP.search(text, start, end)
    end = stop.start() if stop else end
    name = text[start:end].rstrip()
    if name.endswith("综合") and len(name) > 4:
        name = name[:-2]
    return _bare_name(text, start, start + len(name))


def _bare_name(text: str, start: int, end: int) -> tuple[int, int]:
    """The name without brackets and marks around it, and without the words that only say what it is."""
    match = _NAME.search(text, start, end)
    return match.span("name") if match else (start, start)


SITE_BEFORE_TITLE = re.compile(r"(?P<site>\w{4,14})\s+[|｜丨]\s+(?P<title>\S[^\n]{5,})")
SITE_BEHIND_TITLE = re.compile(r"(?P<title>[^\n]{8,}?\S)(?:\s*[_|｜丨]\s*|\s+[-–—]\s*)(?P<site>\w{3,12})")
#: How many lines from the end of the body source, date or signature may stand.
_FOOT_REACH = 6
_NAME = re.compile(
    r"(?:微信公众号|公众号|据)?(?P<name>\w(?:[^/／]*?(?:\w|(?<=[（(]\w{6})[）)]|(?<=[（(]\w{5})[）)]|(?<=[（(]\w{4})[）)]|(?<=[（(]\w{3})[）)]"
    r"|(?<=[（(]\w{2})[）)]))?)(?:数字报纸?|电子报|电子版|(?:官方)?(?:微信)?公众号|官微|供稿|[A-Z]?\d+版)?\W*(?:$|(?=[/／]))"
)
_DATE = re.compile(
    r"(?<!\d)\d{1,2}-\d{1,2}\s\d{1,2}:\d{2}|(?:19|20)\d{2}\s?[年\-./·—–_]\s?\d{1,2}|二[〇○零]\w{2}年\w{1,2}月|(?:19|20)\d{2}年第"
)
_SOURCE = re.compile(
    r"(?<!素材)(?:来\s?源|稿\s?源|出处|文源|转载?自|摘自|报纸名称|供稿单位|信息提供|来自|发布(?:者|人)"
    r"|(?:发布|发文|公开|制发|责任|编制|报送|填报|印发|主办)(?:机关|机构|单位|部门|主体)|(?<!\w)(?:发布|单位|部门|媒体))"
    r"(?:\s*[:：|丨｜/]|\t)\s*(?!\d)([^\s:：|｜丨]{2,40})(?=$|[\s:：|｜丨])"
    r"|(?<!\w)(?:信息|稿件|文章|资料|新闻)?来源\s+([^\s:：|｜丨\d]{2,40})"
)
_NAME_STOP = re.compile(
    r"(?:收集编辑|责任编辑|编辑|作者|记者|时间|日期|字[号体]|浏览|点击|阅读|分享|发布时间|更新)\s*[:：]?|[【\[（(](?!.{1,8}[）)]\w)|[,，。]|(?:19|20)\d{2}[-年]"
)
_NOBODY = re.compile(
    r"[\x00-\x7f]{0,5}|admin\w*|管理员|小编|本站|本网|网络|互联网|原创|未知|转载|佚名|综合|网友|综合.*|编辑.*"
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
_OFFICE = re.compile(
    r"(?:局|委|办|会|政府|办公室|街道|街道办事处|法院|检察院|中心|政法|残联|热线|发布|新闻网?|网易号|头条号|号|委员会|[镇乡]|派出所|司法所|党校|[电台])$"
)
_OFFICE_ALONE = re.compile(
    r"(\w{2,30}(?:局|委员会|委|办公室|办事处|政府|联合会|法院|检察院|残联|中心|街道|说事点|委办|党委|党工委|司法所|派出所|协会))"
    r"(?:\s*(?:编|宣|印发|供稿))?"
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
_MENU_OPENS = re.compile(r"(?!\w*首页)\w{3,8}\s[|｜]\s")
_MASTHEAD_END = re.compile(r"(?:首页|数字报纸?|电子报|\s.*)$")
_DATELINE = re.compile(
    r"\W?(新华社|中新网|中新社|\w{2,6}?(?:网|客户端|[日晚时早晨商]报|在线))(?:[（(][^）)]{1,12}[）)])?[^。,，]{0,14}?(?:讯|电)(?=[\s（(]|$)"
)
_PAPERS_REPORTER = re.compile(
    r"(?<!\w)((?!本报|本网|我报)\w{2,8}(?:报|网|社|台|客户端|融媒|发布))(?:全媒体|融媒体?)?\s?(?:首席|见习|实习|全媒体)?记者[\s:：]?\w{2,4}(?=$|[\s）)、])"
)
_SOURCE_ALONE = re.compile(
    r"[\W_]*(?:稿件|信息|文章|本文)?(?:来源|稿源|转自|转载自)\s*[:：|丨｜]\s*([^\s:：|丨｜/]{2,30})"
)
_FOOT: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"(?<!素材)来源\s*[:：]\s*([^\s:：|]{2,30})(?=\s+(?:19|20)\d{2})"), 0.9),
    (re.compile(r"[（(](?:稿件|本文)?来源\s*[:：]\s*([^\s:：|）)]{2,30})[）)]"), 0.85),
    (re.compile(r"(?<!素材)来源\s*[:：|丨｜]\s*([^\s:：|]{2,30})(?=\s+\S*[:：])"), 0.5),
    (re.compile(r"(?:Copyright|©|\(c\))[\s©]*(?:\d{4}\S*\s+)?(\w{3,20}(?:社|网|报|中心))"), 0.55),
    (re.compile(r"(?<!\w)(\w{2,16}(?:社|网|报|在线|中心|局|政府|办公室))\s*[·•]?\s*版权所有"), 0.5),
    (re.compile(r"版权所有\s*[:：©]?\s*(\w{2,16}(?:社|网|报|在线|中心|局|政府|办公室))"), 0.5),
    (re.compile(r"主办(?:单位)?\s*[:：]\s*(\w{4,24})"), 0.45),
    (re.compile(r"[摘选转]自《([^》]{2,12})》\s*\d{4}"), 0.7),
    (re.compile(r"《?(\w{2,8}报)》?社(?:出版|版权)"), 0.55),
)
