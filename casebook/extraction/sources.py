"""Where reports lie: files, folders, and ZIP archives of them, read one at a time and never unpacked to disk."""

from __future__ import annotations

import json
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from casebook.bilingual import Bilingual
from casebook.errors import Invalid, NotFound
from casebook.extraction.reading import LARGEST_FILE, Document, read_bytes, read_text

#: Endings that are looked for in folders and archives; a file named by itself is read whatever its ending.
ENDINGS = (".txt", ".html", ".htm", ".mht", ".mhtml", ".docx", ".pdf", ".json")
ARCHIVE = ".zip"
#: A member that unpacks to more than this many times its size, beyond a size that does no harm, is no report: text
#: packs to a fifth, pages full of the same markup to a fiftieth.
MOST_UNPACKED, HARMLESS = 200, 2 * 1024 * 1024
MOST_MEMBERS = 200_000
_LONGEST_STEM = 200


@dataclass(frozen=True, slots=True)
class Source:
    """One report in a file, or in a member of an archive; ``stem`` is its name among the results, unlike all others."""

    path: Path
    stem: str
    member: zipfile.ZipInfo | None = None

    @property
    def shown(self) -> str:
        """Its name for people: the path, and behind it the member."""
        return f"{self.path}: {_name_of(self.member)}" if self.member else str(self.path)

    @property
    def changed(self) -> float:
        """When the file or archive was changed last, in seconds since 1970; raises ``OSError``."""
        return self.path.stat().st_mtime

    def read(self) -> Document:
        """The report; a .json file holds it under ``text``. Raises ``Invalid`` where there is none, or ``OSError``."""
        name = _name_of(self.member) if self.member else self.path.name
        data = _unpacked(self.path, self.member) if self.member else self.path.read_bytes()
        if not name.lower().endswith(".json"):
            return read_bytes(data, PurePosixPath(name).name)
        try:
            stored = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise Invalid(_NO_JSON.format(path=self.shown)) from error
        if not isinstance(stored, dict) or not isinstance(stored.get("text"), str):
            raise Invalid(_NO_TEXT.format(path=self.shown))
        return read_text(stored["text"])


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """The reports of ``paths``, folders and archives searched through, each once and always in the same order.

    Raises ``NotFound`` for a path that is missing, ``Invalid`` for an archive that cannot be opened.
    """
    found: list[Source] = []
    stems: set[str] = set()
    for path in dict.fromkeys(file for given in paths for file in _files(given)):
        members = _members(path) if path.suffix.lower() == ARCHIVE else [None]
        for member in members:
            name = PurePosixPath(_name_of(member)) if member else path
            found.append(Source(path, _own_stem(name.stem, stems), member))
    return found


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        inside = (one for one in path.rglob("*") if one.suffix.lower() in (*ENDINGS, ARCHIVE) and one.is_file())
        return sorted(one for one in inside if not one.name.startswith("."))
    if not path.is_file():
        raise NotFound(_MISSING.format(path=str(path)))
    return [path]


def _own_stem(stem: str, taken: set[str]) -> str:
    """``stem``, with a number behind it where another report has that name already, so that none replaces another."""
    short = stem.encode()[:_LONGEST_STEM].decode(errors="ignore")
    own, number = short, 1
    while own in taken:
        number += 1
        own = f"{short}-{number}"
    taken.add(own)
    return own


def _members(path: Path) -> Iterator[zipfile.ZipInfo]:
    """The reports of an archive, in the order of their names."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise Invalid(_NO_ARCHIVE.format(path=str(path))) from error
    if len(members) > MOST_MEMBERS:
        raise Invalid(_TOO_MANY.format(path=str(path), limit=f"{MOST_MEMBERS:,}"))
    for member in sorted(members, key=_name_of):
        name = PurePosixPath(_name_of(member))
        hidden = name.name.startswith(".") or "__MACOSX" in name.parts
        if not member.is_dir() and not hidden and name.suffix.lower() in ENDINGS:
            yield member


def _name_of(member: zipfile.ZipInfo) -> str:
    """The name of a member; archives made by older programs on Chinese Windows write it in GBK and do not say so."""
    if member.flag_bits & 0x800:
        return member.filename.replace("\\", "/")
    try:
        return member.filename.encode("cp437").decode("gb18030").replace("\\", "/")
    except UnicodeError:
        return member.filename.replace("\\", "/")


@lru_cache(maxsize=1)
def _opened(path: Path, changed: int) -> zipfile.ZipFile:
    """The archive, kept open from one member to the next: its list of 10,000 names is not read 10,000 times."""
    return zipfile.ZipFile(path)


def _unpacked(path: Path, member: zipfile.ZipInfo) -> bytes:
    """The bytes of a member; what the archive says of their number is not trusted."""
    try:
        with _opened(path, path.stat().st_mtime_ns).open(member) as packed:
            limit = min(LARGEST_FILE, max(HARMLESS, MOST_UNPACKED * member.compress_size))
            data = packed.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, RuntimeError, ValueError, EOFError) as error:
        raise Invalid(_NO_MEMBER.format(path=f"{path}: {_name_of(member)}")) from error
    if len(data) > limit:
        raise Invalid(_BLOWN_UP.format(path=f"{path}: {_name_of(member)}"))
    return data


_MISSING = Bilingual(
    "找不到“{path}”。请检查文件或文件夹的名称。", "There is no “{path}”. Check the name of the file or folder."
)
_NO_JSON = Bilingual("“{path}”不是有效的 JSON 文件。", "“{path}” is not valid JSON.")
_NO_TEXT = Bilingual(
    "“{path}”里没有“text”一项，请把报道全文放在其中。",
    "“{path}” has no “text”; put the text of the report there.",
)
_NO_ARCHIVE = Bilingual(
    "“{path}”不是完好的 ZIP 压缩包。请重新下载或重新压缩。",
    "“{path}” is not a whole ZIP archive. Download or pack it again.",
)
_TOO_MANY = Bilingual(
    "“{path}”里的文件超过 {limit} 个。请分成几个压缩包。",
    "“{path}” holds more than {limit} files. Pack them into several archives.",
)
_NO_MEMBER = Bilingual(
    "“{path}”解压失败：已损坏或设了密码。请重新压缩，不设密码。",
    "“{path}” cannot be unpacked: it is damaged or needs a password. Pack it again without one.",
)
_BLOWN_UP = Bilingual(
    "“{path}”解压后过大，不像一篇报道，没有读取。",
    "“{path}” unpacks to far more than a report and was not read.",
)
