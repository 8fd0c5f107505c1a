"""Chips: small links from a value in a form to the sentence that supports it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from markupsafe import Markup

from casebook.record import EvidenceState, Method
from casebook.web.i18n import say, translate
from casebook.web.reports.highlights import style_of

if TYPE_CHECKING:
    from casebook.models import Draft, Evidence

#: Values less probable than this are marked 存疑. Measured on 60 development reports: of the values below, two in
#: three were right; of those above, 93 %.
DOUBTFUL_BELOW = 0.6
_SHOWN = 16


def chip_list(draft: Draft, key: str, rows: Iterable[Evidence]) -> Markup:
    """The chips beside a field, in a box that is there without any as well: new ones are put into it."""
    return Markup('<span class="chips" data-chips="d{}-{}">{}</span>').format(draft.id, key, chips(rows))


def row_chips(rows: Iterable[Evidence]) -> Markup:
    """The chips of one row of services or outcomes; a copy of the row does without them."""
    return Markup('<span class="chips" data-evidence>{}</span>').format(chips(rows))


def chips(rows: Iterable[Evidence]) -> Markup:
    """One link per piece of evidence, to its place in the text."""
    return Markup(" ").join(_chip(row) for row in rows if row.state is not EvidenceState.REJECTED)


def item_text(row: Evidence) -> str:
    """The text of a service or outcome as it stands in its row of the form."""
    return str(row.value["text"] if isinstance(row.value, dict) else row.value)


def _chip(row: Evidence) -> Markup:
    quote = row.quote if len(row.quote) <= _SHOWN else row.quote[: _SHOWN - 1] + "…"
    doubt = ""
    if row.confidence < DOUBTFUL_BELOW:
        doubt = Markup('<strong class="chip-doubt">{}</strong>').format(translate("存疑", "doubtful"))
    title = f"{translate('在原文中查看', 'Show in the text')} · {say(row.method.label)}"
    source = ""
    if row.method is Method.LANGUAGE_MODEL:
        source = Markup('<small class="chip-source">{}</small>').format(say(row.method.label))
    return Markup('<a class="chip hl-{}" href="#e{}" data-e="{}" title="{}">{}<q>{}</q>{}</a>').format(
        style_of(row.field).code, row.id, row.id, title, doubt, quote, source
    )
