"""Bringing reports in: one pasted text, or files, several at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casebook.config import MAX_UPLOAD_BYTES
from casebook.errors import Invalid
from casebook.extraction.reading import LARGEST_FILE, LONGEST_TEXT
from casebook.record import Role
from casebook.services import intake
from casebook.web import second_reader
from casebook.web.files import file_store
from casebook.web.guard import allow
from casebook.web.i18n import say, translate
from casebook.web.login import the_user
from casebook.web.session import get_session

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.datastructures import FileStorage

    from casebook.bilingual import Bilingual

bp = Blueprint("intake", __name__, url_prefix="/intake")
WRITERS = (Role.WORKER, Role.OFFICIAL, Role.ADMIN)
#: What the file chooser offers; the content decides what a file is.
ACCEPTED = ".txt,.html,.htm,.mhtml,.docx,.pdf"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of several: a report, or the reason why it was refused."""

    name: str
    prepared: intake.Prepared | None = None
    taken: intake.Taken | None = None
    refused: Bilingual | None = None


@bp.get("")
@allow(*WRITERS)
def form() -> str:
    """Where to paste and where to drop files."""
    return _form()


@bp.post("")
@allow(*WRITERS)
def take() -> ResponseReturnValue:
    """Take what was sent. One report leads to its review, several to a list that says what became of each."""
    text = request.form.get("text", "")
    files = [file for file in request.files.getlist("file") if file.filename]
    results = [_prepare(file.filename or "", _reader(file)) for file in files]
    if not files or text.strip():
        results.insert(0, _prepare(translate("粘贴的文字", "Pasted text"), lambda: intake.prepare_text(text)))
    results = [_store(result) for result in _improved(results)]
    get_session().commit()
    if len(results) > 1:
        return render_template("intake/results.html", results=results)
    (only,) = results
    if only.taken is None:
        return _form(text, only.refused, "text" if not files else "file"), 422
    return _to_review(only.taken, only.prepared.notice if only.prepared else None)


def _prepare(name: str, read: Callable[[], intake.Prepared]) -> Result:
    """One of several: whatever is refused leaves the others alone."""
    try:
        return Result(name, read())
    except Invalid as error:
        return Result(name, refused=error.message)


def _reader(file: FileStorage) -> Callable[[], intake.Prepared]:
    return lambda: intake.prepare_file(file.read(), file.filename or "")


def _improved(results: list[Result]) -> list[Result]:
    """The same results after the second reader."""
    read = iter(second_reader.improved([result.prepared for result in results if result.prepared]))
    return [replace(result, prepared=next(read)) if result.prepared else result for result in results]


def _store(result: Result) -> Result:
    if result.prepared is None:
        return result
    with get_session().begin_nested():
        return replace(result, taken=intake.take(get_session(), the_user(), result.prepared, files=file_store()))


def _to_review(taken: intake.Taken, notice: Bilingual | None) -> ResponseReturnValue:
    if notice:
        flash(say(notice), "warning")
    if taken.known:
        flash(
            translate(
                "这篇报道已经录入过，没有重复保存。下面是已有的那一篇。",
                "This very report is known already and was not stored again. Here it is.",
            ),
            "warning",
        )
    return redirect(url_for("reports.review", report_id=taken.report.id))


def _form(text: str = "", error: Bilingual | None = None, field: str = "") -> str:
    return render_template(
        "intake/form.html",
        text=text,
        error=error,
        field=field,
        accepted=ACCEPTED,
        longest=LONGEST_TEXT,
        largest=LARGEST_FILE // 1024 // 1024,
        together=MAX_UPLOAD_BYTES // 1024 // 1024,
    )
