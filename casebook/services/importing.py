"""Importing many cases at once: checked like those of the form, written in batches past the mapper.

A batch is written whole or not at all, with the cases' first revisions, their search text and how far the import has
come. The caller commits after each: a million cases in one transaction would keep everybody else from saving.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.db import insert_many, now
from casebook.errors import Conflict, Invalid, NotAllowed
from casebook.models import (
    Case,
    CaseImport,
    CaseImportRow,
    CaseOutcome,
    CaseService,
    CaseTag,
    Revision,
    RevisionAction,
    Tag,
    User,
)
from casebook.models.case_change import note_changes
from casebook.models.case_import import FILE_NAME_LENGTH
from casebook.record import CHINA_TIME
from casebook.services import access, audit, tags
from casebook.services.audit import Action
from casebook.services.import_checks import Checked, Problem, Refusal, checked, refusal_of
from casebook.services.import_file import ImportFile
from casebook.services.import_rows import ImportRow

#: Rows a transaction: others wait for the lock of SQLite for about a third of a second.
BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some rows: ``rows`` in all, of which these were refused."""

    rows: int
    refusals: Sequence[Refusal]


def begin(session: Session, user: User, file: ImportFile, *, again: bool = False) -> CaseImport:
    """Put an import on record, or take up the one of the same file that was cut off.

    Raises ``NotAllowed`` where the role enters no cases, and ``Invalid`` for a file that was imported to its end
    before, by whatever name; ``again`` imports it once more.
    """
    require_writer(user)
    known = last_of(session, file.sha256)
    if known is not None and known.finished_at is None and known.file_key is None:
        return known
    if known is not None and not again:
        raise Invalid(_KNOWN.format(number=known.id, day=f"{known.begun_at.astimezone(CHINA_TIME):%Y-%m-%d %H:%M}"))
    begun = CaseImport(sha256=file.sha256, file_name=file.name[:FILE_NAME_LENGTH], user_id=user.id, confirmed_at=now())
    session.add(begun)
    session.flush()  # the event names the import by its id
    note(session, user, begun, file.count)
    return begun


def require_writer(user: User) -> None:
    """Raise ``NotAllowed`` where the role enters no cases."""
    if not access.is_writer(user):
        raise NotAllowed(_NO_WRITER)


def last_of(session: Session, sha256: str) -> CaseImport | None:
    """The last import of this very file, by whom and whatever name; none that nobody confirmed or that was undone."""
    same = select(CaseImport).where(CaseImport.sha256 == sha256, CaseImport.undone_at.is_(None))
    same = same.where(CaseImport.confirmed_at.is_not(None)).order_by(CaseImport.id.desc())
    return session.scalars(same.limit(1)).one_or_none()


def note(session: Session, user: User, case_import: CaseImport, count: int) -> None:
    """Put an import of ``count`` rows into the audit trail."""
    audit.record(session, user, Action.IMPORT, "case_import", case_import.id, file=case_import.file_name, count=count)


def check_batches(user: User, file: ImportFile, case_import: CaseImport, jobs: int = 0) -> Iterator[Checked]:
    """The rows that are still to come, checked a batch at a time; ``jobs`` other processes help."""
    return checked(file.batches(BATCH, skip=case_import.rows), user, jobs)


def write_batch(
    session: Session,
    user: User,
    file: ImportFile,
    case_import: CaseImport,
    batch: Checked,
    leave_out: Collection[int] = (),
) -> Batch:
    """Import the next batch but for the rows whose numbers are in ``leave_out``; commit then.

    Announce that the session writes (``db.announce_write``) when the batch has been checked and not before: others can
    write meanwhile.
    """
    wanted = [row for row in batch.ready if row.number not in leave_out]
    ready, strange = look_up(session, user, wanted)
    refusals = sorted([*batch.refusals, *strange], key=lambda refusal: refusal.number)
    _advance(session, case_import, batch.rows, len(refusals), file.count)
    made = _write(session, user, ready) if ready else {}
    _note_rows(session, case_import, made, refusals, [row.number for row in batch.ready if row.number in leave_out])
    return Batch(batch.rows, refusals)


def look_up(
    session: Session, user: User, rows: Sequence[ImportRow], earlier: Mapping[str, int] = Counter()
) -> tuple[list[ImportRow], list[Refusal]]:
    """The rows with their parents and tags, and those whose parent or tag is not to be found.

    ``earlier`` counts the names in the file that would be cases by now, were it not only looked at: they may be
    parents, which then have no ids.
    """
    ready, orphans = _with_parents(session, user, rows, earlier)
    ready, strange = _with_tags(session, ready)
    return ready, [*orphans, *strange]


def _with_parents(
    session: Session, user: User, rows: Sequence[ImportRow], earlier: Mapping[str, int]
) -> tuple[list[ImportRow], list[Refusal]]:
    """The rows with the ids of their parents, and those whose parent is not to be found."""
    found: dict[str, list[int | None]] = {
        name: [None] * earlier.get(name, 0) for row in rows if (name := row.columns["parent_id"])
    }
    if found:
        named = select(Case.name, Case.id).where(Case.name.in_(found), access.visible_cases(user))
        for name, case_id in session.execute(named):
            found[name].append(case_id)
    ready, orphans = [], []
    for row in rows:
        if name := row.columns["parent_id"]:
            if len(found[name]) != 1:
                wrong = (_SEVERAL if found[name] else _NO_PARENT).format(name=name[:40])
                orphans.append(Refusal(row.number, (Problem("parent", name[:40], wrong),)))
                continue
            row.columns["parent_id"], row.changes["parent"] = found[name][0], [None, found[name][0]]
        ready.append(row)
    return ready, orphans


