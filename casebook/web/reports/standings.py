"""What the review page says of each value of a draft: to be checked, sure, or settled; doubt comes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from casebook.bilingual import Bilingual
from casebook.record import FieldType, Group, Vocabulary, field_named
from casebook.services.draft_values import Value, proposed_values
from casebook.web.reports.chips import DOUBTFUL_BELOW, item_text
from casebook.web.reports.forms import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casebook.models import Draft
    from casebook.web.cases.fields import RecordInput
    from casebook.web.reports.forms import DraftForm


class Standing(Vocabulary):
    """What a person still has to do about a value; the members stand in the order of the page."""

    CHECK = "check", "需要核对", "To check"
    SURE = "sure", "把握较大", "Sure"
    SETTLED = "settled", "已确认或已修改", "Settled"
    EMPTY = "empty", "没有提取到", "Nothing found"


@dataclass(frozen=True, slots=True)
class Fact:
    """One value at a glance: its field, the text, where it stands in the report, and how it stands.

    ``doubtful`` values are the least certain of those to check.
    """

    field: str
    text: str
    evidence_id: int | None
    standing: Standing
    confidence: float

    @property
    def label(self) -> Bilingual:
        """The label of its field."""
        return field_named(self.field).label

    @property
    def doubtful(self) -> bool:
        """Whether it is more likely wrong than not."""
        return self.standing is Standing.CHECK and self.confidence < DOUBTFUL_BELOW


def facts_of(draft: Draft, form: DraftForm) -> list[Fact]:
    """The values of a draft as they stand in its form, the most doubtful first; empty ones are left out."""
    values: dict[str, list[Value]] = {}
    for value in proposed_values(draft):
        values.setdefault(value.field, []).append(value)
    facts = [fact for one in _inputs(form) for fact in _facts(one, values.get(one.record.name, ())) if fact.text]
    order = list(Standing)
    return sorted(facts, key=lambda fact: (order.index(fact.standing), fact.confidence))


def arranged(form: DraftForm, facts: Sequence[Fact]) -> list[tuple[Standing, list[RecordInput]]]:
    """The fields of a form: first what is to be checked or must not stay empty, last what the report does not state."""
    first: dict[str, Standing] = {}
    for fact in facts:
        first.setdefault(fact.field, fact.standing)
    found: dict[Standing, list[RecordInput]] = {standing: [] for standing in Standing}
    for one in _inputs(form):
        without = Standing.CHECK if one.record.required else Standing.EMPTY
        found[first.get(one.record.name, without)].append(one)
    return [(standing, inputs) for standing, inputs in found.items() if inputs]


def _inputs(form: DraftForm) -> list[RecordInput]:
    """All fields but contact data: no report gives those out."""
    return [one for one in form.record_inputs() if one.record.group is not Group.CONTACT]


def _facts(field: RecordInput, values: Sequence[Value]) -> list[Fact]:
    name = field.record.name
    if not field.is_untouched:
        evidence = values[0].rows[0].id if values else None
        return [Fact(name, text_of(field), evidence, Standing.SETTLED, 1.0)]
    if not values:  # a kept form may hold what the proposal does, without any evidence left
        return [Fact(name, text_of(field), None, Standing.CHECK, 0.0)]
    return [
        Fact(
            name,
            item_text(value.rows[0]) if field.record.type in (FieldType.LINES, FieldType.OUTCOMES) else text_of(field),
            value.rows[0].id,
            _standing(value),
            value.confidence,
        )
        for value in values
    ]


def _standing(value: Value) -> Standing:
    if value.is_accepted:
        return Standing.SETTLED
    return Standing.SURE if value.is_sure else Standing.CHECK
