"""PDF files in the manner of official papers: what a Word document holds, with its fonts in it and the same everywhere.

``data/cases.typ`` is the layout, in the language of typst (https://typst.app/docs); this module hands it the texts.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.exports.characters import for_paper
from casebook.exports.csv_writer import heading_lines
from casebook.exports.printed import PrintedColumn, fit_a_table, section, shares, table_head, table_row
from casebook.exports.row import ExportRow, Heading

#: Characters of a document, labels included; these are some 1,000 pages and take about 1 GB to set.
MOST_TEXT = 2_000_000
#: One document at a time in each process of the server: they take memory, and side by side none is ready sooner.
_one_at_a_time = threading.Lock()
_PROGRAM = Path(__file__).with_name("typesetting.py")


def write_pdf(columns: Sequence[PrintedColumn], rows: Iterable[ExportRow], heading: Heading, target: IO[bytes]) -> None:
    """Write the file to ``target``; the same rows and heading make the same bytes on every machine.

    Raises ``Invalid`` where the texts are longer than ``MOST_TEXT``.
    """
    (title,), *notes = heading_lines(heading)
    texts = {
        "lang": heading.language,
        "title": title,
        "filters": heading.filters,
        "notes": [line for (line,) in notes],
        # The one that is null is not what this document is made of.
        "table": _table(columns, rows, heading) if fit_a_table(columns) else None,
        "sections": None if fit_a_table(columns) else _sections(columns, rows, heading),
    }
    data = json.dumps(_seen(texts), ensure_ascii=False)
    if len(data) > MOST_TEXT:
        raise Invalid(_TOO_LONG)
    target.write(_typeset(data, int(heading.made_at.timestamp())))


def _table(
    columns: Sequence[PrintedColumn], rows: Iterable[ExportRow], heading: Heading
) -> tuple[list[str], list[float], list[list[str]]]:
    """The header, the shares of the width, and the rows."""
    texts = [table_row(number, row, columns) for number, row in enumerate(rows, 1)]
    head = table_head(columns, heading.language)
    return head, shares(head, texts), texts


def _sections(
    columns: Sequence[PrintedColumn], rows: Iterable[ExportRow], heading: Heading
) -> list[tuple[str, list[tuple[str, str]]]]:
    return [section(number, row, columns, heading.language) for number, row in enumerate(rows, 1)]


def _seen(value: object) -> object:
    """The same with every text as paper can hold it."""
    match value:
        case str():
            return for_paper(value)
        case dict():
            return {key: _seen(part) for key, part in value.items()}
        case list() | tuple():
            return [_seen(part) for part in value]
    return value


def _typeset(data: str, made_at: int) -> bytes:
    """Set the texts in a process of its own: typst keeps much of what it set in memory, which ends with the process."""
    command = [sys.executable, "-I", str(_PROGRAM), str(made_at)]
    with _one_at_a_time:
        return subprocess.run(command, input=data.encode(), stdout=subprocess.PIPE, check=True).stdout  # noqa: S603


_TOO_LONG = Bilingual(
    "案例的文字太多，PDF 放不下。请缩小范围、减少列，或者导出 Excel。",
    "The cases hold too much text for a PDF. Narrow the search, choose fewer columns, or export to Excel.",
)
