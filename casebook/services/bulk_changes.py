"""What one change, made to many cases, does to each of them: the new values, or why the case is left out.

A change is ``{"act": …, "value": …}`` in JSON. ``CHANGED`` and the other outcomes are those of
``casebook.models.bulk_edit``. Nothing here writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from casebook.errors import Invalid
from casebook.models import Case, User
from casebook.models.bulk_edit import BulkEditItem, BulkOutcome
from casebook.record import LEVELS, CaseStatus, Place, Vocabulary, decode, encode, field_named
from casebook.services import access, tags
from casebook.services.case_history import STATUS


class Act(Vocabulary):
    """What can be done to many cases at once."""

    STATUS = "status", "状态改为", "Set the status to"
    PARENT = "parent", "上级案例改为", "Set the parent case to"
    TAG_ADD = "tag_add", "加上标签", "Add tags"
    TAG_REMOVE = "tag_remove", "去掉标签", "Remove tags"
    PLACE = "place", "所在地改为", "Set the place to"


@dataclass(frozen=True, slots=True)
class BulkChange:
    """An act with its value: a status, the id of a parent (None for none), names of tags, or a place."""

    act: Act
    value: Any

    def to_json(self) -> dict[str, Any]:
        """The form that is stored."""
        return {"act": self.act.value, "value": self.value.value if self.act is Act.STATUS else self._coded()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> BulkChange:
        """The reverse of ``to_json``."""
        act, value = Act(stored["act"]), stored["value"]
        return cls(act, CaseStatus(value) if act is Act.STATUS else decode(field_named(_FIELDS[act]), value))

    def _coded(self) -> Any:
        return encode(field_named(_FIELDS[self.act]), self.value)


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one case; ``before`` and ``after`` hold the changed fields in JSON form."""

    item: BulkEditItem
    case: Case | None
    outcome: BulkOutcome
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    kept: tuple[str, ...] = ()


class Planner:
    """Says for each case what a change does to it; looks up once what is the same for many."""

    def __init__(self, session: Session, user: User, change: BulkChange) -> None:
        self._session, self._user, self._change = session, user, change
        self._above = _line_of(session, user, change.value) if change.act is Act.PARENT else set()
        self._tags: dict[tuple[str, tuple[str, ...]], tuple[str, ...] | None] = {}

    def plan(self, item: BulkEditItem, case: Case | None) -> Plan:
        """What becomes of the case of ``item``."""
        refused = barred(self._user, case)
        if refused is not None:
            return Plan(item, case, refused)
        assert case is not None
        if case.version != item.version:
            return Plan(item, case, BulkOutcome.STALE)
        after = self._after(case)
        if isinstance(after, BulkOutcome):
            return Plan(item, case, after)
        coded = {name: coded_value(name, value) for name, value in after.items()}
        before = {name: stored_value(case, name) for name in coded}
        changed = [name for name in coded if coded[name] != before[name]]
        if not changed:
            return Plan(item, case, BulkOutcome.SAME)
        return Plan(
            item,
            case,
            BulkOutcome.CHANGED,
            {name: before[name] for name in changed},
            {name: coded[name] for name in changed},
        )

    def _after(self, case: Case) -> dict[str, Any] | BulkOutcome:
        value = self._change.value
        match self._change.act:
            case Act.STATUS:
                allowed = value is case.status or value in access.next_statuses(self._user, case)
                return {STATUS: value} if allowed else BulkOutcome.MOVE
            case Act.PARENT:
                if self._above is None:
                    return BulkOutcome.VALUE
                return BulkOutcome.CIRCLE if case.id in self._above else {"parent": value}
            case Act.TAG_ADD:
                return self._with_tags(case, value)
            case Act.TAG_REMOVE:
                return {"tags": tuple(name for name in case.tags if name not in value)}
            case Act.PLACE:
                return self._moved(case, value)

    def _with_tags(self, case: Case, added: Sequence[str]) -> dict[str, Any] | BulkOutcome:
        key = ((case.region_code or "")[:6], case.tags)
        if key not in self._tags:
            try:
                found = tags.named(self._session, key[0], {*case.tags, *added}, known=case.tags)
                self._tags[key] = tuple(sorted(tag.name for tag in found))
            except Invalid:
                self._tags[key] = None
        names = self._tags[key]
        if names is None:
            return BulkOutcome.NO_TAG
        return {"tags": names} if len(names) <= field_named("tags").max_items else BulkOutcome.VALUE

    def _moved(self, case: Case, place: Place) -> dict[str, Any] | BulkOutcome:
        """The place, and the tags that the case may carry on there."""
        moved = moved_to(case.place, place)
        if not access.may_enter(self._user, moved.code):
            return BulkOutcome.DENIED
        key = ((moved.code or "")[:6], case.tags)
        if key not in self._tags:
            self._tags[key] = tags.held_at(self._session, *key)
        return {"place": moved, "tags": self._tags[key]}


