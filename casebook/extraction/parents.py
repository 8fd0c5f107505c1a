"""Which initiative another one belongs to (甸亮初心 → 党员管家班)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from casebook.extraction.candidates import Candidate, Found
from casebook.extraction.linear import shipped
from casebook.extraction.story import Initiative, Span, Story
from casebook.record import Evidence, Grounded, Method

_PART = re.compile("包括|包含|下设|下辖|分为|分成|其中|组成|旗下|里|内|的一部分|由|组建|设有|依托|推出|又|还")
#: How often a drafted parent is right where both ends are.
_USUAL = 0.6


def features(
    story: Story, initiatives: Sequence[Initiative], candidates: Sequence[Candidate], child: int
) -> list[list[str]]:
    """The names of the features of each initiative as the parent of ``child``, and last those of no parent."""
    ranked = sorted(range(len(candidates)), key=lambda index: -len(candidates[index].found))
    rank = {index: min(place, 3) for place, index in enumerate(ranked)}
    kinds = [one.kind.value.value for one in initiatives]
    firsts = sorted(candidate.found[0].start for candidate in candidates)
    mentions = [
        (one, story.sentence_at(one.start), story.paragraph_at(one.start)) for one in candidates[child].found[:4]
    ]
    made = []
    for index, other in enumerate(initiatives):
        if index == child:
            made.append(["self"])
            continue
        found = [
            f"rank:{rank[index]}",
            f"kinds:{kinds[index]}:{kinds[child]}",
            f"parent kind:{kinds[index]}",
        ]
        found += _name_features(story, candidates[index], candidates[child])
        found += _place_features(other, initiatives[child])
        for mention in mentions:
            found += _mention_features(story.clean, candidates[index], firsts, *mention)
        made.append(list(dict.fromkeys(found)))
    first = candidates[child].found[0]
    sentence = story.sentence_at(first.start)
    alone = not any(
        sentence.start <= one.start < sentence.end
        for index, other in enumerate(candidates)
        if index != child
        for one in other.found
    )
    made.append(
        [
            "none",
            f"none:{min(len(initiatives), 6)}",
            f"none:{kinds[child]}",
            f"none:first:{child == 0}",
            f"none:alone:{alone}",
            f"none:mentions:{min(len(candidates[child].found), 4)}",
            f"none:site:{bool(candidates[child].site)}",
        ]
    )
    return made


def _name_features(story: Story, theirs: Candidate, mine: Candidate) -> list[str]:
    found = []
    if theirs.name in mine.name and theirs.name != mine.name:
        found.append("name inside")
    if mine.name in theirs.name and theirs.name != mine.name:
        found.append("name around")
    if theirs.name == mine.name:
        found += ["same name", f"same name:{bool(theirs.site)}:{bool(mine.site)}"]
    if theirs.head and theirs.head == mine.head:
        found.append("same head")
    found.append(f"mentions:{min(len(theirs.found), 4)}:{min(len(mine.found), 3)}")
    found.append(f"order:{'before' if theirs.found[0].start < mine.found[0].start else 'after'}")
    if story.title and any(story.title.start <= one.start < story.title.end for one in theirs.found):
        found.append("title")
    return found


def _place_features(theirs: Initiative, mine: Initiative) -> list[str]:
    found = []
    for level in ("district", "street", "community"):
        a, b = theirs.places.get(level), mine.places.get(level)
        if a and b:
            found.append(f"{level}:{'same' if a.value.name == b.value.name else 'other'}")
        else:
            found.append(f"{level}:{'wider' if b else 'finer' if a else 'none'}")
    return found


def _mention_features(
    text: str, theirs: Candidate, firsts: Sequence[int], mention: Found, sentence: Span, paragraph: Span
) -> list[str]:
    """How one mention of the child, in its sentence and paragraph, lies to those of another candidate.

    ``firsts`` are where candidates first stand.
    """
    found = []
    before = [one for one in theirs.found if one.tail <= mention.start]
    if before:
        last = before[-1]
        between = text[last.tail : mention.start]
        others = max(0, bisect_left(firsts, mention.start) - bisect_right(firsts, last.tail))
        where = "sentence" if last.start >= sentence.start else "paragraph" if last.start >= paragraph.start else "far"
        found += [f"where:{where}", f"others:{where}:{min(others, 3)}"]
        if _PART.search(between[-60:] if where == "far" else between):
            found.append(f"part:{where}")
        if where == "sentence":
            clause = between[-8:].rstrip("“‘「")
            found += [f"between ends:{clause[-size:]}" for size in (1, 2) if len(clause) >= size]
            found.append(f"between:{min(len(between) // 8, 5)}")
    behind = text[mention.tail : mention.tail + 6].lstrip("”’」")
    if behind.startswith("在内"):
        found.append("among")
    after = [one for one in theirs.found if mention.tail <= one.start < sentence.end]
    if after:
        between = text[mention.tail : after[0].start].lstrip("”’」")
        found += ["follows", *(f"follows:{between[:size]}" for size in (1, 2) if len(between) >= size)]
    if theirs.head and not theirs.bare and len(theirs.head) > 1:
        noun = theirs.head[-2:]
        if noun in text[sentence.start : mention.start]:
            found.append("taken up")
        elif noun in text[paragraph.start : mention.start]:
            found.append("taken up:paragraph")
    return found


def link(story: Story, initiatives: list[Initiative], candidates: Sequence[Candidate]) -> list[Initiative]:
    """The same initiatives with their parents; no initiative is its own ancestor."""
    if len(initiatives) < 2:
        return initiatives
    model = shipped("parents").single["parent"]
    linked = list(initiatives)
    for child in range(len(initiatives)):
        shares = model.choose(features(story, initiatives, candidates, child))
        best = shares.index(max(shares))
        if best < len(initiatives) and best != child and not _is_ancestor(linked, child, best):
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
    confidence = round(best.confidence * initiatives[index].name.confidence * _USUAL, 4)
    return Grounded(name.value, (Evidence(best.start, best.end, best.quote, Method.MODEL, confidence),))
