"""Which initiative another one belongs to (甸亮初心 → 党员管家班)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from casebook.extraction.candidates import Candidate
from casebook.extraction.linear import shipped
from casebook.extraction.story import Initiative, Story
from casebook.record import Evidence, Grounded, Method

_PART = re.compile("包括|包含|下设|下辖|分为|分成|其中|组成|旗下|里|内|的一部分|由|组建|设有|依托|推出|又|还")
_BAR = 0.5


def features(
    story: Story, initiatives: Sequence[Initiative], candidates: Sequence[Candidate], child: int
) -> list[list[str]]:
    """The names of the features of each initiative as the parent of ``child``, and last those of no parent."""
    text = story.clean
    mine = candidates[child]
    first = mine.found[0]
    sentence, paragraph = story.sentence_at(first.start), story.paragraph_at(first.start)
    made = []
    for index, other in enumerate(initiatives):
        if index == child:
            made.append(["self"])
            continue
        theirs = candidates[index]
        before = [found for found in theirs.found if found.start < first.start]
        found = [
            f"order:{'before' if before else 'after'}",
            f"kinds:{other.kind.value.value}:{initiatives[child].kind.value.value}",
        ]
        if theirs.name in mine.name:
            found.append("name inside")
        if mine.name in theirs.name:
            found.append("name around")
        if theirs.name == mine.name:
            found.append("same name")
        if theirs.head and theirs.head == mine.head:
            found.append("same head")
        found.append(f"mentions:{min(len(theirs.found), 4)}:{min(len(mine.found), 3)}")
        ranked = sorted(range(len(candidates)), key=lambda i: -len(candidates[i].found))
        found.append(f"rank:{min(ranked.index(index), 3)}")
        if index == 0:
            found.append("first of all")
        if story.title and any(story.title.start <= f.start < story.title.end for f in theirs.found):
            found.append("title")
        last = before[-1] if before else None
        if last:
            between = sum(last.tail < c.found[0].start < first.start for c in candidates if c is not theirs)
            found.append(f"between:{min(between, 4)}")
            where = (
                "sentence" if last.start >= sentence.start else "paragraph" if last.start >= paragraph.start else "far"
            )
            found.append(f"where:{where}")
            if _PART.search(text, last.tail, min(first.start, last.tail + 60)):
                found.append(f"part:{where}")
        for level in ("district", "street", "community"):
            a, b = other.places.get(level), initiatives[child].places.get(level)
            same = (
                "same"
                if a and b and a.value.name == b.value.name
                else "both"
                if a and b
                else "wider"
                if b
                else "finer"
                if a
                else "none"
            )
            found.append(f"{level}:{same}")
        if theirs.head and not theirs.bare:
            noun = theirs.head[-2:]
            if noun in text[sentence.start : first.start]:
                found.append("taken up")
            elif noun in text[paragraph.start : first.start]:
                found.append("taken up:paragraph")
        made.append(found)
    made.append(
        [
            "none",
            f"none:{min(len(initiatives), 6)}",
            f"none:{initiatives[child].kind.value.value}",
            f"none:{child == 0}",
        ]
    )
    return made


def link(story: Story, initiatives: list[Initiative], candidates: Sequence[Candidate]) -> list[Initiative]:
    """The same initiatives with their parents; no initiative is its own ancestor."""
    if len(initiatives) < 2:
        return initiatives
    model = shipped("parents").single["parent"]
    linked = list(initiatives)
    for child in range(len(initiatives)):
        shares = model.choose(features(story, initiatives, candidates, child))
        best = max(range(len(shares)), key=lambda index: (shares[index], -index))
        if best < len(initiatives) and best != child and shares[best] >= _BAR and not _is_ancestor(linked, child, best):
            linked[child] = replace(linked[child], parent=best)
    return linked


def _is_ancestor(initiatives: Sequence[Initiative], ancestor: int, of: int) -> bool:
    at: int | None = of
    while at is not None:
        if at == ancestor:
            return True
        at = initiatives[at].parent
    return False


def grounded(initiatives: Sequence[Initiative], index: int) -> Grounded[str] | None:
    """The parent's name with where it stands."""
    parent = initiatives[index].parent
    if parent is None:
        return None
    name = initiatives[parent].name
    best = name.evidence[0]
    evidence = Evidence(best.start, best.end, best.quote, Method.MODEL, round(best.confidence * _BAR, 4))
    return Grounded(name.value, (evidence,))
