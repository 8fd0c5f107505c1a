"""Dates as precise as a report states them: a year, a month or a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from functools import lru_cache, total_ordering

from casebook.bilingual import Bilingual, Language
from casebook.errors import Invalid

#: The time zone of all pages and exports: China keeps a single one, without summer time.
CHINA_TIME = timezone(timedelta(hours=8), "CST")
EARLIEST_YEAR = 1900
LATEST_YEAR = 2100
_SEPARATED = re.compile(
    r"(?P<year>\d{4}|\d{2}(?=年))\s*(?:年|[-./])?\s*(?:(?P<month>\d{1,2})\s*(?:月|[-./])?\s*(?:(?P<day>\d{1,2})\s*[日号]?)?)?"
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})?")
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．／－", "0123456789./-")
_HAN_TENS = re.compile(r"([一二三])?十([一二三四五六七八九])?")


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """``2023``, ``2023-05`` or ``2023-05-17``; sorts by time, a year before its months."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not EARLIEST_YEAR <= self.year <= LATEST_YEAR:
            raise ValueError(f"year {self.year} is out of range")
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def __lt__(self, other: PartialDate) -> bool:
        return str(self) < str(other)

    def __str__(self) -> str:
        month = "" if self.month is None else f"-{self.month:02}"
        day = "" if self.day is None else f"-{self.day:02}"
        return f"{self.year:04}{month}{day}"

    def say(self, language: Language) -> str:
        """2023年5月17日 in Chinese, 2023-05-17 in English."""
        if language == "en":
            return str(self)
        month = f"{self.month}月" if self.month else ""
        day = f"{self.day}日" if self.day else ""
        return f"{self.year}年{month}{day}"

    @classmethod
    def from_iso(cls, text: str) -> PartialDate:
        """Read ``str(date)`` back; ValueError where it is not one."""
        return cls(*(int(part) for part in text.split("-")))


@lru_cache(maxsize=1 << 12)  # those of a file repeat
def parse_date(typed: str) -> PartialDate:
    """Read a date as typed in China: 2024年5月17日, 2024.5, 2024/05/17, 20240517, 24年5月, 二〇二四年五月.

    Raises ``Invalid`` where it is none, or no day of the calendar.
    """
    text = _HAN_TENS.sub(_tens, typed.strip().translate(_FULL_WIDTH)).translate(_HAN_DIGITS)
    match = _COMPACT.fullmatch(text) or _SEPARATED.fullmatch(text)
    if not match:
        raise Invalid(_NOT_A_DATE.format(typed=typed.strip()))
    year = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    month, day = (int(match[part]) if match[part] else None for part in ("month", "day"))
    try:
        return PartialDate(year, month, day)
    except ValueError as error:
        raise Invalid(_NOT_A_DATE.format(typed=typed.strip())) from error


def _tens(match: re.Match[str]) -> str:
    """十 → 10, 十二 → 12, 二十 → 20, 三十一 → 31, in digits."""
    return f"{(match[1] or '一').translate(_HAN_DIGITS)}{(match[2] or '0').translate(_HAN_DIGITS)}"


_NOT_A_DATE = Bilingual(
    "“{typed}”不是日期。请写年、年月或年月日，例如 2023年5月 或 2023-05-17。",
    "“{typed}” is not a date. Write a year, a month or a day, such as 2023-05 or 2023-05-17.",
)
