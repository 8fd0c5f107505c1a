"""The language model, where one is set, as a second reader of reports that are about to be stored."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app

from casebook.extraction.llm import Improver
from casebook.services import intake
from casebook.web.login import the_user
from casebook.web.session import begin_writing, get_session


def improved(prepared: Sequence[intake.Prepared]) -> list[intake.Prepared]:
    """Let the model read what is new; it is waited for outside of any transaction."""
    settings = current_app.extensions["casebook.settings"].llm
    if settings is None or not prepared:
        return list(prepared)
    session, user = get_session(), the_user()
    new = [not intake.is_known(session, user, one) for one in prepared]
    session.rollback()
    improve = Improver(settings)
    read = [intake.improved(one, improve) if is_new else one for one, is_new in zip(prepared, new, strict=True)]
    begin_writing()
    return read
