"""Accounts: signing in, and who has which role where."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from ipaddress import ip_address

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from casebook.bilingual import LANGUAGES, Bilingual
from casebook.db import now
from casebook.errors import Invalid, NotAllowed, NotFound
from casebook.models import LoginAttempt, User
from casebook.models.user import DISPLAY_NAME_LENGTH, USERNAME_LENGTH
from casebook.record import Role
from casebook.services import audit, passwords, tokens
from casebook.services.audit import Action
from casebook.services.places import find_region

#: After so many failures for one name, or from one address, within the window, nobody gets in until it has passed.
#: An office shares one address, so that limit is loose.
NAME_LIMIT, ADDRESS_LIMIT = 5, 50
LOCK_WINDOW = timedelta(minutes=15)
_TYPED_NAME_LENGTH, _ADDRESS_LENGTH = 100, 45


def authenticate(session: Session, username: str, password: str, address: str) -> User | Bilingual:
    """The account that name and password belong to, or why nobody is let in.

    Commit in both cases: failures are counted in the database, across workers and restarts. A name that no account
    has is treated as any other, down to the time that the answer takes.
    """
    name, address = fold_name(username)[:_TYPED_NAME_LENGTH], address[:_ADDRESS_LENGTH]
    if _is_locked(session, name, address):
        return _LOCKED
    account = session.scalar(select(User).where(User.username == name))
    if passwords.matches(account.password_hash if account else None, password) and account and account.is_active:
        if passwords.is_outdated(account.password_hash):
            account.password_hash = passwords.hash_of(password)
        account.last_login_at = now()
        session.execute(delete(LoginAttempt).where(LoginAttempt.username == name))
        audit.record(session, account, Action.LOGIN, "user", account.id)
        return account
    session.execute(delete(LoginAttempt).where(LoginAttempt.at < now() - LOCK_WINDOW))
    session.add(LoginAttempt(username=name, address=address))
    audit.record(session, None, Action.LOGIN_FAILED, "user", account.id if account else None)
    return _WRONG


def sign_out_everywhere(session: Session, user: User) -> None:
    """End all sessions of the user; the one at hand needs to be begun anew to go on."""
    user.session_stamp = _new_stamp()
    audit.record(session, user, Action.LOGOUT, "user", user.id, everywhere=True)


def change_password(session: Session, user: User, current: str, new: str) -> None:
    """Set a new password; all other sessions of the user end. Raises Invalid for ``current`` or ``new``."""
    if not passwords.matches(user.password_hash, current):
        raise _invalid(current=_WRONG_CURRENT)
    if current == new:
        raise _invalid(new=_SAME_PASSWORD)
    _set_password(user, new, field="new")
    audit.record(session, user, Action.PASSWORD_CHANGED, "user", user.id)


def choose_language(user: User, code: str) -> None:
    """Keep the language that the user reads; an unknown code changes nothing."""
    if code in LANGUAGES:
        user.language = code


def add_user(
    session: Session,
    user: User | None,
    *,
    username: str,
    password: str,
    role: Role,
    region: str | None = None,
    display_name: str = "",
) -> User:
    """Open an account. ``user`` is the administrator, or None for the command line of the server.

    ``region`` is a code or a name of a division. Raises Invalid for ``username``, ``password``, ``region`` or
    ``display_name``, and NotAllowed.
    """
    _require_admin(user)
    name = fold_name(username)
    account = User(
        username=_check_name(session, name),
        display_name=_check_display_name(display_name or username.strip()),
        role=role,
        region_code=_check_region(user, region),
    )
    _set_password(account, password, field="password")
    session.add(account)
    session.flush()  # the event names the account by its id
    audit.record(session, user, Action.USER_ADDED, "user", account.id, role=role.value, region=account.region_code)
    return account


def change_user(
    session: Session, user: User, account: User, *, display_name: str, role: Role, region: str | None, is_active: bool
) -> None:
    """Change what an account may do; its sessions end where a right changed. Raises Invalid and NotAllowed."""
    _require_admin(user, account)
    after = {"role": role, "region_code": _check_region(user, region), "is_active": is_active}
    if account.id == user.id and (role != Role.ADMIN or not is_active or after["region_code"] != user.region_code):
        raise Invalid(_NOT_YOURSELF)
    account.display_name = _check_display_name(display_name)
    changed = {name: value for name, value in after.items() if getattr(account, name) != value}
    for name, value in changed.items():
        setattr(account, name, value)
    if changed:
        account.session_stamp = _new_stamp()
        audit.record(session, user, Action.USER_CHANGED, "user", account.id, **changed)


def reset_password(session: Session, user: User | None, account: User) -> str:
    """Give an account a random password, returned once; its sessions and tokens end and its lock is lifted."""
    _require_admin(user, account)
    password = passwords.random_password()
    _set_password(account, password, field="password")
    tokens.revoke_all(session, account)
    session.execute(delete(LoginAttempt).where(LoginAttempt.username == account.username))
    audit.record(session, user, Action.PASSWORD_CHANGED, "user", account.id, reset=True)
    return password


def users(session: Session, user: User | None) -> Sequence[User]:
    """The accounts that an administrator looks after: those of the own region, by name."""
    _require_admin(user)
    everybody = select(User).order_by(User.is_active.desc(), User.username)
    return [account for account in session.scalars(everybody).all() if _looks_after(user, account)]


def get_user(session: Session, user: User | None, user_id: int) -> User:
    """One account that the administrator looks after. Raises NotFound."""
    _require_admin(user)
    account = session.get(User, user_id)
    if account is None or not _looks_after(user, account):
        raise NotFound(_NO_ACCOUNT)
    return account


def named(session: Session, username: str) -> User:
    """The account of a name, for the command line of the server. Raises NotFound."""
    account = session.scalar(select(User).where(User.username == fold_name(username)))
    if account is None:
        raise NotFound(_NO_ACCOUNT)
    return account


def fold_name(username: str) -> str:
    """A user name as it is stored and compared: full-width letters, capitals and spaces around make no difference."""
    return unicodedata.normalize("NFKC", username).strip().casefold()


def _is_locked(session: Session, name: str, address: str) -> bool:
    recent = select(func.count()).select_from(LoginAttempt).where(LoginAttempt.at >= now() - LOCK_WINDOW)
    for_name = session.scalar(recent.where(LoginAttempt.username == name)) or 0
    from_address = session.scalar(recent.where(LoginAttempt.address == address)) or 0
    return for_name >= NAME_LIMIT or (from_address >= ADDRESS_LIMIT and not _is_this_machine(address))


def _is_this_machine(address: str) -> bool:
    """Whether a request came through a proxy on this machine: everybody does then, so the address says nothing."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _looks_after(admin: User | None, account: User) -> bool:
    if admin is None or admin.region_code is None:
        return True
    return account.region_code is not None and account.region_code.startswith(admin.region_code)


