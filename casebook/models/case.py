"""Cases: the record of one initiative each."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from casebook.db import Base, code_type, now
from casebook.models.case_parts import BASIS_LENGTH, UNIT_LENGTH, CaseOutcome, CaseService
from casebook.models.tag import Tag
from casebook.record import (
    LEVELS,
    CaseStatus,
    Kind,
    Outcome,
    PartialDate,
    Place,
    PlaceName,
    Qualifier,
    Quantity,
    field_named,
)

if TYPE_CHECKING:
    from casebook.models.case_report import CaseReport
    from casebook.models.evidence import Evidence
    from casebook.models.revision import Revision
    from casebook.models.user import User

PLACE_NAME_LENGTH = field_named("place").max_length
CODE_DIGITS = 12


class Case(Base):
    """One initiative. Each field of ``casebook.record.FIELDS`` is an attribute of the same name and type.

    ``region_code`` is the finest official code of the place: rights go by it. ``reported_on`` is the date of the
    newest report, or of the entry where no report states one; ``year`` is its year. ``search_text`` is the folded
    text that words are looked up in, kept by ``casebook.services.cases`` in the transaction of the save;
    ``search_version`` is the ``casebook.search.document.VERSION`` that made it.
    """

    __tablename__ = "case_record"
    __table_args__ = (Index("ix_case_record_status_region", "status", "region_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(field_named("name").max_length), index=True)
    kind: Mapped[Kind] = mapped_column(code_type(Kind))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("case_record.id"), index=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    contact_person: Mapped[str] = mapped_column(String(field_named("contact_person").max_length), default="")
    contact_phone: Mapped[str] = mapped_column(String(field_named("contact_phone").max_length), default="")

    province_name: Mapped[str | None] = mapped_column(String(PLACE_NAME_LENGTH))
    province_code: Mapped[str | None] = mapped_column(String(CODE_DIGITS))
    city_name: Mapped[str | None] = mapped_column(String(PLACE_NAME_LENGTH))
    city_code: Mapped[str | None] = mapped_column(String(CODE_DIGITS))
    district_name: Mapped[str | None] = mapped_column(String(PLACE_NAME_LENGTH))
    district_code: Mapped[str | None] = mapped_column(String(CODE_DIGITS))
    street_name: Mapped[str | None] = mapped_column(String(PLACE_NAME_LENGTH))
    street_code: Mapped[str | None] = mapped_column(String(CODE_DIGITS))
    community_name: Mapped[str | None] = mapped_column(String(PLACE_NAME_LENGTH))
    community_code: Mapped[str | None] = mapped_column(String(CODE_DIGITS))
    region_code: Mapped[str | None] = mapped_column(String(CODE_DIGITS), index=True)

    team_count_value: Mapped[float | None]
    team_count_qualifier: Mapped[Qualifier | None] = mapped_column(code_type(Qualifier))
    team_count_unit: Mapped[str | None] = mapped_column(String(UNIT_LENGTH))
    team_count_basis: Mapped[str | None] = mapped_column(String(BASIS_LENGTH))
    team_count_period: Mapped[str | None] = mapped_column(String(BASIS_LENGTH))
    team_count: Mapped[Quantity | None] = composite(
        Quantity,
        "team_count_value",
        "team_count_qualifier",
        "team_count_unit",
        "team_count_basis",
        "team_count_period",
        return_none_on=lambda *parts: parts[0] is None,
    )
    team_size_value: Mapped[float | None]
    team_size_qualifier: Mapped[Qualifier | None] = mapped_column(code_type(Qualifier))
    team_size_unit: Mapped[str | None] = mapped_column(String(UNIT_LENGTH))
    team_size_basis: Mapped[str | None] = mapped_column(String(BASIS_LENGTH))
    team_size_period: Mapped[str | None] = mapped_column(String(BASIS_LENGTH))
    team_size: Mapped[Quantity | None] = composite(
        Quantity,
        "team_size_value",
        "team_size_qualifier",
        "team_size_unit",
        "team_size_basis",
        "team_size_period",
        return_none_on=lambda *parts: parts[0] is None,
    )
    started_iso: Mapped[str | None] = mapped_column("started", String(10))
    reported_on: Mapped[str] = mapped_column(String(10))
    year: Mapped[int]

    status: Mapped[CaseStatus] = mapped_column(code_type(CaseStatus), default=CaseStatus.DRAFT)
    version: Mapped[int] = mapped_column(default=1)
    search_text: Mapped[str] = mapped_column(Text, default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    updated_at: Mapped[datetime] = mapped_column(default=now, index=True)
    deleted_at: Mapped[datetime | None] = mapped_column(index=True)
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    search_version: Mapped[int] = mapped_column(default=0, server_default="0")

    parent_case: Mapped[Case | None] = relationship(back_populates="child_cases", remote_side=[id])
    child_cases: Mapped[list[Case]] = relationship(back_populates="parent_case", order_by="Case.name")
    service_rows: Mapped[list[CaseService]] = relationship(
        order_by=CaseService.position, cascade="all, delete-orphan", lazy="selectin"
    )
    outcome_rows: Mapped[list[CaseOutcome]] = relationship(
        order_by=CaseOutcome.position, cascade="all, delete-orphan", lazy="selectin"
    )
    tag_rows: Mapped[list[Tag]] = relationship(secondary="case_tag", lazy="selectin")
    report_links: Mapped[list[CaseReport]] = relationship(back_populates="case", order_by="CaseReport.attached_at")
    evidence: Mapped[list[Evidence]] = relationship(back_populates="case", order_by="Evidence.id")
    revisions: Mapped[list[Revision]] = relationship(back_populates="case", order_by="Revision.version.desc()")
    created_by: Mapped[User] = relationship(foreign_keys=[created_by_id])
    updated_by: Mapped[User] = relationship(foreign_keys=[updated_by_id])

    __mapper_args__ = {"version_id_col": version}

    @property
    def reported(self) -> str | None:
        """The date of the newest report; None where no report states one, and ``reported_on`` is the day of entry."""
        return self.reported_on if any(link.report.published for link in self.report_links) else None

    @property
    def parent(self) -> int | None:
        """The id of the parent case."""
        return self.parent_id

    @parent.setter
    def parent(self, case_id: int | None) -> None:
        self.parent_id = case_id

    @property
    def started(self) -> PartialDate | None:
        """When the initiative began."""
        return PartialDate.from_iso(self.started_iso) if self.started_iso else None

    @started.setter
    def started(self, value: PartialDate | None) -> None:
        self.started_iso = str(value) if value else None

    @property
    def place(self) -> Place:
        """Where it works; setting it keeps ``region_code`` in step."""
        parts = {level: getattr(self, f"{level}_name") for level in LEVELS}
        return Place(
            **{level: PlaceName(name, getattr(self, f"{level}_code")) for level, name in parts.items() if name}
        )

    @place.setter
    def place(self, value: Place) -> None:
        for level in LEVELS:
            part = value.at(level)
            setattr(self, f"{level}_name", part.name if part else None)
            setattr(self, f"{level}_code", part.code if part else None)
        self.region_code = value.code

    @classmethod
    def lies_within(cls, code: str) -> ColumnElement[bool]:
        """Whether a case lies in the division with this compact code, in bounds that an index can be asked for."""
        return cls.region_code.between(code, f"{code}{'9' * CODE_DIGITS}")

    @property
    def services(self) -> tuple[str, ...]:
        """What it does for people."""
        return tuple(row.text for row in self.service_rows)

    @services.setter
    def services(self, texts: tuple[str, ...]) -> None:
        if texts != self.services:
            rows = self.service_rows
            for position, text in enumerate(texts):
                if position < len(rows):
                    rows[position].text = text
                else:
                    rows.append(CaseService(position=position, text=text))
            del rows[len(texts) :]

    @property
    def tags(self) -> tuple[str, ...]:
        """The names of its tags in order; ``casebook.services.tags`` says which a case may carry."""
        return tuple(sorted(tag.name for tag in self.tag_rows))

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What it has achieved."""
        return tuple(row.outcome for row in self.outcome_rows)

    @outcomes.setter
    def outcomes(self, outcomes: tuple[Outcome, ...]) -> None:
        if outcomes != self.outcomes:
            rows = self.outcome_rows
            for position, outcome in enumerate(outcomes):
                if position == len(rows):
                    rows.append(CaseOutcome(position=position))
                rows[position].text, rows[position].quantity = outcome.text, outcome.quantity
            del rows[len(outcomes) :]
