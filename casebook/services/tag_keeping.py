"""Keeping the vocabulary of tags: officials and administrators of a division add, rename, merge and retire its tags.

A name that was in use stays as a former name of what it became, so that history and saved links go on meaning it.
Such an act changes the words, not the cases: no case gets a version by it. Nothing here commits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from casebook import regions
from casebook.bilingual import Bilingual
from casebook.db import now
from casebook.errors import Invalid, NotAllowed, NotFound
from casebook.models import Case, CaseTag, Tag, User
from casebook.models.case_change import note_changes
from casebook.models.tag import TAG_LENGTH
from casebook.search.folding import fold
from casebook.services import access, audit, tags
from casebook.services.audit import Action

#: More tags than this in one division are no vocabulary any more.
MOST_TAGS = 200
#: Districts are the finest divisions with tags of their own.
_FINEST = 6
#: Lists of names are written with these, so no name contains one.
_SEPARATORS = frozenset("、，,；;|\n")


@dataclass(frozen=True, slots=True)
class Entry:
    """A tag for the page of the vocabulary: how many cases that the user sees carry it, and what it was called."""

    tag: Tag
    count: int
    former: tuple[str, ...]
    keeps: bool


def vocabulary(session: Session, user: User) -> Sequence[Entry]:
    """The tags of the divisions that hold the user's region or lie in it, by division and name."""
    reachable = session.scalars(select(Tag).where(tags.within_reach(user))).all()
    current = [tag for tag in reachable if tag.became_id is None]
    counts = _counts(session, user)
    former: dict[int, list[str]] = {}
    for tag in reachable:
        if tag.became_id is not None:
            former.setdefault(tag.became_id, []).append(tag.name)
    return [
        Entry(
            tag, counts.get(tag.id, 0), tuple(sorted(former.get(tag.id, ()))), access.keeps_tags(user, tag.region_code)
        )
        for tag in sorted(current, key=lambda tag: (tag.region_code, tag.retired_at is not None, tag.name))
    ]


def get(session: Session, user: User, tag_id: int) -> Tag:
    """The tag, where the user keeps it. Raises ``NotFound`` or ``NotAllowed``."""
    tag = session.get(Tag, tag_id)
    if tag is None or tag.became_id is not None:
        raise NotFound(_NO_SUCH)
    if not access.keeps_tags(user, tag.region_code):
        raise NotAllowed(_NOT_YOURS)
    return tag


def others(session: Session, user: User, tag: Tag) -> Sequence[Tag]:
    """The tags that ``tag`` could be merged into: those that the user keeps and that hold for all its cases."""
    holding = {tag.region_code[:length] for length in (0, 2, 4, 6)}
    found = session.scalars(
        select(Tag).where(Tag.region_code.in_(holding), Tag.became_id.is_(None), Tag.retired_at.is_(None))
    )
    kept = [other for other in found if other.id != tag.id and access.keeps_tags(user, other.region_code)]
    return sorted(kept, key=lambda other: (other.region_code, other.name))


def carried(session: Session, tag: Tag) -> int:
    """How many cases carry the tag, wherever they are and whoever may see them."""
    return session.scalar(select(func.count()).select_from(CaseTag).where(CaseTag.tag_id == tag.id)) or 0


def add(session: Session, user: User, name: str, region_code: str | None) -> Tag:
    """A new tag for the cases of a division, None for the whole country.

    Raises ``Invalid`` for ``name`` or ``region``, ``NotAllowed`` where the user does not keep the tags there.
    """
    code = region_code or ""
    if len(code) > _FINEST:
        raise Invalid(_TOO_FINE, {"region": _TOO_FINE})
    if not access.keeps_tags(user, code):
        raise NotAllowed(_NOT_YOURS)
    count = select(func.count(Tag.id)).where(Tag.region_code == code, Tag.became_id.is_(None))
    if (session.scalar(count) or 0) >= MOST_TAGS:
        _refuse(_TOO_MANY)
    tag = Tag(region_code=code, name=_checked(session, code, name), created_by_id=user.id)
    _save_name(session, tag)
    _record(session, user, Action.TAG_ADDED, tag)
    return tag


def rename(session: Session, user: User, tag_id: int, name: str) -> Tag:
    """Call a tag something else, on all its cases at once; its old name goes on leading to it."""
    tag = get(session, user, tag_id)
    old, new = tag.name, _checked(session, tag.region_code, name, tag)
    if new == old:
        return tag
    session.execute(delete(Tag).where(Tag.became_id == tag.id, Tag.region_code == tag.region_code, Tag.name == new))
    tag.name = new
    _save_name(session, tag)
    session.add(Tag(region_code=tag.region_code, name=old, became_id=tag.id, created_by_id=user.id))
    _record(session, user, Action.TAG_RENAMED, tag, before=old)
    return tag


