"""Dates in a text, with relative ones (去年9月, 今年, 近两年来, 15年前) resolved against the day of publication."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from casebook.record.dates import EARLIEST_YEAR, LATEST_YEAR, PartialDate
from casebook.record.numerals import han_to_number

_HAN_YEAR = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_RELATIVE_YEARS = {
    "去年": -1, "前年": -2, "大前年": -3, "今年": 0, "当年": None, "本年": 0, "上年": -1, "同年": None,
}  # fmt: skip
#: The year after the one spoken of.
_NEXT_YEAR = ("次年", "第二年", "翌年", "转过年")
_NUMERAL = "[一二三四五六七八九十]{1,3}|[0-9]{1,2}"
#: What a date can begin with: all other places of a text are passed over at once.
_BEGINNING = "(?=[0-9一二三四五六七八九十两大去前今本上当同次第翌转昨这])"
_DATE = re.compile(
    rf"{_BEGINNING}(?:"
    r"(?P<year>(?:19|20)\d{2})(?:年(?!来|代|级)|(?=[-./]\d{1,2}(?!\d)))"
    r"|(?P<hanyear>[一二][〇○零九][〇○零一二三四五六七八九]{2})年"
    r"|(?P<relative>大前年|去年|前年|今年|本年|上年|当年|同年|次年|第二年|翌年|转过年)"
    rf"|(?P<ago>两|{_NUMERAL})(?:多|余|来)?年前"
    rf"|(?P<months>两|{_NUMERAL})个多?月来"
    rf"|(?P<bare>(?:{_NUMERAL})月(?:份)?(?=(?:{_NUMERAL})[日号]|[^来]|$))"
    r"|(?P<deictic>昨天|昨日|今天|今日|前几天|上个?月|本月|这个月))"
)
_MONTH = re.compile(
    rf"[ \t]?[-./]?(?:初|底)?(?P<month>{_NUMERAL})(?:月份?|(?=[-./]\d))"
    r"|[./](?P<set>\d{1,2})(?![\d./%％]|[ \t]?[千万亿个人名元件户])"
)
#: Holidays with a date of their own; the month is what a report states by them.
_HOLIDAY = re.compile(
    "的?[“‘「]?(?:(?P<m1>元旦)|(?P<m3>三八|“三八”)|(?P<m5>五一|劳动节)|(?P<m6>六一|儿童节)|(?P<m7>七一)|(?P<m8>八一|建军节)|(?P<m9>教师节)|(?P<m10>国庆|十一(?!月)))"
)
_BEFORE = re.compile("节?”?节?前(?!后)")
#: A page that sums up a year: months without one belong to it, not to the year of publication.
_SUMMED_UP = re.compile("(20[0-9]{2})年度?[^\n，。]{0,24}(?:总结|工作情况|工作报告|工作盘点|台账|述职)")
#: Characters at the head of a page that the year it sums up is looked for in.
_HEAD = 200
_DAY = re.compile(rf"[ \t]?(?:(?P<day>{_NUMERAL})[日号]|[-./](?P<plain>\d{{1,2}})(?!\d))")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as printed at ``[start:end]``; ``anchored`` is False where its year was taken from elsewhere."""

    start: int
    end: int
    date: PartialDate
    anchored: bool
    relative: bool


def find_dates(text: str, published: PartialDate | None) -> Iterator[DateMention]:
    """Yield the dates of ``text`` from left to right.

    Relative years need ``published``; without it they are left out. 当年, 第二年 and a month without a year take the
    year of the date before them in the same line, a month alone else the year that the page sums up, or that of
    publication.
    """
    year_before: int | None = None
    line_of_year = 0
    summed_up = _SUMMED_UP.search(text, 0, _HEAD)
    default = int(summed_up[1]) if summed_up else published.year if published else None
    at = 0
    while match := _DATE.search(text, at):
        at = match.end()
        if text.find("\n", line_of_year, match.start()) >= 0:
            year_before, line_of_year = None, match.start()
        found = _resolve(text, match, published, year_before, default)
        if found:
            at = found.end
            year_before, line_of_year = found.date.year, found.start
            yield found


def _resolve(
    text: str, match: re.Match[str], published: PartialDate | None, year_before: int | None, default: int | None
) -> DateMention | None:
    kind = match.lastgroup
    if kind == "deictic":
        return _deictic(match, published)
    end = match.end()
    relative = False
    if kind == "year":
        year: int | None = int(match["year"])
    elif kind == "hanyear":
        year = int(match["hanyear"].translate(_HAN_YEAR))
    elif kind == "months":
        return _months_back(match, published)
    elif kind == "bare":
        year, end = year_before or default, match.start()
    else:
        relative = True
        year = _relative_year(match, published, year_before)
    if year is None or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return None
    month, day, end = _month_and_day(text, end, exact=kind != "ago")
    if kind == "bare" and month is None:
        return None
    try:
        date = PartialDate(year, month, day)
    except ValueError:
        return None
    return DateMention(match.start(), end, date, kind != "bare", relative)


def _relative_year(match: re.Match[str], published: PartialDate | None, year_before: int | None) -> int | None:
    if match["relative"] in ("当年", "同年", *_NEXT_YEAR):
        return year_before + (match["relative"] in _NEXT_YEAR) if year_before else None
    if not published:
        return None
    if match["ago"]:
        return published.year - _number(match["ago"])
    return published.year + (_RELATIVE_YEARS[match["relative"]] or 0)


def _deictic(match: re.Match[str], published: PartialDate | None) -> DateMention | None:
    if not published:
        return None
    word = match.group()
    date: PartialDate | None = None
    if word in ("今天", "今日"):
        date = published
    elif word in ("昨天", "昨日") and published.day:
        date = _day_before(published)
    elif published.month:
        date = _month_before(published, 1 if word.startswith("上") else 0)
    return DateMention(match.start(), match.end(), date, True, True) if date else None


def _months_back(match: re.Match[str], published: PartialDate | None) -> DateMention | None:
    if not published or not published.month:
        return None
    return DateMention(match.start(), match.end(), _month_before(published, _number(match["months"])), True, True)


def _month_before(date: PartialDate, months: int) -> PartialDate:
    count = date.year * 12 + (date.month or 1) - 1 - months
    return PartialDate(count // 12, count % 12 + 1)


def _day_before(date: PartialDate) -> PartialDate:
    before = datetime.date(date.year, date.month or 1, date.day or 1) - datetime.timedelta(days=1)
    return PartialDate(before.year, before.month, before.day)


def _month_and_day(text: str, at: int, exact: bool) -> tuple[int | None, int | None, int]:
    month_match = _MONTH.match(text, at) if exact else None
    if not month_match:
        return _holiday(text, at) if exact else (None, None, at)
    month = _number(month_match["month"] or month_match["set"])
    if not 1 <= month <= 12:
        return None, None, at
    end = month_match.end()
    day_match = _DAY.match(text, end)
    if day_match and 1 <= (day := _number(day_match["day"] or day_match["plain"])) <= 31:
        return month, day, day_match.end()
    return month, None, end


def _holiday(text: str, at: int) -> tuple[int | None, int | None, int]:
    """The month of a holiday; before one (国庆前) may be the month before."""
    match = _HOLIDAY.match(text, at)
    if not match:
        return None, None, at
    return None if _BEFORE.match(text, match.end()) else int((match.lastgroup or "")[1:]), None, match.end()


def _number(numeral: str) -> int:
    return int(numeral) if numeral.isdigit() else int(han_to_number(numeral) or 0)
