"""The cells of a workbook as the texts that a person sees in them."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from casebook.exports import for_xml

#: In a number format: texts in quotation marks, colours and locales in brackets, a character behind a backslash.
_NO_PART_OF_A_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
#: As many digits as Excel keeps of a number.
_DIGITS = 15


def text_of(value: Any, number_format: str = "") -> str:
    """The text of a cell; a date as precise as its format shows it, a number without what floating point adds."""
    if value is None:
        return ""
    if isinstance(value, str):
        return for_xml(value).strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 10**_DIGITS else f"{value:.{_DIGITS}g}"
    if isinstance(value, datetime):
        return _moment(value, number_format)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _moment(value: datetime, number_format: str) -> str:
    """2023年5月 is kept as the first of May, and only its format says that no day is meant."""
    if value.time() != time():
        return f"{value:%Y-%m-%d %H:%M:%S}"
    shown = _NO_PART_OF_A_DATE.sub("", number_format).lower()
    if "y" not in shown or "d" in shown:
        return f"{value:%Y-%m-%d}"
    return f"{value:%Y-%m}" if "m" in shown else f"{value:%Y}"
