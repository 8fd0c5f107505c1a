"""``casebook demo``: from nothing to something to try, in one command."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from casebook import regions
from casebook.cli.db import bring_up_to_date
from casebook.cli.serve import address, host_option, port_option, require_free, run
from casebook.cli.sessions import open_engine, open_session
from casebook.services import demo
from casebook.services.demo import DemoAccount

_SHOWN_ONCE = """\
密码只显示这一次，请记下来。
The passwords are shown only this once."""
_KEPT = """\
上次的数据都在。忘记密码：casebook demo --new-passwords
从头开始：删除 instance/ 文件夹，再运行一次。

The data of the last run is kept.
Lost a password: casebook demo --new-passwords
To begin anew, delete the folder instance/ and run this again."""


@click.command()
@host_option
@port_option
@click.option("--new-passwords", is_flag=True, help="Give the demo accounts new passwords and show them.")
def command(host: str, port: int, new_passwords: bool) -> None:
    """Prepare demo data and serve it.

    The first run makes the database, one account per role and cases from the sample reports, and shows the passwords
    once. Later runs keep what is there. To begin anew, delete the folder instance/.
    """
    require_free(host, port)
    with open_engine() as engine:
        bring_up_to_date(engine)
    with open_session() as session:
        made = demo.prepare(session)
        if new_passwords and not made:
            made = demo.renew_passwords(session)
        session.commit()
    show(made, address(host, port))
    run(host, port, workers=1)


def show(made: Sequence[DemoAccount], url: str) -> None:
    """Print where to go and, where accounts are new, how to get in."""
    about = _accounts_table(made) if made else Text(_KEPT)
    body = Group(Text(url, style="bold"), Text(), about)
    Console(highlight=False).print(Panel(body, title="casebook", expand=False, padding=(1, 1)))


def _accounts_table(made: Sequence[DemoAccount]) -> Group:
    table = Table.grid(padding=(0, 2))
    for _ in range(4):
        table.add_column(overflow="fold")  # a password that is cut off would be lost
    for account in made:
        division = regions.get(account.region) if account.region else None
        table.add_row(
            account.username,
            Text(account.password, style="bold"),
            account.role.label.zh,
            division.name if division else "全国",
        )
    return Group(table, Text(), Text(_SHOWN_ONCE))
