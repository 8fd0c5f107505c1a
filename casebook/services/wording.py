"""Where two versions of a text differ: sentences side by side, the differing words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

_SENTENCE = re.compile(r"[^。！？!?；;\n]+(?:[。！？!?；;]+[”’」』）)]*)?")
_WORD = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)?|\s+|.", re.S)
#: More differing rows than anybody compares; the rest is counted.
MOST_ROWS = 200


class Piece(NamedTuple):
    """A stretch of a sentence; ``differs`` where the other version has something else or nothing."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of sentences that differ; an empty side has no counterpart."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differing rows in the order of the texts, how many more there are, and how many sentences are the same."""

    rows: tuple[Row, ...]
    further: int
    same: int


def compare(left: str, right: str) -> Comparison:
    """Compare two texts sentence by sentence; blanks do not count."""
    ours, theirs = sentences(left), sentences(right)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    rows: list[Row] = []
    same = 0
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            same += i2 - i1
        else:
            rows.extend(_rows(ours[i1:i2], theirs[j1:j2]))
    return Comparison(tuple(rows[:MOST_ROWS]), max(0, len(rows) - MOST_ROWS), same)


def sentences(text: str) -> list[str]:
    """The sentences of a text without the blanks around them."""
    return [stripped for match in _SENTENCE.finditer(text) if (stripped := match.group().strip())]


def _rows(ours: list[str], theirs: list[str]) -> Iterator[Row]:
    """Sentence beside sentence; where one side has more, the rest stands alone."""
    for index in range(max(len(ours), len(theirs))):
        left = ours[index] if index < len(ours) else ""
        right = theirs[index] if index < len(theirs) else ""
        yield _row(left, right)


def _row(left: str, right: str) -> Row:
    ours, theirs = _WORD.findall(left), _WORD.findall(right)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    pieces_left: list[Piece] = []
    pieces_right: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if i2 > i1:
            pieces_left.append(Piece("".join(ours[i1:i2]), tag != "equal"))
        if j2 > j1:
            pieces_right.append(Piece("".join(theirs[j1:j2]), tag != "equal"))
    return Row(tuple(pieces_left), tuple(pieces_right))
