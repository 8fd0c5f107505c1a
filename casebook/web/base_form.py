"""The base of all forms: texts are stripped, messages come in the language of the page."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm

from casebook.errors import Invalid
from casebook.web.i18n import language, say


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class BaseForm(FlaskForm):  # type: ignore[misc]  # flask_wtf ships no types
    """A form with CSRF protection; WTForms' own messages follow the page's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Filters and languages for every field."""

        @property
        def locales(self) -> list[str]:
            """The languages of WTForms' own messages."""
            return ["zh" if language() == "zh" else "en"]

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Strip the text of every field in one place."""
            filters = [_strip, *unbound_field.kwargs.get("filters", ())]
            return unbound_field.bind(form=form, filters=filters, **options)

    def take_errors(self, error: Invalid) -> None:
        """Show what a service refused beside the fields it names, and the rest above the form."""
        for name, message in error.fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, say(message)]
        if not error.fields:
            self.form_errors.append(say(error.message))
