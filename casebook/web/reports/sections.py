"""What the review page shows of one draft: its form, its evidence, what is doubtful, and known cases like it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from casebook.bilingual import Bilingual
from casebook.errors import DomainError, Invalid
from casebook.record import DraftState, EvidenceState, field_named
from casebook.services import access, joining, review
from casebook.services.joining import Way
from casebook.web.reports.chips import chip_list, item_text, row_chips
from casebook.web.reports.choices import chosen_way
from casebook.web.reports.forms import DraftForm, prefix_of
from casebook.web.reports.standings import Fact, Standing, arranged, facts_of

if TYPE_CHECKING:
    from markupsafe import Markup
    from sqlalchemy.orm import Session
    from werkzeug.datastructures import MultiDict

    from casebook.models import Case, Draft, Evidence, User
    from casebook.record import CaseValues
    from casebook.services.case_history import Change
    from casebook.services.quotes import Spot
    from casebook.web.cases.fields import RecordInput


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known case that may be the same, and what an update would change in it; empty where it may not be changed."""

    case: Case
    changes: Sequence[Change]
    editable: bool


@dataclass(slots=True)
class Section:
    """One draft on the page. ``into`` is what was chosen for a known case, ``error`` why the last act failed."""

    draft: Draft
    number: int
    form: DraftForm
    evidence: Mapping[str, Sequence[Evidence]]
    candidates: Sequence[Candidate] = ()
    outside: bool = False
    chosen: str = ""
    picked: frozenset[str] | None = None
    error: DomainError | None = None
    theirs: Mapping[str, Any] = field(default_factory=dict)
    quote: str = ""
    quote_field: str = ""
    spots: Sequence[Spot] = ()
    expanded: bool = False

    @property
    def prefix(self) -> str:
        """What the names of its inputs begin with."""
        return prefix_of(self.draft)

    def chips(self, key: str, index: int | None) -> Markup:
        """The links from a field (a level of place, a row of services or outcomes) to its sentences."""
        rows = self.evidence.get(str(key), ())
        if key not in ("services", "outcomes"):
            return chip_list(self.draft, str(key), rows)
        texts = [row[0] for row in self.form[key].rows]
        if index is None:  # beside the whole field: what supports none of its rows as they stand
            return chip_list(self.draft, key, [row for row in rows if item_text(row) not in texts])
        return row_chips([row for row in rows if item_text(row) == texts[index]])

    def check(self, session: Session, user: User) -> None:
        """Put what is wrong with the form beside its inputs."""
        with suppress(Invalid):
            self.form.to_values(session, user)

    @property
    def is_open(self) -> bool:
        """Whether a person still has to decide."""
        return self.draft.state is DraftState.OPEN

    @property
    def title(self) -> str:
        """The name as it stands in the form; "" for a draft without one yet."""
        name: str = self.form["name"].text
        return name

    @property
    def facts(self) -> list[Fact]:
        """The values at a glance, as they stand in the form, the most doubtful first."""
        return facts_of(self.draft, self.form)

    @property
    def arranged(self) -> list[tuple[Standing, list[RecordInput]]]:
        """The fields of the form, those to check first."""
        return arranged(self.form, self.facts)

    def label_of(self, key: str) -> Bilingual:
        """The label of the field that a key of a kept form belongs to."""
        return field_named(key.partition("-")[0]).label


def sections_of(
    session: Session, user: User, drafts: Sequence[Draft], sent: MultiDict[str, str] | None
) -> list[Section]:
    """The sections in the order of the text; ``sent`` is the form as sent, where it was refused."""
    sections = []
    for number, draft in enumerate(drafts, 1):
        is_sent = sent is not None and f"{prefix_of(draft)}version" in sent
        section = Section(draft, number, DraftForm.of(draft, sent if is_sent else None), evidence_of(draft))
        if section.is_open:
            _compare(session, user, section)
            if sent is not None and is_sent:
                _take_choices(section, sent)
        sections.append(section)
    mine = next((section for section in sections if section.is_open and not section.outside), None)
    if mine is not None:
        mine.expanded = True
    return sections


def evidence_of(draft: Draft) -> dict[str, list[Evidence]]:
    """The evidence of a draft by field or level, that of persons and the most certain first."""
    found: dict[str, list[Evidence]] = {}
    for row in sorted(draft.evidence, key=lambda row: -row.confidence):
        if row.state is not EvidenceState.REJECTED:
            found.setdefault(row.field, []).append(row)
    return found


def _take_choices(section: Section, sent: MultiDict[str, str]) -> None:
    into = chosen_way(sent, section.draft)
    section.chosen = sent.get(f"{section.prefix}way", "")
    if into is not None and into.way is Way.UPDATE:
        section.picked = into.fields
    section.quote = sent.get(f"{section.prefix}quote", "")
    section.quote_field = sent.get(f"{section.prefix}quote-field", "")


def _compare(session: Session, user: User, section: Section) -> None:
    """Look for known cases by the form as it stands; a form that cannot be read yet is compared with none."""
    # A form of its own: reading marks its inputs with messages that nobody asked for yet.
    try:
        values = DraftForm(
            None, prefix=section.prefix, values=_stored(section.form), typed=section.form.typed()
        ).to_values(session, user)
    except Invalid:
        return
    section.outside = not access.may_enter(user, values["place"].code)
    if not section.outside:
        found = review.same_cases(session, user, section.draft, values)
        section.candidates = [_candidate(session, user, section.draft, case, values) for case in found]


def _stored(form: DraftForm) -> dict[str, Any]:
    return {field.record.name: field.stored for field in form.record_inputs()}


def _candidate(session: Session, user: User, draft: Draft, case: Case, values: CaseValues) -> Candidate:
    if not access.may_edit(user, case):
        return Candidate(case, (), editable=False)
    return Candidate(case, joining.changes_to(session, user, draft, case, values), editable=True)
