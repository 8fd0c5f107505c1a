"""Cases."""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from casebook.models import Case, User
from casebook.record import FIELDS, CaseStatus, Kind, Place, PlaceName
from casebook.search.document import VERSION, search_text
from tests.factories.user import make_user

#: 山东省济南市历下区甸柳新村街道.
DIANLIU = Place(
    province=PlaceName("山东省", "37"),
    city=PlaceName("济南市", "3701"),
    district=PlaceName("历下区", "370102"),
    street=PlaceName("甸柳新村街道", "370102009"),
)
_numbers = count(1)


def make_case(session: Session, user: User | None = None, **values: Any) -> Case:
    """A draft of a volunteer team in Dianliu, with the search text that fits; ``values`` are attributes of ``Case``."""
    owner = user or make_user(session)
    parts: dict[str, Any] = {
        "name": f"邻里帮帮团{next(_numbers)}",
        "kind": Kind.VOLUNTEER_TEAM,
        "summary": "",
        "contact_person": "",
        "contact_phone": "",
        "place": DIANLIU,
        "status": CaseStatus.DRAFT,
        "reported_on": "2024-05-20",
        **values,
    }
    parts.setdefault("year", int(parts["reported_on"][:4]))
    case = Case(created_by=owner, updated_by=owner)
    for name, value in parts.items():
        setattr(case, name, value)
    parent = session.get(Case, case.parent_id) if case.parent_id else None
    stored = {field.name: getattr(case, field.name) for field in FIELDS}
    case.search_text, case.search_version = search_text(stored, parent.name if parent else ""), VERSION
    session.add(case)
    session.flush()  # callers want the id
    return case
