"""Imports."""

from __future__ import annotations

from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.models import Case, CaseImport, CaseImportRow, User
from casebook.services.import_checks import Problem


def make_import(session: Session, user: User, case: Case) -> CaseImport:
    """An import that is done: one row became a case, one was refused, one was there already."""
    wrong = Problem("kind", "动物园", Bilingual("不在可选项之内。", "None of the choices."))
    moment = now()
    imported = CaseImport(
        sha256="0" * 64,
        file_name="社区台账.xlsx",
        user_id=user.id,
        confirmed_at=moment,
        finished_at=moment,
        rows=3,
        refused=1,
    )
    session.add(imported)
    session.flush()
    rows = [(2, case.id, []), (3, None, [wrong.to_json()]), (4, None, [])]
    session.add_all(
        CaseImportRow(case_import_id=imported.id, number=number, case_id=case_id, problems=problems)
        for number, case_id, problems in rows
    )
    session.flush()
    return imported
