"""What every store of attachments can do, and how one is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from casebook.config import BadSetting
from casebook.files.local import LocalFiles, MissingFile

__all__ = ["FileStore", "MissingFile", "open_store"]


class FileStore(Protocol):
    """Bytes under random keys; a key is written once and never overwritten."""

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its new key, 64 hexadecimal digits."""
        ...

    def put_back(self, key: str, data: bytes) -> bool:
        """Keep ``data`` under the key that it had, as a backup names it; whether nothing was kept under it."""
        ...

    def get(self, key: str) -> bytes:
        """The bytes under ``key``; raises ``MissingFile``."""
        ...

    def delete(self, key: str) -> None:
        """Forget ``key``; nothing happens where it is unknown."""
        ...


def open_store(url: str) -> FileStore:
    """The store that ``Settings.files_url`` names: ``file:///folder``. Raises ``BadSetting`` for any other address."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or not parts.path:
        raise BadSetting(f"CASEBOOK_FILES_URL must be file:///folder, not {url!r}")
    return LocalFiles(Path(unquote(parts.path)))
