"""Imports through the page: an upload is kept until its person has seen what would become of it, and confirms it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.errors import Invalid, NotFound
from casebook.files import FileStore, MissingFile
from casebook.models import Case, CaseImport, CaseImportRow, User
from casebook.models.case_import import FILE_NAME_LENGTH
from casebook.record import Role
from casebook.services import importing
from casebook.services.import_checks import Problem, Refusal
from casebook.services.import_file import ImportFile, open_file
from casebook.services.import_sheet import Limits

#: What the page takes, so that a person can look through the preview and nobody waits for long.
LARGEST_FILE = 10 << 20
LIMITS = Limits(rows=2_000, unpacked=64 << 20)
#: How long the rows of an upload are kept for who uploaded it: unconfirmed, and to mend what was refused.
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the rows of an import; ``left_out`` were there already, ``trashed`` lie in the trash by now."""

    made: int
    trashed: int
    refused: int
    left_out: int


def keep(session: Session, user: User, file: ImportFile, *, files: FileStore) -> CaseImport:
    """Keep the rows of an upload until they are confirmed. What others left lying is thrown away.

    Raises ``NotAllowed`` where the role enters no cases.
    """
    importing.require_writer(user)
    _forget_old(session, files)
    upload = CaseImport(sha256=file.sha256, file_name=file.name[-FILE_NAME_LENGTH:], user_id=user.id)
    upload.file_key = files.put(file.path.read_bytes())
    session.add(upload)
    session.flush()
    return upload


def get(session: Session, user: User, import_id: int) -> CaseImport:
    """An import, for who made it and, once it was confirmed, for the administrators of that account; else NotFound."""
    found = session.scalars(select(CaseImport).where(CaseImport.id == import_id, _readable_by(user))).one_or_none()
    if found is None:
        raise NotFound(_NO_IMPORT)
    return found


def get_own(session: Session, user: User, import_id: int) -> CaseImport:
    """An import of one's own, held until the transaction ends; NotFound otherwise."""
    wanted = select(CaseImport).where(CaseImport.id == import_id, CaseImport.user_id == user.id, _is_there())
    found = session.scalars(wanted.with_for_update(key_share=True)).one_or_none()
    if found is None:
        raise NotFound(_NO_IMPORT)
    return found


@contextmanager
def opened(upload: CaseImport, *, files: FileStore) -> Iterator[ImportFile]:
    """The rows of an upload. Raises ``NotFound`` where they are no longer kept."""
    try:
        data = files.get(upload.file_key or "")
    except MissingFile as error:
        raise NotFound(_GONE) from error
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rows.csv")
        path.write_bytes(data)
        yield open_file(path, name=upload.file_name, sha256=upload.sha256)


def confirm(session: Session, user: User, upload: CaseImport, count: int, *, again: bool) -> None:
    """Let the import of ``count`` rows begin, or go on where it was cut off.

    Raises ``Invalid`` where it is done already, and where the same file was imported before and not ``again`` is asked
    for.
    """
    importing.require_writer(user)
    if upload.finished_at is not None:
        raise Invalid(_DONE)
    if upload.confirmed_at is not None:
        return
    if not again and importing.last_of(session, upload.sha256) is not None:
        raise Invalid(_KNOWN)
    upload.confirmed_at = now()
    importing.note(session, user, upload, count)
    session.flush()


def discard(session: Session, upload: CaseImport, *, files: FileStore) -> None:
    """Forget an upload that was not confirmed. Raises ``Invalid`` for one that was.

    Its number stays taken: a preview that is still open somewhere must not become that of the next upload.
    """
    if upload.confirmed_at is not None:
        raise Invalid(_DONE)
    _forget_rows(upload, files)
    session.flush()


def past(session: Session, user: User, *, limit: int) -> Sequence[CaseImport]:
    """The latest imports: one's own, also those that wait, and for administrators those of their accounts."""
    wanted = select(CaseImport).where(_readable_by(user)).options(joinedload(CaseImport.user))
    return session.scalars(wanted.order_by(CaseImport.id.desc()).limit(limit)).all()


def counts(session: Session, imported: CaseImport) -> Counts:
    """What became of the rows that were dealt with."""
    own = CaseImportRow.case_import_id == imported.id
    made = session.scalar(select(func.count(CaseImportRow.case_id)).where(own)) or 0
    trashed = select(func.count(Case.id)).join(CaseImportRow, CaseImportRow.case_id == Case.id)
    gone = session.scalar(trashed.where(own, Case.deleted_at.is_not(None))) or 0
    return Counts(made, gone, imported.refused, imported.rows - imported.refused - made)


def refusals(session: Session, imported: CaseImport) -> list[Refusal]:
    """The rows that did not become cases, as they were refused."""
    own = select(CaseImportRow).where(CaseImportRow.case_import_id == imported.id, CaseImportRow.case_id.is_(None))
    return [
        Refusal(row.number, tuple(map(Problem.from_json, row.problems)))
        for row in session.scalars(own.order_by(CaseImportRow.number))
        if row.problems
    ]


def _readable_by(user: User) -> ColumnElement[bool]:
    mine = CaseImport.user_id == user.id
    if user.role is not Role.ADMIN:
        return mine & _is_there()
    theirs = true() if user.region_code is None else User.region_code.startswith(user.region_code, autoescape=True)
    confirmed = CaseImport.confirmed_at.is_not(None)
    return or_(mine & _is_there(), confirmed & select(User.id).where(User.id == CaseImport.user_id, theirs).exists())


def _is_there() -> ColumnElement[bool]:
    """Of an upload that nobody has confirmed, its rows are all there is."""
    return or_(CaseImport.confirmed_at.is_not(None), CaseImport.file_key.is_not(None))


def _forget_old(session: Session, files: FileStore) -> None:
    """Throw away the rows of old uploads."""
    old = select(CaseImport).where(CaseImport.file_key.is_not(None), CaseImport.begun_at < now() - KEPT_FOR)
    for upload in session.scalars(old):
        _forget_rows(upload, files)


def _forget_rows(upload: CaseImport, files: FileStore) -> None:
    files.delete(upload.file_key or "")
    upload.file_key = None


_NO_IMPORT = Bilingual(
    "没有这次导入，或者您无权查看。没有确认的文件只保留几天。",
    "There is no such import, or it is not for you. A file that nobody confirms is kept for some days only.",
)
_GONE = Bilingual("这个文件已经不再保留。请重新上传。", "The rows of this file are no longer kept. Upload it again.")
_DONE = Bilingual("这个文件已经导入。", "This file has been imported.")
_KNOWN = Bilingual(
    "这个文件刚刚已经导入过。确实要再导入一遍时，请回到预览确认。",
    "This very file has been imported meanwhile. Go back to the preview if you want it once more.",
)
