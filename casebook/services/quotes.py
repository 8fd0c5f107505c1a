"""A stretch of a report that a person chose for a field: where it stands, and what value it states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.record import LEVELS, FieldType, Outcome, encode, field_named, parse_date, parse_quantity
from casebook.record.numerals import find_numbers

#: The fields that a stretch of text can fill: those with evidence, places level by level.
QUOTABLE = ("name", "kind", "parent", *LEVELS, "team_count", "team_size", "started", "services", "outcomes")
#: How many characters of context stand on each side of a place that a person must choose among others.
_CONTEXT = 20
_MOST_PLACES = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """One place where a typed quote stands, with what stands around it."""

    start: int
    end: int
    before: str
    quote: str
    after: str


def spots(text: str, quote: str) -> list[Spot]:
    """Every place where ``quote`` stands in ``text``; raises ``Invalid`` where there is none."""
    wanted = quote.strip()
    found: list[Spot] = []
    at = text.find(wanted) if wanted else -1
    while at >= 0 and len(found) < _MOST_PLACES:
        end = at + len(wanted)
        found.append(Spot(at, end, text[max(0, at - _CONTEXT) : at], wanted, text[end : end + _CONTEXT]))
        at = text.find(wanted, end)
    if not found:
        raise Invalid(_NOT_THERE.format(quote=wanted), {"quote": _NOT_THERE.format(quote=wanted)})
    return found


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks at its ends; raises ``Invalid`` where nothing is left or it lies outside the text."""
    if not 0 <= start < end <= len(text):
        raise Invalid(_NO_SPAN)
    quote = text[start:end]
    start += len(quote) - len(quote.lstrip())
    end -= len(quote) - len(quote.rstrip())
    if start >= end:
        raise Invalid(_NO_SPAN)
    return start, end


def value_of(field: str, quote: str) -> Any:
    """What ``quote`` states for a field or level of place, in JSON form; one item for services and outcomes.

    None for the kind: no stretch of text is a kind, it only supports the one that was chosen. Raises ``Invalid``
    where the quote states no such value.
    """
    if field in LEVELS:
        return [quote, None]
    definition = field_named(field)
    match definition.type:
        case FieldType.CHOICE:
            return None
        case FieldType.QUANTITY:
            return encode(definition, parse_quantity(_from_first_figure(quote), definition.unit))
        case FieldType.DATE:
            return encode(definition, parse_date(_bare_date(quote)))
        case FieldType.OUTCOMES:
            return outcome_of(quote).to_json()
    return _bare(quote)


def outcome_of(quote: str) -> Outcome:
    """A result as printed, with its figure where it states exactly one."""
    try:
        return Outcome(quote, parse_quantity(_from_first_figure(quote)))
    except Invalid:
        return Outcome(quote)


def _from_first_figure(quote: str) -> str:
    """组建64支志愿服务队 → 64支志愿服务队: what stands before the figure is no part of it."""
    number = next(iter(find_numbers(quote)), None)
    return quote[number.start :] if number else quote


def _bare_date(quote: str) -> str:
    """2023年以来 → 2023年."""
    first = next((at for at, char in enumerate(quote) if char.isdigit() or char in "〇○零一二三四五六七八九"), 0)
    return quote[first:].rstrip("起，。, ").removesuffix("以来").removesuffix("以后").rstrip("底初")


def _bare(quote: str) -> str:
    """A name without quotation marks around it, a phrase without the mark at its end."""
    return quote.strip("“”‘’\"'「」『』《》（）()，。；、：,;: \n\t") or quote


_NOT_THERE = Bilingual(
    "报道里没有“{quote}”这段文字。请从原文复制，一字不差地粘贴。",
    "“{quote}” does not stand in the report. Copy it from the text, character by character.",
)
_NO_SPAN = Bilingual(
    "没有选中文字。请在左侧报道中选取一段，再选择要填入的项目。",
    "No text is selected. Select a stretch of the report, then choose the field that it fills.",
)
