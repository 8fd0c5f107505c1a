"""The form of a case, made from ``casebook.record.FIELDS``: a field that is added there appears here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import MultiDict

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.record import FIELDS, GROUPS, CaseValues, Group, empty
from casebook.services import case_values
from casebook.web.base_form import BaseForm
from casebook.web.cases import typing
from casebook.web.cases.fields import RecordInput, input_for

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from casebook.models import User

#: The button that adds rows without JavaScript carries the name of its field.
ADD_ROW = "add-row"


class CaseForm(BaseForm):
    """All fields of a case; several forms on a page are told apart by ``prefix``.

    ``formdata`` is what the browser sent, ``typed`` a form kept by ``typed()``; fields that neither holds show
    ``values``. ``case_names`` gives the texts for ids of parent cases (``casebook.services.case_lookup.label``).
    """

    def __init__(
        self,
        formdata: MultiDict[str, str] | None = None,
        prefix: str = "",
        values: Mapping[str, Any] | None = None,
        typed: Mapping[str, list[str]] | None = None,
        case_names: Mapping[int, str] | None = None,
    ) -> None:
        self.case_names = dict(case_names or {})
        self.grows = formdata.get(ADD_ROW) if formdata else None
        start = f"{prefix}-" if prefix and not prefix.endswith("-") else prefix
        kept = MultiDict((start + key, text) for key, texts in (typed or {}).items() for text in texts)
        super().__init__(formdata if formdata is not None else kept or None, prefix=prefix, data=dict(values or {}))

    @property
    def groups(self) -> dict[Group, Bilingual]:
        """The sections of the form, with their titles."""
        return GROUPS

    def id_of(self, part: str) -> str:
        """An id for a part of the page that no other form on it has."""
        return f"{self._prefix}group-{part}"

    @property
    def asks_for_row(self) -> bool:
        """Whether the button that adds rows was pressed, in this form and not in another one of the page."""
        return any(field.name == self.grows for field in self.record_inputs())

    @property
    def is_untouched(self) -> bool:
        """Whether the form shows nothing but the values that it was opened with."""
        return all(field.is_untouched for field in self.record_inputs())

    def record_inputs(self, group: Group | None = None) -> Iterator[RecordInput]:
        """The fields in the order of the record, or those of one group."""
        for field in FIELDS:
            if group in (None, field.group):
                yield self[field.name]

    def typed(self) -> dict[str, list[str]]:
        """The form as typed, by names without the prefix: what a draft keeps."""
        return {
            field.record.name + suffix: list(texts)
            for field in self.record_inputs()
            for suffix, texts in field.typed.items()
        }

    def to_values(self, session: Session, user: User) -> CaseValues:
        """The values that were typed. Raises ``Invalid`` after putting each message beside its field."""
        values: CaseValues = {}
        problems: dict[str, Bilingual] = {}
        for field in self.record_inputs():
            try:
                values[field.record.name] = field.read(session, user)
            except Invalid as error:
                problems[field.record.name] = error.message
                values[field.record.name] = field.stored
        try:
            case_values.check(values, known=self["place"].stored)
        except Invalid as error:
            problems = error.fields | problems
        if problems:
            refusal = Invalid(_CORRECT, problems)
            self.take_errors(refusal)
            raise refusal
        return values

    def take_errors(self, error: Invalid) -> None:
        """Put what was refused beside the fields it names, once, and the rest above the form."""
        for field in self.record_inputs():
            if message := error.fields.get(field.record.name):
                field.refuse(message)
        others = {name: message for name, message in error.fields.items() if name not in self}
        if others or not error.fields:
            super().take_errors(Invalid(error.message, others))

    def problems(self) -> list[tuple[str | None, Bilingual | str]]:
        """All messages for the error summary, down to the row or level that each is about."""
        found: list[tuple[str | None, Bilingual | str]] = [(None, message) for message in self.form_errors]
        for field in self.record_inputs():
            found += field.found_problems()
        return found


for _field in FIELDS:
    setattr(CaseForm, _field.name, input_for(_field))


def type_values(values: Mapping[str, Any], case_names: Mapping[int, str]) -> dict[str, list[str]]:
    """``values`` as they stand in the inputs of a form: what ``CaseForm.typed()`` of an untouched form gives."""
    return {
        field.name + suffix: texts
        for field in FIELDS
        for suffix, texts in typing.type_value(field.type, values.get(field.name, empty(field)), case_names).items()
    }


_CORRECT = Bilingual("还不能保存，请改正标出的各项。", "This cannot be saved yet. Correct the marked fields.")
