"""What a report says of itself: headline, publisher and date, each with the place in the text that says so."""

from __future__ import annotations

import re

from casebook.errors import Invalid
from casebook.extraction.cleaning import Page, Part, Span, split_page
from casebook.extraction.page_lines import is_byline, is_masthead
from casebook.extraction.publisher import (
    SITE_BEFORE_TITLE,
    SITE_BEHIND_TITLE,
    Guess,
    find_publisher,
    is_publisher_name,
)
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
    match = SITE_BEFORE_TITLE.fullmatch(text, *page.title)
    if match and is_publisher_name(match["site"]):
        return Guess(*match.span("title"), 0.9)
    match = SITE_BEHIND_TITLE.fullmatch(text, *page.title)
    if match and is_masthead(match["site"]):
        return Guess(*match.span("title"), 0.9)
    marked = _MARKED.match(text, *page.title) or _TAGGED.match(text, *page.title)
    return Guess(marked.end() if marked else page.title.start, page.title.end, 0.95)


def _title_before_byline(page: Page) -> re.Match[str] | None:
    """The headline of a page that has it in one line with source and date."""
    for span in page.spans(Part.BYLINE)[:3]:
        match = _WITH_BYLINE.match(page.text, *span)
        if match:
            return match
    return None


def _find_date(page: Page) -> Grounded[PartialDate] | None:
    foot = [span for span in page.spans(Part.CREDIT, Part.RELATED) if is_byline(page.text[slice(*span)])]
    closing = [span for span in page.body[-6:] if _closes(page.text, span)]
    title_start = page.title.start if page.title else 0
    # What stands above the headline can be the day on which the page was printed or saved.
    head = sorted(page.spans(Part.BYLINE, Part.FURNITURE), key=lambda span: span.start < title_start)
    told = (Span(match.end(), span.end) for span in head for match in _PUBLISHED.finditer(page.text, *span))
    found = [date for span in (*told, *head, *foot, *reversed(closing)) if (date := _date_in(page.text, span))]
    return next((date for date in found if date.value.month), found[0] if found else None)


def _closes(text: str, span: Span) -> bool:
    """True for a line that dates the page at its foot: the date alone, or with the paper's name."""
    return bool(_CLOSING_DATE.fullmatch(text, *span)) or is_byline(text[slice(*span)])


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
_CLOSING_DATE = re.compile(rf"[（(]?(?:{_DATE.pattern})[）)]?")
_ENTRY = re.compile(r"[◆◇■□●○▲★☆]\s*(?P<title>[^\s。]{6,40})\s")
_ORIGINAL = re.compile(r"原标题\s*[:：]\s*(?P<title>[^\n]*\S)")
_MARKED = re.compile(
    r"@\S+\s+|[^\w\s【《〈“\"'‘「『（(\[〔—]+\s*(?=\S)|(?:标\s?题|题\s?目|题名|名\s*称)\s*(?:[:：]|\t)\s*(?=\S)"
)
#: What sort of page it is, in brackets in front of the headline.
_TAGGED = re.compile(r"[\[【](?:转载?|组图|\w{0,4}(?:简讯|快讯|动态|通讯|特写|新闻|资讯))[\]】]\s*(?=\S)")
_WITH_BYLINE = re.compile(
    r"(?P<title>\S.{6,60}?)\s+(?:[(（\[]?\s*(?:19|20)\d{2}[-年./]|来源\s*[:：]|发布|作者\s*[:：]|\w{0,6}记者\s)"
)
