"""What a backup says of itself."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

#: Raised when an older program could not read what a newer one writes.
FORMAT = 1
MANIFEST = "manifest.json"
SECRET = "secret_key"  # noqa: S105 - the name of a member, not the secret
FILES, WEIGHTS, TABLES = "files", "weights", "tables"

#: How the values of a column stand in the lines. Moments are UTC, bytes are base64, json is its text as it was stored.
ColumnKind = Literal["integer", "number", "text", "boolean", "moment", "bytes", "json"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Table(_Part):
    """One table: its columns in the order of the values in each line, and how many lines there are."""

    name: str
    columns: dict[str, ColumnKind]
    rows: int = Field(ge=0)

    @property
    def member(self) -> str:
        """The member of the archive with its rows."""
        return f"{TABLES}/{self.name}.jsonl"


class Member(_Part):
    """What a member must be, unpacked."""

    sha256: str
    size: int = Field(ge=0)


class Manifest(_Part):
    """``casebook`` is the version of the program, ``schema_revision`` that of the database, ``engine`` its sort.

    ``tables`` stand in the order in which they can be filled. ``missing_files`` are attachments that the database
    names and the store did not have. ``settings`` are those of the environment that are no secret and that hold on
    another machine as well.
    """

    format: int
    casebook: str
    schema_revision: str
    engine: str
    made_at: datetime
    tables: list[Table]
    members: dict[str, Member]
    missing_files: list[str]
    settings: dict[str, str]

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables)

    def count(self, name: str) -> int:
        """The rows of one table; 0 where the backup has no such table."""
        return next((table.rows for table in self.tables if table.name == name), 0)

    def under(self, folder: str) -> list[str]:
        """The members in a folder of the archive, without its name."""
        return [name.removeprefix(f"{folder}/") for name in self.members if name.startswith(f"{folder}/")]
