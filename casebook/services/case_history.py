"""The history of a case: what each save changed, how the case stood before, and how two saves are merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.models import Case, Report, Revision, RevisionAction, User
from casebook.record import (
    CaseStatus,
    CaseValues,
    Field,
    FieldType,
    Visibility,
    decode,
    decode_values,
    encode_values,
    field_named,
)
from casebook.services import access, case_lookup
from casebook.services.case_values import values_of
from casebook.services.wording import Comparison, compare

#: The key of a status in ``Revision.changes``, beside the names of fields.
STATUS = "status"
_STATUS_LABEL = Bilingual("状态", "Status")


@dataclass(frozen=True, slots=True)
class Merge:
    """Two saves laid over each other: ``values`` in JSON form, mine where both changed a field differently;
    ``conflicts`` maps those fields to the value stored now."""

    values: dict[str, Any]
    conflicts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field for readers: ``before`` and ``after`` are values as ``casebook.record.values`` has them."""

    name: str
    label: Bilingual
    before: Any
    after: Any

    @property
    def removed(self) -> list[Any] | None:
        """The items that went, None for a field that holds a single value."""
        return [item for item in self.before if item not in self.after] if isinstance(self.after, tuple) else None

    @property
    def added(self) -> list[Any] | None:
        """The items that came, None for a field that holds a single value."""
        return [item for item in self.after if item not in self.before] if isinstance(self.after, tuple) else None

    @property
    def wording(self) -> Comparison | None:
        """The differing sentences of a long text that was there before and still is, else None."""
        long = self.name != STATUS and field_named(self.name).type is FieldType.LONG_TEXT
        return compare(self.before, self.after) if long and self.before and self.after else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One save for readers."""

    version: int
    at: datetime
    user: User
    action: RevisionAction
    changes: tuple[Change, ...]
    report: Report | None


def add(
    session: Session,
    user: User,
    case: Case,
    action: RevisionAction,
    changes: Mapping[str, list[Any]] | None = None,
    report: Report | None = None,
) -> Revision:
    """Write the revision of the save that was just flushed: its version is the version of the case."""
    revision = Revision(
        case_id=case.id,
        version=case.version,
        at=case.updated_at,
        user_id=user.id,
        action=action,
        changes=dict(changes or {}),
        report_id=report.id if report else None,
    )
    session.add(revision)
    return revision


def merge(session: Session, case: Case, mine: Mapping[str, Any], version: int) -> Merge:
    """Lay ``mine`` (JSON form), made from the case as it was at ``version``, over the case as it is."""
    theirs = encode_values(values_of(case))
    base = encode_values(values_at(session, case, version))
    values, conflicts = {}, {}
    for name, stored in theirs.items():
        if mine[name] == base[name]:
            values[name] = stored
            continue
        values[name] = mine[name]
        if stored not in (base[name], mine[name]):
            conflicts[name] = stored
    return Merge(values, conflicts)


def values_at(session: Session, case: Case, version: int) -> CaseValues:
    """The case as it was at ``version``: the later saves undone, the newest first.

    Raises ``Invalid`` for a version that never was.
    """
    if not 1 <= version <= case.version:
        raise Invalid(_NO_SUCH_VERSION)
    values = encode_values(values_of(case))
    later = select(Revision).where(Revision.case_id == case.id, Revision.version > version)
    for revision in session.scalars(later.order_by(Revision.version.desc())):
        values |= {name: before for name, (before, _after) in revision.changes.items() if name in values}
    return decode_values(values)


def entries(session: Session, user: User, case: Case, *, limit: int | None = None, since: int = 0) -> Sequence[Entry]:
    """The saves of a case after the version ``since``, the newest first; internal fields only for those who may."""
    newest = select(Revision).where(Revision.case_id == case.id, Revision.version > since)
    newest = newest.order_by(Revision.version.desc()).limit(limit)
    revisions = session.scalars(newest.options(joinedload(Revision.user))).all()
    internal = access.may_see_internal(user, case)
    names = case_lookup.labels(session, user, _parents_in(revisions))
    return [_entry(session, revision, internal, names) for revision in revisions]


def _entry(session: Session, revision: Revision, internal: bool, names: Mapping[int, str]) -> Entry:
    changes = tuple(
        readable(name, before, after, names)
        for name, (before, after) in revision.changes.items()
        if name == STATUS or internal or field_named(name).visibility is Visibility.OPEN
    )
    report = session.get(Report, revision.report_id) if revision.report_id else None
    return Entry(revision.version, revision.at, revision.user, revision.action, changes, report)


def readable(name: str, before: Any, after: Any, names: Mapping[int, str]) -> Change:
    """A stored change of a field or of the status for readers; ``names`` are the labels of the parents in it."""
    if name == STATUS:
        old = CaseStatus(before) if before else None
        return Change(name, _STATUS_LABEL, old, CaseStatus(after))
    field = field_named(name)
    return Change(name, field.label, _readable(field, before, names), _readable(field, after, names))


def _readable(field: Field, stored: Any, names: Mapping[int, str]) -> Any:
    if field.type is FieldType.CASE and stored is not None:
        return names.get(stored, f"#{stored}")
    return decode(field, stored)


def _parents_in(revisions: Sequence[Revision]) -> set[int | None]:
    """The ids of all cases that the revisions point at."""
    return {
        value
        for revision in revisions
        for name, values in revision.changes.items()
        if name != STATUS and field_named(name).type is FieldType.CASE
        for value in values
    }


_NO_SUCH_VERSION = Bilingual(
    "这张表单的版本号不对。请重新打开案例再修改。",
    "This form names a version that never was. Open the case again and repeat your changes.",
)
