"""What a report says of itself: headline, publisher and date, each with the place in the text that says so.

The publisher is the 来源 line where there is one, else the masthead; the date is the page's own, not that of an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from casebook.errors import Invalid
from casebook.extraction.cleaning import Page, Part, Span, breadcrumb_parts, is_byline, is_masthead, split_page
from casebook.record import Evidence, Grounded, Method, PartialDate, ReportFacts, parse_date

T = TypeVar("T")


def find_metadata(text: str, page: Page | None = None) -> ReportFacts:
    """Find headline, publisher and date of ``text``; pass ``page`` where it is split already."""
    page = page or split_page(text)
    return ReportFacts(title=_title(page), publisher=_publisher(page), published=_published(page))


def find_date(text: str) -> str | None:
    """The first full date in ``text``, as 2024-05-23 (a month where no day is given), or None."""
    found = _date_in(text, Span(0, len(text)))
    return str(found.value) if found else None


class _Guess(NamedTuple):
    """A possible value at ``text[start:end]``; ``confidence`` as of ``Evidence``."""

    start: int
    end: int
    confidence: float


def _title(page: Page) -> Grounded[str] | None:
    entry = _ENTRY.match(page.text, *page.body[0]) if page.body else None
    if page.title is None or (entry and is_masthead(page.text[slice(*page.title)])):
        named = entry or _ORIGINAL_TITLE.search(page.text)
        return _ground(page.text, _Guess(*named.span(1), 0.9)) if named else None
    start, end = page.title
    named = _SITE_AND_TITLE.match(page.text, start, end)
    if named and is_masthead_or_office(named[1]):
        start = named.start(2)
    return _ground(page.text, _Guess(start, end, 0.95))


def is_masthead_or_office(name: str) -> bool:
    """True for the name of a paper, site or public office."""
    return is_masthead(name) or bool(_OFFICE.search(name))


def _publisher(page: Page) -> Grounded[str] | None:
    best = max(_publishers(page), key=lambda guess: guess.confidence, default=None)
    return _ground(page.text, best) if best else None


def _publishers(page: Page) -> Iterator[_Guess]:
    """All candidates; where two are equally sure the earlier one counts."""
    for span in page.spans(Part.BYLINE):
        yield from _labelled(page.text, span, 0.97)
        yield from _beside_date(page.text, span)
        if is_masthead(page.text[span.start : span.end]):
            yield _masthead_name(page.text, span)
    for span in page.spans(Part.FURNITURE):
        yield from _labelled(page.text, span, 0.9)
        yield from _site_of_path(page.text, span)
    if page.title and is_masthead(page.text[slice(*page.title)]):
        yield _masthead_name(page.text, page.title)
    yield from _offices_below_title(page)
    yield from _datelines(page)
    for span in page.spans(Part.CREDIT, Part.RELATED, Part.BODY):
        yield from _at_the_foot(page.text, span)


def _labelled(text: str, span: Span, confidence: float) -> Iterator[_Guess]:
    for match in _SOURCE.finditer(text, *span):
        name = _trimmed(text, match.start(1), match.end(1))
        if name:
            yield _Guess(*name, confidence)


def _beside_date(text: str, span: Span) -> Iterator[_Guess]:
    """济南日报 2024-05-23 记者 …: the first word beside the date that can be a name."""
    if not _DATE.search(text, *span):
        return
    for match in _WORD.finditer(text, *span):
        word = match[0]
        if _NOT_A_NAME.match(word) or _DATE.search(word) or _AUTHOR_BEFORE.search(text[span.start : match.start()]):
            continue
        sure = 0.85 if is_masthead_or_office(word) else 0.75
        yield _Guess(*_without_brackets(text, match.start(), match.end()), sure)
        return


def _masthead_name(text: str, span: Span) -> _Guess:
    name = _MASTHEAD_END.sub("", text[span.start : span.end])
    return _Guess(span.start, span.start + len(name), 0.8)


def _site_of_path(text: str, span: Span) -> Iterator[_Guess]:
    steps = breadcrumb_parts(text[span.start : span.end])
    if steps and is_masthead_or_office(steps[0]) and not steps[0].endswith("首页"):
        at = text.index(steps[0], span.start)
        yield _Guess(at, at + len(steps[0]), 0.7)
        return
    first = _WORD.match(text, *span)
    if first and not steps and is_masthead(first[0]) and not first[0].startswith("网站"):
        yield _masthead_name(text, Span(*first.span()))
    elif first and _MENU_OPENS.match(text, *span):
        yield _Guess(*first.span(), 0.5)


def _offices_below_title(page: Page) -> Iterator[_Guess]:
    """An office that stands alone under the headline: 中共兰州市委政法委员会, 株洲市民政局 编."""
    if page.title is None:
        return
    below = [line for line in page.lines if line.start > page.title.end][:2]
    for line in below:
        match = _OFFICE_ALONE.fullmatch(page.text[line.start : line.end])
        if match:
            yield _Guess(line.start, line.start + match.end(1), 0.75)


def _datelines(page: Page) -> Iterator[_Guess]:
    """新华社南昌10月29日电, 荆楚网讯: the agency that opens the first paragraphs."""
    for start, end in page.spans(Part.BYLINE, Part.BODY)[:6]:
        match = _DATELINE.match(page.text, start, end)
        if match:
            yield _Guess(*match.span(1), 0.6)


def _at_the_foot(text: str, span: Span) -> Iterator[_Guess]:
    alone = _SOURCE_ALONE.fullmatch(text, *span)
    if alone:
        yield _Guess(*alone.span(1), 0.9)
        return
    for pattern, confidence in _FOOT:
        match = pattern.search(text, *span)
        if match:
            yield _Guess(*match.span(1), confidence)
    yield from (guess for guess in _beside_date_at_foot(text, span))


def _beside_date_at_foot(text: str, span: Span) -> Iterator[_Guess]:
    match = _PAPER_AND_DATE.fullmatch(text, *span)
    if match and is_masthead(match[1]):
        yield _Guess(*match.span(1), 0.8)


def _published(page: Page) -> Grounded[PartialDate] | None:
    foot = [span for span in page.spans(Part.CREDIT, Part.RELATED) if is_byline(page.text[slice(*span)])]
    for span in (*page.spans(Part.BYLINE, Part.FURNITURE), *foot):
        found = _date_in(page.text, span)
        if found:
            return found
    closing = [span for span in page.body[-6:] if _closes(page.text, span)]
    return _date_in(page.text, closing[-1]) if closing else None


def _closes(text: str, span: Span) -> bool:
    """True for a line that dates the page at its foot: the date alone, or with the paper's name."""
    return bool(_CLOSING_DATE.fullmatch(text, *span)) or is_byline(text[slice(*span)])


