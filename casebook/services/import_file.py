"""A file of cases in the columns of our own CSV export, whichever language its headings are in."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.exports import EXAMPLE_MARKS, without_guard
from casebook.services.import_columns import HEADER_WITHIN, TAKEN, Keys, keys_of, unknown_in

#: One row: the text of each known column that is not empty, by the key of the column.
Cells = dict[str, str]
_ENCODINGS = ("utf-8-sig", "gb18030")
_PIECE = 1 << 20
_PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a file, each with its number there (the first line is 1).

    They are kept as they were read: their cells are for the process that checks them to find.
    """

    keys: Keys
    lines: Sequence[tuple[int, list[str]]]

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[tuple[int, Cells]]:
        return ((number, _cells(self.keys, texts)) for number, texts in self.lines)


@dataclass(frozen=True, slots=True)
class ImportFile:
    """An opened file: ``count`` rows; ``parents`` are the rows that name a parent, child name → parent name.

    ``name`` and ``sha256`` are those of the file that the person brought; ``path`` leads to its rows as CSV.
    ``unknown`` are the headings of columns that are not read, ``captions`` the numbers of rows that are none: titles
    between the rows, notes, and the example of the template.
    """

    path: Path
    name: str
    encoding: str
    header: int
    headings: Sequence[str]
    keys: Keys
    count: int
    sha256: str
    captions: Sequence[int]
    parents: dict[str, str] = field(repr=False)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings of the columns that are not read."""
        return unknown_in(self.headings, self.keys)

    def batches(self, size: int, skip: int = 0) -> Iterator[Rows]:
        """The rows behind the first ``skip``.

        Parents come before their children, and never in the same batch.
        """
        taken = [key if key and key.partition(".")[0] in TAKEN else None for key in self.keys]
        deepest = max((self._depth(name) for name in self.parents.values()), default=-1) + 1
        for depth in range(deepest + 1):
            rows = self._at(depth)
            while batch := list(islice(rows, size)):
                if skip < len(batch):
                    yield Rows(taken, batch[skip:])
                skip = max(0, skip - len(batch))

    def texts(self) -> Iterator[tuple[int, list[str]]]:
        """All rows as they stand in the file, in its order, with their numbers."""
        return _rows(self.path, self.encoding, self.header, self.keys)

    def _at(self, depth: int) -> Iterator[tuple[int, list[str]]]:
        family = _only(self.keys, _PARENT)
        for number, texts in self.texts():
            above = _cells(family, texts).get(_PARENT) if self.parents else None
            if (self._depth(above) + 1 if above else 0) == depth:
                yield number, texts

    def _depth(self, name: str) -> int:
        """How many parents in this file stand above a name; names in a circle count as one deep."""
        depth, seen = 0, {name}
        while (above := self.parents.get(name)) and above not in seen:
            depth, name = depth + 1, above
            seen.add(above)
        return depth


def open_file(
    path: Path, *, name: str | None = None, sha256: str | None = None, most_rows: int | None = None
) -> ImportFile:
    """Read the header of a CSV file and count the rows.

    ``name`` and ``sha256`` are those of the file that it was made of, where it was. Raises ``Invalid`` for what is no
    table of cases, and for more than ``most_rows``.
    """
    encoding = _encoding(path)
    header, headings, keys = _header(path, encoding)
    count, parents = 0, {}
    captions: list[int] = []
    family = _only(keys, "name", _PARENT)
    for _, texts in _rows(path, encoding, header, keys, captions):
        count += 1
        cells = _cells(family, texts)
        if above := cells.get(_PARENT):
            parents[cells.get("name", "")] = above
    if not count:
        raise Invalid(_NO_ROWS)
    if most_rows is not None and count > most_rows:
        raise Invalid(_TOO_MANY.format(count=count, most=most_rows))
    known_by = name or path.name, sha256 or hash_of(path)
    return ImportFile(path, known_by[0], encoding, header, headings, keys, count, known_by[1], captions, parents)


def hash_of(path: Path) -> str:
    """By which a file that comes again is known."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _rows(
    path: Path, encoding: str, header: int, keys: Keys, captions: list[int] | None = None
) -> Iterator[tuple[int, list[str]]]:
    """The rows that have anything in a column that we know; the numbers of captions are added to ``captions``."""
    name = keys.index("name")
    with path.open(encoding=encoding, newline="") as file:
        try:
            for number, texts in enumerate(islice(csv.reader(file), header, None), header + 1):
                if not any(key and _clean(cell) for key, cell in zip(keys, texts, strict=False)):
                    continue
                if not _is_caption(texts, name):
                    yield number, texts
                elif captions is not None:
                    captions.append(number)
        except csv.Error as error:
            raise Invalid(_NO_CSV.format(reason=error)) from error


def _is_caption(texts: list[str], name: int) -> bool:
    """A title across the columns leaves all cells but its first one empty; no case can do with one cell."""
    return len(texts) - texts.count("") == 1 or (name < len(texts) and texts[name].startswith(EXAMPLE_MARKS))


def _only(keys: Keys, *wanted: str) -> Keys:
    return [key if key in wanted else None for key in keys]


def _cells(keys: Keys, texts: list[str]) -> Cells:
    given = zip(keys, texts, strict=False)
    return {key: text for key, cell in given if key and cell and (text := _clean(cell))}


def _clean(cell: str) -> str:
    text = cell.replace("\0", "").strip()
    return without_guard(text) if text[:1] == "'" else text


def _encoding(path: Path) -> str:
    for encoding in _ENCODINGS:
        try:
            with path.open(encoding=encoding) as file:
                while file.read(_PIECE):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Invalid(_NO_TEXT)


def _header(path: Path, encoding: str) -> tuple[int, Sequence[str], Keys]:
    """The number of the header line, its texts, and the keys of its columns."""
    with path.open(encoding=encoding, newline="") as file:
        try:
            for number, texts in enumerate(islice(csv.reader(file), HEADER_WITHIN), 1):
                if (keys := keys_of(texts)) is not None:
                    return number, texts, keys
        except csv.Error as error:
            raise Invalid(_NO_CSV.format(reason=error)) from error
    raise Invalid(NO_HEADER)


_NO_TEXT = Bilingual(
    "文件既不是 Excel 工作簿（.xlsx），也不是文本，或者编码无法识别。请在 Excel 或 WPS 中打开，另存为 .xlsx。",
    "The file is neither an Excel workbook (.xlsx) nor text that can be read. Open it in Excel and save it as .xlsx.",
)
_NO_CSV = Bilingual("文件不是完好的 CSV：{reason}。", "The file is no sound CSV: {reason}.")
_NO_ROWS = Bilingual("表头下面没有数据。", "There is nothing below the header.")
_TOO_MANY = Bilingual(
    "表中有 {count} 行，网页一次最多导入 {most} 行。请分成几个文件，或请管理员在服务器上用 casebook import 导入。",
    "The table has {count} rows; the page takes {most} at a time. Split it, or ask an administrator to run "
    "casebook import on the server.",
)
NO_HEADER = Bilingual(
    f"没有找到表头。前 {HEADER_WITHIN} 行中须有一行写着“名称”“类型”和“省”“市”“区县”等列名，"
    "与导入模板或导出的文件相同。",
    f"No header was found. One of the first {HEADER_WITHIN} rows must name the columns as the template or an export "
    "does: Name, Kind, Province, City, District …",
)
