"""``casebook export``: the cases that a query finds, as a file."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import click

from casebook.bilingual import LANGUAGES, Language
from casebook.cli.sessions import open_session
from casebook.db import announce_write
from casebook.files import written_whole
from casebook.search import parse
from casebook.services import exporting


@click.command()
@click.option("--format", "ending", type=click.Choice(list(exporting.FORMATS)), required=True, help="The file format.")
@click.option("--query", "address", default="", help="Filters as in the address of the listing: district=370102&…")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@click.option("--language", type=click.Choice(LANGUAGES), default="zh", show_default=True, help="Of the headers.")
def command(ending: str, address: str, output: Path, language: Language) -> None:
    """Write all cases that a query finds to a file.

    Whoever may run this command on the machine sees every case, internal fields included; the export is put on record
    in the audit trail as made by the operator.
    """
    query, problems = parse(parse_qs(address.lstrip("?"), keep_blank_values=True))
    if problems:
        raise click.ClickException("\n".join(problem.en for problem in problems))
    with open_session() as session:
        with written_whole(output) as file:
            heading = exporting.make(session, None, query, language, ending, file)
        session.rollback()
        announce_write(session)
        exporting.note(session, None, query, heading, ending)
        session.commit()
    click.echo(f"{heading.count} cases written to {output}")
