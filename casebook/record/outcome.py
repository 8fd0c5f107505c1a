"""A result of an initiative: with a figure, or in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from casebook.record.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Outcome:
    """``text`` states the result as the report prints it; ``quantity`` is its figure, or None for a result in words."""

    text: str
    quantity: Quantity | None = None

    def __str__(self) -> str:
        return self.text

    def to_json(self) -> dict[str, Any]:
        """For revisions, drafts and exports."""
        return {"text": self.text, "quantity": self.quantity.to_json() if self.quantity else None}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Outcome:
        """The reverse of ``to_json``."""
        quantity = stored.get("quantity")
        return cls(str(stored["text"]), Quantity.from_json(quantity) if quantity else None)
