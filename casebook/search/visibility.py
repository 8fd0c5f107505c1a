"""Whose eyes a search goes by: one description, from which SQL conditions and bitmaps both follow."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, true

from casebook.models import Case
from casebook.record import CaseStatus


@dataclass(frozen=True, slots=True)
class CaseVisibility:
    """Which of the cases outside the trash somebody may see; ``casebook.services.access`` says it for a user.

    Cases whose status is one of ``everywhere`` wherever they are, and within ``region`` (the compact code, which
    begins the codes of everything below it; None is the whole country) those whose status is one of ``own``.
    """

    region: str | None = None
    own: tuple[CaseStatus, ...] = tuple(CaseStatus)
    everywhere: tuple[CaseStatus, ...] = ()

    def admits(self, status: CaseStatus, region_code: str | None) -> bool:
        """Whether a case outside the trash may be seen; ``region_code`` is the finest code of its place."""
        if status in self.everywhere:
            return True
        inside = self.region is None or (region_code is not None and region_code.startswith(self.region))
        return inside and status in self.own

    @property
    def condition(self) -> ColumnElement[bool]:
        """The same as a condition for queries."""
        inside = true() if self.region is None else Case.region_code.startswith(self.region, autoescape=True)
        seen = or_(Case.status.in_(self.everywhere), and_(inside, Case.status.in_(self.own)))
        return and_(Case.deleted_at.is_(None), seen)


#: The operator at the command line sees every case outside the trash.
EVERYTHING = CaseVisibility()
