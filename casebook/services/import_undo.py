"""Taking an import back: its cases go to the trash as one act, but for those that somebody has changed since."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.errors import Invalid
from casebook.models import Case, CaseImport, CaseImportRow, RevisionAction, User
from casebook.services import access, audit, case_history
from casebook.services.audit import Action
from casebook.services.import_uploads import LIMITS

BATCH = 200
#: More than this is no slip of a person at a page; while it is undone, the browser waits.
MOST = LIMITS.rows or 0


def may_undo(session: Session, user: User, imported: CaseImport) -> bool:
    """Whether the user may take the import back, and anything of it is as it was imported."""
    if imported.user_id != user.id or imported.finished_at is None or not 0 < imported.rows <= MOST:
        return False
    return access.is_writer(user) and bool(
        session.scalar(select(func.count()).select_from(Case).where(_left(imported)))
    )


def undo_batch(session: Session, user: User, imported: CaseImport) -> bool:
    """Move the next cases to the trash; whether there are more. Commit, and call it again until there are none.

    The act is one event of the audit trail; each case gets its revision and can be restored by itself. Raises
    ``Invalid`` where nothing is left to take back.
    """
    if imported.undone_at is None and not may_undo(session, user, imported):
        raise Invalid(_NOTHING)
    wanted = select(Case).where(_left(imported)).order_by(Case.id).limit(BATCH).with_for_update(key_share=True)
    batch = session.scalars(wanted.execution_options(populate_existing=True)).all()
    moment = now()
    if imported.undone_at is None:
        imported.undone_at = moment
        audit.record(session, user, Action.IMPORT_UNDONE, "case_import", imported.id, file=imported.file_name)
    trashed = [case for case in batch if access.may_edit(user, case)]
    for case in trashed:
        case.deleted_at = case.updated_at = moment
        case.deleted_by_id = case.updated_by_id = user.id
    session.flush()  # the revisions bear the new versions
    for case in trashed:
        case_history.add(session, user, case, RevisionAction.TRASH)
    session.flush()
    return len(trashed) == BATCH


def _left(imported: CaseImport) -> ColumnElement[bool]:
    """The cases that are as the import made them."""
    made = select(CaseImportRow.case_id).where(CaseImportRow.case_import_id == imported.id)
    return and_(Case.id.in_(made), Case.version == 1, Case.deleted_at.is_(None))


_NOTHING = Bilingual(
    "没有可以撤销的：这些案例已经在回收站里，或者之后有人改过。",
    "There is nothing to take back: the cases lie in the trash already, or somebody has changed them since.",
)
