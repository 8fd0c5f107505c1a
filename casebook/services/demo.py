"""The demonstration: an account per role, and the sample reports on their way from a text to verified cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.models import User
from casebook.record import CaseStatus, Role, decode_values
from casebook.services import accounts, cases, intake, passwords, review

#: Reports in our own words, one a file, read in the order of their names.
SAMPLES = Path(__file__).parent.parent / "samples"
#: So many of them are left for the visitor to review.
TO_REVIEW = 1


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
    DemoAccount("demo-official", Role.OFFICIAL, "3701", "演示·干部"),
    DemoAccount("demo-reporter", Role.REPORTER, "3701", "演示·报告员"),
    DemoAccount("demo-admin", Role.ADMIN, None, "演示·管理员"),
)
_NOT_EMPTY = Bilingual(
    "这个数据库已有正式账号，不能用于演示。请运行 casebook serve，或用 CASEBOOK_INSTANCE 另选一个文件夹。",
    "This database holds real accounts, so it is no place for a demonstration. Run: casebook serve, "
    "or choose another folder with CASEBOOK_INSTANCE.",
)


def prepare(session: Session) -> list[DemoAccount]:
    """Fill an empty database with accounts and cases; the accounts, or none where the demonstration stands already.

    Raises Invalid where the database holds accounts of real people.
    """
    names = set(session.scalars(select(User.username)))
    if names:
        if not names & {account.username for account in _ACCOUNTS}:
            raise Invalid(_NOT_EMPTY)
        return []
    made = [replace(account, password=passwords.random_password()) for account in _ACCOUNTS]
    users = {account.role: _add(session, account) for account in made}
    texts = [path.read_text("utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    for text in texts[:TO_REVIEW]:
        intake.take_text(session, users[Role.OFFICIAL], text)
    for text in texts[TO_REVIEW:]:
        _read_and_verify(session, users[Role.ADMIN], text)
    return made


def renew_passwords(session: Session) -> list[DemoAccount]:
    """Give the demo accounts new passwords. Raises NotFound where there are none."""
    return [
        replace(account, password=accounts.reset_password(session, None, accounts.named(session, account.username)))
        for account in _ACCOUNTS
    ]


def _add(session: Session, account: DemoAccount) -> User:
    return accounts.add_user(
        session,
        None,
        username=account.username,
        password=account.password,
        role=account.role,
        region=account.region,
        display_name=account.display_name,
    )


def _read_and_verify(session: Session, user: User, text: str) -> None:
    """Take a report in and make verified cases of all that it drafts, as somebody would who found no fault."""
    report = intake.take_text(session, user, text).report
    values = {draft.id: decode_values(draft.proposed | {"parent": None}) for draft in report.drafts}
    for decision in review.accept_all(session, user, report.id, values):
        if decision.case is not None:
            for status in (CaseStatus.SUBMITTED, CaseStatus.VERIFIED):
                cases.change_status(session, user, decision.case.id, status, decision.case.version)
