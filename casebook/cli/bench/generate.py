"""``casebook bench generate``: realistic cases in any number, as a file that ``casebook import`` takes."""

from __future__ import annotations

from datetime import datetime
from typing import IO

import click

from casebook.bilingual import LANGUAGES, Language
from casebook.cli.bench.made_cases import SEED, made_cases
from casebook.exports import Heading, columns_for, write_csv
from casebook.record import CHINA_TIME

#: Nothing in the file may depend on when it is made.
_MADE_AT = datetime(2026, 1, 1, tzinfo=CHINA_TIME)


@click.command()
@click.argument("count", type=click.IntRange(1))
@click.option("--start", default=1, show_default=True, type=click.IntRange(1), help="Number of the first case.")
@click.option("--seed", default=SEED, show_default=True, help="Another seed gives other cases.")
@click.option("--language", type=click.Choice(LANGUAGES), default="zh", show_default=True, help="Of the headers.")
@click.option("-o", "--output", type=click.File("wb"), default="-", help="File to write; standard output without it.")
def command(count: int, start: int, seed: int, language: Language, output: IO[bytes]) -> None:
    """Write COUNT generated cases as CSV, in the columns of an export.

    The same seed gives the same cases, and a slice (--start) those of the whole: several processes may each write a
    part. A few districts, streets and topics have most of the cases, as in real records; divisions are real, people
    and stories are not.
    """
    heading = Heading("生成的案例", f"seed {seed}, {start} +{count}", count, _MADE_AT, "casebook bench", language)
    columns = columns_for(language, internal=True)
    output.writelines(write_csv(columns, made_cases(count, start, seed), heading))
