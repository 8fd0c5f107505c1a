"""Reviewing the drafts of a report: one page, one form; every button of it works without scripts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from casebook.errors import Conflict, Invalid
from casebook.record import LEVELS, DraftState, EvidenceState, field_named
from casebook.regions import Level
from casebook.services import access, duplicates, reports, review, reviewable
from casebook.services.draft_values import accepted_values
from casebook.services.quotes import QUOTABLE
from casebook.web.filters import show_time
from casebook.web.guard import allow
from casebook.web.i18n import translate
from casebook.web.login import the_user
from casebook.web.paths import record_id
from casebook.web.reports.acts import Done, ReviewForm, fill, keep
from casebook.web.reports.blueprint import WRITERS, bp
from casebook.web.reports.chips import chips
from casebook.web.reports.choices import NOWHERE
from casebook.web.reports.forms import DraftForm, prefix_of
from casebook.web.reports.highlights import STYLES, highlight
from casebook.web.reports.sections import Section, sections_of
from casebook.web.reports.standings import Standing
from casebook.web.session import get_session

if TYPE_CHECKING:
    from markupsafe import Markup

    from casebook.bilingual import Bilingual
    from casebook.models import Draft, Report


@bp.get("/reports/<int:report_id>/review", endpoint="review")
@allow(*WRITERS)
def review_page(report_id: int) -> str:
    """The text on the left, the drafts on the right."""
    report = reviewable.report_to_review(get_session(), the_user(), report_id)
    return _page(report, sections_of(get_session(), the_user(), reviewable.drafts_to_review(the_user(), report), None))


@bp.post("/reports/<int:report_id>/review")
@allow(*WRITERS)
def act(report_id: int) -> ResponseReturnValue:
    """Keep what was typed and do what the pressed button says."""
    session, user = get_session(), the_user()
    report = reviewable.report_to_review(session, user, report_id)
    done = ReviewForm(session, user, report, request.form).handle()
    session.commit()
    if not done.errors and not done.stay:
        for category, message in done.notes:
            flash(message, category)
        return redirect(url_for("reports.review", report_id=report_id, _anchor=done.anchor or None))
    sections = sections_of(session, user, reviewable.drafts_to_review(user, report), request.form)
    for section in sections:
        _show_refusal(section, done)
    return _page(report, sections, done), 422 if done.errors else 200


@bp.post("/reports/<int:report_id>/attach")
@allow(*WRITERS)
def attach(report_id: int) -> ResponseReturnValue:
    """Let this report, a reprint, support the same cases as the known one."""
    session, user = get_session(), the_user()
    known = reports.require_readable(session, user, request.form.get("known", 0, type=record_id))
    attached = review.attach_like(session, user, report_id, known)
    session.commit()
    if attached:
        names = "、".join(case.name for case in attached)
        flash(translate("已关联到：{names}。", "Attached to: {names}.", names=names), "status")
    else:
        flash(
            translate(
                "那篇报道没有您可以修改的案例，未作关联。",
                "That report feeds no case that you may change; nothing was attached.",
            ),
            "warning",
        )
    return redirect(url_for("reports.review", report_id=report_id))


@bp.post("/reports/<int:report_id>/drafts/<int:draft_id>/typed")
@allow(*WRITERS)
def keep_typed(report_id: int, draft_id: int) -> ResponseReturnValue:
    """Keep the form of one draft while it is being typed: JSON ``{typed, version}`` → ``{version, saved}``."""
    session, user = get_session(), the_user()
    draft = _draft_of(report_id, draft_id)
    sent = _sent()
    try:
        keep(session, user, draft, _form_sent(draft, sent).typed(), str(sent.get("version")))
    except Conflict as error:
        return {"message": translate(*error.message), "version": error.version, "theirs": error.theirs}, 409
    session.commit()
    return {"version": draft.version, "saved": show_time(draft.updated_at)[-5:]}


@bp.post("/reports/<int:report_id>/drafts/<int:draft_id>/evidence")
@allow(*WRITERS)
def add_evidence(report_id: int, draft_id: int) -> ResponseReturnValue:
    """Fill a field from a selected stretch: JSON ``{typed, version, field, start, end}``, positions in code points.

    Answers with the new version, the form as it stands now, the text with the new mark and the links beside the field.
    """
    session, user = get_session(), the_user()
    draft = _draft_of(report_id, draft_id)
    sent = _sent()
    name = str(sent.get("field"))
    try:
        keep(session, user, draft, _form_sent(draft, sent).typed(), str(sent.get("version")))
        row = fill(session, user, draft, name, _offset(sent.get("start")), _offset(sent.get("end")))
    except (Conflict, Invalid) as error:
        return {"message": translate(*error.message)}, 409 if isinstance(error, Conflict) else 422
    session.commit()
    report = reviewable.report_to_review(session, user, report_id)
    return {
        "version": draft.version,
        "evidence": row.id,
        "typed": DraftForm.of(draft).typed(),
        "text": _text(report),
        "chips": chips([row]),
    }


def _draft_of(report_id: int, draft_id: int) -> Draft:
    report = reviewable.report_to_review(get_session(), the_user(), report_id)
    return reviewable.draft_of(the_user(), report, draft_id)


def _sent() -> dict[str, Any]:
    """What a script sent; whatever is no object counts as an empty one."""
    sent = request.get_json()
    return sent if isinstance(sent, dict) else {}


def _offset(sent: object) -> int:
    """A position in the text; whatever is none becomes one that no span has."""
    return sent if isinstance(sent, int) else NOWHERE


def _form_sent(draft: Draft, sent: dict[str, Any]) -> DraftForm:
    """The form from the JSON of the page; only keys that the form has count."""
    typed = sent.get("typed")
    pairs = typed.items() if isinstance(typed, dict) else ()
    formdata = MultiDict(
        (prefix_of(draft) + str(key), str(text)) for key, texts in pairs if isinstance(texts, list) for text in texts
    )
    return DraftForm.of(draft, formdata)


def _show_refusal(section: Section, done: Done) -> None:
    """Put what was refused at its draft; its form is opened where something in it is to be corrected."""
    section.error = done.errors.get(section.draft.id)
    section.spots = done.spots.get(section.draft.id, ())
    if isinstance(section.error, Invalid):
        section.check(get_session(), the_user())
        section.form.take_errors(section.error)
    if isinstance(section.error, Conflict):
        section.theirs = section.error.theirs
    to_correct = isinstance(section.error, Conflict) or (isinstance(section.error, Invalid) and section.error.fields)
    section.expanded = bool(to_correct or section.spots or section.form.asks_for_row)


def _page(report: Report, sections: list[Section], done: Done | None = None) -> str:
    whole = access.may_review_all(the_user(), report)
    untouched = not report.case_links and all(draft.state is DraftState.OPEN for draft in report.drafts)
    similar = duplicates.similar_to(get_session(), the_user(), report) if untouched and whole else ()
    return render_template(
        "reports/review.html",
        report=report,
        sections=sections,
        text=_text(report),
        styles=STYLES,
        similar=similar,
        standings=Standing,
        tally=Counter(fact.standing for section in sections if section.is_open for fact in section.facts),
        accepted_values=sum(len(accepted_values(section.draft)) for section in sections),
        whole=whole,
        quotable=[(name, _label(name)) for name in QUOTABLE],
        notes=done.notes if done else (),
    )


def _text(report: Report) -> Markup:
    drafts = reviewable.drafts_to_review(the_user(), report)
    rows = [row for draft in drafts for row in draft.evidence if row.state is not EvidenceState.REJECTED]
    names = {draft.id: DraftForm.of(draft)["name"].text for draft in drafts}
    return highlight(report.text, rows, names, reports.asides(report.text))


def _label(name: str) -> Bilingual:
    return Level(name).label if name in LEVELS else field_named(name).label
