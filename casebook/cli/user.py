"""``casebook user``: accounts, from the command line of the server; the first administrator is made here."""

from __future__ import annotations

import click

from casebook.cli.sessions import open_session
from casebook.record import Role
from casebook.services import accounts, passwords


@click.group()
def command() -> None:
    """Open accounts and renew their passwords."""


@command.command()
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What the user may do.")
@click.option("--region", help="Code of the division that the role holds in, such as 370102; without: everywhere.")
@click.option("--display-name", default="", help="The name that others see; without: NAME.")
def add(name: str, role: str, region: str | None, display_name: str) -> None:
    """Open an account for NAME with a random password, shown once."""
    password = passwords.random_password()
    with open_session() as session:
        account = accounts.add_user(
            session,
            None,
            username=name,
            password=password,
            role=Role(role),
            region=region,
            display_name=display_name,
        )
        session.commit()
        click.echo(f"{account.username}  {password}")


@command.command()
@click.argument("name")
def password(name: str) -> None:
    """Give NAME a new random password, shown once; open sessions end and a lock-out is lifted."""
    with open_session() as session:
        renewed = accounts.reset_password(session, None, accounts.named(session, name))
        session.commit()
        click.echo(f"{name}  {renewed}")
