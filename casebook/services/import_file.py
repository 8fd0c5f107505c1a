"""A file of cases in the columns of our own CSV export, whichever language its headings are in."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from casebook.bilingual import LANGUAGES, Bilingual
from casebook.errors import Invalid
from casebook.exports import columns_for, without_guard
from casebook.record import FIELDS

#: The key of each column of the file, None for one that we do not know.
Keys = Sequence[str | None]
#: One row: the text of each known column that is not empty, by the key of the column.
Cells = dict[str, str]
_ENCODINGS = ("utf-8-sig", "gb18030")
#: The header stands below the lines that say what the export was.
_HEADER_WITHIN = 10
_PIECE = 1 << 20
_PARENT = "parent"
#: What is taken from the columns of an export; the others follow from the import itself.
_TAKEN = {*(f.name for f in FIELDS), "status", "created_at"}


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
    """An opened file: ``count`` rows; ``parents`` are the rows that name a parent, child name → parent name."""

    path: Path
    encoding: str
    header: int
    keys: Keys
    count: int
    sha256: str
    parents: dict[str, str] = field(repr=False)

    def batches(self, size: int, skip: int = 0) -> Iterator[Rows]:
        """The rows behind the first ``skip``.

        Parents come before their children, and never in the same batch.
        """
        taken = [key if key and key.partition(".")[0] in _TAKEN else None for key in self.keys]
        deepest = max((self._depth(name) for name in self.parents.values()), default=-1) + 1
        for depth in range(deepest + 1):
            rows = self._at(depth)
            while batch := list(islice(rows, size)):
                if skip < len(batch):
                    yield Rows(taken, batch[skip:])
                skip = max(0, skip - len(batch))

    def _at(self, depth: int) -> Iterator[tuple[int, list[str]]]:
        family = _only(self.keys, _PARENT)
        for number, texts in _rows(self.path, self.encoding, self.header, self.keys):
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


def open_file(path: Path) -> ImportFile:
    """Read the header and count the rows. Raises ``Invalid`` for what is no table of cases."""
    encoding = _encoding(path)
    header, keys = _header(path, encoding)
    count, parents = 0, {}
    family = _only(keys, "name", _PARENT)
    for _, texts in _rows(path, encoding, header, keys):
        count += 1
        cells = _cells(family, texts)
        if above := cells.get(_PARENT):
            parents[cells.get("name", "")] = above
    if not count:
        raise Invalid(_NO_ROWS)
    return ImportFile(path, encoding, header, keys, count, _hash(path), parents)


def _rows(path: Path, encoding: str, header: int, keys: Keys) -> Iterator[tuple[int, list[str]]]:
    """The rows that have anything in a column that we know."""
    with path.open(encoding=encoding, newline="") as file:
        try:
            for number, texts in enumerate(islice(csv.reader(file), header, None), header + 1):
                if any(key and _clean(cell) for key, cell in zip(keys, texts, strict=False)):
                    yield number, texts
        except csv.Error as error:
            raise Invalid(_NO_CSV.format(reason=error)) from error


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


def _header(path: Path, encoding: str) -> tuple[int, Keys]:
    """The number of the header line, and the keys of its columns."""
    known = _known_headers()
    required = {f.name if f.name != "place" else "place.province" for f in FIELDS if f.required}
    with path.open(encoding=encoding, newline="") as file:
        for number, texts in enumerate(islice(csv.reader(file), _HEADER_WITHIN), 1):
            keys = [known.get(text.strip()) for text in texts]
            if required <= set(keys):
                return number, keys
    raise Invalid(_NO_HEADER)


def _known_headers() -> dict[str, str]:
    columns = [column for language in LANGUAGES for column in columns_for(language, internal=True)]
    return {name: column.key for column in columns for name in column.header}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_NO_TEXT = Bilingual(
    "文件不是文本，或者编码无法识别。请另存为 CSV（UTF-8）。",
    "The file is no text, or in an unknown encoding. Save it as CSV (UTF-8).",
)
_NO_CSV = Bilingual("文件不是完好的 CSV：{reason}。", "The file is no sound CSV: {reason}.")
_NO_ROWS = Bilingual("表头下面没有数据。", "There is nothing below the header.")
_NO_HEADER = Bilingual(
    "没有找到表头。第一行（或导出文件的第四行）须有“名称”“类型”“省”等列，与导出的 CSV 相同。",
    "No header was found. One of the first lines must name the columns as an export does: Name, Kind, Province …",
)
