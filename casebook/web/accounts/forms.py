"""Forms for signing in and for one's own account."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are of 3.2
from wtforms.validators import InputRequired

from casebook.services.passwords import MINIMUM_LENGTH
from casebook.services.tokens import LIFETIMES
from casebook.web.base_form import BaseForm, words
from casebook.web.i18n import translate

_NAME_MISSING = words("请填写用户名。", "Enter your user name.")
_PASSWORD_MISSING = words("请填写密码。", "Enter your password.")


class LoginForm(BaseForm):
    """Name and password."""

    username = StringField(words("用户名", "User name"), [InputRequired(_NAME_MISSING)])
    password = PasswordField(words("密码", "Password"), [InputRequired(_PASSWORD_MISSING)])


class PasswordForm(BaseForm):
    """A new password, typed once: browsers can show it, and a manager types it."""

    current = PasswordField(words("当前密码", "Current password"), [InputRequired(_PASSWORD_MISSING)])
    new = PasswordField(
        words("新密码", "New password"),
        [InputRequired(_PASSWORD_MISSING)],
        description=words(
            f"至少 {MINIMUM_LENGTH} 个字符，不能包含用户名。可以用一句自己记得住的话。",
            f"At least {MINIMUM_LENGTH} characters, without your user name. A sentence that you remember is best.",
        ),
    )


class TokenForm(BaseForm):
    """A new token for a program."""

    name = StringField(
        words("用途", "What it is for"),
        [InputRequired(words("请填写令牌的用途。", "Say what the token is for."))],
        description=words("例如：区统计报表", "For example: monthly figures of the district"),
    )
    days = SelectField(words("有效期", "Lifetime"), coerce=int)
    read_only = BooleanField(
        words("只读", "Read only"),
        description=words("只能读取，不能修改。", "The program may read and change nothing."),
        default=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.days.choices = [
            SelectChoice(value=days, label=translate("{days} 天", "{days} days", days=days)) for days in LIFETIMES
        ]
