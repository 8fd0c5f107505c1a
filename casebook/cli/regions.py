"""``casebook regions``: the administrative divisions that ship with the program."""

from __future__ import annotations

import click

from casebook import regions


@click.group()
def command() -> None:
    """Load the administrative divisions and check them."""


@command.command()
def load() -> None:
    """Read the divisions and say which edition they are of.

    They ship with the program and are read on demand, so nothing needs loading before a start; this tells whether the
    files are whole.
    """
    if not are_whole():
        raise click.ClickException("The files of the divisions are damaged. Install casebook anew.")
    counts = [len(regions.names_at(level)) for level in regions.LEVELS[:-1]]
    named = ", ".join(f"{count} {level.value}" for level, count in zip(regions.LEVELS, counts, strict=False))
    click.echo(f"edition {regions.EDITION}; names by level: {named}; communities are read by street")


def are_whole() -> bool:
    """Whether the files can be read, down to communities."""
    try:
        provinces = regions.names_at(regions.LEVELS[0])
        return bool(provinces) and regions.get("370102") is not None and bool(regions.children("370102009"))
    except (OSError, ValueError, LookupError):
        return False
