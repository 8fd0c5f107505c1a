"""Where a draft goes: a new case, or one of the same name and place that is there already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from casebook.models import Case, Draft, User
from casebook.record import FIELDS, CaseValues, Field, FieldType, Vocabulary, field_named
from casebook.services import case_values, cases, parents
from casebook.services.case_history import Change


class Way(Vocabulary):
    """What becomes of an accepted draft."""

    NEW = "new", "新建案例", "Make a new case"
    ATTACH = "attach", "只把报道关联到该案例", "Only attach the report to that case"
    UPDATE = "update", "更新该案例", "Update that case"


@dataclass(frozen=True, slots=True)
class Into:
    """The choice where a case of the same name and place exists.

    ``fields`` are the fields that ``Way.UPDATE`` takes from the draft; ``version`` is that of the case as it was shown.
    """

    way: Way
    case_id: int | None = None
    fields: frozenset[str] = frozenset()
    version: int | None = None


def save(session: Session, user: User, draft: Draft, values: CaseValues, into: Into) -> Case:
    """Make a case of the draft, or let it join the one that was chosen; raises what saving a case raises."""
    assert draft.report is not None
    if into.way is Way.NEW or into.case_id is None:
        return cases.create(session, user, values, report=draft.report)
    case = cases.get(session, user, into.case_id)
    if into.way is Way.UPDATE:
        stored = case_values.values_of(case)
        taken = {name: _joined(field_named(name), stored[name], values[name]) for name in into.fields if name in values}
        case = cases.update(session, user, case.id, stored | taken, into.version or case.version)
    return cases.attach_report(session, user, case, draft.report)


def changes_to(session: Session, user: User, draft: Draft, case: Case, values: CaseValues) -> list[Change]:
    """What an update with every field of the draft would change in ``case``; a field that the draft leaves empty stays.

    Services and outcomes are added to those of the case, nothing of it is lost.
    """
    stored = case_values.values_of(case)
    values = values | {"parent": parents.resolve(session, user, draft, values["place"])}
    joined = {field.name: _joined(field, stored[field.name], values[field.name]) for field in FIELDS}
    return [
        Change(name, field_named(name).label, _named(session, name, stored[name]), _named(session, name, joined[name]))
        for name in case_values.differences(stored, joined)
        if (name, joined[name]) != (parents.PARENT, case.id)
    ]


def _named(session: Session, name: str, value: Any) -> Any:
    """A parent by its name, any other value as it is."""
    parent = session.get(Case, value) if name == parents.PARENT and value else None
    return parent.name if parent else value


def _joined(field: Field, theirs: Any, ours: Any) -> Any:
    """The value of a field after an update."""
    if field.type in (FieldType.LINES, FieldType.OUTCOMES):
        return (*theirs, *(item for item in ours if item not in theirs))
    if field.type is FieldType.TAGS:
        return tuple(sorted({*theirs, *ours}))
    return ours or theirs
