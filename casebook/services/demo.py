"""The demonstration: four accounts, one per role, that show what casebook does before anybody has entered anything."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.models import User
from casebook.record import Role
from casebook.services import accounts, passwords


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to try out; the password is known only at the moment it is made."""

    username: str
    role: Role
    region: str | None
    display_name: str
    password: str = ""


_ACCOUNTS = (
    DemoAccount("demo-worker", Role.WORKER, "370102009", "演示·社区工作者"),
    DemoAccount("demo-official", Role.OFFICIAL, "370102", "演示·区级干部"),
    DemoAccount("demo-reporter", Role.REPORTER, "3701", "演示·报告员"),
    DemoAccount("demo-admin", Role.ADMIN, None, "演示·管理员"),
)
_NOT_EMPTY = Bilingual(
    "这个数据库已有正式账号，不能用于演示。请运行 casebook serve，或用 CASEBOOK_INSTANCE 另选一个文件夹。",
    "This database holds real accounts, so it is no place for a demonstration. Run: casebook serve, "
    "or choose another folder with CASEBOOK_INSTANCE.",
)


def prepare(session: Session) -> list[DemoAccount]:
    """Fill an empty database; the accounts made, or none where the demonstration stands already.

    Raises Invalid where the database holds accounts of real people.
    """
    names = set(session.scalars(select(User.username)))
    if names:
        if not names & {account.username for account in _ACCOUNTS}:
            raise Invalid(_NOT_EMPTY)
        return []
    made = [replace(account, password=passwords.random_password()) for account in _ACCOUNTS]
    for account in made:
        accounts.add_user(
            session,
            None,
            username=account.username,
            password=account.password,
            role=account.role,
            region=account.region,
            display_name=account.display_name,
        )
    return made


def renew_passwords(session: Session) -> list[DemoAccount]:
    """Give the demo accounts new passwords. Raises NotFound where there are none."""
    return [
        replace(account, password=accounts.reset_password(session, None, accounts.named(session, account.username)))
        for account in _ACCOUNTS
    ]
