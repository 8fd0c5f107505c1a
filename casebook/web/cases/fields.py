"""One input, or a group of them, for each type of field of a case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from wtforms import Field as Input
from wtforms.fields.choices import Choice, SelectFieldBase  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.utils import unset_value
from wtforms.widgets import Select, TextArea, TextInput

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.record import Field, FieldType, Outcome, Place, empty, parse_date, read_quantity, type_quantity
from casebook.regions import Level
from casebook.services import case_lookup, places
from casebook.web.cases import typing
from casebook.web.cases.typing import PICK, Typed
from casebook.web.i18n import say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from casebook.models import User

#: Empty rows below the filled ones, and how many more the button without JavaScript adds.
SPARE_ROWS = 1
ADDED_ROWS = 3


class RecordInput(Input):
    """The inputs of one field of a case: keeps what was typed, and reads it when the form is saved.

    ``stored`` is the value that the form was opened with. ``problems`` are messages for single rows (by index) or
    levels (by name), beside ``errors`` for the field as a whole.
    """

    widget: Any = TextInput()

    def __init__(self, record: Field, _form: Any = None, **kwargs: Any) -> None:
        # Labels stay bilingual: the page that shows them picks the language.
        texts: dict[str, Any] = {"label": record.label, "description": record.hint or ""}
        super().__init__(**texts, _form=_form, **kwargs)
        self.record = record
        self.form = _form
        self.errors: Sequence[Any] = []
        self.problems: dict[int | str, Bilingual] = {}
        self.flags.required = record.required

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Take what was typed; a field of which nothing was sent shows the stored value."""
        self.stored = empty(self.record) if data is unset_value else data
        sent = {suffix: self.name + suffix for suffix in typing.suffixes(self.record.type)}
        self.typed = self.type_stored()
        if formdata is not None and any(key in formdata for key in sent.values()):
            self.typed = {suffix: list(map(self._clean, formdata.getlist(key))) for suffix, key in sent.items()}
        self.data = self.text

    def typed_names(self) -> list[str]:
        """The names of the inputs without the prefix of the form."""
        return [self.record.name + suffix for suffix in typing.suffixes(self.record.type)]

    def _clean(self, text: str) -> str:
        """Apply the filters that the base form gives to every field."""
        for clean in self.filters:
            text = clean(text)
        return text

    def type_stored(self) -> Typed:
        """The stored value as it stands in the inputs."""
        return typing.type_value(self.record.type, self.stored, self.form.case_names)

    @property
    def is_untouched(self) -> bool:
        """Whether the inputs show the stored value."""
        return self._without_spare(self.typed) == self._without_spare(self.type_stored())

    @property
    def text(self) -> str:
        """What was typed into the only input."""
        return next(iter(self.typed.get("", [])), "")

    def _value(self) -> str:
        """For the widgets of WTForms."""
        return self.text

    def read(self, session: Session, user: User) -> Any:
        """The value that was typed; raises ``Invalid``. What was not touched keeps all its parts."""
        return self.stored if self.is_untouched else self.read_typed(session, user)

    def read_typed(self, session: Session, user: User) -> Any:
        """The value of a text that differs from the stored one."""
        return self.text

    def refuse(self, message: Bilingual) -> None:
        """Show a message beside the field, once."""
        if message not in self.errors:
            self.errors = [*self.errors, message]

    def found_problems(self) -> Iterator[tuple[str, Bilingual]]:
        """All messages for the error summary, each with the id of the input to go to."""
        if self.problems:
            yield from ((f"{self.id}-{part}", message) for part, message in self.problems.items())
        else:
            yield from ((self.first_id, message) for message in self.errors)

    @property
    def first_id(self) -> str:
        """The id of the first input."""
        return self.id

    def _without_spare(self, typed: Typed) -> Typed:
        return typed


class LongTextInput(RecordInput):
    """Several lines of text."""

    widget = TextArea()


class ChoiceInput(RecordInput, SelectFieldBase):
    """One of a vocabulary."""

    widget = Select()

    def __init__(self, record: Field, **kwargs: Any) -> None:
        super().__init__(record, **kwargs)
        self.type = "SelectField"  # by which the macros know a list to choose from

    def iter_choices(self) -> Iterator[Choice]:
        """The empty choice and the members of the vocabulary, in the language of the page."""
        yield Choice("", say(_CHOOSE), not self.text, {})
        for member in self.record.vocabulary or ():
            yield Choice(member.value, say(member.label), member.value == self.text, {})

    def read_typed(self, session: Session, user: User) -> Any:
        """The member; only its code is taken."""
        if not self.text:
            return None
        assert self.record.vocabulary is not None, self.record.name
        try:
            return self.record.vocabulary(self.text)
        except ValueError as error:
            raise Invalid(_NO_CHOICE) from error


