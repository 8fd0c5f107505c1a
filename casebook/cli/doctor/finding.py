"""What a check has found."""

from __future__ import annotations

from dataclasses import dataclass

from casebook.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Finding:
    """``check`` names what was looked at; ``message`` says how it is or, where it is not sound, what to do."""

    check: str
    message: Bilingual
    sound: bool = True

    def for_programs(self) -> dict[str, object]:
        """The finding as JSON; these names are an interface."""
        return {"check": self.check, "sound": self.sound, "message": self.message._asdict()}


def sound(check: str, zh: str, en: str) -> Finding:
    """All is well."""
    return Finding(check, Bilingual(zh, en))


def to_do(check: str, zh: str, en: str) -> Finding:
    """Somebody has to do what the message says."""
    return Finding(check, Bilingual(zh, en), sound=False)
