"""Which lines of a page are the article, and which are the page around it.

Reports arrive as whole pages: menus and paths above, share bars, credits, related links and legal notices below.
``split_page`` gives every line a ``Part``; nothing is cut out, so that all offsets stay those of the stored text.
Extraction works on ``Page.masked()``, in which everything but headline and body is blanked at equal length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from typing import NamedTuple

from casebook.extraction.mastheads import (
    is_bare_name,
    is_barred,
    is_column_name,
    is_field,
    is_masthead,
    is_signboard,
    is_subtitle,
)
from casebook.extraction.page_lines import (
    is_byline,
    is_caption,
    is_credit,
    is_desk_credit,
    is_editorial,
    is_furniture,
    is_menu,
    is_prose,
    is_question,
    is_teaser,
    is_tool,
    names_author,
    opens_tail,
    path_steps,
)

#: An article shorter than this is judged with everything around it: cutting must have gone wrong.
SHORTEST_BODY = 100


class Part(Enum):
    """What a line is to the page; ``FURNITURE`` is menus, paths, tools and column names."""

    FURNITURE = "furniture"
    TITLE = "title"
    BYLINE = "byline"
    BODY = "body"
    CREDIT = "credit"
    RELATED = "related"


class Span(NamedTuple):
    """``text[start:end]``, in code points."""

    start: int
    end: int


class Line(NamedTuple):
    """A line of the page without the blanks around it: ``text[start:end]``."""

    start: int
    end: int
    part: Part


@dataclass(frozen=True)
class Page:
    """A text with the part of each line that is not blank, in reading order."""

    text: str
    lines: tuple[Line, ...]

    @cached_property
    def title(self) -> Span | None:
        """Where the headline stands, or None where the page has none."""
        return next(iter(self.spans(Part.TITLE)), None)

    @cached_property
    def body(self) -> tuple[Span, ...]:
        """The lines of the article, captions included, without the headline."""
        return self.spans(Part.BODY)

    def spans(self, *parts: Part) -> tuple[Span, ...]:
        """Where the lines of these parts stand, in reading order."""
        if len(parts) == 1:
            return tuple(self._of_part.get(parts[0], ()))
        return tuple(sorted(chain.from_iterable(self._of_part.get(part, ()) for part in parts)))

    @cached_property
    def _of_part(self) -> Mapping[Part, Sequence[Span]]:
        """The lines by what they are: a page is asked again and again for some of its parts."""
        found: dict[Part, list[Span]] = {}
        for start, end, part in self.lines:
            found.setdefault(part, []).append(Span(start, end))
        return found

    def masked(self, *keep: Part) -> str:
        """The text at equal length with all lines blanked except those of ``keep`` (headline and body by default)."""
        pieces, at = [], 0
        for start, end in self.spans(*(keep or (Part.TITLE, Part.BODY))):
            pieces += [_blanked(self.text[at:start]), self.text[start:end]]
            at = end
        return "".join([*pieces, _blanked(self.text[at:])])


def _blanked(text: str) -> str:
    if not text.strip("\n"):
        return text
    return "\n".join(" " * len(line) for line in text.split("\n"))


@lru_cache(maxsize=1)
def split_page(text: str) -> Page:
    """Tell headline, byline, body, credits and page furniture of ``text`` apart.

    The last page is kept: reading a report and extracting from it ask for the same one.
    """
    lines = [Span(match.start(), match.end()) for match in _LINE.finditer(text)]
    parts = _parts([text[start:end] for start, end in lines])
    return Page(text, tuple(Line(start, end, part) for (start, end), part in zip(lines, parts, strict=True)))


def article_of(text: str) -> str:
    """The lines of the article itself, without menus, related links and notices; all of a text that has no body."""
    body = "\n".join(text[start:end] for start, end in split_page(text).body)
    return body if len(body) >= SHORTEST_BODY else text


def _parts(lines: list[str]) -> list[Part]:
    tail = _tail_start(lines)
    head, title = _head(lines[:tail])
    parts = [_part_in_head(lines, index, title) for index in range(head)]
    in_box = False
    for line in lines[head:tail]:
        in_box = opens_tail(line) or (in_box and not is_prose(line))
        parts.append(Part.RELATED if in_box else _part_in_body(line))
    return parts + [Part.RELATED] * (len(lines) - tail)


def _part_in_head(lines: list[str], index: int, title: int | None) -> Part:
    line = lines[index]
    if index == title:
        return Part.TITLE
    if is_tool(line):
        return Part.FURNITURE
    if is_byline(line) or is_masthead(line):
        return Part.BYLINE
    if is_furniture(line) or title is None or index < title:
        return Part.BODY if is_editorial(line) and is_prose(line) else Part.FURNITURE
    signed = is_bare_name(line) and index + 1 < len(lines) and is_byline(lines[index + 1])
    return Part.BYLINE if signed else Part.BODY


def _part_in_body(line: str) -> Part:
    if is_credit(line):
        return Part.CREDIT
    return Part.FURNITURE if is_tool(line) else Part.BODY


def _head(lines: list[str]) -> tuple[int, int | None]:
    """How many lines stand before the article begins, and which of them is the headline."""
    reach = _reach(lines)
    path = max((i for i in range(reach) if path_steps(lines[i]) or is_menu(lines[i])), default=-1)
    open_lines = [
        i for i in range(reach) if not (is_furniture(lines[i]) or is_byline(lines[i]) or is_editorial(lines[i]))
    ]
    below_path = [i for i in open_lines if i > path]
    told = any(not (is_column_name(lines[i]) or is_subtitle(lines[i]) or is_field(lines[i])) for i in below_path)
    candidates = below_path if told else open_lines
    title = next((at for n, at in enumerate(candidates) if not _is_label(lines, candidates[n:])), None)
    if title is None:
        return reach, None
    near = range(title + 1, min(title + 1 + _BYLINE_REACH, len(lines)))
    below = [
        i for i in near if is_byline(lines[i]) or (i < reach and (is_furniture(lines[i]) or is_masthead(lines[i])))
    ]
    return max([title, *below]) + 1, title


def _reach(lines: list[str]) -> int:
    """How many lines the headline can be among: those before the first prose, notes of the editors aside."""
    for index, line in enumerate(lines[:_LONGEST_HEAD]):
        if index and is_question(line):
            return index
        if is_prose(line) and not (is_editorial(line) or is_byline(line) or is_furniture(line)):
            return index
    return min(len(lines), _LONGEST_HEAD)


def _is_label(lines: list[str], candidates: list[int]) -> bool:
    """True for what stands above a headline without being it: the paper's name, a column, an issue number."""
    line, *below = (lines[index] for index in candidates)
    later = [other for other in below if not (is_subtitle(other) or is_field(other))]
    if below and (is_masthead(line) or is_barred(line)):
        return True
    if not later:
        return False
    if candidates[0] == 0 and is_signboard(line) and _ANNOUNCES.match(later[0]):
        return True
    if is_masthead(line) or is_column_name(line) or len(line) <= _SHORTEST_TITLE:
        return True
    longer = [other for other in later[:3] if len(other) >= len(line) + 4]
    told = [other for other in longer if not is_bare_name(other, len(other))]
    if names_author(lines[candidates[0] + 1]):
        return False
    if candidates[0] == 0 and is_signboard(line) and not is_bare_name(later[0], len(later[0])):
        return True
    return bool((longer and is_bare_name(line)) or (told and candidates[0] == 0 and is_bare_name(line, 14)))


