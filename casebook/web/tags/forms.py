"""Forms of those who keep the tags of a district."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import InputRequired

from casebook.web.base_form import BaseForm, words

_REQUIRED = words("请填写。", "Fill this in.")


class NameForm(BaseForm):
    """What a tag is called."""

    name = StringField(
        words("标签", "Tag"),
        [InputRequired(_REQUIRED)],
        description=words("几个字说清楚，例如：省级试点", "A few words, such as 省级试点"),
    )


class NewTagForm(NameForm):
    """A new tag, and for which cases it is."""

    region = StringField(
        words("适用地区", "For cases in"),
        description=words(
            "名称或行政区划代码，最细到区县；留空表示全国。",
            "Name or code of a division, a district or what lies above; empty for the whole country.",
        ),
    )


class MergeForm(BaseForm):
    """Which tag takes the place of this one, for good."""

    into = SelectField(words("合并到", "Merge into"), validate_choice=False)  # the service says what can be chosen
    sure = BooleanField(
        words("我知道合并后不能再分开", "I know that they cannot be parted again"),
        [InputRequired(words("请先确认合并后不能再分开。", "Confirm that they cannot be parted again."))],
    )

    def __init__(self, others: list[tuple[int, str]], blank: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = [SelectChoice(value="", label=blank)]
        self.into.choices = first + [SelectChoice(value=str(number), label=name) for number, name in others]
