"""``casebook user``: accounts, from the command line of the server; the first administrator is made here."""

from __future__ import annotations

import sys

import click

from casebook import regions
from casebook.cli.sessions import open_session
from casebook.record import Role
from casebook.services import accounts, passwords


@click.group()
def command() -> None:
    """Open accounts, list them and renew their passwords."""


@command.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What the user may do.")
@click.option("--region", help="Code of the division that the role holds in, such as 370102; without: everywhere.")
@click.option("--display-name", default="", help="The name that others see; without: NAME.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
def add(name: str, role: str, region: str | None, display_name: str, password_stdin: bool) -> None:
    """Open an account for NAME, with a random password that is shown once unless one is given."""
    # Never as an option: other users of the machine can read those.
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    chosen = passwords.random_password() if given is None else given
    with open_session() as session:
        account = accounts.add_user(
            session,
            None,
            username=name,
            password=chosen,
            role=Role(role),
            region=region,
            display_name=display_name,
        )
        session.commit()
        click.echo(account.username if password_stdin else f"{account.username}  {chosen}")


@command.command("list")
def list_all() -> None:
    """Show every account with its role and region, closed ones last."""
    with open_session() as session:
        for account in accounts.users(session, None):
            region = regions.full_name(account.region_code) if account.region_code else "everywhere"
            state = "" if account.is_active else "  (closed)"
            click.echo(f"{account.username}  {account.role.value}  {region}{state}")


@command.command()
@click.argument("name")
def password(name: str) -> None:
    """Give NAME a new random password, shown once; open sessions end and a lock-out is lifted."""
    with open_session() as session:
        renewed = accounts.reset_password(session, None, accounts.named(session, name))
        session.commit()
        click.echo(f"{name}  {renewed}")
