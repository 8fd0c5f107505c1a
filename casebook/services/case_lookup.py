"""Finding cases for a purpose: a parent to choose, a likely duplicate, what lies in the trash."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import case as sql_case
from sqlalchemy import literal, or_, select
from sqlalchemy.orm import Session

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.models import Case, User
from casebook.record import LEVELS, Place, field_named
from casebook.search import CaseQuery, search_for
from casebook.search.folding import fold
from casebook.search.words import SCOPE_WORDS, Scope
from casebook.services import access

_NUMBER = re.compile(r"[#＃]\s*(\d{1,9})$")
#: Shorter names are contained in too many others to warn of them.
_TELLING_LENGTH = 2
_MOST_SIMILAR = 5
_NAMES_AT_ONCE = 500
#: A text that no name with its number can be; databases refuse to look for very long ones.
_LONGEST = field_named("name").max_length + 20
_LARGEST_ID = 2**31 - 1
#: How much of a wrong text a message repeats.
_QUOTED = 40
_MOST_CHOICES = 5
#: A common part of a name is in very many; so many of them are put in order.
_CANDIDATES = 200
_QUOTATION_MARKS = re.compile('["“”]')
_NAME = SCOPE_WORDS[Scope.NAME].zh
#: A name with its number; SQLite refuses to look for very long texts.
_LONGEST_TYPED = field_named("name").max_length + 12


def parent_choices(session: Session, user: User, typed: str, limit: int = 10) -> Sequence[Case]:
    """The cases that a half-typed parent may mean, by ``#number`` or by a part of the name; the closest first."""
    typed = typed.strip()
    if not 0 < len(typed) <= _LONGEST_TYPED:
        return ()
    wanted = select(Case).where(access.visible_cases(user))
    if number := _NUMBER.search(typed):
        return session.scalars(wanted.where(Case.id == int(number[1]))).all()
    exact = session.scalars(wanted.where(Case.name == typed).order_by(Case.id).limit(limit)).all()
    if len(exact) == limit:
        return exact
    text = fold(typed)
    alike = [case for case in _named_like(session, user, typed) if text in fold(case.name)]
    return sorted({*exact, *alike}, key=lambda case: _distance(case, typed))[:limit]


def _named_like(session: Session, user: User, typed: str) -> Sequence[Case]:
    """The newest cases that have every part of the text between quotation marks in their names."""
    parts = [part.strip() for part in _QUOTATION_MARKS.split(typed) if part.strip()]
    query = CaseQuery(q=" ".join(f'{_NAME}:"{part}"' for part in parts), per_page=_CANDIDATES)
    ids = search_for(session).hits(query, access.visibility(user)).ids if query.terms else ()
    return session.scalars(select(Case).where(Case.id.in_(ids))).all()


def _distance(case: Case, typed: str) -> tuple[int, str, int]:
    """Sorts the name itself before names that begin like it, and these before names that contain it."""
    name, text = fold(case.name), fold(typed)
    return (0 if case.name == typed else 1 if name == text else 2 if name.startswith(text) else 3), case.name, case.id


def parent_named(session: Session, user: User, typed: str) -> int | None:
    """The id of the parent that was typed in full: ``#12``, ``甸亮初心 #12`` or a name that only one case bears.

    Raises ``Invalid`` where no case or more than one fits; the message names those that do.
    """
    typed = typed.strip()
    if not typed:
        return None
    found = parent_choices(session, user, typed, limit=_MOST_CHOICES)
    if not _NUMBER.search(typed):
        found = [case for case in found if fold(case.name) == fold(typed)] or found
        if len(found) == 1 and fold(found[0].name) != fold(typed):
            raise Invalid(_NOT_QUITE.format(typed=typed[:_QUOTED], name=label(found[0])))
    if not found:
        raise Invalid(_NO_PARENT.format(typed=typed[:_QUOTED]))
    if len(found) > 1:
        raise Invalid(
            _SEVERAL.format(typed=typed[:_QUOTED], names="；".join(f"{label(case)}（{case.place}）" for case in found))
        )
    return found[0].id


def label(case: Case) -> str:
    """A case as it is typed into the form: the name for people, the number for certainty."""
    return f"{case.name} #{case.id}"


