"""Reports: the source texts, never altered."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casebook.db import Base, now
from casebook.models.user import User

if TYPE_CHECKING:
    from casebook.models.case_report import CaseReport
    from casebook.models.draft import Draft

TITLE_LENGTH = 300
PUBLISHER_LENGTH = 200
FILE_NAME_LENGTH = 255


class Report(Base):
    """A source text with what it says of itself; all spans of evidence refer to ``text``, in code points.

    ``text_hash`` is the SHA-256 of the squashed text (exact duplicates). ``fingerprint`` holds what near duplicates are
    found by: its ``sketch`` (numbers) and the ``similar`` reports that were there before it (id and share of each).
    ``search_text`` is what words are looked up in, the folded article without private persons, kept by
    ``casebook.services.search_texts``; ``search_version`` is the ``casebook.search.document.VERSION`` that made it.
    ``region_code`` is the office that brought it in: the region of the user.
    """

    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH))
    publisher: Mapped[str | None] = mapped_column(String(PUBLISHER_LENGTH))
    published: Mapped[str | None] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    text_hash: Mapped[str] = mapped_column(String(64), index=True)
    fingerprint: Mapped[dict[str, Any]] = mapped_column(default=dict)
    source_url: Mapped[str | None] = mapped_column(String(2000))
    file_name: Mapped[str | None] = mapped_column(String(FILE_NAME_LENGTH))
    file_key: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    region_code: Mapped[str | None] = mapped_column(String(12), index=True)
    brought_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now, index=True)
    search_text: Mapped[str] = mapped_column(Text, default="", server_default="")
    search_version: Mapped[int] = mapped_column(default=0, server_default="0")
    brought_by: Mapped[User] = relationship()
    drafts: Mapped[list[Draft]] = relationship(back_populates="report", order_by="Draft.position")
    case_links: Mapped[list[CaseReport]] = relationship(back_populates="report")
