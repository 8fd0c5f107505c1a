"""A figure as one text, all its parts in it: what forms show and take, and what a cell of a file holds."""

from __future__ import annotations

import re
from dataclasses import replace

from casebook.record.quantity import Quantity, parse_quantity

_PERIOD = re.compile(r"[（(]([^（()）]*)[）)]$")


def type_quantity(quantity: Quantity | None) -> str:
    """3300多人志愿者（2023年以来）: number, unit, basis, and the period in brackets."""
    if quantity is None:
        return ""
    period = f"（{quantity.period}）" if quantity.period else ""
    return f"{quantity.say('zh')}{quantity.basis or ''}{period}"


def read_quantity(typed: str, unit: str | None = None) -> Quantity | None:
    """The reverse of ``type_quantity``; raises ``Invalid`` where it is no figure."""
    text = typed.strip()
    if not text:
        return None
    period = _PERIOD.search(text)
    quantity = parse_quantity(text[: period.start()] if period else text, unit)
    return replace(quantity, period=period[1].strip() or None) if period else quantity
