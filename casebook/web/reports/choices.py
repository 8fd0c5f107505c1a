"""What a person chose where a case of the same name and place exists, as the form names it.

``d<draft>-way`` is ``new``, ``attach-<case>`` or ``update-<case>``; for an update, ``d<draft>-take-<case>`` names the
fields to take, ``d<draft>-shown-<case>`` those that were offered, and ``d<draft>-seen-<case>`` is the case's version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.services.joining import Into, Way
from casebook.web.paths import record_id
from casebook.web.reports.forms import prefix_of

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from casebook.models import Draft

#: A position that no text has.
NOWHERE = -1


def chosen_way(sent: MultiDict[str, str], draft: Draft) -> Into | None:
    """What the form says to do with a known case; None where nothing was chosen or asked."""
    start = prefix_of(draft)
    way, _, case_id = sent.get(f"{start}way", "").partition("-")
    if way == Way.NEW:
        return Into(Way.NEW)
    number = number_in(case_id)
    if way not in (Way.ATTACH, Way.UPDATE) or number is None:
        return None
    taken = frozenset(sent.getlist(f"{start}take-{case_id}"))
    return Into(Way(way), number, taken, number_in(sent.get(f"{start}seen-{case_id}")))


def number_in(text: object) -> int | None:
    """The id, version or position that a form or script sent; None where it is none that a column could hold."""
    try:
        return record_id(str(text))
    except ValueError:
        return None


def shown_changes(sent: MultiDict[str, str], draft: Draft, case_id: int) -> set[str]:
    """The fields whose change was on the page."""
    return set(sent.getlist(f"{prefix_of(draft)}shown-{case_id}"))
