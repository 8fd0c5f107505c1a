"""Files that are there as a whole or not at all, whatever happens while they are being written."""

from __future__ import annotations

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from typing import IO

#: Seconds after which what a process left beside the file is nobody's any more.
_LEFT_BEHIND = 24 * 3600


@contextmanager
def written_whole(path: Path, mode: int = 0o666) -> Iterator[IO[bytes]]:
    """A file that takes its place once it is complete and on the disk; what stood there before stays until then.

    It is written beside ``path`` under a name of its own, which goes where writing fails. A process that is killed
    leaves that one; the next that writes ``path`` a day later removes it. ``mode`` is that of the file, less the umask.
    """
    remove_leftovers(path.parent, f".{escape(path.name)}.*.part")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def remove_leftovers(folder: Path, pattern: str) -> None:
    """Remove the files and folders of this pattern that nobody has touched for a day: their process was killed."""
    for left in folder.glob(pattern):
        with suppress(FileNotFoundError):
            if time.time() - left.stat().st_mtime > _LEFT_BEHIND:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk: a renamed file is safe only then."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