def labels(session: Session, user: User, ids: Iterable[int | None]) -> dict[int, str]:
    """The labels of the cases with these ids, as far as the user may see them."""
    wanted = {case_id for case_id in ids if case_id is not None and 0 < case_id <= _LARGEST_ID}
    seen = select(Case).where(Case.id.in_(wanted), access.visible_cases(user))
    return {case.id: label(case) for case in session.scalars(seen)} if wanted else {}


def similar(session: Session, user: User, name: str, place: Place, exclude: int | None = None) -> Sequence[Case]:
    """Cases that may be the same: the same name, or one that contains the other, in the same place.

    The same place is the same district (the same city or province where no finer one is stated) and no other street.
    """
    name = name.strip()
    area = _area(place)
    if len(name) < _TELLING_LENGTH or area is None:
        return ()
    _, code = area
    alike = or_(Case.name.icontains(name, autoescape=True), literal(name).icontains(Case.name))
    wanted = select(Case).where(access.visible_cases(user), alike, Case.lies_within(code))
    if exclude is not None:
        wanted = wanted.where(Case.id != exclude)
    same_first = sql_case((Case.name == name, 0), else_=1)
    hits = session.scalars(wanted.order_by(same_first, Case.id)).all()
    return [case for case in hits if len(case.name) >= _TELLING_LENGTH and _may_be_same(place, case.place)][
        :_MOST_SIMILAR
    ]


def namesakes(session: Session, user: User, wanted: Iterable[tuple[str, Place]]) -> dict[tuple[str, Place], Case]:
    """Of these names and places, those that a case has already, each with the oldest such case.

    The same place is that of ``similar``, and no other community.
    """
    places: dict[str, list[Place]] = {}
    for name, place in wanted:
        places.setdefault(name, []).append(place)
    found: dict[tuple[str, Place], Case] = {}
    for names in _slices(list(places), _NAMES_AT_ONCE):
        alike = select(Case).where(access.visible_cases(user), Case.name.in_(names)).order_by(Case.id)
        for case in session.scalars(alike):
            for place in places[case.name]:
                if _is_same(place, case.place):
                    found.setdefault((case.name, place), case)
    return found


def _slices(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (names[start : start + size] for start in range(0, len(names), size))


def _is_same(place: Place, other: Place) -> bool:
    area = _area(place)
    above = other.at(area[0]) if area else None
    communities = {part.name for part in (place.community, other.community) if part}
    return bool(area and above and above.code == area[1]) and _may_be_same(place, other) and len(communities) < 2


def _area(place: Place) -> tuple[str, str] | None:
    """The district, or the finest level above it that has a code."""
    for level in reversed(LEVELS[: LEVELS.index("district") + 1]):
        part = place.at(level)
        if part and part.code:
            return level, part.code
    return None


def _may_be_same(one: Place, other: Place) -> bool:
    return (
        one.street is None
        or other.street is None
        or (one.street.code, other.street.code) == (None, None)
        or (one.street.code == other.street.code)
    )


def trashed(session: Session, user: User) -> Sequence[Case]:
    """The cases in the trash that the user may restore, the latest first."""
    wanted = select(Case).where(access.editable_trash(user)).order_by(Case.deleted_at.desc())
    return session.scalars(wanted).all()


def children(session: Session, user: User, case: Case) -> Sequence[Case]:
    """The child cases that the user may see, by name."""
    wanted = select(Case).where(Case.parent_id == case.id, access.visible_cases(user))
    return session.scalars(wanted.order_by(Case.name, Case.id)).all()


def parent_of(session: Session, user: User, case: Case) -> Case | None:
    """The parent case, where there is one outside the trash that the user may see."""
    parent = session.get(Case, case.parent_id) if case.parent_id else None
    seen = parent is not None and parent.deleted_at is None and access.may_see(user, parent)
    return parent if seen else None


_NO_PARENT = Bilingual(
    "没有叫“{typed}”的案例。请从提示中选择，或写案例编号，例如 #12。",
    "No case is called “{typed}”. Choose a suggestion, or write the number of the case, such as #12.",
)
_NOT_QUITE = Bilingual("没有叫“{typed}”的案例。是不是“{name}”？", "No case is called “{typed}”. Did you mean “{name}”?")
_SEVERAL = Bilingual(
    "有几个案例符合“{typed}”，请写明编号：{names}。",
    "Several cases fit “{typed}”. State the number: {names}.",
)
