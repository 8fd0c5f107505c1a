"""Where the lines, sentences and clauses of a text begin and end."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import NamedTuple

_LINE_EDGE = re.compile("\n")
_SENTENCE_EDGE = re.compile('[。！？!?\n]+[”’"]?')
_CLAUSE_EDGE = re.compile("[。！？!?\n，；,;：:]")
#: A line up to this length without a full stop is a heading.
HEADING_LENGTH = 40


class Bounds(NamedTuple):
    """A stretch of text, ``[start:end]``."""

    start: int
    end: int


@dataclass
class Layout:
    """A text; answers in which line, sentence and clause a place of it stands."""

    text: str

    def line(self, at: int) -> Bounds:
        """The line around ``at``."""
        return self._lines[bisect_right(self._line_starts, at) - 1]

    def sentence(self, at: int) -> Bounds:
        """The sentence around ``at``; a line break ends a sentence."""
        return self._sentences[bisect_right(self._sentence_starts, at) - 1]

    def clause(self, at: int) -> Bounds:
        """The stretch between two commas or stronger marks around ``at``."""
        return self._clauses[bisect_right(self._clause_starts, at) - 1]

    def in_heading(self, at: int) -> bool:
        """Whether ``at`` stands in a short line without a full stop."""
        line = self.line(at)
        return line.end - line.start < HEADING_LENGTH and "。" not in self.text[line.start : line.end]

    def in_quotation(self, at: int) -> bool:
        """Whether a quotation mark of the line is still open at ``at``."""
        start = self.line(at).start
        return self.text.count("“", start, at) > self.text.count("”", start, at)

    @cached_property
    def _lines(self) -> list[Bounds]:
        return _cut(self.text, _LINE_EDGE)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [bounds.start for bounds in self._lines]

    @cached_property
    def _sentences(self) -> list[Bounds]:
        return _cut(self.text, _SENTENCE_EDGE)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [bounds.start for bounds in self._sentences]

    @cached_property
    def _clauses(self) -> list[Bounds]:
        return _cut(self.text, _CLAUSE_EDGE)

    @cached_property
    def _clause_starts(self) -> list[int]:
        return [bounds.start for bounds in self._clauses]


def _cut(text: str, edge: re.Pattern[str]) -> list[Bounds]:
    """The stretches that end where ``edge`` does, one behind the other."""
    ends = [match.end() for match in edge.finditer(text)]
    # A text has a hundred clauses: they are made as Bounds(*pair) would, without a call of Python for each.
    return list(map(_as_bounds, pairwise([0, *ends, len(text)])))


_as_bounds: Callable[[tuple[int, int]], Bounds] = partial(tuple.__new__, Bounds)
