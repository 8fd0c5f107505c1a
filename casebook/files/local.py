"""Attachments in a local folder."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from casebook.files.whole import written_whole

_KEY = re.compile(r"[0-9a-f]{64}")


class MissingFile(LookupError):
    """No attachment is kept under this key."""


class LocalFiles:
    """A folder with one file an attachment, spread over 256 folders so that none grows long."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> str:
        """Keep ``data`` under a new key; a file that carries its key is whole, whatever happens meanwhile."""
        key = secrets.token_hex(32)
        self.put_back(key, data)
        return key

    def put_back(self, key: str, data: bytes) -> bool:
        """Keep ``data`` under the key that it had; whether it was missing. Raises ``MissingFile`` for no key at all."""
        path = self._path(key)
        if path.exists():
            return False
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with written_whole(path, 0o600) as file:
            file.write(data)
        return True

    def get(self, key: str) -> bytes:
        """The bytes under ``key``; raises ``MissingFile``."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError as error:
            raise MissingFile(key) from error

    def delete(self, key: str) -> None:
        """Remove the file of ``key`` if there is one."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):  # never let data from outside become a path
            raise MissingFile(key)
        return self._folder / key[:2] / key