def _with_tags(session: Session, rows: Sequence[ImportRow]) -> tuple[list[ImportRow], list[Refusal]]:
    """The rows with the ids and present names of their tags, and those with a tag that there is not at their place."""
    found: dict[tuple[str, tuple[str, ...]], Sequence[Tag]] = {}
    ready, strange = [], []
    for row in rows:
        if row.tags:
            district = (row.columns["region_code"] or "")[:6]
            try:
                if (district, row.tags) not in found:
                    found[district, row.tags] = tags.named(session, district, row.tags)
            except Invalid as error:
                strange.append(refusal_of(row.number, error, {"tags": " ".join(row.tags)}))
                continue
            carried = found[district, row.tags]
            row.changes["tags"] = [[], sorted(tag.name for tag in carried)]
            row = row._replace(tag_ids=tuple(tag.id for tag in carried))
        ready.append(row)
    return ready, strange


def _advance(session: Session, case_import: CaseImport, rows: int, refused: int, count: int) -> None:
    """Note how far the import has come; somebody else who imports the same file meanwhile must not write it twice."""
    before, after = case_import.rows, case_import.rows + rows
    moved = session.execute(
        update(CaseImport)
        .where(CaseImport.id == case_import.id, CaseImport.rows == before)
        .values(
            rows=after,
            refused=CaseImport.refused + refused,
            finished_at=now() if after == count else None,
        )
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(_TWICE, {}, case_import.rows)
    session.refresh(case_import)


def _write(session: Session, user: User, rows: Sequence[ImportRow]) -> dict[int, int]:
    """Make the cases; which row, by its number, became which case."""
    moment = now()
    written: dict[Any, list[dict[str, Any]]] = {Case: [], CaseService: [], CaseOutcome: [], CaseTag: [], Revision: []}
    entry = {"version": 1, "created_by_id": user.id, "updated_by_id": user.id, "updated_at": moment}
    revision = {"version": 1, "at": moment, "user_id": user.id, "action": RevisionAction.CREATE}
    for case_id, row in zip(_new_ids(session, len(rows)), rows, strict=True):
        written[Case].append({"id": case_id, **row.columns, **entry})
        for position, text in enumerate(row.services):
            written[CaseService].append({"case_id": case_id, "position": position, "text": text})
        for position, outcome in enumerate(row.outcomes):
            written[CaseOutcome].append({"case_id": case_id, "position": position, **outcome})
        written[CaseTag] += [{"case_id": case_id, "tag_id": tag_id} for tag_id in row.tag_ids]
        written[Revision].append({"case_id": case_id, **revision, "changes": row.changes})
    for model, values in written.items():
        insert_many(session.connection(), model, values)
    made = [values["id"] for values in written[Case]]
    note_changes(session, made)
    return {row.number: case_id for row, case_id in zip(rows, made, strict=True)}


def _note_rows(
    session: Session,
    case_import: CaseImport,
    made: Mapping[int, int],
    refusals: Sequence[Refusal],
    left_out: Sequence[int],
) -> None:
    """Note what became of each row."""
    problems = {refusal.number: [one.to_json() for one in refusal.problems] for refusal in refusals}
    numbers = [*made, *problems, *left_out]
    rows = [
        {
            "case_import_id": case_import.id,
            "number": number,
            "case_id": made.get(number),
            "problems": problems.get(number, []),
        }
        for number in numbers
    ]
    insert_many(session.connection(), CaseImportRow, rows)


def _new_ids(session: Session, count: int) -> list[int]:
    """Ids for the cases of a batch: the parts need them, and asking for each as it is written takes twice as long."""
    if session.get_bind().dialect.name == "sqlite":  # nobody else writes meanwhile
        last = session.scalar(select(func.max(Case.id))) or 0
        return list(range(last + 1, last + 1 + count))
    sequence = func.pg_get_serial_sequence(Case.__tablename__, "id")
    return list(session.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, count))))


_NO_WRITER = Bilingual("该账号的角色不能录入案例。", "The role of this account does not enter cases.")
_KNOWN = Bilingual(
    "这个文件已经导入过（第{number}号导入，{day}）。确实要再导入一遍时，请加 --again。",
    "This file was imported before (import {number}, {day}). Add --again to import it once more.",
)
_TWICE = Bilingual(
    "别人正在导入同一个文件，这次导入已停止。",
    "Somebody else is importing the same file; this import has stopped.",
)
_NO_PARENT = Bilingual(
    "没有叫“{name}”的上级案例。请写它的全名，或先录入它。",
    "No parent case is called “{name}”. Write its full name, or enter it first.",
)
_SEVERAL = Bilingual(
    "有几个上级案例叫“{name}”。请留空，导入后在案例页面选择。",
    "Several parent cases are called “{name}”. Leave it empty and choose one on the page of the case.",
)
