"""What the buttons of the review page do.

The page is one form with the inputs of every open draft. Whatever button is pressed, everything typed is kept first;
an act that is refused leaves its message at the draft, and the page comes again as it was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from casebook.errors import DomainError, Invalid
from casebook.record import DraftState
from casebook.services import draft_forms, draft_values, joining, parents, quotes, review, reviewable
from casebook.services.joining import Way
from casebook.services.quotes import Spot
from casebook.services.review import SameCase
from casebook.web.i18n import translate
from casebook.web.reports.choices import NOWHERE, chosen_way, number_in, shown_changes
from casebook.web.reports.forms import DraftForm, prefix_of, touched_fields, with_evidence

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.datastructures import MultiDict

    from casebook.models import Case, Draft, Evidence, Report, User
    from casebook.record import CaseValues

#: The name of all buttons; the value is the act, with the id of its draft where it concerns one.
BUTTON = "do"
#: The stretch of the text, ``start-end``, that names an added initiative.
ADD_SPAN = "add-span"


@dataclass(slots=True)
class Done:
    """What came of a form that was sent: messages for the next page, where to go on it, and what was refused."""

    notes: list[tuple[str, str]] = field(default_factory=list)
    anchor: str = ""
    errors: dict[int, DomainError] = field(default_factory=dict)
    spots: dict[int, Sequence[Spot]] = field(default_factory=dict)
    stay: bool = False

    def say(self, message: str, category: str = "status") -> None:
        """Add a message for the next page."""
        self.notes.append((category, message))


class ReviewForm:
    """The form of the review page as it was sent."""

    def __init__(self, session: Session, user: User, report: Report, sent: MultiDict[str, str]) -> None:
        self._session, self._user, self._report, self._sent = session, user, report, sent
        self._drafts = reviewable.drafts_to_review(user, report)
        self._done = Done()

    def handle(self) -> Done:
        """Keep what was typed, then do what the button says."""
        self._keep()
        act, _, number = self._sent.get(BUTTON, "save").partition("-")
        draft = next((one for one in self._drafts if str(one.id) == number), None)
        if any(DraftForm.of(one, self._sent).asks_for_row for one in self._sent_drafts()):
            self._done.stay = True
        elif number.isdigit() and draft is not None:
            self._one(act, draft)
        else:
            self._all(f"{act}-{number}" if number else act)
        return self._done

    def _sent_drafts(self) -> list[Draft]:
        return [
            one for one in self._drafts if one.state is DraftState.OPEN and f"{prefix_of(one)}version" in self._sent
        ]

    def _keep(self) -> None:
        """Save the forms that were touched; of those that somebody else changed meanwhile, nothing."""
        for draft in self._sent_drafts():
            typed = DraftForm.of(draft, self._sent).typed()
            if typed != (draft.typed or DraftForm.proposed(draft).typed()):
                version = self._sent.get(f"{prefix_of(draft)}version", "")
                self._try(draft, partial(keep, self._session, self._user, draft, typed, version))

    def _try(self, draft: Draft, act: Callable[[], object]) -> bool:
        """Whether the act succeeded; it is undone where it did not, and the reason kept for the page."""
        try:
            with self._session.begin_nested():
                act()
        except DomainError as error:
            self._done.errors[draft.id] = error
            return False
        return True

    def _one(self, act: str, draft: Draft) -> None:
        acts = {"accept": self._accept, "reject": self._reject, "reopen": self._reopen, "quote": self._quote}
        self._done.anchor = f"d{draft.id}"
        if act in acts and draft.id not in self._done.errors:
            self._try(draft, partial(acts[act], draft))

    def _all(self, act: str) -> None:
        match act:
            case "accept-all":
                self._accept_all()
            case "reject-all":
                rejected = review.reject_all(self._session, self._user, self._report.id)
                self._done.say(translate("{n} 项未采纳。", "{n} rejected.", n=len(rejected)))
            case "accept-sure":
                self._accept_sure()
            case "reopen-sure":
                taken = draft_values.take_back_accepted(self._session, self._user, self._report.id)
                self._done.say(
                    translate("已撤销，{n} 个值重新待核对。", "Taken back: {n} values are open again.", n=taken)
                )
            case "add":
                self._add()
            case _:
                if not self._done.errors:
                    self._done.say(translate("已保存。", "Saved."))

    def _add(self) -> None:
        """One more draft: empty, or named by the selected stretch that a script sends along."""
        draft = review.add(self._session, self._user, self._report.id)
        self._done.anchor = f"d{draft.id}"
        start, _, end = self._sent.get(ADD_SPAN, "").partition("-")
        if end:
            begin = 0 if start == "0" else number_in(start) or NOWHERE
            span = (begin, number_in(end) or NOWHERE)
            self._try(draft, partial(fill, self._session, self._user, draft, "name", *span))

    def _accept(self, draft: Draft) -> None:
        values = self._values(draft)
        into = chosen_way(self._sent, draft)
        if into is not None and into.way is Way.UPDATE and into.case_id is not None:
            self._check_changes(draft, into.case_id, values)
        case = review.accept(self._session, self._user, draft.id, values, into)
        self._tell(draft, case)

    def _values(self, draft: Draft) -> CaseValues:
        return DraftForm.of(draft, self._sent).to_values(self._session, self._user)

    def _check_changes(self, draft: Draft, case_id: int, values: CaseValues) -> None:
        """An update takes no field that was not on the page when it was chosen."""
        case = next(
            (one for one in review.same_cases(self._session, self._user, draft, values) if one.id == case_id), None
        )
        if case is not None:
            changes = {change.name for change in joining.changes_to(self._session, self._user, draft, case, values)}
            if changes - shown_changes(self._sent, draft, case_id):
                raise SameCase([case])

    def _tell(self, draft: Draft, case: Case) -> None:
        self._done.say(translate("已采纳“{name}”。", "“{name}” was accepted.", name=case.name))
        parent = parents.wanted(draft)
        if parent and case.parent_id is None and not parents.awaited(draft):
            self._done.say(
                translate(
                    "没有找到“{name}”的上级案例“{parent}”，可稍后在案例中补上。",
                    "The parent “{parent}” of “{name}” was not found; it can be set in the case later.",
                    name=case.name,
                    parent=parent,
                ),
                "warning",
            )

    def _reject(self, draft: Draft) -> None:
        review.reject(self._session, self._user, draft.id)
        self._done.say(translate("未采纳这一项，可随时撤销。", "Rejected; this can be taken back at any time."))

    def _reopen(self, draft: Draft) -> None:
        had_case = draft.case_id is not None
        review.reopen(self._session, self._user, draft.id)
        moved = translate("其案例已移入回收站。", "Its case is in the trash.") if had_case else ""
        self._done.say(translate("已撤销，这一项重新待确认。", "Taken back: this one is open again. ") + moved)

    def _accept_all(self) -> None:
        values: dict[int, CaseValues] = {}
        for draft in self._sent_drafts():
            if draft.id not in self._done.errors:
                self._try(draft, partial(self._read_into, values, draft))
        into = {draft.id: way for draft in self._sent_drafts() if (way := chosen_way(self._sent, draft))}
        decisions = review.accept_all(self._session, self._user, self._report.id, values, into)
        self._done.errors |= {one.draft.id: one.error for one in decisions if one.error}
        accepted = len([one for one in decisions if one.case])
        if accepted:
            self._done.say(translate("已采纳 {n} 项。", "{n} accepted.", n=accepted))

    def _accept_sure(self) -> None:
        """Values that stand as proposed; drafts whose form was refused keep theirs for another try."""
        open_drafts = [one for one in self._drafts if one.state is DraftState.OPEN]
        touched = {
            draft.id: touched_fields(DraftForm.of(draft)) for draft in open_drafts if draft.id not in self._done.errors
        }
        accepted = draft_values.accept_sure(self._session, self._user, self._report.id, touched)
        self._done.say(
            translate("已采纳 {n} 个值，可随时撤销。", "{n} values accepted; this can be taken back.", n=accepted)
        )

    def _read_into(self, values: dict[int, CaseValues], draft: Draft) -> None:
        values[draft.id] = self._values(draft)

    def _quote(self, draft: Draft) -> None:
        """The typed quote becomes evidence; where it stands in several places, the page asks which."""
        start, wanted = prefix_of(draft), self._sent.get(f"{prefix_of(draft)}quote", "")
        found = quotes.spots(self._report.text, wanted)
        at = self._sent.get(f"{start}quote-at", "")
        spot = next((one for one in found if str(one.start) == at), found[0] if len(found) == 1 else None)
        if spot is None:
            self._done.spots[draft.id] = found
            self._done.stay = True
            return
        fill(self._session, self._user, draft, self._sent.get(f"{start}quote-field", ""), spot.start, spot.end)
        self._done.say(translate("已填入，并记下了出处。", "Filled in, with its source."))


def keep(session: Session, user: User, draft: Draft, typed: dict[str, list[str]], version: str) -> Draft:
    """Keep a form as typed; ``version`` as the page sent it."""
    draft_forms.save_typed(session, user, draft.id, typed, number_in(version) or 0)
    form = DraftForm.of(draft)
    draft_values.leave_to_person(draft, touched_fields(form))
    with suppress(Invalid):  # half a name is no place yet
        draft_forms.settle_place(session, user, draft, form["place"].read(session, user))
    return draft


def fill(session: Session, user: User, draft: Draft, name: str, start: int, end: int) -> Evidence:
    """Store a stretch of the report as evidence and put the value that it states into the kept form."""
    row = draft_forms.add_evidence(session, user, draft.id, name, start, end)
    typed = with_evidence(DraftForm.of(draft).typed(), row)
    keep(session, user, draft, typed, str(draft.version))
    return row
