"""What a person chose where a case of the same name and place exists, as the form names it.

``d<draft>-way`` is ``new``, ``attach-<case>`` or ``update-<case>``; for an update, ``d<draft>-take-<case>`` names the
fields to take, ``d<draft>-shown-<case>`` those that were offered, and ``d<draft>-seen-<case>`` is the case's version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from casebook.services.review import Into, Way
from casebook.web.reports.forms import prefix_of

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from casebook.models import Draft


def chosen_way(sent: MultiDict[str, str], draft: Draft) -> Into | None:
    """What the form says to do with a known case; None where nothing was chosen or asked."""
    start = prefix_of(draft)
    way, _, case_id = sent.get(f"{start}way", "").partition("-")
    if way == Way.NEW:
        return Into(Way.NEW)
    if way not in (Way.ATTACH, Way.UPDATE) or not case_id.isdigit():
        return None
    version = sent.get(f"{start}seen-{case_id}", "")
    taken = frozenset(sent.getlist(f"{start}take-{case_id}"))
    return Into(Way(way), int(case_id), taken, int(version) if version.isdigit() else None)


def shown_changes(sent: MultiDict[str, str], draft: Draft, case_id: int) -> set[str]:
    """The fields whose change was on the page."""
    return set(sent.getlist(f"{prefix_of(draft)}shown-{case_id}"))
