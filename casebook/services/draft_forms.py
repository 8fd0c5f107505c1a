"""The form of a draft while it is reviewed: what was typed, what of the text supports it, where it lies.

Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.errors import Conflict, Invalid
from casebook.models import Draft, Evidence, User
from casebook.record import Evidence as Span
from casebook.record import Method, Place
from casebook.services import access, quotes, reviewable
from casebook.services.drafting import row_of


def add_evidence(session: Session, user: User, draft_id: int, field: str, start: int, end: int) -> Evidence:
    """Let ``text[start:end]`` (code points) support a field of the draft; the row carries the value that it states.

    A second call with the same span and field returns the first row. Raises ``Invalid`` where the field is unknown,
    the span is empty, or it states no such value.
    """
    draft = reviewable.open_draft(session, user, draft_id)
    if field not in quotes.QUOTABLE or draft.report is None:
        raise Invalid(_NO_FIELD)
    start, end = quotes.trimmed(draft.report.text, start, end)
    quote = draft.report.text[start:end]
    for row in draft.evidence:
        if (row.field, row.start, row.end, row.method) == (field, start, end, Method.PERSON):
            return row
    stated = quotes.value_of(field, quote)
    value = draft.proposed.get(field) if field == "kind" else stated
    row = row_of(field, value, Span(start, end, quote, Method.PERSON, 1.0))
    row.report, row.draft = draft.report, draft
    session.add(row)
    session.flush()
    return row


def settle_place(session: Session, user: User, draft: Draft, place: Place) -> None:
    """Note where the draft lies by its form now: the office there may decide over it.

    Those who review the whole report say so; an office that was given one draft does not pass it on.
    """
    whole = draft.report is not None and access.may_review_all(user, draft.report)
    if whole and draft.region_code != place.code:
        draft.region_code = place.code
        session.flush()


def save_typed(session: Session, user: User, draft_id: int, typed: Mapping[str, Any], version: int) -> Draft:
    """Keep the form of a draft as typed, half words included.

    ``version`` is that of the draft when the form was shown. Raises ``Conflict`` where another person has typed
    something else since; ``theirs`` holds the keys that differ.
    """
    draft = reviewable.open_draft(session, user, draft_id)
    stored = draft.typed or {}
    if dict(typed) == stored:
        return draft
    if version != draft.version:
        raise Conflict(_TYPED_TOO, {k: stored.get(k) for k in typed if stored.get(k) != typed[k]}, draft.version)
    draft.typed = dict(typed)
    session.flush()
    return draft


_TYPED_TOO = Bilingual(
    "您打开页面之后，另一位同事也改了这份草稿。请核对标出的内容，再保存一次即以您的为准。",
    "A colleague has changed this draft since you opened the page. Check what is marked; saving again keeps yours.",
)
_NO_FIELD = Bilingual("请选择要填入的项目。", "Choose the field to fill.")