def merge(session: Session, user: User, tag_id: int, into_id: int) -> Tag:
    """Let the cases of a tag carry another one instead; returns that one.

    Raises ``Invalid`` for ``into`` where the other tag does not hold for all of these cases.
    """
    tag = get(session, user, tag_id)
    into = next((other for other in others(session, user, tag) if other.id == into_id), None)
    if into is None:
        raise Invalid(_NO_TARGET, {"into": _NO_TARGET})
    note_changes(session, session.scalars(select(CaseTag.case_id).where(CaseTag.tag_id == tag.id)))
    carrying = select(CaseTag.case_id).where(CaseTag.tag_id == into.id)
    session.execute(delete(CaseTag).where(CaseTag.tag_id == tag.id, CaseTag.case_id.in_(carrying)))
    session.execute(update(CaseTag).where(CaseTag.tag_id == tag.id).values(tag_id=into.id))
    session.execute(update(Tag).where(Tag.became_id == tag.id).values(became_id=into.id))
    tag.became_id = into.id
    _record(session, user, Action.TAG_MERGED, tag, into=into.name)
    session.expire_all()  # the cases at hand carry another tag now
    return into


def retire(session: Session, user: User, tag_id: int) -> Tag:
    """Give the tag to no more cases; those that carry it keep it."""
    tag = get(session, user, tag_id)
    if tag.retired_at is None:
        tag.retired_at = now()
        _record(session, user, Action.TAG_RETIRED, tag)
    return tag


def revive(session: Session, user: User, tag_id: int) -> Tag:
    """Let a retired tag be given again."""
    tag = get(session, user, tag_id)
    if tag.retired_at is not None:
        tag.retired_at = None
        _record(session, user, Action.TAG_REVIVED, tag)
    return tag


def _counts(session: Session, user: User) -> dict[int, int]:
    """How many cases that the user sees carry each tag; found from the tags, as most cases carry none."""
    reachable = select(Tag.id).where(tags.within_reach(user))
    seen = exists().where(Case.id == CaseTag.case_id, access.visible_cases(user))
    counted = select(CaseTag.tag_id, func.count()).where(CaseTag.tag_id.in_(reachable), seen)
    return {row.tag_id: row[1] for row in session.execute(counted.group_by(CaseTag.tag_id))}


def _checked(session: Session, region_code: str, typed: str, itself: Tag | None = None) -> str:
    """The name as it is stored; refuses one that means another tag to the same cases."""
    name = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not name or len(name) > TAG_LENGTH or _SEPARATORS & set(name) or not name.isprintable():
        _refuse(_BAD_NAME)
    holding = {region_code[:length] for length in (0, 2, 4, 6)}
    for other in session.scalars(select(Tag).where(Tag.region_code.in_(holding))):
        same = itself is not None and itself.id in (other.id, other.became_id)
        if fold(other.name) == fold(name) and not same:
            place = regions.full_name(other.region_code) or "全国"
            _refuse((_FORMER if other.became_id else _TAKEN).format(name=other.name, place=place))
    return name


def _save_name(session: Session, tag: Tag) -> None:
    """Flush; where somebody took the name in this moment the database says so."""
    try:
        with session.begin_nested():
            session.add(tag)
    except IntegrityError as error:
        taken = _TAKEN.format(name=tag.name, place=regions.full_name(tag.region_code) or "全国")
        raise Invalid(taken, {"name": taken}) from error


def _record(session: Session, user: User, action: Action, tag: Tag, **detail: str) -> None:
    audit.record(session, user, action, "tag", tag.id, name=tag.name, region=tag.region_code or None, **detail)
    session.flush()


def _refuse(message: Bilingual) -> NoReturn:
    raise Invalid(message, {"name": message})


_NO_SUCH = Bilingual("没有这个标签。", "There is no such tag.")
_NOT_YOURS = Bilingual(
    "这里的标签由当地的干部或管理员维护。", "The tags of this place are kept by its own officials and administrators."
)
_TOO_FINE = Bilingual(
    "标签按区县设置，请填到区县为止。", "Tags are kept by districts. State a district or what lies above."
)
_TOO_MANY = Bilingual(
    f"这里已有 {MOST_TAGS} 个标签。请先合并意思相近的标签。",
    f"There are {MOST_TAGS} tags here already. Merge those that mean the same first.",
)
_BAD_NAME = Bilingual(
    f"请填写标签，最多 {TAG_LENGTH} 个字，不含顿号、逗号和分号。",
    f"Enter a name of at most {TAG_LENGTH} characters without commas and semicolons.",
)
_TAKEN = Bilingual("{place}已有标签“{name}”，可以直接使用。", "{place} has the tag “{name}” already. Use that one.")
_FORMER = Bilingual(
    "“{name}”是{place}一个标签的曾用名。请换一个名称。",
    "“{name}” is a former name of a tag of {place}. Choose another.",
)
_NO_TARGET = Bilingual("请选择要合并到哪个标签。", "Choose the tag to merge this one into.")
