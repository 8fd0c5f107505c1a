"""``casebook doctor``: the whole installation looked over, one line a check."""

from __future__ import annotations

import json
import os

import click

from casebook.cli.doctor.examination import examine
from casebook.cli.doctor.finding import Finding


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For monitoring: all findings in both languages as one object.")
@click.option(
    "--backup-days",
    default=2,
    show_default=True,
    type=click.IntRange(0),
    help="How old the last backup may be; 0 where something else makes backups.",
)
def command(as_json: bool, backup_days: int) -> None:
    """Say what of this installation is sound, and what to do.

    Nothing is changed and no secret is shown. Exit code 1 where there is something to do. "casebook db check" looks
    deeper into the database and the search index.
    """
    findings = examine(os.environ, backup_days)
    to_do = sum(not finding.sound for finding in findings)
    if as_json:
        told = {"sound": not to_do, "checks": [finding.for_programs() for finding in findings]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(_line(finding))
        click.echo(f"{to_do} of {len(findings)} checks leave something to do" if to_do else "all sound")
    if to_do:
        raise SystemExit(1)


def _line(finding: Finding) -> str:
    """What is sound is said briefly; what is to be done in both languages."""
    mark = "ok   " if finding.sound else "TO DO"
    text = finding.message.en if finding.sound else f"{finding.message.en} {finding.message.zh}"
    return f"{mark} {finding.check}: {text}"
