"""Finding in the text what the model says it quoted: exactly, else but for blanks and marks, else not at all."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from casebook.extraction.llm.prompts import Article
from casebook.extraction.llm.schema import Told
from casebook.extraction.story import Span

QUOTATION_MARKS = frozenset("“”‘’\"'「」『』《》〈〉＂＇")
_OPENING = {"”": "“", "’": "‘", "」": "「", "』": "『", "》": "《", "〉": "〈"}
#: Shorter quotes stand everywhere.
_SHORTEST = 2
_MOST_BLANKS = 4


class Finder:
    """Looks quotes up in what was sent of one article; nothing else of the page can be quoted."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._end = article.sentences[-1].end if article.sentences else 0
        folded = [(char, at) for at in range(self._end) for char in _fold(article.text[at])]
        self._folded = "".join(char for char, _ in folded)
        self._offsets = [at for _, at in folded]

    def find(self, told: Told, near: int | None = None) -> Span | None:
        """Where the quote stands: in the sentence that was named, else nearest to ``near``; None where nowhere."""
        quote = told.quote.strip()
        if len(quote) < _SHORTEST:
            return None
        sentence = self._sentence(told.sentence)
        for found in (list(self._exact(quote)), list(self._loose(quote))):
            if within := [span for span in found if sentence and sentence.start <= span.start < sentence.end]:
                found = within
            if found:
                anchor = near if near is not None else sentence.start if sentence else 0
                return min(found, key=lambda span: (abs(span.start - anchor), span.start))
        return None

    def _sentence(self, number: int) -> Span | None:
        sentences = self._article.sentences
        return sentences[number - 1] if 1 <= number <= len(sentences) else None

    def _exact(self, quote: str) -> Iterator[Span]:
        for at in _all(self._article.text, quote, self._end):
            yield Span(at, at + len(quote))

    def _loose(self, quote: str) -> Iterator[Span]:
        wanted = "".join(char for printed in quote for char in _fold(printed))
        if len(wanted) >= _SHORTEST:
            for at in _all(self._folded, wanted, len(self._folded)):
                span = Span(self._offsets[at], self._offsets[at + len(wanted) - 1] + 1)
                if span.end - span.start <= 2 * len(quote) + _MOST_BLANKS:  # else it reaches across the page around
                    yield self._whole_marks(span)

    def _whole_marks(self, span: Span) -> Span:
        """A span that closes a quotation opened right before it begins with its opening mark."""
        text = self._article.text
        before = text[span.start - 1 : span.start]
        closes = any(_OPENING.get(char) == before for char in text[span.start : span.end])
        return Span(span.start - 1, span.end) if before and closes else span


def plain(text: str) -> str:
    """``text`` without blanks, quotation marks and differences of width and case, for comparing names."""
    return "".join(char for printed in text for char in _fold(printed))


def _fold(char: str) -> str:
    if char.isspace() or char in QUOTATION_MARKS:
        return ""
    return unicodedata.normalize("NFKC", char).casefold()


def _all(text: str, wanted: str, end: int) -> Iterator[int]:
    at = text.find(wanted, 0, end)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1, end)
