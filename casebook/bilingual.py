"""Texts in the two languages of the interface.

Labels, hints and error messages are written once, in both languages side by side, so that none can be forgotten
when a text changes. The page that shows one picks the language; nothing below ``casebook.web`` knows which it is.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
DEFAULT_LANGUAGE: Language = "zh"


class Bilingual(NamedTuple):
    """A text for people, in Simplified Chinese and in English."""

    zh: str
    en: str

    def say(self, language: Language) -> str:
        """Return the text in ``language``."""
        return self.en if language == "en" else self.zh

    def format(self, **values: object) -> Bilingual:
        """Fill ``{name}`` place holders in both languages."""
        return Bilingual(self.zh.format(**values), self.en.format(**values))
