"""The archive itself: members with their sums, written as a stream and checked before anything is believed."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path
from typing import IO, Any, Self

from pydantic import ValidationError

from casebook import __version__
from casebook.backup.manifest import FORMAT, MANIFEST, Manifest, Member, Table
from casebook.bilingual import Bilingual
from casebook.errors import Invalid

#: Of zlib: half the time of its usual 6, for a tenth more bytes of cases and revisions.
_LEVEL = 4
_PIECE = 1 << 20
#: Everything that reading an archive raises which is cut off, changed, or none.
_BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, LookupError, ValueError, RuntimeError)


class Stream:
    """A member that passes by: written to ``target``, or only added up where there is none."""

    def __init__(self, target: IO[bytes] | None = None) -> None:
        self._target, self._sum, self._size = target, hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        """Append ``data``."""
        self._sum.update(data)
        self._size += len(data)
        if self._target is not None:
            self._target.write(data)

    def member(self) -> Member:
        """What has passed, as the manifest has it."""
        return Member(sha256=self._sum.hexdigest(), size=self._size)


class ArchiveWriter:
    """Writes members one after the other, the manifest last; a context manager."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self.members: dict[str, Member] = {}

    @contextmanager
    def member(self, name: str) -> Iterator[Stream]:
        """A member to write to."""
        with self._zip.open(name, "w", force_zip64=True) as target:
            stream = Stream(target)
            yield stream
        self.members[name] = stream.member()

    def add(self, name: str, data: bytes) -> None:
        """A whole member."""
        with self.member(name) as stream:
            stream.write(data)

    def add_manifest(self, manifest: Manifest) -> None:
        """Write the last member; without it the archive is none."""
        self._zip.writestr(MANIFEST, manifest.model_dump_json(indent=1))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()


class Archive:
    """A backup that is whole: its manifest, and what it names."""

    def __init__(self, opened: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip, self.manifest = opened, manifest

    def read(self, name: str) -> bytes:
        """A whole member."""
        return self._zip.read(name)

    def rows(self, table: Table) -> Iterator[list[Any]]:
        """The rows of a table as they stand in the lines."""
        # The lines of a ZIP member are found in Python, those of a buffer in C.
        with self._zip.open(table.member) as member, io.BufferedReader(member, _PIECE) as lines:  # type: ignore[type-var]
            for line in lines:
                yield json.loads(line)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """The backup in ``path``, after every byte of it was compared with the sums of its manifest.

    Raises ``Invalid`` where it is damaged, cut off, no backup at all, or of a format that only a newer program reads.
    """
    try:
        opened = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise Invalid(_DAMAGED.format(path=path.name)) from error
    with opened:
        manifest = _manifest(opened)
        _compare(opened, manifest)
        yield Archive(opened, manifest)


def _manifest(opened: zipfile.ZipFile) -> Manifest:
    name = Path(opened.filename or "").name
    try:
        said = json.loads(opened.read(MANIFEST))
        newer = said["format"] > FORMAT
    except (*_BROKEN, TypeError) as error:
        raise Invalid(_DAMAGED.format(path=name)) from error
    if newer:
        raise Invalid(newer_program(said.get("casebook", "?")))
    try:
        return Manifest.model_validate(said)
    except ValidationError as error:
        raise Invalid(_DAMAGED.format(path=name)) from error


def newer_program(version: str) -> Bilingual:
    """What to do about a backup that this program is too old for."""
    return _NEWER.format(version=version, own=__version__)


def _compare(opened: zipfile.ZipFile, manifest: Manifest) -> None:
    """Raise ``Invalid`` where a member is missing, surplus, or not what the manifest says."""
    wanted = {*manifest.members, MANIFEST}
    wrong = sorted(wanted ^ set(opened.namelist()))
    if len(opened.namelist()) != len(wanted) or any(table.member not in wanted for table in manifest.tables):
        wrong.append(MANIFEST)
    wrong = wrong or [name for name, member in manifest.members.items() if _sum(opened, name) != member]
    if wrong:
        raise Invalid(_WRONG.format(path=Path(opened.filename or "").name, members=", ".join(wrong[:5])))


def _sum(opened: zipfile.ZipFile, name: str) -> Member | None:
    """What the member is, or None where it cannot be unpacked."""
    checked = Stream()
    try:
        with opened.open(name) as member:
            while piece := member.read(_PIECE):
                checked.write(piece)
    except _BROKEN:
        return None
    return checked.member()


_DAMAGED = Bilingual(
    "{path} 不是完整的备份文件（被截断、损坏，或不是备份）。没有改动任何数据。请改用另一份备份。",
    "{path} is no whole backup: it is cut off, damaged, or something else. Nothing was changed. Take another backup.",
)
_WRONG = Bilingual(
    "{path} 的内容与清单不符（{members}），文件已损坏或被改动。没有改动任何数据。请改用另一份备份。",
    "{path} does not hold what its manifest says ({members}): it was damaged or altered. Nothing was changed. "
    "Take another backup.",
)
_NEWER = Bilingual(
    "这份备份由较新的 casebook {version} 制作，现在的程序是 {own}。请先安装该版本或更新的版本，再恢复。"
    "没有改动任何数据。",
    "This backup was made by a newer casebook, {version}; this one is {own}. Install that version or a later one, "
    "then restore. Nothing was changed.",
)
