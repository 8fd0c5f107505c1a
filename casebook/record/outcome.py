"""A result of an initiative: with a figure, or in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casebook.record.quantity import Quantity
from casebook.record.vocabularies import OutcomeKind

#: The units of each kind of figure; a unit that stands nowhere is another figure.
_UNITS = {
    OutcomeKind.PEOPLE: "人 名 位 人次 户 对",
    OutcomeKind.MATTERS: "件 起 桩 宗 例 单 条 项",
    OutcomeKind.EVENTS: "场 次 期 批 课时 学时",
    OutcomeKind.RATE: "% ％ 个百分点",
    OutcomeKind.MONEY: "元 万元 亿元",
}
_KIND_OF_UNIT = {unit: kind for kind, units in _UNITS.items() for unit in units.split()}


@dataclass(frozen=True, slots=True)
class Outcome:
    """``text`` states the result as the report prints it; ``quantity`` is its figure, or None for a result in words."""

    text: str
    quantity: Quantity | None = None

    def __str__(self) -> str:
        return self.text

    @property
    def kind(self) -> OutcomeKind:
        """What sort of result this is."""
        return kind_of_outcome(self.quantity.unit) if self.quantity else OutcomeKind.WORDS

    def to_json(self) -> dict[str, Any]:
        """For revisions, drafts and exports."""
        return {"text": self.text, "quantity": self.quantity.to_json() if self.quantity else None}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Outcome:
        """The reverse of ``to_json``."""
        quantity = stored.get("quantity")
        return cls(str(stored["text"]), Quantity.from_json(quantity) if quantity else None)


def kind_of_outcome(unit: str | None) -> OutcomeKind:
    """The kind of an outcome whose figure has this unit."""
    return _KIND_OF_UNIT.get(unit or "", OutcomeKind.OTHER_FIGURE)
