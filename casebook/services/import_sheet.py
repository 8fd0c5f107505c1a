"""From an Excel workbook to the CSV file that an import reads: so whatever people bring goes one way.

openpyxl reads a row at a time, in memory that does not grow with the sheet. Readers that lay a sheet out as a whole are
ten times as fast, and are ended by the system over a file of 6 KB whose two cells lie in opposite corners.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

import openpyxl

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.exports import with_guard
from casebook.services.import_cells import text_of
from casebook.services.import_columns import HEADER_WITHIN, keys_of
from casebook.services.import_file import NO_HEADER, ImportFile, hash_of, open_file

#: What a workbook may unpack to, in bytes. A million rows of an export are some 2.5 GB.
LARGEST_UNPACKED = 4 << 30
#: Styles and the like are read as a whole; only sheets and their shared texts grow with the rows.
_LARGEST_PART = 16 << 20
_GROWING = ("xl/worksheets/", "xl/sharedStrings")
_PICTURES = "xl/media/"
#: Excel has no row below this one.
_LAST_ROW = 1_048_576
_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a table may hold: rows, and bytes when it is unpacked."""

    rows: int | None = None
    unpacked: int = LARGEST_UNPACKED


UNLIMITED = Limits()


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file, and the sheet that was read where its workbook has several."""

    file: ImportFile
    sheet: str = ""


def open_table(path: Path, folder: Path, *, name: str | None = None, limits: Limits = UNLIMITED) -> Table:
    """Open an XLSX or CSV file by its content, whatever it is called; ``folder`` is for what is made of it.

    ``name`` is what the person calls the file. Raises ``Invalid`` for what is neither, or no table of cases.
    """
    called = name or path.name
    with path.open("rb") as file:
        head = file.read(8)
    if not head.startswith(b"PK"):
        _refuse_old(path, head)
        return Table(open_file(path, name=called, most_rows=limits.rows))
    rows = folder / "rows.csv"
    with rows.open("w", encoding="utf-8", newline="") as target:
        sheet = _write_rows(path, target, limits.unpacked)
    return Table(open_file(rows, name=called, sha256=hash_of(path), most_rows=limits.rows), sheet)


def _write_rows(path: Path, target: IO[str], most_unpacked: int) -> str:
    _check_archive(path, most_unpacked)
    try:
        with path.open("rb") as source:
            book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
            sheet = _first_with_header(book)
            lines = csv.writer(target, lineterminator="\r\n")
            for texts in _rows_of(sheet):
                lines.writerow([with_guard(text) for text in texts])
            return str(sheet.title) if len(book.sheetnames) > 1 else ""
    except Invalid:
        raise
    except Exception as error:  # the reader meets damage of every sort with an error of another sort
        raise Invalid(_DAMAGED) from error


def _first_with_header(book: Any) -> Any:
    """The first sheet that has a header which we know; hidden sheets hold lists for choosing, not cases."""
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what a sheet says of its size is often wrong
        if sheet.sheet_state == "visible" and any(map(keys_of, islice(_rows_of(sheet), HEADER_WITHIN))):
            return sheet
    raise Invalid(NO_HEADER)


def _rows_of(sheet: Any) -> Iterator[list[str]]:
    """The rows as texts. Empty ones are kept, for the numbers of those below, but not at the end."""
    empty = 0
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > _LAST_ROW:
            raise Invalid(_DAMAGED)
        texts = [text_of(cell.value, cell.number_format if type(cell.value) is datetime else "") for cell in row]
        while texts and not texts[-1]:
            texts.pop()
        if not texts:
            empty += 1
            continue
        for _ in range(empty):
            yield []
        empty = 0
        yield texts


def _check_archive(path: Path, most_unpacked: int) -> None:
    """Look into the directory of the archive before anything is unpacked; no part is read beyond the size it states."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [part for part in archive.infolist() if not part.filename.startswith(_PICTURES)]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise Invalid(_DAMAGED) from error
    if _WORKBOOK not in {part.filename for part in parts}:
        raise Invalid(_NO_WORKBOOK)
    if any(part.file_size > _LARGEST_PART for part in parts if not part.filename.startswith(_GROWING)):
        raise Invalid(_TOO_LARGE)
    if sum(part.file_size for part in parts) > most_unpacked:
        raise Invalid(_TOO_LARGE)


def _refuse_old(path: Path, head: bytes) -> None:
    """Name what is often taken for a workbook: one with a password, an old one, and a page called .xls."""
    if head == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        protected = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        raise Invalid(_WITH_PASSWORD if protected else _OLD)
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise Invalid(_A_PAGE)


_DAMAGED = Bilingual(
    "文件已损坏，打不开。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。",
    "The file is damaged and cannot be read. Open it in Excel or WPS, save it as .xlsx and import that.",
)
_NO_WORKBOOK = Bilingual(
    "这不是 Excel 工作簿（.xlsx）。请用 Excel 或 WPS 打开表格，另存为 .xlsx 后再导入。",
    "This is no Excel workbook (.xlsx). Open the table in Excel or WPS, save it as .xlsx and import that.",
)
_WITH_PASSWORD = Bilingual(
    "文件设了打开密码。请在 Excel 或 WPS 中取消密码，保存后再导入。",
    "The file needs a password to open. Remove the password in Excel or WPS, save and import again.",
)
_OLD = Bilingual(
    "这是旧版 Excel 文件（.xls）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。",
    "This is an old Excel file (.xls). Open it in Excel or WPS, save it as .xlsx and import that.",
)
_A_PAGE = Bilingual(
    "这个文件名为表格，内容是网页。请用 Excel 或 WPS 打开，另存为 .xlsx 后再导入。",
    "This file is called a table and is a web page inside. Open it in Excel or WPS, save it as .xlsx and import that.",
)
_TOO_LARGE = Bilingual(
    "文件解开以后太大。请删去多余的工作表、图片和空行，或分成几个文件。",
    "The file is too large when unpacked. Remove other sheets, pictures and empty rows, or split it.",
)
