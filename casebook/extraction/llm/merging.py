"""The drafts of the rules and of the language model, put together for a person to review.

- Where only the rules have a value, it stays as it is: that a model keeps silent says little.
- Where both have it and agree, the value of the rules stays, with the evidence of both.
- Where they differ, the value of the rules stays, because every one of them was measured and none of a model's was;
  but two readers who differ are a reason to look, so its confidence is capped at ``CONTESTED``. The other value is
  not kept: evidence supports the value that it stands beside, and a quote for another one would mislead.
- Where only the model has it, it is added under its own label. A figure that the rules gave to another initiative, or
  read as something else, is not given a second time; it becomes contested there.
- Initiatives that only the model found follow in the order of the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from casebook.extraction.llm.grounding import plain
from casebook.record import LEVELS, Evidence, Grounded, InitiativeDraft, Outcome

#: The highest confidence of a value that the language model contradicts: low enough to be marked for a look.
CONTESTED = 0.5
#: From this share of common character pairs on, two names are variants of one.
_ALIKE = 0.6
#: A shorter core inside another name says nothing (调解 in every 调解室).
_SHORTEST_CORE = 3
_SINGLE = ("kind", "team_count", "team_size", "started")

T = TypeVar("T")


def merge(rules: Sequence[InitiativeDraft], model: Sequence[InitiativeDraft]) -> tuple[InitiativeDraft, ...]:
    """One list in the order of the text; both lists are of the same report."""
    partners = _partners(rules, model)
    names = {partner.name.value: rules[at].name.value for at, partner in partners.items()}
    model_only = [draft for draft in model if not any(draft is partner for partner in partners.values())]
    known = _Figures.of(rules)
    merged = [_join(draft, partners[at], at, known) if at in partners else draft for at, draft in enumerate(rules)]
    added = [_without_known_figures(draft, known) for draft in model_only]
    drafts = [_contested(draft, at, known.contested) for at, draft in enumerate(merged)]
    renamed = [_rename_parent(draft, names) for draft in (*drafts, *added)]
    return tuple(sorted(renamed, key=lambda draft: draft.name.evidence[0].start))


def same_initiative(one: InitiativeDraft, other: InitiativeDraft) -> float:
    """How surely two drafts are of one initiative, 0 where they are not.

    Equal names at different places are the weakest ground: sites of one brand find their own partners first, and
    what is left over is one initiative whose place is in dispute.
    """
    shared = [level for level in LEVELS if level in one.places and level in other.places]
    apart = any(not _same_place(one.places[level].value, other.places[level].value) for level in shared)
    a, b = plain(one.name.value), plain(other.name.value)
    if apart:
        return 0.1 if a == b else 0.0
    if a == b:
        return 2.0 + 0.1 * len(shared)
    core, whole = sorted((a, b), key=len)
    if core in whole and (len(core) >= _SHORTEST_CORE or _overlap(one.name.evidence[0], other.name.evidence[0])):
        return 1.5
    pairs_a, pairs_b = _pairs(a), _pairs(b)
    share = 2 * len(pairs_a & pairs_b) / (len(pairs_a) + len(pairs_b) or 1)
    return share if share >= _ALIKE else 0.0


def _partners(rules: Sequence[InitiativeDraft], model: Sequence[InitiativeDraft]) -> dict[int, InitiativeDraft]:
    """For the indexes of the rules' drafts the model's draft of the same initiative; each at most once."""
    scored = [(same_initiative(a, b), at, other) for at, a in enumerate(rules) for other, b in enumerate(model)]
    partners: dict[int, InitiativeDraft] = {}
    taken: set[int] = set()
    for score, at, other in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if score > 0 and at not in partners and other not in taken:
            partners[at] = model[other]
            taken.add(other)
    return partners


@dataclass(frozen=True)
class _Figures:
    """Where the rules took figures from: stretch, index of the draft, field; ``contested`` collects what is doubted."""

    rows: tuple[tuple[Evidence, int, str], ...]
    contested: set[tuple[int, str, int]] = field(default_factory=set)

    @classmethod
    def of(cls, drafts: Sequence[InitiativeDraft]) -> _Figures:
        rows = []
        for at, draft in enumerate(drafts):
            single = [(draft.team_count, "team_count"), (draft.team_size, "team_size")]
            with_figure = [(one, "outcomes") for one in draft.outcomes if one.value.quantity]
            rows += [(value.evidence[0], at, name) for value, name in (*single, *with_figure) if value]
        return cls(tuple(rows))

    def free(self, value: Grounded[Any] | None, at: int | None, name: str) -> bool:
        """Whether no other initiative or field has the figure already; where one has it, it is contested there."""
        if value is None:
            return False
        others = [
            (owner, slot, span.start)
            for span, owner, slot in self.rows
            if (owner, slot) != (at, name) and _overlap(span, value.evidence[0])
        ]
        self.contested.update(others)
        return not others


def _join(rule: InitiativeDraft, model: InitiativeDraft, at: int, known: _Figures) -> InitiativeDraft:
    places = {level: _one(rule.places.get(level), model.places.get(level), _same_place) for level in LEVELS}
    single: dict[str, Any] = {}
    for name in _SINGLE:
        theirs = getattr(model, name)
        if name.startswith("team") and getattr(rule, name) is None and not known.free(theirs, at, name):
            theirs = None
        single[name] = _one(getattr(rule, name), theirs)
    return replace(
        rule,
        name=_agreed(rule.name, model.name) if _same_name(rule.name.value, model.name.value) else rule.name,
        parent=_one(rule.parent, model.parent, _same_name),
        places={level: place for level in LEVELS if (place := places[level])},
        services=_items(rule.services, model.services, _same_service),
        outcomes=_items(
            rule.outcomes,
            [one for one in model.outcomes if not one.value.quantity or known.free(one, at, "outcomes")],
            _same_outcome,
        ),
        **single,
    )


def _without_known_figures(draft: InitiativeDraft, known: _Figures) -> InitiativeDraft:
    return replace(
        draft,
        team_count=draft.team_count if known.free(draft.team_count, None, "team_count") else None,
        team_size=draft.team_size if known.free(draft.team_size, None, "team_size") else None,
        outcomes=tuple(one for one in draft.outcomes if not one.value.quantity or known.free(one, None, "outcomes")),
    )


def _contested(draft: InitiativeDraft, at: int, contested: Iterable[tuple[int, str, int]]) -> InitiativeDraft:
    doubts = {(name, start) for owner, name, start in contested if owner == at}

    def look(value: Grounded[T], name: str) -> Grounded[T]:
        return _capped(value) if any((name, span.start) in doubts for span in value.evidence) else value

    return replace(
        draft,
        team_count=draft.team_count and look(draft.team_count, "team_count"),
        team_size=draft.team_size and look(draft.team_size, "team_size"),
        outcomes=tuple(look(one, "outcomes") for one in draft.outcomes),
    )


def _rename_parent(draft: InitiativeDraft, names: dict[str, str]) -> InitiativeDraft:
    """A parent that the model named its own way takes the name that its draft has in the merged list."""
    if draft.parent is None or draft.parent.value not in names:
        return draft
    name = names[draft.parent.value]
    return replace(draft, parent=None if name == draft.name.value else Grounded(name, draft.parent.evidence))


def _one(
    rule: Grounded[T] | None, model: Grounded[T] | None, same: Callable[[T, T], bool] = lambda a, b: a == b
) -> Grounded[T] | None:
    if rule is None or model is None:
        return rule or model
    return _agreed(rule, model) if same(rule.value, model.value) else _capped(rule)


def _agreed(rule: Grounded[T], model: Grounded[Any]) -> Grounded[T]:
    return Grounded(rule.value, tuple(sorted((*rule.evidence, *model.evidence), key=lambda span: -span.confidence)))


def _capped(value: Grounded[T]) -> Grounded[T]:
    spans = (replace(span, confidence=min(span.confidence, CONTESTED)) for span in value.evidence)
    return Grounded(value.value, tuple(spans))


def _items(
    rules: Sequence[Grounded[T]], model: Iterable[Grounded[T]], same: Callable[[Grounded[T], Grounded[T]], bool]
) -> tuple[Grounded[T], ...]:
    """The items of both lists in the order of the text, each once."""
    items = list(rules)
    for theirs in model:
        at = next((at for at, ours in enumerate(items) if same(ours, theirs)), None)
        if at is None:
            items.append(theirs)
        elif all(span.method is not theirs.evidence[0].method for span in items[at].evidence):
            items[at] = _agreed(items[at], theirs)
    return tuple(sorted(items, key=lambda item: item.evidence[0].start))


def _same_name(one: str, other: str) -> bool:
    core, whole = sorted((plain(one), plain(other)), key=len)
    return core == whole or (len(core) >= _SHORTEST_CORE and core in whole)


def _same_place(one: Any, other: Any) -> bool:
    return bool(one.code and one.code == other.code) or plain(one.name) == plain(other.name)


def _same_service(one: Grounded[str], other: Grounded[str]) -> bool:
    return plain(one.value) == plain(other.value) or _overlap(one.evidence[0], other.evidence[0])


def _same_outcome(one: Grounded[Outcome], other: Grounded[Outcome]) -> bool:
    a, b = one.value.quantity, other.value.quantity
    if a and b:
        return (a.value, a.unit) == (b.value, b.unit)
    return _overlap(one.evidence[0], other.evidence[0])


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.start < other.end and other.start < one.end


def _pairs(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)}