class QuantityInput(RecordInput):
    """A figure as people write it."""

    def read_typed(self, session: Session, user: User) -> Any:
        """A quantity, or None."""
        return read_quantity(self.text, self.record.unit)


class DateInput(RecordInput):
    """A date as precise as known."""

    def read_typed(self, session: Session, user: User) -> Any:
        """A partial date, or None."""
        return parse_date(self.text) if self.text else None


class CaseInput(RecordInput):
    """Another case, by name or number."""

    def read_typed(self, session: Session, user: User) -> Any:
        """The id of the case, or None."""
        return case_lookup.parent_named(session, user, self.text)


class RowsInput(RecordInput):
    """A list of texts, one input each; empty rows are passed over."""

    @property
    def first_id(self) -> str:
        """The id of the first row."""
        return f"{self.id}-0"

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The texts of each row as typed, with some empty rows at the end."""
        filled = self._filled(self.typed)
        wanted = ADDED_ROWS if self.name == self.form.grows else SPARE_ROWS
        room = max(self.record.max_items - len(filled), 0)
        blank = ("",) * len(typing.suffixes(self.record.type))
        return [*filled, *[blank] * min(wanted, room)]

    def read_typed(self, session: Session, user: User) -> Any:
        """A tuple of texts."""
        return tuple(text for (text,) in self._filled(self.typed))

    def _filled(self, typed: Typed) -> list[tuple[str, ...]]:
        columns = [typed.get(suffix, []) for suffix in typing.suffixes(self.record.type)]
        length = max(map(len, columns), default=0)
        padded = [column + [""] * (length - len(column)) for column in columns]
        return [row for row in zip(*padded, strict=True) if any(row)]

    def _without_spare(self, typed: Typed) -> Typed:
        rows = self._filled(typed)
        return {suffix: [row[at] for row in rows] for at, suffix in enumerate(typing.suffixes(self.record.type))}


class TagsInput(RowsInput):
    """Tags by name, each once; which there are depends on the place, so they are looked up when the case is saved."""

    def read_typed(self, session: Session, user: User) -> Any:
        """The names in order, former ones as typed."""
        return tuple(sorted(set(super().read_typed(session, user))))


class OutcomesInput(RowsInput):
    """Outcomes: a sentence and, where there is one, its figure."""

    def read_typed(self, session: Session, user: User) -> Any:
        """A tuple of outcomes; a row that was not touched keeps all parts of its figure."""
        known = {(outcome.text, type_quantity(outcome.quantity)): outcome for outcome in self.stored}
        outcomes: list[Outcome] = []
        for index, row in enumerate(self._filled(self.typed)):
            text, figure = row
            try:
                outcomes.append(known.get((text, figure)) or typing.read_outcome(text, figure))
            except Invalid as error:
                self.problems[index] = error.message
        if self.problems:
            raise Invalid(_SEE_ROWS)
        return tuple(outcomes)


class PlaceInput(RecordInput):
    """Five levels, typed as names; asks which where the names fit several places."""

    labels: ClassVar = {level.value: level.label for level in Level}

    def __init__(self, record: Field, **kwargs: Any) -> None:
        super().__init__(record, **kwargs)
        self.choices: tuple[places.Choice, ...] = ()

    @property
    def first_id(self) -> str:
        """The id of the uppermost level."""
        return f"{self.id}-{Level.PROVINCE}"

    @property
    def levels(self) -> dict[str, str]:
        """What was typed, by level."""
        return {level.value: next(iter(self.typed.get(f"-{level}", [])), "") for level in Level}

    @property
    def picked(self) -> str:
        """The code that was chosen among several readings."""
        return next(iter(self.typed.get(PICK, [])), "")

    def read_typed(self, session: Session, user: User) -> Place:
        """A place; an ambiguous one leaves its readings in ``choices``."""
        try:
            return places.resolve_place(self.levels, self.picked, self.stored)
        except places.UnclearPlace as error:
            self.choices = error.choices
            self.problems.update(error.levels)
            raise


_INPUTS: dict[FieldType, type[RecordInput]] = {
    FieldType.TEXT: RecordInput,
    FieldType.LONG_TEXT: LongTextInput,
    FieldType.CHOICE: ChoiceInput,
    FieldType.PLACE: PlaceInput,
    FieldType.QUANTITY: QuantityInput,
    FieldType.DATE: DateInput,
    FieldType.LINES: RowsInput,
    FieldType.OUTCOMES: OutcomesInput,
    FieldType.CASE: CaseInput,
    FieldType.TAGS: TagsInput,
}


def input_for(field: Field) -> Any:
    """The unbound form field for a field of a case."""
    return _INPUTS[field.type](field)


_CHOOSE = Bilingual("请选择", "Choose")
_NO_CHOICE = Bilingual("请从列表中选择一项。", "Choose one from the list.")
_SEE_ROWS = Bilingual("有的行需要改正。", "Some rows need correcting.")
