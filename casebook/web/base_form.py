"""The base of all forms: texts are stripped, labels and messages come in the language of the page.

Labels, hints and messages of our own are made with ``words``; the macros of ``templates/macros/forms.html`` pick the
language. Choices are made for each request with ``choices``, because WTForms prints them itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from flask_wtf import FlaskForm
from wtforms import Field, FieldList, FormField, PasswordField, RadioField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.record import Vocabulary
from casebook.web.i18n import language, say


def words(zh: str, en: str) -> str:
    """A label, hint or message of a field; WTForms hands it on untouched, and the macros pick the language."""
    return cast("str", Bilingual(zh, en))


def choices(vocabulary: type[Vocabulary], blank: Bilingual | None = None) -> list[SelectChoice]:
    """The choices of a vocabulary in the language of this request, with an empty one first where asked for."""
    first = [SelectChoice(value="", label=say(blank))] if blank else []
    return first + [SelectChoice(value=member.value, label=say(member.label)) for member in vocabulary]


def _clean(value: Any) -> Any:
    # PostgreSQL cannot store the null character, and nobody types it.
    return value.replace("\0", "").strip() if isinstance(value, str) else value


class BaseForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A form with CSRF protection; WTForms' own messages follow the page's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Filters and languages for every field."""

        @property
        def locales(self) -> list[str]:
            """The languages of WTForms' own messages."""
            return ["zh" if language() == "zh" else "en"]

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Strip the text of every field in one place; spaces in a password are the user's."""
            filters = unbound_field.kwargs.get("filters", ())
            if not issubclass(unbound_field.field_class, PasswordField):
                filters = [_clean, *filters]
            return unbound_field.bind(form=form, filters=filters, **options)

    def text(self, name: str) -> str:
        """What was typed into a field, empty where nothing was."""
        return self[name].data or ""

    def take_errors(self, error: Invalid) -> None:
        """Show what a service refused beside the fields it names, and the rest above the form."""
        for name, message in error.fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, message]
            else:
                self.form_errors.append(message)
        if not error.fields:
            self.form_errors.append(error.message)

    def problems(self) -> list[tuple[str | None, Bilingual | str]]:
        """All messages for the error summary, each with the id of the control to go to (None: the whole form)."""
        found: list[tuple[str | None, Bilingual | str]] = [(None, message) for message in self.form_errors]
        for field in self:
            found += _problems_of(field)
        return found


def _problems_of(field: Field) -> Iterator[tuple[str | None, Bilingual | str]]:
    if isinstance(field, FieldList | FormField):
        for inner in field:
            yield from _problems_of(inner)
    if isinstance(field, FormField):
        return  # what it calls its errors are those of its parts
    anchor = f"{field.id}-0" if isinstance(field, RadioField) else field.id
    for message in field.errors:
        if isinstance(message, str | Bilingual):  # a list repeats the messages of its parts as lists
            yield anchor, message
