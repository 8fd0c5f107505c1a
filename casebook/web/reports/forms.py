"""The form of a drafted initiative: the form of a case, with its parent by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casebook.record import LEVELS, FieldType, decode, decode_values, field_named
from casebook.web.cases import typing
from casebook.web.cases.fields import PlaceInput, RecordInput, RowsInput
from casebook.web.cases.forms import CaseForm
from casebook.web.i18n import say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.datastructures import MultiDict

    from casebook.models import Draft, Evidence, User


class ParentNameInput(RecordInput):
    """The parent by name: it may be a draft of the same report that is no case yet, so no id is looked for here."""

    def type_stored(self) -> typing.Typed:
        """The name as extraction read it."""
        return {"": [self.stored or ""]}

    def read(self, session: Session, user: User) -> Any:
        """Nothing: ``casebook.services.parents`` finds the case when the draft is accepted."""
        return None


class DraftForm(CaseForm):
    """All fields of one draft of a report; the prefix ``d<id>-`` tells the drafts of a page apart."""

    parent = ParentNameInput(field_named("parent"))

    @classmethod
    def of(cls, draft: Draft, formdata: MultiDict[str, str] | None = None) -> DraftForm:
        """The form as sent, else as kept, else as extraction proposes."""
        return cls(formdata, prefix=prefix_of(draft), values=decode_values(draft.proposed), typed=draft.typed)

    @classmethod
    def proposed(cls, draft: Draft) -> DraftForm:
        """The form as nobody has touched it yet."""
        return cls(None, prefix=prefix_of(draft), values=decode_values(draft.proposed))


def prefix_of(draft: Draft) -> str:
    """What the names of a draft's inputs begin with."""
    return f"d{draft.id}-"


def touched_fields(form: DraftForm) -> set[str]:
    """The fields that do not stand as extraction proposed them."""
    return {one.record.name for one in form.record_inputs() if not one.is_untouched}


def text_of(field: RecordInput) -> str:
    """What stands in the inputs of a field, as one line."""
    if isinstance(field, PlaceInput):
        return "".join(field.levels.values())
    if isinstance(field, RowsInput):
        return "、".join(row[0] for row in field.rows if row[0])
    if field.record.vocabulary is not None:
        return next((say(one.label) for one in field.record.vocabulary if one.value == field.text), "")
    return field.text


def with_evidence(typed: dict[str, list[str]], row: Evidence) -> dict[str, list[str]]:
    """``typed`` with the value that a new piece of evidence states: single values are replaced, items added."""
    if row.field in LEVELS:
        return typed | {f"place-{row.field}": [row.value[0]], f"place{typing.PICK}": []}
    field = field_named(row.field)
    if field.type is FieldType.CHOICE:
        return typed
    if field.type not in (FieldType.LINES, FieldType.OUTCOMES):
        value = row.value if field.type is FieldType.CASE else decode(field, row.value)
        texts = [value or ""] if field.type is FieldType.CASE else typing.type_value(field.type, value, {})[""]
        return typed | {field.name: texts}
    added = {
        field.name + suffix: texts
        for suffix, texts in typing.type_value(field.type, decode(field, [row.value]), {}).items()
    }
    rows = [line for line in zip(*(typed.get(name, []) for name in added), strict=False) if any(line)]
    new = tuple(texts[0] for texts in added.values())
    if new not in rows:
        rows.append(new)
    return typed | {name: [line[at] for line in rows] for at, name in enumerate(added)}
