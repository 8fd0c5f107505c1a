"""Which language an answer speaks: on pages the user's choice, kept in the session; to programs what they accept.

Chinese unless chosen otherwise.
"""

from __future__ import annotations

from typing import cast

from flask import Flask, g, request, session

from casebook.bilingual import DEFAULT_LANGUAGE, LANGUAGES, Bilingual, Language
from casebook.web.interface import for_api


def language() -> Language:
    """The language of this request; a page asks hundreds of times."""
    known: Language | None = g.get("language")
    if known is None:
        chosen = request.accept_languages.best_match(LANGUAGES) if for_api() else session.get("language")
        known = g.language = cast("Language", chosen) if chosen in LANGUAGES else DEFAULT_LANGUAGE
    return known


def choose(code: str) -> None:
    """Keep a language for this request and the coming ones; unknown codes change nothing."""
    if code in LANGUAGES:
        session["language"] = g.language = code


def say(text: Bilingual | str) -> str:
    """A text in the language of this request; plain strings (data) pass unchanged."""
    return text.say(language()) if isinstance(text, Bilingual) else text


def translate(zh: str, en: str, **values: object) -> str:
    """``t("共 {n} 条", "{n} in all", n=3)`` in templates."""
    return say(Bilingual(zh, en).format(**values) if values else Bilingual(zh, en))


def register(app: Flask) -> None:
    """Give templates ``t(zh, en, **values)``, the filter ``say`` and ``language``."""
    app.add_template_global(translate, "t")
    app.add_template_filter(say, "say")

    @app.context_processor
    def _language() -> dict[str, object]:
        return {"language": language()}
