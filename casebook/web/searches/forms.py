"""The forms of saved searches."""

from __future__ import annotations

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired

from casebook.web.base_form import BaseForm, words


class NameForm(BaseForm):
    """A name for a search."""

    name = StringField(
        words("名称", "Name"),
        [InputRequired(words("请填写名称。", "Enter a name."))],
        render_kw={"autocomplete": "off"},
    )


class SaveForm(NameForm):
    """The name of a search that is being saved, and the query string of its listing."""

    query = HiddenField()
