"""Backups taken apart and put together otherwise, with sums that fit."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Members = dict[str, bytes]


def manifest_of(path: Path) -> dict[str, Any]:
    """What the backup says of itself."""
    with zipfile.ZipFile(path) as archive:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return manifest


def rows_of(path: Path, table: str) -> list[dict[str, Any]]:
    """The rows of a table as they stand in the backup."""
    columns = next(one["columns"] for one in manifest_of(path)["tables"] if one["name"] == table)
    with zipfile.ZipFile(path) as archive:
        lines = archive.read(f"tables/{table}.jsonl").decode().splitlines()
    return [dict(zip(columns, json.loads(line), strict=True)) for line in lines]


def rewrite(path: Path, change: Callable[[dict[str, Any], Members], None]) -> None:
    """Let ``change`` alter the manifest and the members; sizes and sums then follow."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json"))
    change(manifest, members)
    manifest["members"] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in members.items()
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", json.dumps(manifest))
