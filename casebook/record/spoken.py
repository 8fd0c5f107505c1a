"""Values of a case in words, for pages and documents."""

from __future__ import annotations

from typing import Any

from casebook.bilingual import Bilingual, Language
from casebook.record.dates import PartialDate
from casebook.record.quantity import Quantity


def say_value(value: Any, language: Language) -> str:
    """One value of a case as a text; "" for None."""
    match value:
        case None:
            return ""
        case Bilingual() | Quantity() | PartialDate():
            return value.say(language)
    label = getattr(value, "label", None)
    return label.say(language) if isinstance(label, Bilingual) else str(value)
