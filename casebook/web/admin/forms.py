"""Forms of the administrator."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired

from casebook.record import Role
from casebook.services.passwords import MINIMUM_LENGTH
from casebook.web.base_form import BaseForm, choices, words

_REQUIRED = words("请填写。", "Fill this in.")


class RightsForm(BaseForm):
    """What an account may do, and where."""

    display_name = StringField(words("姓名", "Name"), [InputRequired(_REQUIRED)])
    role = SelectField(words("角色", "Role"), [InputRequired(_REQUIRED)])
    region = StringField(
        words("辖区", "Region"),
        description=words(
            "名称或行政区划代码，例如：历下区、370102009；留空表示全国。",
            "Name or code of a division, such as 历下区 or 370102009; empty for the whole country.",
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.role.choices = choices(Role)


class NewUserForm(RightsForm):
    """A new account."""

    username = StringField(words("用户名", "User name"), [InputRequired(_REQUIRED)])
    password = PasswordField(
        words("初始密码", "First password"),
        [InputRequired(_REQUIRED)],
        description=words(
            f"至少 {MINIMUM_LENGTH} 个字符，不能包含用户名。请提醒对方登录后修改。",
            f"At least {MINIMUM_LENGTH} characters, without the user name. Ask its owner to change it.",
        ),
    )


class UserForm(RightsForm):
    """An existing account."""

    is_active = BooleanField(
        words("可以登录", "May sign in"),
        description=words(
            "停用的账号不会被删除，历史记录仍然有效。", "A closed account is kept, and so is its history."
        ),
    )
