"""The JSON form of an extraction, as annotated reports have it, with the evidence of each initiative beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from casebook.record import LEVELS, Evidence, Extraction, Grounded, InitiativeDraft, Outcome, Quantity


def to_corpus_shape(extraction: Extraction) -> dict[str, Any]:
    """``{"text", "report", "initiatives"}``; each initiative has ``evidence``: field → ``[{start, end, quote, confidence}]``."""
    facts = extraction.facts
    return {
        "text": extraction.text,
        "report": {
            "title": facts.title.value if facts.title else None,
            "publisher": facts.publisher.value if facts.publisher else None,
            "published": str(facts.published.value) if facts.published else None,
        },
        "initiatives": [_initiative(draft) for draft in extraction.initiatives],
    }


def _initiative(draft: InitiativeDraft) -> dict[str, Any]:
    places = {level: draft.places.get(level) for level in LEVELS}
    return {
        "name": draft.name.value,
        "kind": draft.kind.value.value,
        "parent": draft.parent.value if draft.parent else None,
        **{level: place.value.name if place else None for level, place in places.items()},
        "team_count": _quantity(draft.team_count),
        "team_size": _quantity(draft.team_size),
        "started": str(draft.started.value) if draft.started else None,
        "services": [service.value for service in draft.services],
        "outcomes": [_outcome(outcome.value) for outcome in draft.outcomes],
        "evidence": {field: [_piece(one) for one in pieces] for field, pieces in _evidence(draft)},
    }


def _quantity(figure: Grounded[Quantity] | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    quantity = figure.value
    return {"value": quantity.value, "qualifier": quantity.qualifier.value, "quote": figure.evidence[0].quote}


def _outcome(outcome: Outcome) -> dict[str, Any]:
    quantity = outcome.quantity
    return {
        "quote": outcome.text,
        "value": quantity.value if quantity else None,
        "unit": quantity.unit if quantity else None,
        "qualifier": quantity.qualifier.value if quantity else None,
    }


def _evidence(draft: InitiativeDraft) -> Iterable[tuple[str, list[Evidence]]]:
    single = {
        "name": draft.name,
        "kind": draft.kind,
        "parent": draft.parent,
        **{level: draft.places.get(level) for level in LEVELS},
        "team_count": draft.team_count,
        "team_size": draft.team_size,
        "started": draft.started,
    }
    for field, value in single.items():
        if value is not None:
            yield field, list(value.evidence)
    for field, values in (("services", draft.services), ("outcomes", draft.outcomes)):
        if values:
            yield field, [one for value in values for one in value.evidence]


def _piece(evidence: Evidence) -> dict[str, Any]:
    return {
        "start": evidence.start,
        "end": evidence.end,
        "quote": evidence.quote,
        "confidence": evidence.confidence,
    }
