"""How values look on pages: used by every template."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from flask import Flask

from casebook.bilingual import Bilingual
from casebook.record import PartialDate, Place, Quantity
from casebook.web.i18n import language, say

#: China keeps one time zone and no summer time.
CHINA_TIME = timezone(timedelta(hours=8), "CST")


def show(value: Any) -> str:
    """Any value of a case as a text in the language of the page."""
    match value:
        case None:
            return ""
        case Bilingual():
            return say(value)
        case Quantity() | PartialDate():
            return value.say(language())
        case Place():
            return str(value)
    label = getattr(value, "label", None)
    return say(label) if isinstance(label, Bilingual) else str(value)


def show_time(moment: datetime | None, style: str = "minute") -> str:
    """A moment in Chinese time: 2026-11-23 10:32, or only the day."""
    if moment is None:
        return ""
    return moment.astimezone(CHINA_TIME).strftime("%Y-%m-%d" if style == "day" else "%Y-%m-%d %H:%M")


def register(app: Flask) -> None:
    """Give templates the filters ``show`` and ``show_time``."""
    app.add_template_filter(show)
    app.add_template_filter(show_time)