def _tail_start(lines: list[str]) -> int:
    """The line from which nothing belongs to the article any more; ``len(lines)`` where that never comes."""
    news = [0 if is_byline(line) or is_furniture(line) or is_credit(line) else len(line) for line in lines]
    seen = [0, *accumulate(news)]
    last_prose = max((i for i, line in enumerate(lines) if is_prose(line) or is_caption(line)), default=-1)
    for index, line in enumerate(lines):
        if seen[index] < _ENOUGH_NEWS:
            continue
        if opens_tail(line) and not _article_resumes(lines[index + 1 :], seen[index]):
            return index
        closes = is_desk_credit(line) or (index > last_prose and is_credit(line))
        if closes and seen[index] * 2 >= seen[-1]:
            return index
    return len(lines)


def _article_resumes(rest: list[str], seen: int) -> bool:
    """True where a box of links stands inside the article: far more unbroken prose follows than came before."""
    paragraphs = (line for line in rest if is_prose(line) and len(line) >= _LONG_PARAGRAPH and not is_teaser(line))
    return sum(map(len, paragraphs)) > 3 * seen and not any(opens_tail(line) for line in rest)


#: Characters of news that must have come before a line can close the article.
_ENOUGH_NEWS = 100
_LONGEST_HEAD = 40
_SHORTEST_TITLE = 3
#: How many lines below the headline source and date are looked for.
_BYLINE_REACH = 6
_LONG_PARAGRAPH = 40
#: The headline of what an office makes known, below its name.
_ANNOUNCES = re.compile("关于.*的|.*(?:公告|通告|通知|启事|总结|报告)$")

_LINE = re.compile(r"\S(?:[^\n]*\S)?")
