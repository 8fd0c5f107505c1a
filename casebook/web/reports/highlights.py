"""A report's text as HTML with its evidence marked, so that reading needs no script.

Stretches may overlap: marks are nested where one lies in another, and a mark that another one cuts is continued behind
the cut. All text of the result, taken together, is the text of the report, character by character: positions in the
page are positions in the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from casebook.bilingual import Bilingual
from casebook.record import LEVELS, field_named
from casebook.web.i18n import say

if TYPE_CHECKING:
    from casebook.models import Evidence


@dataclass(frozen=True, slots=True)
class Style:
    """How the evidence of a field looks: a class for colour and line, and a sign, because colour alone says nothing."""

    code: str
    sign: Bilingual
    label: Bilingual


STYLES: tuple[Style, ...] = tuple(
    Style(name, sign, field_named(name).label)
    for name, sign in (
        ("name", Bilingual("名", "N")),
        ("kind", Bilingual("类", "K")),
        ("parent", Bilingual("属", "P")),
        ("place", Bilingual("地", "L")),
        ("team_count", Bilingual("队", "T")),
        ("team_size", Bilingual("人", "S")),
        ("started", Bilingual("时", "D")),
        ("services", Bilingual("服", "W")),
        ("outcomes", Bilingual("效", "O")),
    )
)
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_STYLE_OF = {style.code: style for style in STYLES}


def style_of(name: str) -> Style:
    """The style of a field, or of the level of a place."""
    return _STYLE_OF["place" if name in LEVELS else name]


@dataclass(slots=True)
class _Span:
    """One stretch with everything that it is evidence for; without any it is a ``<span>`` of the class ``looks``."""

    start: int
    end: int
    rows: list[Evidence] = field(default_factory=list)
    looks: str = ""
    begun: bool = False

    @property
    def tag(self) -> str:
        """The name of its element."""
        return "mark" if self.rows else "span"


def highlight(
    text: str,
    evidence: Iterable[Evidence],
    titles: Mapping[int, str] | None = None,
    asides: Iterable[tuple[int, int]] = (),
) -> Markup:
    """``text`` with a ``<mark>`` around every stretch; ``#e<id>`` leads to the mark of a piece of evidence.

    ``titles`` names the initiatives by the ids of their drafts, for the tooltips. ``asides`` are the stretches that
    belong to the page around the article; they step back, and blank lines are drawn narrow.
    """
    spans = _spans(text, evidence, asides)
    cuts = sorted({0, len(text)} | {edge for span in spans for edge in (span.start, span.end)})
    opened: list[_Span] = []
    out: list[str] = []
    waiting = list(spans)
    for at, until in zip(cuts, [*cuts[1:], len(text)], strict=True):
        out += _close(opened, at)
        while waiting and waiting[0].start == at:
            span = waiting.pop(0)
            out.append(_open(span, titles or {}))
            opened.append(span)
        out.append(str(escape(text[at:until])))
    return Markup("".join(out))  # noqa: S704  # every piece above is escaped or made here


def _spans(text: str, evidence: Iterable[Evidence], asides: Iterable[tuple[int, int]]) -> list[_Span]:
    """The distinct stretches, the earlier first and of those the longer first."""
    spans: dict[tuple[int, int], _Span] = {}
    looks = [_Span(start, end, looks="aside") for start, end in asides]
    looks += [_Span(match.start(), match.end(), looks="gap") for match in _BLANK_LINES.finditer(text)]
    for row in evidence:
        if row.start < row.end <= len(text):
            spans.setdefault((row.start, row.end), _Span(row.start, row.end)).rows.append(row)
    return sorted([*looks, *spans.values()], key=lambda span: (span.start, -span.end))


def _close(opened: list[_Span], at: int) -> list[str]:
    """Close what ends at ``at``; marks inside it that go on are closed with it and opened again."""
    ending = [depth for depth, span in enumerate(opened) if span.end <= at]
    if not ending:
        return []
    cut = opened[ending[0] :]
    del opened[ending[0] :]
    going_on = [span for span in cut if span.end > at]
    opened += going_on
    return [f"</{span.tag}>" for span in reversed(cut)] + [_open(span, {}) for span in going_on]


def _open(span: _Span, titles: Mapping[int, str]) -> str:
    """The start tag; ids, sign and tooltip only at the beginning of a stretch."""
    if not span.rows:
        return f'<span class="{span.looks}">'
    styles = _styles(span.rows)
    ids = " ".join(str(row.id) for row in span.rows)
    drafts = " ".join(dict.fromkeys(str(row.draft_id) for row in span.rows))
    more = ">" if span.begun else _beginning(span.rows, styles, titles)
    span.begun = True
    return f'<mark class="hl hl-{styles[0].code}" data-e="{ids}" data-d="{drafts}"{more}'


def _beginning(rows: Sequence[Evidence], styles: Sequence[Style], titles: Mapping[int, str]) -> str:
    sign = escape("·".join(say(style.sign) for style in styles))
    tip = escape("；".join(dict.fromkeys(_tip(row, titles) for row in rows)))
    further = "".join(f'<span id="e{row.id}"></span>' for row in rows[1:])
    return f' id="e{rows[0].id}" tabindex="-1" data-sign="{sign}" title="{tip}">{further}'


def _tip(row: Evidence, titles: Mapping[int, str]) -> str:
    label = say(style_of(row.field).label)
    title = titles.get(row.draft_id or 0)
    return f"{title} · {label}" if title else label


def _styles(rows: Sequence[Evidence]) -> list[Style]:
    return list(dict.fromkeys(style_of(row.field) for row in rows))
