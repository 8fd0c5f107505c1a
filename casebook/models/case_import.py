"""Files of cases that were imported, row by row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.db import Base, now
from casebook.models.user import User

FILE_NAME_LENGTH = 200


class CaseImport(Base):
    """One import of one file; it grows with each batch, in the transaction of the batch.

    So a file that comes again is known by its hash, and an import that was cut off goes on behind its last batch.
    ``rows`` counts the rows that were dealt with, ``refused`` those of them that did not become cases. A file that a
    person uploaded is kept under ``file_key`` for a while; until ``confirmed_at`` nothing of it was written.
    """

    __tablename__ = "case_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(FILE_NAME_LENGTH))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    file_key: Mapped[str | None] = mapped_column(String(64))
    confirmed_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()


class CaseImportRow(Base):
    """What became of one row of a file, by its number there: a case, or ``problems`` (JSON form of
    ``casebook.services.import_checks.Problem``). A row with neither was left out, because the case was there already.
    """

    __tablename__ = "case_import_row"
    __table_args__ = ({"sqlite_with_rowid": False},)

    case_import_id: Mapped[int] = mapped_column(ForeignKey("case_import.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case_record.id"), index=True)
    problems: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
