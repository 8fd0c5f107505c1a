"""``/import``: a table of cases, the preview of what would become of its rows, the result, and taking it back."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casebook.errors import Conflict, Invalid
from casebook.exports import write_mending, write_template
from casebook.record import CaseStatus, Role
from casebook.search import CaseQuery, unparse
from casebook.services import access, import_preview, import_undo, import_uploads, importing
from casebook.web.downloads import download
from casebook.web.files import file_store
from casebook.web.guard import allow
from casebook.web.i18n import language, say, translate
from casebook.web.imports.forms import ConfirmForm, UploadForm
from casebook.web.login import the_user
from casebook.web.paging import Page
from casebook.web.session import begin_writing, get_session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response
    from sqlalchemy.orm import Session

    from casebook.models import CaseImport, User
    from casebook.services.import_checks import Refusal
    from casebook.services.import_file import ImportFile

bp = Blueprint("imports", __name__, url_prefix="/import")
WRITERS = (Role.WORKER, Role.OFFICIAL, Role.ADMIN)

PAST_SHOWN = 20
PER_PAGE = 100
#: Of the rows that would become cases, so many are shown: that they were read rightly can be seen in these.
READY_SHOWN = 20


@bp.get("")
@allow(*WRITERS)
def form() -> str:
    """Where to choose a file; the template, and the imports so far."""
    return _form(UploadForm())


@bp.post("")
@allow(*WRITERS)
def take() -> ResponseReturnValue:
    """Take a file, and show what would become of its rows."""
    upload_form = UploadForm()
    get_session().rollback()  # nobody waits for the database while the file is read
    try:
        with upload_form.table() as table:
            begin_writing()
            upload = import_uploads.keep(get_session(), the_user(), table.file, files=file_store())
            get_session().commit()
    except Invalid as error:
        upload_form.take_errors(error)
        return _form(upload_form), 422
    if table.sheet:
        flash(translate("读取的是工作表“{name}”。", "The sheet “{name}” was read.", name=table.sheet))
    return redirect(url_for("imports.show", import_id=upload.id))


@bp.get("/template.xlsx")
@allow(*WRITERS)
def template() -> Response:
    """A workbook to fill in."""

    def make(file: IO[bytes]) -> str:
        write_template(language(), _statuses(), file)
        return translate("案例导入模板", "case-template") + ".xlsx"

    return download(make, "xlsx")


@bp.get("/<int:import_id>")
@allow(*WRITERS)
def show(import_id: int) -> str:
    """What would become of the rows; once it was confirmed, what became of them."""
    imported = import_uploads.get(get_session(), the_user(), import_id)
    return _result(imported) if imported.confirmed_at else _preview(imported)


@bp.post("/<int:import_id>/confirm")
@allow(*WRITERS)
def confirm(import_id: int) -> ResponseReturnValue:
    """Make cases of the good rows, a batch at a time; rows are checked while no transaction is open."""
    asked, there = ConfirmForm(), url_for("imports.show", import_id=import_id)
    upload = import_uploads.get_own(get_session(), the_user(), import_id)
    try:
        with import_uploads.opened(upload, files=file_store()) as file:
            found = import_preview.survey(get_session(), the_user(), file)
            leave_out = () if asked.doubles.data else {double.row.number for double in found.doubles}
            begin_writing()
            import_uploads.confirm(get_session(), the_user(), upload, file.count, again=asked.again.data)
            get_session().commit()
            for batch in importing.check_batches(the_user(), file, upload):
                begin_writing()
                importing.write_batch(get_session(), the_user(), file, upload, batch, leave_out)
                get_session().commit()
    except (Conflict, Invalid) as error:  # the button was pressed twice, or in two windows
        get_session().rollback()
        flash(say(error.message), "warning")
    return redirect(there)


@bp.post("/<int:import_id>/discard")
@allow(*WRITERS)
def discard(import_id: int) -> ResponseReturnValue:
    """Forget a file that was not confirmed."""
    session = get_session()
    import_uploads.discard(session, import_uploads.get_own(session, the_user(), import_id), files=file_store())
    session.commit()
    flash(translate("已取消，没有导入任何内容。", "Cancelled; nothing was imported."))
    return redirect(url_for("imports.form"))


@bp.post("/<int:import_id>/undo")
@allow(*WRITERS)
def undo(import_id: int) -> ResponseReturnValue:
    """Move the cases of an import to the trash."""
    session, user = get_session(), the_user()
    while import_undo.undo_batch(session, user, import_uploads.get_own(session, user, import_id)):
        session.commit()
        begin_writing()
    session.commit()
    return redirect(url_for("imports.show", import_id=import_id))


@bp.get("/<int:import_id>/mend.xlsx")
@allow(*WRITERS)
def mend(import_id: int) -> Response:
    """The rows that cannot be taken, each with what is wrong, to correct and upload again."""
    session, user = get_session(), the_user()
    imported = import_uploads.get(session, user, import_id)

    def make(output: IO[bytes]) -> str:
        with import_uploads.opened(imported, files=file_store()) as file:
            refused = _refusals(session, user, imported, file)
            wrong = {refusal.number: say(refusal.reason) for refusal in refused}
            rows = [(wrong[number], texts) for number, texts in file.texts() if number in wrong]
            write_mending(language(), file.headings, file.keys, rows, _statuses(), output)
        return translate("待修改的行", "rows-to-mend") + ".xlsx"

    return download(make, "xlsx")


def _form(upload_form: UploadForm) -> str:
    session, user = get_session(), the_user()
    past = import_uploads.past(session, user, limit=PAST_SHOWN)
    rows = [(imported, import_uploads.counts(session, imported)) for imported in past]
    return render_template("imports/form.html", form=upload_form, rows=rows)


def _preview(upload: CaseImport) -> str:
    session, user = get_session(), the_user()
    with import_uploads.opened(upload, files=file_store()) as file:
        found = import_preview.survey(session, user, file)
    return render_template(
        "imports/preview.html",
        upload=upload,
        file=file,
        found=found,
        shown=[(row, import_preview.place_of(row)) for row in found.ready[:READY_SHOWN]],
        known=importing.last_of(session, upload.sha256),
        form=ConfirmForm(formdata=None),
        **_shown_refusals(found.refusals, upload),
    )


def _result(imported: CaseImport) -> str:
    session, user = get_session(), the_user()
    return render_template(
        "imports/result.html",
        imported=imported,
        counts=import_uploads.counts(session, imported),
        listing=unparse(CaseQuery(imported=imported.id)),
        own=imported.user_id == user.id,
        may_undo=import_undo.may_undo(session, user, imported),
        **_shown_refusals(import_uploads.refusals(session, imported), imported),
    )


def _refusals(session: Session, user: User, imported: CaseImport, file: ImportFile) -> Sequence[Refusal]:
    """The rows that were not taken, or would not be."""
    if imported.confirmed_at:
        return import_uploads.refusals(session, imported)
    return import_preview.survey(session, user, file).refusals


def _shown_refusals(refusals: Sequence[Refusal], imported: CaseImport) -> dict[str, object]:
    """One page of the rows that cannot be taken."""

    def url_for_page(number: int) -> str:
        page = number if number > 1 else None
        return url_for("imports.show", import_id=imported.id, page=page, _anchor="wrong")

    page = Page.of(request.args.get("page", 1, int), PER_PAGE, len(refusals), url_for_page)
    return {"page": page, "wrong": refusals[(page.number - 1) * PER_PAGE : page.number * PER_PAGE]}


def _statuses() -> list[CaseStatus]:
    """What the user may say of a new case."""
    return [status for status in CaseStatus if access.may_bring_to(the_user(), status)]
