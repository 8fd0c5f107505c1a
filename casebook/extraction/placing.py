"""Which of the places of a report an initiative works at: features of each choice, weighed by a linear model.

The choices are the chains that the report names, each at its own level, and no place at all.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from casebook import regions
from casebook.extraction.atlas import Atlas
from casebook.extraction.candidates import Candidate
from casebook.extraction.linear import shipped
from casebook.extraction.places import DEPTH, Node
from casebook.extraction.story import Span
from casebook.extraction.tied import ITSELF, Tied, together
from casebook.record import PlaceName

_CUES = {
    "city": re.compile("全市|市里|市级|我市|各区"),
    "district": re.compile("全区|全县|区里|县里|区级|县级|我区|我县|县委|区委|该区|该县|各镇街|各乡镇"),
    "street": re.compile("街道(?!口|上|两)|全镇|镇里|镇上|我镇|该镇|镇村|镇党委|乡里|全乡|各村|各社区"),
    "community": re.compile("社区(?!治理|矫正)|村里|村上|全村|村民|村委|该村|我村|居委会|村党|小区|村口|本村"),
}
#: What stands between a place and the name of what is there.
_NOTHING = re.compile('[的里内“‘「『"这有:：,，·\\s]*')

#: How the mentions of a node may lie around an initiative.
_RELATIONS = (
    "tight", "clause", "sentence", "paragraph", "before", "nearest", "nearest:3", "nearest:10", "nearest:30",
    "nearest:80", "nearest:200", "nearest:far", "nearest:paragraph", "finest so far", "heading", "inside",
    "after:clause", "after:sentence", "after:paragraph", "after",
)  # fmt: skip
#: Some of them together, each a bit of a number: they are put together for every node and every initiative.
Relation = int
_BIT = {name: 1 << at for at, name in enumerate(_RELATIONS)}
_NONE: Relation = 0


def choice_options(atlas: Atlas, candidate: Candidate) -> list[Tied]:
    """The features of each node as the place of ``candidate``, and last those of no place."""
    cues = _cues(atlas, candidate)
    relations = [_relations(atlas, found.start, found.tail) for found in candidate.found[:2]]
    told = relations[-1] if _is_in_title(atlas.story.title, candidate.found[0].start) else relations[0]
    first = candidate.found[0].start
    away = [min([abs(start - first) for start in starts], default=_NOWHERE) for starts in atlas.starts_of]
    made = [_node_option(atlas, candidate, index, relations, told, cues, away) for index in range(len(atlas.nodes))]
    finest = max((DEPTH[node.level] for node in atlas.nodes), default=0)
    none = ["none", f"none:finest:{finest}", f"none:nodes:{min(len(atlas.nodes), 6)}", *(f"none:{cue}" for cue in cues)]
    return [*made, Tied([], _AS_THEY_ARE, none)]


def _is_in_title(title: Span | None, at: int) -> bool:
    return title is not None and title.start <= at < title.end


def _node_option(
    atlas: Atlas,
    candidate: Candidate,
    index: int,
    relations: list[dict[int, Relation]],
    told: dict[int, Relation],
    cues: frozenset[str],
    away: Sequence[int],
) -> Tied:
    """The features of one node; ``told`` are its relations to the first mention below the headline.

    ``away`` are the characters between the first mention and the nearest one of each node.
    """
    finer = min([away[other] for other in atlas.finer[index]], default=_NOWHERE)
    level, stem = atlas.levels[index], atlas.stems[index]
    ties = [
        atlas.standings[index],
        _cued(level, cues),
        _as_they_are(level, _of_all(relations, (index,))),
        _crossed("first", level, relations[0].get(index, _NONE)),
        _crossed("told", level, told.get(index, _NONE)),
        _crossed("finer", level, _of_all(relations, atlas.finer[index])),
        _crossed("above", level, _of_all(relations, atlas.above[index])),
        _apart(level, min(away[index], _NOWHERE).bit_length(), min(finer, _NOWHERE).bit_length()),
    ]
    found = [f"{level}:head:{candidate.head[-2:]}"] if candidate.head else []
    if len(stem) >= 2 and stem in candidate.name:
        found += ["in name", f"in name:{level}"]
    elif len(stem) > 2 and stem[:2] in candidate.name:
        found += ["begins in name", f"begins in name:{level}"]
    return Tied(ties, _AS_THEY_ARE, found)


#: Stands for the distance of a place that is not mentioned; all beyond it are as far.
_NOWHERE = 4095


@cache
def _apart(level: str, own: int, finer: int) -> str:
    """How far a node is, in powers of two, and how much farther than the nearest place within it."""
    return together((f"{level}:away:{own}", f"{level}:away:finer:{own - finer}"))


_AS_THEY_ARE = (ITSELF,)


def _of_all(relations: Sequence[Mapping[int, Relation]], nodes: Sequence[int]) -> Relation:
    """All relations of ``nodes``."""
    found = _NONE
    for relation in relations:
        for node in nodes:
            found |= relation.get(node, _NONE)
    return found


def _names(relation: Relation) -> list[str]:
    return [name for name, bit in _BIT.items() if relation & bit]


@lru_cache(maxsize=4096)
def _crossed(whose: str, level: str, relation: Relation) -> str:
    """Features for a relation of a node of ``level``; kept, because few of them make up most places of all reports."""
    return together(f"{whose}:{level}:{name}" for name in _names(relation))


@lru_cache(maxsize=4096)
def _as_they_are(level: str, relation: Relation) -> str:
    """Features for a relation as it is, and behind ``level``."""
    names = _names(relation)
    return together((*names, *(f"{level}:{name}" for name in names)))


@lru_cache(maxsize=4096)
def _cued(level: str, cues: frozenset[str]) -> str:
    """Features for what the words around speak of, behind ``level``."""
    return together(f"{level}:{cue}" for cue in sorted(cues))


def _relations(atlas: Atlas, start: int, end: int) -> dict[int, Relation]:
    """For each node how its mentions lie around the initiative at ``[start:end]``."""
    text, story = atlas.story.framed, atlas.story
    sentence, paragraph = story.sentence_at(start), story.paragraph_at(start)
    clause = story.clause_at(start)
    at = bisect_right(atlas.starts, start)
    found: dict[int, Relation] = {}
    nearest: set[str] = set()
    finest = 0
    for number in range(at - 1, -1, -1):
        mention, index = atlas.mentions[number]
        gap = start - mention.end
        relation = _BIT["tight"] if gap <= 4 and _NOTHING.fullmatch(text, mention.end, max(start, mention.end)) else 0
        if mention.start >= clause.start:
            relation |= _BIT["clause"]
        elif mention.start >= sentence.start:
            relation |= _BIT["sentence"]
        elif mention.start >= paragraph.start:
            relation |= _BIT["paragraph"]
        elif mention.end <= start:
            relation |= _BIT["before"]
        depth = DEPTH[mention.level]
        if mention.level not in nearest:
            nearest.add(mention.level)
            finest = max(finest, depth)
            relation |= _BIT["nearest"] | _BIT[_gap(gap)]
            if mention.start >= paragraph.start:
                relation |= _BIT["nearest:paragraph"]
        if depth >= finest:
            relation |= _BIT["finest so far"]
        if mention.start < paragraph.start and atlas.in_heading[number]:
            relation |= _BIT["heading"]
        found[index] = found.get(index, _NONE) | relation
    for mention, index in atlas.mentions[at:]:
        if mention.end <= end:
            where = "inside"
        elif mention.start < clause.end:
            where = "after:clause"
        elif mention.start < sentence.end:
            where = "after:sentence"
        elif mention.start < paragraph.end:
            where = "after:paragraph"
        else:
            where = "after"
        found[index] = found.get(index, _NONE) | _BIT[where]
    return found


def _gap(gap: int) -> str:
    for limit in (3, 10, 30, 80, 200):
        if gap <= limit:
            return f"nearest:{limit}"
    return "nearest:far"


def _cues(atlas: Atlas, candidate: Candidate) -> frozenset[str]:
    """Which levels the words around the first mentions speak of (街道成立…, 村里办起…)."""
    text, story = atlas.story.clean, atlas.story
    found = []
    for found_at in candidate.found[:3]:
        sentence, paragraph = story.sentence_at(found_at.start), story.paragraph_at(found_at.start)
        before = text[sentence.start : found_at.start]
        for level, cue in _CUES.items():
            matches = list(cue.finditer(before))
            if matches:
                found.append(f"cue:{level}")
                if len(before) - matches[-1].end() < 12:
                    found.append(f"cue:{level}:near")
            elif cue.search(text, paragraph.start, paragraph.end):
                found.append(f"cue:{level}:paragraph")
    return frozenset(found)


class Placed(NamedTuple):
    """One level of a chosen place: its name, the span that names it and the probability that it is right."""

    level: str
    name: PlaceName
    span: tuple[int, int]
    share: float


def choose(atlas: Atlas, candidate: Candidate) -> list[Placed]:
    """The place of ``candidate``, level by level from the top down; empty where it has none."""
    if not atlas.nodes:
        return []
    shares = shipped("places").single["place"].choose(choice_options(atlas, candidate))
    best = shares.index(max(shares))
    if best == len(atlas.nodes):
        return []
    made: list[Placed] = []
    for index in (*atlas.above[best], best):
        within = (index, *atlas.finer[index])
        share = math.fsum(map(shares.__getitem__, within))
        level, name = atlas.nodes[index].chain[-1]
        span = _evidence_span([atlas.nodes[one] for one in within], candidate.found[0].start)
        made.append(Placed(level, _with_code(level, name, made), span, min(share, 1.0)))
    return made


def _with_code(level: str, name: PlaceName, above: Sequence[Placed]) -> PlaceName:
    """A community that is printed shorter than it is listed (第三社区) with the one code that it can have there."""
    within = above[-1].name.code if above else None
    if level != "community" or name.code or not within:
        return name
    return PlaceName(name.name, _only_code(name.name, within))


@lru_cache(maxsize=64)
def _only_code(community: str, within: str) -> str | None:
    """The code of the only community within a division that may be meant; kept for the other initiatives there."""
    matches = regions.find(community, level=regions.Level.COMMUNITY, within=within)
    return matches[0].division.code if len(matches) == 1 else None


def _evidence_span(within: Sequence[Node], near: int) -> tuple[int, int]:
    """Where a place is named, nearest to the initiative; ``within`` are the place and those that lie in it.

    One that is not named takes the next one below.
    """
    mentions = ((len(node.chain), abs(m.start - near), m.start, m.end) for node in within for m in node.mentions)
    _, _, start, end = min(mentions)
    return start, end
