"""From what extraction handed over to stored drafts: proposed values, each with its evidence.

A value is stored only where the report says it: evidence whose quote is not what stands at its place in the stored
text is dropped, and a value that loses all its evidence with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from casebook.models import Draft, Evidence, Report
from casebook.record import (
    LEVELS,
    Extraction,
    Grounded,
    InitiativeDraft,
    Place,
    encode,
    encode_values,
    field_named,
)
from casebook.record import Evidence as Span

T = TypeVar("T")


def store_drafts(session: Session, report: Report, extraction: Extraction) -> list[Draft]:
    """Add one open draft per initiative, in the order of the text; an initiative without a grounded name is none."""
    drafts: list[Draft] = []
    for initiative in extraction.initiatives:
        grounded = _ground(initiative, report.text)
        if grounded is not None:
            draft = _draft(grounded, len(drafts))
            draft.report = report
            for row in draft.evidence:
                row.report = report
            drafts.append(draft)
    session.add_all(drafts)
    session.flush()
    return drafts


def _ground(initiative: InitiativeDraft, text: str) -> InitiativeDraft | None:
    """The same initiative with nothing in it that ``text`` does not bear out."""
    name, kind = _supported(initiative.name, text), _supported(initiative.kind, text)
    if name is None:
        return None
    places = {level: _supported(initiative.places[level], text) for level in LEVELS if level in initiative.places}
    return InitiativeDraft(
        name=name,
        kind=kind or Grounded(initiative.kind.value, name.evidence),
        parent=_supported(initiative.parent, text),
        places={level: part for level, part in places.items() if part},
        team_count=_supported(initiative.team_count, text),
        team_size=_supported(initiative.team_size, text),
        started=_supported(initiative.started, text),
        services=_supported_items(initiative.services, text),
        outcomes=_supported_items(initiative.outcomes, text),
    )


def _supported(value: Grounded[T] | None, text: str) -> Grounded[T] | None:
    if value is None:
        return None
    spans = tuple(span for span in value.evidence if text[span.start : span.end] == span.quote)
    return Grounded(value.value, spans) if spans else None


def _supported_items(items: tuple[Grounded[T], ...], text: str) -> tuple[Grounded[T], ...]:
    return tuple(kept for item in items if (kept := _supported(item, text)))


def _draft(initiative: InitiativeDraft, position: int) -> Draft:
    """``kind`` rests on the name where nothing else supports it."""
    values: dict[str, Any] = {
        "name": initiative.name.value,
        "kind": initiative.kind.value,
        "place": Place(**{level: part.value for level, part in initiative.places.items()}),
        "services": tuple(item.value for item in initiative.services),
        "outcomes": tuple(item.value for item in initiative.outcomes),
    }
    for name in ("parent", "team_count", "team_size", "started"):
        grounded = getattr(initiative, name)
        if grounded is not None:
            values[name] = grounded.value
    return Draft(
        position=position,
        region_code=values["place"].code,
        proposed=encode_values(values),
        evidence=list(_evidence(initiative)),
    )


def _evidence(initiative: InitiativeDraft) -> Iterator[Evidence]:
    for name in ("name", "kind", "parent"):
        yield from _rows(name, getattr(initiative, name))
    for level, part in initiative.places.items():
        yield from _rows(level, part, list(part.value))
    for name in ("team_count", "team_size", "started"):
        yield from _rows(name, getattr(initiative, name))
    for name in ("services", "outcomes"):
        for item in getattr(initiative, name):
            (stored,) = encode(field_named(name), (item.value,))
            yield from _rows(name, item, stored)


def _rows(name: str, grounded: Grounded[Any] | None, stored: Any = None) -> Iterator[Evidence]:
    """One row per piece of evidence; ``stored`` is the JSON form where the field alone does not give it."""
    if grounded is None:
        return
    value = stored if stored is not None else encode(field_named(name), grounded.value)
    for span in grounded.evidence:
        yield row_of(name, value, span)


def row_of(name: str, value: Any, span: Span) -> Evidence:
    """A row for one stretch of text that supports ``value`` (JSON form) of a field or level of place."""
    return Evidence(
        field=name,
        value=value,
        start=span.start,
        end=span.end,
        quote=span.quote,
        method=span.method,
        confidence=span.confidence,
    )
