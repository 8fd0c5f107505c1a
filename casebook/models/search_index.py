"""The tables of the search index; ``casebook/search/index/README.md`` says how it works."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casebook.db import Base


class SearchBuild(Base):
    """One build of the index of one chunk of the cases. The live one answers; others are being built, or left over.

    It holds the state of its cases at the change ``built_through``.
    """

    __tablename__ = "search_build"
    __table_args__ = {"sqlite_autoincrement": True}

    generation: Mapped[int] = mapped_column(primary_key=True)
    chunk: Mapped[int]
    built_through: Mapped[int] = mapped_column(BigInteger)
    live: Mapped[bool] = mapped_column(default=False)


class SearchPosting(Base):
    """Where a gram (one or two characters, see ``search.index.grams``) stands in one section of the cases of a build.

    ``docs`` is a bitmap of cases, ``positions`` one of positions; few positions are a plain array, without ``docs``.
    The rows are too large for a table without row numbers: SQLite would read each whole that a key is compared with.
    """

    __tablename__ = "search_posting"

    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    gram: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    scope: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    docs: Mapped[bytes | None] = mapped_column(LargeBinary)
    positions: Mapped[bytes | None] = mapped_column(LargeBinary)


class SearchArray(Base):
    """An array of a build: the attributes of its cases, or which case each slot of positions belongs to."""

    __tablename__ = "search_array"

    generation: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class SearchLease(Base):
    """One row: which process builds the index at present; whoever dies loses it at ``until``."""

    __tablename__ = "search_lease"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(String(40))
    until: Mapped[datetime]
