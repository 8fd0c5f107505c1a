"""Forms for signing in and for one's own account."""

from __future__ import annotations

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired

from casebook.services.passwords import MINIMUM_LENGTH
from casebook.web.base_form import BaseForm, words

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
