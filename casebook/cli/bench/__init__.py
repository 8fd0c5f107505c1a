"""``casebook bench``: how fast casebook is on this machine, and what the measuring needs."""

from __future__ import annotations

import click

from casebook.cli import Commands


@click.group(cls=Commands, package=__name__, names=("generate", "multiply", "search", "saves", "plot", "extract"))
def command() -> None:
    """Measure the speed and size of casebook."""
