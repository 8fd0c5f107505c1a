"""The ``casebook`` command.

One module per command, loaded when it is asked for: ``casebook extract`` starts without Flask and without a database.
To add a command, write ``casebook/cli/NAME.py`` (``NAME_.py`` where Python reserves the word) with a click command (or
group) called ``command`` and name it in ``COMMANDS``. A command that changes data commits once, after the services have
returned.

Exit codes: 0 done, 1 the input was bad or a check failed, 2 the command was called wrongly.
"""

from __future__ import annotations

import importlib
import keyword
from collections.abc import Sequence
from typing import Any

import click

from casebook import __version__
from casebook.config import BadSetting
from casebook.errors import DomainError

COMMANDS = (
    "demo",
    "serve",
    "extract",
    "db",
    "user",
    "import",
    "export",
    "backup",
    "restore",
    "doctor",
    "annotations",
    "train",
    "regions",
    "bench",
)


class Commands(click.Group):
    """A group of commands, one module each, and the one place where a domain error becomes a message and exit code 1.

    ``package`` holds the modules, ``names`` are those of the commands, the most used first.
    """

    def __init__(self, *arguments: Any, package: str, names: Sequence[str], **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._package = package
        self._names = names

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in their order."""
        return list(self._names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the module of one command."""
        if cmd_name not in self._names:
            return None
        reserved = "_" if keyword.iskeyword(cmd_name) else ""
        module = importlib.import_module(f"{self._package}.{cmd_name.replace('-', '_')}{reserved}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what is wrong with the input is said in both languages, without a stack trace."""
        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise click.ClickException(f"{error.message.en}\n{error.message.zh}") from error
        except BadSetting as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands, package=__name__, names=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="casebook")
def main() -> None:
    """Turn reports on local governance into records people can trust, search and report from.

    Settings come from CASEBOOK_* variables; without any, everything is kept in the folder instance/.
    """
