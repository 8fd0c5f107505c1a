"""Which tags a case may carry, and finding them by name: a case carries the tags of the divisions that hold it.

Cases know tags by their names; a name that was changed or merged away still leads to the tag that it became.
``casebook.services.tag_keeping`` is for those who keep the vocabulary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NoReturn

from sqlalchemy import ColumnElement, literal, or_, select, true
from sqlalchemy.orm import Session, aliased

from casebook import regions
from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.models import Tag, User

#: How many names a message offers.
_OFFERED = 8


def usable(session: Session, user: User) -> Sequence[str]:
    """The names that the cases of a user's region can be given, in order."""
    found = session.scalars(
        select(Tag.name).where(within_reach(user), Tag.became_id.is_(None), Tag.retired_at.is_(None))
    )
    return sorted(set(found))


def reachable(session: Session, user: User) -> Sequence[str]:
    """The names of all tags of these divisions, retired ones too."""
    return sorted(set(session.scalars(select(Tag.name).where(within_reach(user), Tag.became_id.is_(None)))))


def within_reach(user: User) -> ColumnElement[bool]:
    """The tags of the divisions that hold the user's region or lie in it."""
    if user.region_code is None:
        return true()
    return or_(
        Tag.region_code.startswith(user.region_code, autoescape=True),
        literal(user.region_code).startswith(Tag.region_code),
    )


def named(session: Session, region_code: str | None, names: Collection[str], known: Collection[str] = ()) -> list[Tag]:
    """The tags called ``names`` for a case at ``region_code``; of several that bear a name the most local one.

    ``known`` are the names that the case carries already: those may be retired. Raises ``Invalid`` for the field
    ``tags`` where a name is none of a tag there.
    """
    if not names:
        return []
    held = _by_name(session, region_code)
    found = {}
    for name in names:
        tag = held.get(name)
        if tag is None:
            _refuse(_NO_TAG.format(name=name[:20], place=_say(region_code), **_offer(held.values())))
        if tag.retired_at is not None and not {name, tag.name} & set(known):
            _refuse(_RETIRED.format(name=tag.name))
        found[tag.id] = tag
    return list(found.values())


def held_at(session: Session, region_code: str | None, names: Collection[str]) -> tuple[str, ...]:
    """Those of ``names`` that a case at ``region_code`` may go on carrying, as they are called now."""
    held = _by_name(session, region_code) if names else {}
    return tuple(sorted({held[name].name for name in names if name in held}))


def called_now(session: Session, names: Iterable[str]) -> tuple[str, ...]:
    """The names of a filter with former names replaced by what they became; a name that is in use stays."""
    wanted = set(names)
    if not wanted:
        return ()
    now = aliased(Tag)
    rows = session.execute(
        select(Tag.name, now.name).outerjoin(now, Tag.became_id == now.id).where(Tag.name.in_(wanted))
    )
    became: dict[str, set[str]] = {}
    for name, current in rows:
        became.setdefault(name, set()).add(current or name)
    return tuple(sorted(set().union(*(became.get(name, {name}) for name in wanted))))


def _by_name(session: Session, region_code: str | None) -> dict[str, Tag]:
    """The tags of every division that holds ``region_code``, by name and former name, the most local winning."""
    holding = [(region_code or "")[:length] for length in (0, 2, 4, 6)]
    rows = session.scalars(select(Tag).where(Tag.region_code.in_(set(holding)))).all()
    by_id = {tag.id: tag for tag in rows}
    found: dict[str, Tag] = {}
    for tag in sorted(rows, key=lambda tag: (len(tag.region_code), tag.became_id is None)):
        current = tag if tag.became_id is None else by_id.get(tag.became_id) or session.get_one(Tag, tag.became_id)
        if (region_code or "").startswith(current.region_code):
            found[tag.name] = current
    return found


def _offer(held: Iterable[Tag]) -> dict[str, str]:
    names = sorted({tag.name for tag in held if tag.retired_at is None})
    shown, more = names[:_OFFERED], "…" if len(names) > _OFFERED else ""
    return {"zh": "、".join(shown) + more or "（还没有）", "en": ", ".join(shown) + more or "none yet"}


def _say(region_code: str | None) -> str:
    division = next((one for one in reversed(regions.ancestors(region_code or "")) if len(one.code) <= 6), None)
    return division.name if division else "—"


def _refuse(message: Bilingual) -> NoReturn:
    raise Invalid(message, {"tags": message})


_NO_TAG = Bilingual(
    "{place}没有标签“{name}”。可用的标签：{zh}。新标签请由干部在“标签”页面添加。",
    "{place} has no tag “{name}”. There are: {en}. Officials add new ones on the page Tags.",
)
_RETIRED = Bilingual(
    "标签“{name}”已停用，不能再加到案例上。", "The tag “{name}” is retired: it is given to no more cases."
)
