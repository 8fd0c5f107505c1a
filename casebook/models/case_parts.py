"""The repeated parts of a case: services and outcomes, one row each, in the order of the form."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from casebook.db import Base, code_type
from casebook.record import Outcome, Qualifier, Quantity, field_named

UNIT_LENGTH = 20
BASIS_LENGTH = 60


class CaseService(Base):
    """One thing that an initiative does for people."""

    __tablename__ = "case_service"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(field_named("services").max_length))


class CaseOutcome(Base):
    """One result of an initiative; without a figure all parts of the quantity are null."""

    __tablename__ = "case_outcome"

    case_id: Mapped[int] = mapped_column(ForeignKey("case_record.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(field_named("outcomes").max_length))
    value: Mapped[float | None]
    qualifier: Mapped[Qualifier | None] = mapped_column(code_type(Qualifier))
    unit: Mapped[str | None] = mapped_column(String(UNIT_LENGTH))
    basis: Mapped[str | None] = mapped_column(String(BASIS_LENGTH))
    period: Mapped[str | None] = mapped_column(String(BASIS_LENGTH))
    quantity: Mapped[Quantity | None] = composite(
        Quantity, "value", "qualifier", "unit", "basis", "period", return_none_on=lambda *parts: parts[0] is None
    )

    @property
    def outcome(self) -> Outcome:
        """The row as a value of the record."""
        return Outcome(self.text, self.quantity)