def _require_admin(user: User | None, account: User | None = None) -> None:
    if user is not None and (user.role != Role.ADMIN or (account is not None and not _looks_after(user, account))):
        raise NotAllowed(_ADMIN_ONLY)


def _check_name(session: Session, name: str) -> str:
    if not re.fullmatch(rf"\w[\w.@-]{{1,{USERNAME_LENGTH - 1}}}", name):
        raise _invalid(username=_BAD_NAME)
    if session.scalar(select(User.id).where(User.username == name)) is not None:
        raise _invalid(username=_NAME_TAKEN)
    return name


def _check_display_name(name: str) -> str:
    if not 1 <= len(name.strip()) <= DISPLAY_NAME_LENGTH:
        raise _invalid(display_name=_BAD_DISPLAY_NAME)
    return name.strip()


def _check_region(admin: User | None, typed: str | None) -> str | None:
    """The code for what was typed: a code (whatever follows it), a name, or nothing for the whole country."""
    found = find_region((typed or "").strip())
    outer = admin.region_code if admin else None
    if outer is not None and (found is None or not found.startswith(outer)):
        raise _invalid(region=_BEYOND_YOUR_REGION)
    return found


def _set_password(account: User, password: str, field: str) -> None:
    if reason := passwords.weakness(password, account.username):
        raise Invalid(reason, {field: reason})
    account.password_hash = passwords.hash_of(password)
    account.session_stamp = _new_stamp()


def _new_stamp() -> str:
    return secrets.token_hex(16)


def _invalid(**fields: Bilingual) -> Invalid:
    return Invalid(next(iter(fields.values())), fields)


_WRONG = Bilingual("用户名或密码不正确。", "The user name or the password is wrong.")
_LOCKED = Bilingual(
    "登录失败次数过多，已暂停登录。请 15 分钟后再试，或请管理员重置密码。",
    "Too many failed sign-ins. Try again in 15 minutes, or ask an administrator to reset the password.",
)
_WRONG_CURRENT = Bilingual("当前密码不正确。", "The current password is wrong.")
_SAME_PASSWORD = Bilingual("新密码不能与当前密码相同。", "The new password must differ from the current one.")
_BAD_NAME = Bilingual(
    f"用户名须为 2 至 {USERNAME_LENGTH} 个汉字、字母、数字或 . _ - @，以汉字、字母或数字开头。",
    f"A user name has 2 to {USERNAME_LENGTH} letters, digits or . _ - @ and begins with a letter or digit.",
)
_NAME_TAKEN = Bilingual("这个用户名已有人使用，请换一个。", "This user name is taken. Choose another one.")
_BAD_DISPLAY_NAME = Bilingual(
    f"请填写姓名，最多 {DISPLAY_NAME_LENGTH} 个字。", f"Enter a name of at most {DISPLAY_NAME_LENGTH} characters."
)
_BEYOND_YOUR_REGION = Bilingual("只能在您自己的辖区内设置账号。", "An account must lie within your own region.")
_NOT_YOURSELF = Bilingual(
    "不能停用自己的账号，也不能改变自己的角色和辖区。请由另一位管理员操作。",
    "You cannot close your own account or change your own role and region. Ask another administrator.",
)
_NO_ACCOUNT = Bilingual("没有这个账号。", "There is no such account.")
_ADMIN_ONLY = Bilingual("只有管理员可以管理账号。", "Only an administrator may manage accounts.")
