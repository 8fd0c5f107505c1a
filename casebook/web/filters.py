"""How values look on pages: used by every template."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from flask import Flask

from casebook import __version__, regions
from casebook.bilingual import Bilingual
from casebook.record import CHINA_TIME, LEVELS, Place, say_value
from casebook.web.i18n import language, say


def show(value: Any) -> str:
    """Any value of a case as a text in the language of the page."""
    return say_value(value, language())


def thousands(number: int) -> str:
    """A count with its thousands apart: 1,000,000."""
    return f"{number:,}"


def show_time(moment: datetime | None, style: str = "minute") -> str:
    """A moment in Chinese time: 2026-11-23 10:32, or only the day."""
    if moment is None:
        return ""
    return moment.astimezone(CHINA_TIME).strftime("%Y-%m-%d" if style == "day" else "%Y-%m-%d %H:%M")


class Step(NamedTuple):
    """One level on the way down to a place: its name, and its code where there is one."""

    level: str
    name: str
    code: str | None


def trail(place: Place | str | None) -> list[Step]:
    """The levels of a place, or of a division by its code, from the province down."""
    if isinstance(place, Place):
        parts = [(level, place.at(level)) for level in LEVELS]
        return [Step(level, part.name, part.code) for level, part in parts if part]
    return [Step(division.level.value, division.name, division.code) for division in regions.ancestors(place or "")]


def region_name(code: str | None) -> str:
    """The full name of a division; the whole country for None, the code itself where nothing is known of it."""
    return say(_WHOLE_COUNTRY) if code is None else regions.full_name(code) or code


def register(app: Flask) -> None:
    """Give templates the functions above as filters, and the ``version``."""
    for function in (show, thousands, show_time, trail, region_name):
        app.add_template_filter(function)
    app.jinja_env.globals["version"] = __version__


_WHOLE_COUNTRY = Bilingual("全国", "Whole country")
