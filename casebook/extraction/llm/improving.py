"""Letting a language model read a report after the rules did; whatever it does, the drafts of the rules survive."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence

from casebook.bilingual import Bilingual
from casebook.config import LlmSettings
from casebook.extraction.llm.client import Deadline, NoAnswer, ask
from casebook.extraction.llm.merging import merge
from casebook.extraction.llm.prompts import Article, question
from casebook.extraction.llm.schema import BadAnswer, ToldInitiative, read_answer
from casebook.extraction.llm.values import Reader
from casebook.extraction.story import Story
from casebook.record import LEVELS, Extraction, InitiativeDraft

log = logging.getLogger(__name__)

#: An answer that does not fit the schema is asked for once more; a server that failed is not.
TRIES = 2


def improve(extraction: Extraction, settings: LlmSettings) -> tuple[Extraction, Bilingual | None]:
    """The drafts of the rules, enriched by what the model found, and a notice for the person; None when all is well.

    Never raises for what a server does, and waits ``settings.timeout`` seconds in all. The text, and so every span,
    stays the same.
    """
    improved, notice, _ = _improve(extraction, settings, Deadline.after(settings.timeout))
    return improved, notice


class Improver:
    """``improve`` for the reports of one request: they share its time, and a server that failed is left alone."""

    def __init__(self, settings: LlmSettings) -> None:
        self._settings = settings
        self._deadline = Deadline.after(settings.timeout)
        self._failure: Bilingual | None = None

    def __call__(self, extraction: Extraction) -> tuple[Extraction, Bilingual | None]:
        """As ``improve``; after a failure the drafts of the rules with the same notice."""
        if self._failure:
            return extraction, self._failure
        improved, notice, answered = _improve(extraction, self._settings, self._deadline)
        if not answered:
            self._failure = notice
        return improved, notice


def _improve(
    extraction: Extraction, settings: LlmSettings, deadline: Deadline
) -> tuple[Extraction, Bilingual | None, bool]:
    """As ``improve``, and whether the server gave an answer at all, good or bad."""
    published = extraction.facts.published
    story = Story.of(extraction.text, published.value if published else None)
    article = Article.of(story)
    if not article.sentences:
        return extraction, None, True
    try:
        told = _ask(settings, article, str(published.value) if published else None, deadline)
    except NoAnswer as error:
        log.warning("language model not used: %s", error)
        return extraction, _NO_ANSWER.format(zh=error.reason.zh, en=error.reason.en), False
    except BadAnswer as error:
        log.warning("language model not used: %s", error)
        return extraction, _BAD_ANSWER, True
    reader = Reader(story, article, _home(extraction.initiatives))
    drafts = reader.drafts(told)
    improved = Extraction(extraction.text, extraction.facts, merge(extraction.initiatives, drafts))
    return improved, _notice(reader.dropped, article.cut, nothing_left=bool(told) and not drafts), True


def _ask(
    settings: LlmSettings, article: Article, published: str | None, deadline: Deadline
) -> tuple[ToldInitiative, ...]:
    complaints: list[str] = []
    while True:
        content = ask(settings, question(settings.model, article, published, complaints), deadline)
        try:
            return read_answer(content)
        except BadAnswer as error:
            complaints.append(str(error))
            if len(complaints) == TRIES:
                raise


def _home(drafts: Sequence[InitiativeDraft]) -> dict[str, str]:
    """The place that most drafts of the rules have in common, level by level."""
    home: dict[str, str] = {}
    for level in LEVELS[:-1]:
        names = Counter(draft.places[level].value.name for draft in drafts if level in draft.places)
        if names:
            home[level] = min(names, key=lambda name: (-names[name], name))
    return home


def _notice(dropped: int, cut: bool, *, nothing_left: bool) -> Bilingual | None:
    parts = []
    if nothing_left:
        parts.append(_NOTHING_LEFT)
    elif dropped:
        parts.append(_DROPPED.format(count=dropped))
    if cut:
        parts.append(_CUT)
    return Bilingual("".join(part.zh for part in parts), " ".join(part.en for part in parts)) if parts else None


_NO_ANSWER = Bilingual(
    "语言模型没有用上：{zh}。下面是规则提取的结果，可以照常核对。",
    "The language model was not used: {en}. What follows is from the rules alone; review it as usual.",
)
_BAD_ANSWER = Bilingual(
    "语言模型没有用上：它的回答不合格式。下面是规则提取的结果，可以照常核对。",
    "The language model was not used: its answer was malformed. What follows is from the rules alone; "
    "review it as usual.",
)
_NOTHING_LEFT = Bilingual(
    "语言模型给出的内容在报道里都找不到，没有采用。下面是规则提取的结果，可以照常核对。",
    "Nothing that the language model stated stands in the report, so none of it was used. What follows is from the "
    "rules alone; review it as usual.",
)
_DROPPED = Bilingual(
    "语言模型给出的内容有 {count} 处与报道对不上，没有采用。",
    "{count} of the language model's values were not borne out by the report and were left out.",
)
_CUT = Bilingual(
    "报道较长，语言模型只读了前一部分，后面的只用规则提取。",
    "The report is long: the language model read its beginning only; the rest was read by the rules alone.",
)
