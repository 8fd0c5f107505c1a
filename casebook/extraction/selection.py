"""Which candidates become initiatives: those whose probability passes the bar, one per undertaking."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casebook.extraction.candidates import Candidate
from casebook.extraction.heads import head_of
from casebook.extraction.story import Story

#: The probability from which a candidate is drafted, chosen by cross-validation over annotated reports; a noun on its
#: own (64支志愿服务队) mostly counts the parts of something else and needs more.
BAR, BAR_BARE = 0.35, 0.5
#: One of several sites of a brand, found with its place, hardly ever is anything else.
BAR_SITE = 0.2
#: What at least one candidate must reach, so that a report without initiatives stays empty; the second is for pages
#: that announce or record something else, and only mention initiatives on the way.
REPORT_BAR, REPORT_BAR_FORMAL = 0.58, 0.95
_FORMAL = re.compile("召开|会议|推进会|座谈|调研|考察|招聘|培训班|颁奖|公告|通告|一图读懂")


def accept(
    story: Story, candidates: Sequence[Candidate], probabilities: Sequence[float]
) -> list[tuple[Candidate, float]]:
    """The accepted candidates with their probabilities, in the order of the text."""
    formal = story.title and _FORMAL.search(story.clean, *story.title)
    if max(probabilities, default=0.0) < (REPORT_BAR_FORMAL if formal else REPORT_BAR):
        return []
    ranked = zip(candidates, probabilities, strict=True)
    accepted = [(candidate, probability) for candidate, probability in ranked if probability >= _bar(candidate)]
    return [one for one in accepted if not any(_is_short_for(one, other) for other in accepted)]


def _bar(candidate: Candidate) -> float:
    if candidate.site:
        return BAR_SITE
    return BAR_BARE if candidate.bare and not candidate.quoted else BAR


def _is_short_for(one: tuple[Candidate, float], other: tuple[Candidate, float]) -> bool:
    """Whether a likelier name is the same with its noun (小阿嫂 → 小阿嫂帮帮团)."""
    (short, less), (full, more) = one, other
    if less >= more or short.site or not full.name.startswith(short.name):
        return False
    rest = full.name[len(short.name) :]
    return bool(rest) and head_of(rest) == rest