def plan_undo(session: Session, user: User, item: BulkEditItem, case: Case | None) -> Plan:
    """What taking the change back does: former values return where nobody changed them since.

    ``before`` and ``after`` are seen from now: what stands there, and what comes back.
    """
    refused = barred(user, case)
    if refused is not None:
        return Plan(item, case, refused)
    assert case is not None
    former, done = item.before or {}, item.after or {}
    since = [name for name in done if stored_value(case, name) != _present(session, case, name, done[name])]
    back = {name: former[name] for name in done if name not in since}
    place = Place.from_json(back["place"]) if "place" in back else case.place
    if "tags" in back:
        back["tags"] = list(tags.held_at(session, place.code, back["tags"]))
    refusal = _refusal(session, user, case, back, place)
    if refusal is not None or not back:
        return Plan(item, case, refusal or BulkOutcome.SINCE, kept=tuple(done))
    now = {name: stored_value(case, name) for name in back}
    return Plan(item, case, BulkOutcome.CHANGED, now, back, tuple(since))


def barred(user: User, case: Case | None) -> BulkOutcome | None:
    """Why the user may not change the case at all, None where nothing stands against it."""
    if case is None or not access.may_see(user, case):
        return BulkOutcome.HIDDEN
    if case.deleted_at is not None:
        return BulkOutcome.TRASHED
    return None if access.may_edit(user, case) else BulkOutcome.DENIED


def stored_value(case: Case, name: str) -> Any:
    """A field of the case, or its status, in JSON form."""
    return coded_value(name, getattr(case, name))


def coded_value(name: str, value: Any) -> Any:
    """The JSON form of a field's value or of a status."""
    return value.value if name == STATUS else encode(field_named(name), value)


def moved_to(old: Place, new: Place) -> Place:
    """``new``, with the finer levels that ``old`` states and that lie in it.

    A finer name without a code lies in it where the two places do not contradict each other.
    """
    code, known = new.code or "", old.code or ""
    agrees = code.startswith(known) or known.startswith(code)
    finest = max(index for index, level in enumerate(LEVELS) if new.at(level))
    for level in LEVELS[finest + 1 :]:
        part = old.at(level)
        if part and (part.code.startswith(code) if part.code else agrees):
            new = new.with_level(level, part)
    return new


def _present(session: Session, case: Case, name: str, value: Any) -> Any:
    """A value that was written then, with tags as they are called now."""
    return list(tags.held_at(session, case.region_code, value)) if name == "tags" else value


def _refusal(session: Session, user: User, case: Case, back: Mapping[str, Any], place: Place) -> BulkOutcome | None:
    """Why these values cannot come back."""
    if STATUS in back and CaseStatus(back[STATUS]) not in access.next_statuses(user, case):
        return BulkOutcome.MOVE
    if not access.may_enter(user, place.code):
        return BulkOutcome.DENIED
    if back.get("parent") is not None:
        line = _line_of(session, user, back["parent"])
        if line is None or case.id in line:
            return BulkOutcome.VALUE if line is None else BulkOutcome.CIRCLE
    return None


def _line_of(session: Session, user: User, parent_id: int | None) -> set[int] | None:
    """A parent and everything above it; None where it cannot be a parent for this user."""
    line: set[int] = set()
    parent = session.get(Case, parent_id) if parent_id else None
    if parent_id and (parent is None or parent.deleted_at is not None or not access.may_see(user, parent)):
        return None
    while parent is not None and parent.id not in line:
        line.add(parent.id)
        parent = session.get(Case, parent.parent_id) if parent.parent_id else None
    return line


#: The field whose value an act names.
_FIELDS = {Act.PARENT: "parent", Act.TAG_ADD: "tags", Act.TAG_REMOVE: "tags", Act.PLACE: "place"}
