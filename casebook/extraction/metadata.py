"""What a report says of itself: headline, publisher and date, each with the place in the text that says so."""

from __future__ import annotations

import re

from casebook.errors import Invalid
from casebook.extraction.cleaning import Page, Part, Span, split_page
from casebook.extraction.mastheads import is_masthead
from casebook.extraction.page_lines import is_byline
from casebook.extraction.publisher import SITE_BEHIND_TITLE, find_publisher, site_before_title
from casebook.extraction.publisher_names import Guess
from casebook.record import Evidence, Grounded, Method, PartialDate, ReportFacts, parse_date


def find_metadata(text: str, page: Page | None = None) -> ReportFacts:
    """Find headline, publisher and date of ``text``; pass ``page`` where it is split already.

    The date is the page's own, never that of an event; it can be a month or a year only.
    """
    page = page or split_page(text)
    return ReportFacts(_ground(text, _find_title(page)), _ground(text, find_publisher(page)), _find_date(page))


def find_date(text: str) -> PartialDate | None:
    """The first date with a year in ``text``, or None."""
    found = _date_in(text, Span(0, len(text)))
    return found.value if found else None


def _find_title(page: Page) -> Guess | None:
    text = page.text
    entry = _ENTRY.match(text, *page.body[0]) if page.body else None
    if page.title is None or (entry and is_masthead(text[slice(*page.title)])):
        match = entry or _ORIGINAL.search(text) or _title_before_byline(page)
        return Guess(*match.span("title"), 0.85) if match else None
    match = site_before_title(text, page.title)
    if match:
        return Guess(*match.span("title"), 0.9)
    match = SITE_BEHIND_TITLE.fullmatch(text, *page.title)
    if match and is_masthead(match["site"]):
        return Guess(*match.span("title"), 0.9)
    marked = _MARKED.match(text, *page.title) or _TAGGED.match(text, *page.title)
    start = marked.end() if marked else page.title.start
    field = _NEXT_FIELD.search(text, start, page.title.end)
    return Guess(start, field.start() if field else page.title.end, 0.95)


def _title_before_byline(page: Page) -> re.Match[str] | None:
    """The headline of a page that has it in one line with source and date."""
    for span in page.spans(Part.BYLINE)[:3]:
        match = _WITH_BYLINE.match(page.text, *span)
        if match:
            return match
    return None


def _find_date(page: Page) -> Grounded[PartialDate] | None:
    foot = [span for span in page.spans(Part.CREDIT, Part.RELATED) if is_byline(page.text[slice(*span)])]
    closing = [part for span in page.body[-_FOOT_REACH:] if (part := _closing(page.text, span))]
    title_start = page.title.start if page.title else 0
    # What stands above the headline can be the day on which the page was printed or saved.
    above = (span for span in page.spans(Part.BYLINE, Part.FURNITURE) if not _INTERVIEWED.search(page.text, *span))
    head = sorted(above, key=lambda span: span.start < title_start)
    told = (Span(match.end(), span.end) for span in head for match in _PUBLISHED.finditer(page.text, *span))
    found = [date for span in (*told, *head, *foot, *reversed(closing)) if (date := _date_in(page.text, span))]
    dated = next((date for date in found if date.value.month), None)
    return dated or _day_in_dateline(page, found) or (found[0] if found else None)


def _day_in_dateline(page: Page, years: list[Grounded[PartialDate]]) -> Grounded[PartialDate] | None:
    """4月11日讯 and 第6期 4月2日: the day of the page, where the year stands elsewhere at its head or foot."""
    text = page.text
    foot = page.spans(Part.CREDIT, Part.RELATED)[:_FOOT_REACH]
    years_at_foot = [
        _evidence(text, Guess(*match.span(), 0.8)) for span in foot for match in _YEAR.finditer(text, *span)
    ]
    year = next(iter((*(date.evidence[0] for date in years), *years_at_foot)), None)
    days = (_DAY.search(text, *span) for span in page.spans(Part.BYLINE, Part.BODY)[:_HEAD_REACH])
    day = next(filter(None, days), None)
    if not (year and day):
        return None
    try:
        value = PartialDate(int(year.quote[:4]), int(day["month"]), int(day["day"]))
    except (Invalid, ValueError):
        return None
    return Grounded(value, (_evidence(text, Guess(*day.span("date"), 0.8)), year))