def _date_in(text: str, span: Span) -> Grounded[PartialDate] | None:
    for match in _DATE.finditer(text, *span):
        try:
            value = parse_date(re.sub(r"\s", "", match[0]))
        except Invalid:
            continue
        return Grounded(value, (_evidence(text, _Guess(*match.span(), 0.95)),))
    return None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The name without what follows it unseparated (收集编辑:…) or means "and others" (综合)."""
    stop = _NAME_STOP.search(text, start, end)
    end = stop.start() if stop else end
    name = text[start:end].rstrip()
    if name.endswith("综合") and len(name) > 4:
        name = name[:-2]
    return _without_brackets(text, start, start + len(name)) if len(name) > 1 else None


def _without_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _BRACKETS:
        start += 1
    while end > start and text[end - 1] in _BRACKETS:
        end -= 1
    return start, end


def _ground(text: str, guess: _Guess) -> Grounded[str] | None:
    if guess.start >= guess.end:
        return None
    evidence = _evidence(text, guess)
    return Grounded(evidence.quote, (evidence,))


def _evidence(text: str, guess: _Guess) -> Evidence:
    return Evidence(guess.start, guess.end, text[guess.start : guess.end], Method.RULE, guess.confidence)


_BRACKETS = '《》〈〉【】[]（）()“”"|｜丨,，·:： '
_DATE = re.compile(
    r"(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|(?:19|20)\d{2}([-./])\d{1,2}\1\d{1,2}(?!\d)"
    r"|二[〇○零][〇○零一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?"
)
_SOURCE = re.compile(
    r"(?<!素材)(?:来源|稿源|报纸名称|发布(?:单位|机构)|(?<![\w])发布)\s*[:：|丨｜]\s*(?!\d)([^\s:：|｜丨]{2,40}(?=$|[\s:：|｜丨]))"
)
_NAME_STOP = re.compile(
    r"(?:收集编辑|责任编辑|编辑|作者|记者|时间|日期|字[号体]|浏览|点击|阅读|分享|发布时间|更新)\s*[:：]?|[【\[（(](?!.{1,8}[）)]\w)|[,，]|(?:19|20)\d{2}[-年]"
)
_WORD = re.compile(r"[^\s|｜丨]+")
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|台湾"
)
_NOT_A_NAME = re.compile(
    rf"(?:{_PROVINCES})$|原创$|星期|第|A?\d|.{{0,2}}$|.*\d{{1,2}}[:：]\d{{2}}|.*[:：]|综合|文[>》/／]|图[/／]|发表于|发布|听全文|本报|本网|记者|通讯员"
    r"|.*(?:记者|通讯员)|[\[【（(]|更新|阅读|浏览|点击|分享|打印|字[号体]|数字报|返回|我来|二[〇○零]|来源|当前|电子报|责任?编"
)
_AUTHOR_BEFORE = re.compile(r"(?:记者|通讯员|作者|编辑|原创|文|实习生)[:：]?\s*$")
_OFFICE = re.compile(
    r"(?:局|委|办|会|政府|办公室|街道|街道办事处|法院|检察院|中心|政法|残联|热线|发布|新闻网?|网易号|头条号|号)$"
)
_OFFICE_ALONE = re.compile(
    r"([\w]{2,30}(?:局|委员会|委|办公室|办事处|政府|联合会|法院|检察院|残联|中心|街道|说事点|委办))(?:\s*(?:编|宣|印发|供稿))?"
)
_SITE_AND_TITLE = re.compile(r"([\w]{3,14})\s*[|｜丨]\s*(\S[^\n]{5,})")
_MENU_OPENS = re.compile(r"(?!\w*首页)\w{3,8}\s[|｜]\s")
_MASTHEAD_END = re.compile(r"(?:首页|数字报纸?|\s.*)$")
_ORIGINAL_TITLE = re.compile(r"原标题\s*[:：]\s*([^\n]*[^\s\n])")
_ENTRY = re.compile(r"[◆◇■□●○▲★☆]\s*([^\s。]{6,40})\s")
_DATELINE = re.compile(
    r"\W?(新华社|中新网|中新社|[\w]{2,6}(?:网|客户端|日报|晚报))(?:[（(][^）)]{1,12}[）)])?[^。,，]{0,14}?(?:讯|电)(?=[\s（(])"
)
_SOURCE_ALONE = re.compile(r"[\W_]*(?:稿件|信息|文章)?(?:来源|稿源)\s*[:：|丨｜]\s*([^\s:：|丨｜/]{2,30})")
_FOOT: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"(?<!素材)来源\s*[:：]\s*([^\s:：|]{2,30})(?=\s+(?:19|20)\d{2})"), 0.9),
    (re.compile(r"(?<!素材)来源\s*[:：]\s*([^\s:：|]{2,30})(?=\s+\S*[:：])"), 0.5),
    (re.compile(r"(?:Copyright|©|\(c\))[\s©]*(?:\d{4}\S*\s+)?([\w]{3,20}(?:社|网|报|中心))"), 0.55),
    (re.compile(r"[摘选]自《([^》]{2,12})》\s*\d{4}"), 0.7),
    (re.compile(r"《?(\w{2,8}报)》?社(?:出版|版权)"), 0.55),
)
_PAPER_AND_DATE = re.compile(r"(\w{3,12})\s+(?:19|20)\d{2}[-年./]\S*(?:\s+\S{1,12})?")
_CLOSING_DATE = re.compile(rf"\W?(?:{_DATE.pattern})\W?")
