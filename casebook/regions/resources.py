"""Reading the package's own data files, from a checkout and from an installed wheel alike."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from importlib.resources import files

_DATA = files("casebook.regions") / "data"


def read_bytes(name: str) -> bytes:
    """The raw content of ``data/name``."""
    return (_DATA / name).read_bytes()


def read_packed(name: str) -> str:
    """The text of a zlib-compressed UTF-8 file."""
    return zlib.decompress(read_bytes(name)).decode("utf-8")


def read_rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with a header line."""
    return csv.DictReader((_DATA / name).read_text(encoding="utf-8").splitlines())
