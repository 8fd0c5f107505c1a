"""A report as the extraction sees it, and the types that its stages hand on.

Every stage works on ``Story.clean``: the stored text with the page furniture blanked at equal length, so that each
offset is an offset into the stored text as well.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from casebook.extraction.cleaning import Page, Part, split_page
from casebook.record import Grounded, Kind, Outcome, PartialDate, PlaceName, Quantity

_SENTENCE = re.compile(r"[^。！？!?\n]+(?:[。！？!?]+[”’」』）)]*|\n|$)")
_PARAGRAPH = re.compile(r"[^\n]+")
_CLAUSE_EDGE = re.compile(r"[。！？!?\n，,；;：:]")
#: A line at the foot of a page that says whose page it is.
_PUBLISHED_BY = re.compile("(?:信息|稿件|文章)?(?:来源|主办|主办单位|承办|供稿|版权所有)[:：]")
#: Quotation marks that open and close names and speech, in pairs.
QUOTES = {"“": "”", "「": "」", "『": "』", '"': '"'}
_LONGEST_QUOTED_NAME = 24
_QUOTATION = re.compile("|".join(f"{a}([^{a}{b}\n]+){b}" for a, b in QUOTES.items()))


class Span(NamedTuple):
    """``text[start:end]``, in code points."""

    start: int
    end: int


class Mention(NamedTuple):
    """Where a text speaks of an initiative: by its name, or by a noun that takes it up (该中心, 队伍)."""

    start: int
    end: int
    anaphoric: bool = False


@dataclass(frozen=True)
class Story:
    """A report with its parts; ``published`` is what relative dates (去年) are counted from."""

    text: str
    page: Page
    published: PartialDate | None = None

    @classmethod
    def of(cls, text: str, published: PartialDate | None = None) -> Story:
        """Cut ``text`` into page furniture and news."""
        return cls(text, split_page(text), published)

    @cached_property
    def clean(self) -> str:
        """Headline and body; everything else blanked at equal length."""
        return self.page.masked()

    @cached_property
    def framed(self) -> str:
        """Headline, body and the frame that says where the page is from; related links blanked at equal length."""
        framed = self.page.masked(*(part for part in Part if part is not Part.RELATED))
        for start, end in self.page.spans(Part.RELATED):
            if _PUBLISHED_BY.match(self.text, start, end):
                framed = framed[:start] + self.text[start:end] + framed[end:]
        return framed

    @cached_property
    def title(self) -> Span | None:
        """Where the headline stands."""
        return Span(*self.page.title) if self.page.title else None

    @cached_property
    def paragraphs(self) -> tuple[Span, ...]:
        """The lines of headline and body."""
        found = (Span(m.start(), m.end()) for m in _PARAGRAPH.finditer(self.clean))
        return tuple(span for span in found if self.clean[span.start : span.end].strip())

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences of headline and body; a line break ends one."""
        found = (Span(m.start(), m.end()) for m in _SENTENCE.finditer(self.clean))
        return tuple(span for span in found if self.clean[span.start : span.end].strip())

    @cached_property
    def quotations(self) -> tuple[Span, ...]:
        """What stands between quotation marks, without the marks: names as well as speech."""
        found = []
        for match in _QUOTATION.finditer(self.clean):
            group = match.lastindex or 0
            found.append(Span(match.start(group), match.end(group)))
        return tuple(found)

    @cached_property
    def speech(self) -> tuple[Span, ...]:
        """Quotations that are too long for a name."""
        return tuple(span for span in self.quotations if span.end - span.start > _LONGEST_QUOTED_NAME)

    @cached_property
    def _later_sentences(self) -> list[int]:
        """Where all sentences but the first begin: that takes what stands before it as well."""
        return [span.start for span in self.sentences[1:]]

    @cached_property
    def _later_paragraphs(self) -> list[int]:
        return [span.start for span in self.paragraphs[1:]]

    def sentence_at(self, at: int) -> Span:
        """The sentence around ``at``."""
        found = self.sentences
        return found[bisect_right(self._later_sentences, at)] if found else Span(at, at)

    def paragraph_at(self, at: int) -> Span:
        """The line around ``at``."""
        found = self.paragraphs
        return found[bisect_right(self._later_paragraphs, at)] if found else Span(at, at)

    def clause_at(self, at: int) -> Span:
        """The stretch between two commas or stronger marks around ``at``."""
        sentence = self.sentence_at(at)
        edges = [m.start() for m in _CLAUSE_EDGE.finditer(self.clean, sentence.start, sentence.end)]
        left = max((edge + 1 for edge in edges if edge < at), default=sentence.start)
        return Span(left, min((edge for edge in edges if edge >= at), default=sentence.end))


@dataclass(frozen=True, slots=True)
class Initiative:
    """An initiative whose name was accepted, on its way to a draft.

    ``mentions`` are in reading order and begin with the one that the name was taken from; ``places`` maps a level to
    its grounded name; ``parent`` is an index into the list that it stands in.
    """

    name: Grounded[str]
    kind: Grounded[Kind]
    mentions: tuple[Mention, ...]
    places: Mapping[str, Grounded[PlaceName]] = field(default_factory=dict)
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a story states of one initiative beyond name, kind and place."""

    team_count: Grounded[Quantity] | None = None
    team_size: Grounded[Quantity] | None = None
    started: Grounded[PartialDate] | None = None
    services: tuple[Grounded[str], ...] = ()
    outcomes: tuple[Grounded[Outcome], ...] = ()
