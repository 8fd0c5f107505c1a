"""Taking reports in: read, compare with what is known, keep, and draft the initiatives they tell of."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook import extraction
from casebook.bilingual import Bilingual
from casebook.errors import NotAllowed
from casebook.extraction import cleaning, reading
from casebook.files import FileStore
from casebook.models import Report, User
from casebook.models.report import FILE_NAME_LENGTH, PUBLISHER_LENGTH, TITLE_LENGTH
from casebook.record import Extraction, Grounded
from casebook.services import access, audit, duplicates
from casebook.services.drafting import store_drafts

log = logging.getLogger(__name__)

#: An article shorter than this is judged with everything around it: cutting must have gone wrong.
SHORTEST_BODY = 100
#: How much of the first line stands for a headline where the report has none.
_MADE_UP_TITLE = 60


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one report.

    ``known`` says that this very text was there already and nothing new was stored: ``report`` is the known one.
    ``similar`` are other reports of the same story, the most similar first.
    """

    report: Report
    known: bool = False
    similar: Sequence[duplicates.Similar] = ()


def take_text(session: Session, user: User, text: str, source_url: str | None = None) -> Taken:
    """Take pasted text; raises ``Invalid`` where it is empty or too long, ``NotAllowed`` for those who only read."""
    _require_writer(user)
    return _take(session, user, reading.read_text(text), source_url=source_url)


def take_file(
    session: Session, user: User, data: bytes, filename: str, *, files: FileStore, source_url: str | None = None
) -> Taken:
    """Take a file and keep its bytes in ``files``; raises ``Invalid`` where it cannot be read, ``NotAllowed`` as above.

    ``filename`` is data: it is shown and offered for download, never used as a path.
    """
    _require_writer(user)
    name = PurePath(filename.replace("\\", "/")).name[-FILE_NAME_LENGTH:] or None
    taken = _take(session, user, reading.read_bytes(data, name or ""), source_url=source_url, file_name=name)
    if not taken.known:
        taken.report.file_key = files.put(data)
        session.flush()
    return taken


def _require_writer(user: User) -> None:
    if not access.is_writer(user):
        raise NotAllowed(_READERS_ONLY)


def _take(
    session: Session, user: User, document: reading.Document, source_url: str | None, file_name: str | None = None
) -> Taken:
    # One intake of a user after the other: a form that was sent twice must make one report.
    session.execute(select(User.id).where(User.id == user.id).with_for_update())
    text_hash, marks = duplicates.marks_of(document.text, article_of(document.text))
    known = duplicates.same_text(session, user, text_hash)
    if known is not None:
        return Taken(known, known=True)
    facts = document.facts
    report = Report(
        title=(_stated(facts.title) or _first_line(document.text))[:TITLE_LENGTH],
        publisher=_stated(facts.publisher)[:PUBLISHER_LENGTH] or None,
        published=_stated(facts.published) or None,
        text=document.text,
        text_hash=text_hash,
        fingerprint=marks,
        source_url=source_url or document.source_url,
        file_name=file_name,
        media_type=document.media_type,
        region_code=user.region_code,
        brought_by=user,
    )
    session.add(report)
    session.flush()
    drafts = store_drafts(session, report, _extract(document))
    duplicates.note_similar(session, report)
    audit.record(session, user, audit.Action.REPORT_ADDED, "report", report.id, drafts=len(drafts))
    return Taken(report, similar=duplicates.similar_to(session, user, report))


def article_of(text: str) -> str:
    """The lines of the article itself, without menus, related links and notices; all of a text that has no body."""
    body = "\n".join(text[start:end] for start, end in cleaning.split_page(text).body)
    return body if len(body) >= SHORTEST_BODY else text


def _extract(document: reading.Document) -> Extraction:
    """The drafted initiatives; a report that defeats extraction is kept all the same, without any."""
    try:
        return extraction.extract(document)
    except Exception:
        log.exception("extraction failed on a report of %s characters", len(document.text))
        return Extraction(document.text, document.facts)


def _stated(fact: Grounded[object] | None) -> str:
    return str(fact.value) if fact else ""


def _first_line(text: str) -> str:
    return next(line.strip() for line in text.splitlines() if line.strip())[:_MADE_UP_TITLE]


_READERS_ONLY = Bilingual(
    "报告员只能查看和导出，不能录入报道。请联系社区工作者或干部。",
    "Report writers read and export; reports are brought in by community workers and officials.",
)
