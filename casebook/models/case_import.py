"""Files of cases that were imported."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from casebook.db import Base, now

FILE_NAME_LENGTH = 200


class CaseImport(Base):
    """One import of one file; it grows with each batch, in the transaction of the batch.

    So a file that comes again is known by its hash, and an import that was cut off goes on behind its last batch.
    ``rows`` counts the rows that were dealt with, ``refused`` those of them that did not become cases.
    """

    __tablename__ = "case_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(FILE_NAME_LENGTH))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    begun_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
