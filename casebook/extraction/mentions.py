"""Which initiatives the text names where."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from casebook.extraction.layout import HEADING_LENGTH, Bounds, Layout

_INSIDE = re.compile("[”’」』]?[^，。；、]{0,6}在内的?")


@dataclass(frozen=True, slots=True)
class Subject:
    """An initiative as the owner of facts.

    ``mentions`` are the spans that name it; ``places`` its printed names from the district down; ``parent`` an index
    into the list of subjects.
    """

    name: str
    kind: str
    mentions: tuple[tuple[int, int], ...]
    places: tuple[str, ...] = ()
    parent: int | None = None


class Named(NamedTuple):
    """A mention of the subject with index ``who``."""

    start: int
    end: int
    who: int


@dataclass
class Mentions(Layout):
    """A text with its subjects; answers which of them are named where."""

    subjects: Sequence[Subject]
    _headings: dict[int, list[int]] = field(default_factory=dict, init=False)
    _named_within: dict[Bounds, list[int]] = field(default_factory=dict, init=False)

    @cached_property
    def _named(self) -> list[Named]:
        """All mentions of all subjects that may be what the text talks of, from left to right.

        In 组建包括甲队在内的64支队伍 the one named is an example: what follows is counted for whoever has the 64.
        """
        return sorted(
            Named(start, end, who)
            for who, subject in enumerate(self.subjects)
            for start, end in subject.mentions
            if not _INSIDE.match(self.text, end)
        )

    @cached_property
    def _named_starts(self) -> list[int]:
        return [mention.start for mention in self._named]

    @cached_property
    def _starts(self) -> list[tuple[int, int]]:
        """Where mentions begin, examples among them, and of whom, from left to right."""
        return sorted((start, who) for who, subject in enumerate(self.subjects) for start, _ in subject.mentions)

    def _within(self, bounds: Bounds) -> list[int]:
        """The subjects that are named within ``bounds``, in order of their first mention there."""
        if bounds not in self._named_within:
            low = bisect_left(self._named_starts, bounds.start)
            high = bisect_left(self._named_starts, bounds.end)
            self._named_within[bounds] = list(dict.fromkeys(mention.who for mention in self._named[low:high]))
        return self._named_within[bounds]

    def _last_named(self, at: int) -> dict[int, tuple[int, Named]]:
        """Subject → how many other subjects were named between its last mention before ``at`` and there, and which."""
        begun = bisect_left(self._named_starts, at)
        ended, last = self._last_of_each[begun]
        if ended <= at:
            return last
        latest: dict[int, Named] = {}
        for mention in reversed(self._named[:begun]):
            if mention.end <= at:
                latest.setdefault(mention.who, mention)
        return _ranked(latest.values())

    @cached_property
    def _last_of_each(self) -> list[tuple[int, dict[int, tuple[int, Named]]]]:
        """For each number of mentions begun where the last of them ends, and what ``_last_named`` tells behind it."""
        latest: dict[int, Named] = {}
        found: list[tuple[int, dict[int, tuple[int, Named]]]] = [(0, {})]
        for mention in self._named:
            latest = {mention.who: mention, **{who: one for who, one in latest.items() if who != mention.who}}
            found.append((max(found[-1][0], mention.end), _ranked(latest.values())))
        return found

    def _coming(self, at: int, end: int) -> dict[int, int]:
        """Subject → where it is named first behind ``at``, before ``end``."""
        low, high = bisect_left(self._starts, (at - 1,)), bisect_left(self._starts, (end,))
        return {who: start for start, who in reversed(self._starts[low:high])}

    def _unknown(self, name: re.Match[str]) -> bool:
        """Whether a name in quotation marks is none of the mentions."""
        index = bisect_right(self._named_starts, name.end()) - 1
        return index < 0 or self._named[index].end <= name.start()

    def _heading_above(self, line_start: int) -> list[int]:
        """The subjects in the nearest heading, at most seven lines above."""
        if line_start not in self._headings:
            self._headings[line_start] = self._find_heading(line_start)
        return self._headings[line_start]

    def _find_heading(self, line_start: int) -> list[int]:
        at = bisect_left(self._line_starts, line_start)
        for bounds in reversed(self._lines[max(at - 7, 1) : at]):
            line = self.text[bounds.start : bounds.end].strip()
            if line and len(line) <= HEADING_LENGTH and "。" not in line:
                return self._within(bounds)
        return []


def _ranked(latest: Iterable[Named]) -> dict[int, tuple[int, Named]]:
    """Mentions by their subjects, with their places in the order given."""
    return {mention.who: (rank, mention) for rank, mention in enumerate(latest)}
