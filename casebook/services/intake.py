"""Taking reports in: read, compare with what is known, keep, and draft the initiatives they tell of."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
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
from casebook.services import access, audit, duplicates, search_texts
from casebook.services.drafting import store_drafts

log = logging.getLogger(__name__)

#: How much of the first line stands for a headline where the report has none.
_MADE_UP_TITLE = 60
#: A second reader of a drafted report, with a notice for the person where it could not do its part.
Improve = Callable[[Extraction], tuple[Extraction, Bilingual | None]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report that was read and drafted, and is not stored yet.

    Preparing needs no session, so that nobody waits for the database meanwhile. ``data`` are the bytes of the file that
    it came in; ``notice`` is what a second reader has to say.
    """

    document: reading.Document
    drafted: Extraction
    data: bytes | None = None
    file_name: str | None = None
    notice: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one report.

    ``known`` says that this very text was there already and nothing new was stored: ``report`` is the known one.
    ``similar`` are other reports of the same story, the most similar first.
    """

    report: Report
    known: bool = False
    similar: Sequence[duplicates.Similar] = ()


def prepare_text(text: str) -> Prepared:
    """Read and draft pasted text; raises ``Invalid`` where it is empty or too long."""
    document = reading.read_text(text)
    return Prepared(document, _extract(document))


def prepare_file(data: bytes, filename: str) -> Prepared:
    """Read and draft a file; raises ``Invalid`` where it cannot be read.

    ``filename`` is data: it is shown and offered for download, never used as a path.
    """
    name = _plain_name(filename)
    document = reading.read_bytes(data, name or "")
    return Prepared(document, _extract(document), data, name)


def improved(prepared: Prepared, improve: Improve) -> Prepared:
    """The same report after a second reader, who may be slow: call it while no transaction is open."""
    try:
        drafted, notice = improve(prepared.drafted)
    except Exception:
        log.exception("the second reader failed on a report of %s characters", len(prepared.document.text))
        return prepared
    return replace(prepared, drafted=drafted, notice=notice)


def is_known(session: Session, user: User, prepared: Prepared) -> bool:
    """Whether the user may see a stored report of this very text."""
    text = prepared.document.text
    text_hash, _ = duplicates.marks_of(text, cleaning.article_of(text))
    return duplicates.same_text(session, user, text_hash) is not None


def take_text(session: Session, user: User, text: str, source_url: str | None = None) -> Taken:
    """Take pasted text; raises ``Invalid`` as ``prepare_text``, ``NotAllowed`` for those who only read."""
    _require_writer(user)
    return _take(session, user, prepare_text(text), source_url)


def take_file(
    session: Session, user: User, data: bytes, filename: str, *, files: FileStore, source_url: str | None = None
) -> Taken:
    """Take a file and keep its bytes in ``files``; raises ``Invalid`` as ``prepare_file``, ``NotAllowed`` as above."""
    _require_writer(user)
    return take(session, user, prepare_file(data, filename), files=files, source_url=source_url)


def take(session: Session, user: User, prepared: Prepared, *, files: FileStore, source_url: str | None = None) -> Taken:
    """Take a prepared report and keep the bytes of its file in ``files``; raises ``NotAllowed`` as above."""
    _require_writer(user)
    taken = _take(session, user, prepared, source_url)
    if prepared.data is not None and not taken.known:
        taken.report.file_key = files.put(prepared.data)
        session.flush()
    return taken


def _plain_name(filename: str) -> str | None:
    """The last part of a path of whatever system, without characters that nobody sees; its end tells the kind."""
    last = PurePath(filename.replace("\\", "/")).name
    return "".join(char for char in last if char.isprintable())[-FILE_NAME_LENGTH:] or None


def _require_writer(user: User) -> None:
    if not access.is_writer(user):
        raise NotAllowed(_READERS_ONLY)


def _take(session: Session, user: User, prepared: Prepared, source_url: str | None) -> Taken:
    document = prepared.document
    # One intake of a user after the other: a form that was sent twice must make one report.
    session.execute(select(User.id).where(User.id == user.id).with_for_update())
    text_hash, marks = duplicates.marks_of(document.text, cleaning.article_of(document.text))
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
        file_name=prepared.file_name,
        media_type=document.media_type,
        region_code=user.region_code,
        brought_by=user,
    )
    search_texts.refresh_report(session, report)
    session.add(report)
    session.flush()
    drafts = store_drafts(session, report, prepared.drafted)
    duplicates.note_similar(session, report)
    audit.record(session, user, audit.Action.REPORT_ADDED, "report", report.id, drafts=len(drafts))
    return Taken(report, similar=duplicates.similar_to(session, user, report))


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
