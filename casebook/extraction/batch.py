"""Many files at once: which ones, and what became of each. One bad file never stops the others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from casebook.bilingual import Bilingual
from casebook.errors import Invalid, NotFound
from casebook.extraction.pipeline import extract
from casebook.extraction.reading import Document, read_bytes, read_text
from casebook.record import Extraction

#: Endings that are looked for in folders; a file named by itself is read whatever its ending.
ENDINGS = (".txt", ".html", ".htm", ".mht", ".mhtml", ".docx", ".pdf", ".json")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: an extraction, or why there is none."""

    path: Path
    extraction: Extraction | None = None
    problem: Bilingual | None = None


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files of ``paths``, folders searched through, each once and in order; raises ``NotFound`` for a missing one."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob("*") if one.is_file() and one.suffix.lower() in ENDINGS)
            found.update(dict.fromkeys(sorted(one for one in inside if not one.name.startswith("."))))
        elif path.is_file():
            found[path] = None
        else:
            raise NotFound(_MISSING.format(path=str(path)))
    return list(found)


def extract_files(files: Iterable[Path]) -> Iterator[Outcome]:
    """Read and extract one file after the other."""
    for path in files:
        try:
            yield Outcome(path, extract(read_file(path)))
        except Invalid as error:
            yield Outcome(path, problem=error.message)
        except OSError as error:
            reason = error.strerror or str(error)
            yield Outcome(path, problem=_UNREADABLE.format(path=str(path), reason=reason))


def read_file(path: Path) -> Document:
    """The report in a file; a .json file holds it under ``text``. Raises ``Invalid`` where there is none."""
    data = path.read_bytes()
    if path.suffix.lower() != ".json":
        return read_bytes(data, path.name)
    try:
        stored = json.loads(data)
    except ValueError as error:
        raise Invalid(_NO_JSON.format(path=str(path))) from error
    if not isinstance(stored, dict) or not isinstance(stored.get("text"), str):
        raise Invalid(_NO_TEXT.format(path=str(path)))
    return read_text(stored["text"])


_MISSING = Bilingual(
    "找不到“{path}”。请检查文件或文件夹的名称。", "There is no “{path}”. Check the name of the file or folder."
)
_UNREADABLE = Bilingual("无法读取“{path}”：{reason}。", "“{path}” cannot be read: {reason}.")
_NO_JSON = Bilingual("“{path}”不是有效的 JSON 文件。", "“{path}” is not valid JSON.")
_NO_TEXT = Bilingual(
    "“{path}”里没有“text”一项，请把报道全文放在其中。",
    "“{path}” has no “text”; put the text of the report there.",
)
