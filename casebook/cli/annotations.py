"""``casebook annotations``: what people made of the drafts, as annotated reports to learn from."""

from __future__ import annotations

import json
from pathlib import Path

import click

from casebook.cli.sessions import open_session
from casebook.db import announce_write
from casebook.services import annotating


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Write the reviewed reports to FOLDER, to learn from.

    One JSON file per report whose drafts are all decided: its text, and the initiatives as people confirmed them; this
    is what "casebook train" takes. Telephone and card numbers and the names of private persons are hidden as far as
    rules find them (see README): read the texts before you hand them to outsiders. The export is put on record.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with open_session() as session:
        for record in annotating.annotated_reports(session):
            text = json.dumps(record, ensure_ascii=False, indent=1)
            (folder / f"{record['id']}.json").write_text(f"{text}\n", "utf-8")
            count += 1
        if not count:
            raise click.ClickException("No report is reviewed completely yet.\n还没有全部处理完的报道。")
        session.rollback()
        announce_write(session)
        annotating.note(session, None, count)
        session.commit()
    click.echo(f"{count} annotated reports written to {folder}")