def _closing(text: str, span: Span) -> Span | None:
    """What dates the page at its foot: the date alone, with the paper's name, or in a note behind the story."""
    if _CLOSING_DATE.fullmatch(text, *span) or is_byline(text[slice(*span)]):
        return span
    note = _NOTE.search(text, max(span.start, span.end - _LONGEST_NOTE), span.end)
    return Span(*note.span()) if note else None


def _date_in(text: str, span: Span) -> Grounded[PartialDate] | None:
    for match in _DATE.finditer(text, *span):
        try:
            value = _date(match)
        except (Invalid, ValueError):
            continue
        return Grounded(value, (_evidence(text, Guess(*match.span(), 0.95)),))
    return None


def _date(match: re.Match[str]) -> PartialDate:
    year = match["year"] or match["issue"]
    if year is None:
        return parse_date(match[0])
    parts = (match["month"] or match["month2"], match["day"] or match["day2"])
    return PartialDate(int(year), *(int(part) for part in parts if part))


def _ground(text: str, guess: Guess | None) -> Grounded[str] | None:
    if guess is None or guess.start >= guess.end:
        return None
    evidence = _evidence(text, guess)
    return Grounded(evidence.quote, (evidence,))


def _evidence(text: str, guess: Guess) -> Evidence:
    return Evidence(guess.start, guess.end, text[guess.start : guess.end], Method.RULE, guess.confidence)


_DATE = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s?(?:年\s?(?P<month>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?日?)?"
    r"|(?P<gap>[-./·—–_])(?P<month2>\d{1,2})(?P=gap)(?P<day2>\d{1,2})(?!\d))"
    r"|二[〇○零][〇○零一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?"
    r"|(?P<issue>(?:19|20)\d{2})年第\s?\d+\s?期"
)
_PUBLISHED = re.compile(r"(?:发布|发表|刊发|推送|公开)(?:时间|日期|于)\s*[:：]?\s*(?=\d)")
_INTERVIEWED = re.compile("(?:访谈|采访)(?:时间|日期)")
_CLOSING_DATE = re.compile(rf"[（(]?(?:{_DATE.pattern})[）)]?")
#: (刊于2024年9月20日《泉边日报》), (泉边融媒 某某)2024-04-22: a note behind the story.
_NOTE = re.compile(
    r"[（(](?=[^（）()]{0,50}(?:刊|载|据|来源|报|融媒|新闻|稿|记者|通讯员|\d月制))[^（）()。]{4,60}[）)]\W*(?:\d[^（）()。]{5,12})?$"
)
_YEAR = re.compile(r"(?<![\w.])(?:19|20)\d{2}(?=[\s）)]|$)")
#: The day without year that opens the story or stands behind the number of the issue.
_DAY = re.compile(
    r"(?:^\W?\S{0,20}\s?)?(?P<date>(?P<month>\d{1,2})月(?P<day>\d{1,2})日)(?:\s?(?:讯|电|消息)(?=[\s（(:：]|$)|[）)]?$)"
)
_LONGEST_NOTE = 90
_FOOT_REACH = 6
_HEAD_REACH = 6
_ENTRY = re.compile(r"[◆◇■□●○▲★☆]\s*(?P<title>[^\s。]{6,40})\s")
_ORIGINAL = re.compile(r"原标题\s*[:：]\s*(?P<title>[^\n]*\S)")
_MARKED = re.compile(
    r"@\S+\s+|[^\w\s【《〈“\"'‘「『（(\[〔—]+\s*(?=\S)|(?:标\s?题|题\s?目|题名|(?:案例|项目)?名\s*称)\s*(?:[:：]|\t)\s*(?=\S)"
)
#: What sort of page it is, in brackets in front of the headline.
_TAGGED = re.compile(r"[\[【](?:转|组图|\w{0,6}(?:简讯|快讯|通讯)|(?:乡镇|基层|工作|街道)动态)[\]】]\s*(?=\S)")
#: What a form has behind the headline in the same line.
_NEXT_FIELD = re.compile(r"\s+\w{1,4}\s*\w{1,2}\s*[:：]\s*\w{1,8}$")
_WITH_BYLINE = re.compile(
    r"(?P<title>\S.{6,60}?)\s+(?:[(（\[]?\s*(?:19|20)\d{2}[-年./]|来源\s*[:：]|发布|作者\s*[:：]|\w{0,6}记者\s)"
)
