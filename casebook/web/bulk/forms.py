"""The form of a bulk edit: one of five acts, and its value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from wtforms import RadioField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.record import CaseStatus
from casebook.regions import full_name, get
from casebook.services import access, case_lookup, tags
from casebook.services.bulk_changes import Act, BulkChange
from casebook.services.places import find_region, place_at
from casebook.web.base_form import BaseForm, choices, words
from casebook.web.i18n import say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from casebook.models import User

_SEPARATORS = re.compile(r"[、，,;；\n]+")


class BulkForm(BaseForm):
    """Which act, and the input of each act, named like it."""

    act = RadioField(words("要改什么", "What to change"), validate_choice=False)
    status = SelectField(words("状态", "Status"), validate_choice=False)
    parent = StringField(
        words("上级案例", "Parent case"),
        description=words("名称或编号；留空表示没有上级案例。", "Name or number; empty for none."),
    )
    tag_add = StringField(
        words("加上的标签", "Tags to add"),
        description=words("多个标签用顿号隔开。", "Put commas between several."),
    )
    tag_remove = StringField(words("去掉的标签", "Tags to remove"))
    place = StringField(
        words("新的所在地", "New place"),
        description=words(
            "名称或行政区划代码。各案例在其范围内的下级地名保留。",
            "Name or code of a division. Finer places of a case are kept where they lie in it.",
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.act.choices = [SelectChoice(value=act.value, label=say(act.label)) for act in Act]
        self.status.choices = choices(CaseStatus)

    def to_change(self, session: Session, user: User) -> BulkChange:
        """What was chosen. Raises ``Invalid`` for the field that is wrong."""
        act = self._act()
        try:
            return BulkChange(act, self._value(session, user, act))
        except Invalid as error:
            raise _wrong(act.value, error.message) from error

    def _act(self) -> Act:
        """The act that was chosen; where none was, the one whose input alone was filled in."""
        chosen = self.text("act")
        if chosen in list(Act):
            return Act(chosen)
        filled = [act for act in Act if act is not Act.STATUS and self.text(act.value)]
        if len(filled) != 1:
            raise _wrong("act", _NO_ACT)
        return filled[0]

    def _value(self, session: Session, user: User, act: Act) -> Any:
        typed = self.text(act.value)
        match act:
            case Act.STATUS:
                if typed not in list(CaseStatus):
                    raise Invalid(_NO_STATUS)
                return CaseStatus(typed)
            case Act.PARENT:
                return case_lookup.parent_named(session, user, typed)
            case Act.TAG_ADD | Act.TAG_REMOVE:
                return self._names(session, user, typed)
        code = find_region(typed)
        if code is None:
            raise Invalid(_NO_PLACE)
        if not access.may_enter(user, code):
            raise Invalid(_OUTSIDE)
        return place_at(code)

    def _names(self, session: Session, user: User, typed: str) -> tuple[str, ...]:
        names = [name for part in _SEPARATORS.split(typed) if (name := part.strip())]
        if not names:
            raise Invalid(_NO_NAMES)
        found = tags.called_now(session, names)
        known = set(tags.reachable(session, user))
        if missing := [name for name in found if name not in known]:
            raise Invalid(_NO_TAG.format(names="、".join(missing)[:60]))
        return found


def typed_of(change: BulkChange | None, parent_label: str) -> dict[str, str]:
    """What stands in the form for a change that was chosen before."""
    if change is None:
        return {}
    match change.act:
        case Act.STATUS:
            text = change.value.value
        case Act.PARENT:
            text = parent_label
        case Act.TAG_ADD | Act.TAG_REMOVE:
            text = "、".join(change.value)
        case Act.PLACE:
            division = get(change.value.code)
            text = f"{division.code} {division.name}" if division else ""
    return {"act": change.act.value, change.act.value: text}


def in_words(change: BulkChange, parent_label: str) -> Bilingual:
    """The change as one line."""
    match change.act:
        case Act.STATUS:
            value = change.value.label
        case Act.PARENT:
            value = Bilingual(parent_label, parent_label) if change.value else Bilingual("（无）", "(none)")
        case Act.TAG_ADD | Act.TAG_REMOVE:
            value = Bilingual("、".join(change.value), ", ".join(change.value))
        case Act.PLACE:
            name = full_name(change.value.code)
            value = Bilingual(name, name)
    return Bilingual(f"{change.act.label.zh}“{value.zh}”", f"{change.act.label.en} “{value.en}”")


def _wrong(name: str, message: Bilingual) -> Invalid:
    return Invalid(message, {name: message})


_NO_ACT = Bilingual("请选择要改什么。", "Choose what to change.")
_NO_STATUS = Bilingual("请选择一个状态。", "Choose a status.")
_NO_PLACE = Bilingual("请填写新的所在地。", "Enter the new place.")
_NO_NAMES = Bilingual("请填写标签。", "Enter a tag.")
_NO_TAG = Bilingual(
    "没有标签“{names}”。请从“标签”页面已有的标签中选择。", "There is no tag “{names}”. Take those on the page Tags."
)
_OUTSIDE = Bilingual("新的所在地不在您的辖区内。", "The new place lies outside your region.")
