"""A second look at each candidate beside the others of its report: dense rows for the trees of ``scoring``.

The first look scores a candidate by itself. Whether it is an initiative also depends on what surrounds it: how it
ranks, what the neighbours in its list, sentence and paragraph score, whether a longer or shorter name competes with it.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from casebook.extraction.candidates import Candidate
from casebook.extraction.story import Story

_FIGURE = re.compile(
    "(?=[0-9一二两三四五六七八九十百千])(?:[0-9]+|[一二两三四五六七八九十百千]+[余多来]?[名位支个家处件起户场次人])"
)
_MARKERS = "·•▪■□◆●★☆▶—-0123456789.、()（）【】[]|“‘「 　:：①②③④⑤⑥⑦⑧⑨一二三四五六七八九十"
#: Features of the first look that are worth asking again in company: of the name, and of what is said around it.
_OF_NAME = ("quoted", "title", "personal", "digit")
_AROUND = (
    "founded", "named", "counted", "listed", "speech", "organ before", "heading", "founded after", "placed",
    "opens paragraph", "set off", "duty:rest", "figure:rest", "result:rest", "date:sentence", "duty:sentence",
    "figure:sentence", "plan:sentence", "others",
)  # fmt: skip
_FLAGS = (*_OF_NAME, *_AROUND, *(f"again:{flag}" for flag in _AROUND))
#: Figures count for a mention up to this many characters behind it.
_NEAR = 80
_LOW = -9.0
_Key = TypeVar("_Key", bound=Hashable)
_FAR = 999.0


def rows(
    story: Story,
    candidates: Sequence[Candidate],
    found: Sequence[Sequence[str]],
    scores: Sequence[float],
    wanted: Iterable[int] | None = None,
) -> list[list[float]]:
    """One row for each candidate, or each of the indices ``wanted``, from features and log odds of the first look."""
    starts = [candidate.found[0].start for candidate in candidates]
    paragraphs = [story.paragraph_at(start) for start in starts]
    sentences = [story.sentence_at(start) for start in starts]
    ranked = sorted(range(len(scores)), key=lambda index: -scores[index])
    rank = {index: place for place, index in enumerate(ranked)}
    by_paragraph, by_sentence = _alike(paragraphs), _alike(sentences)
    by_head = _alike(candidate.head for candidate in candidates)
    quoted = [candidate.quoted for candidate in candidates]
    by_form = _alike(quoted)
    text = story.clean
    end = len(text.rstrip())
    figures = [match.end() for match in _FIGURE.finditer(text)]
    names = [candidate.name for candidate in candidates]
    likely = [start for start, score in zip(starts, scores, strict=True) if score > 0]
    made = []
    for index in range(len(candidates)) if wanted is None else wanted:
        candidate, name = candidates[index], names[index]
        row = [scores[index], float(rank[index]), float(len(candidates))]
        row += _summary([*scores[:index], *scores[index + 1 :]])
        row += _summary([scores[o] for o, other in enumerate(names) if name in other and o != index])
        row += _summary([scores[o] for o, other in enumerate(names) if other in name and o != index])
        beside = [other for other in by_paragraph[paragraphs[index]] if other != index]
        row += _summary([scores[o] for o in beside])
        row += _summary([scores[o] for o in by_sentence[sentences[index]] if o != index])
        row += _summary([scores[o] for o in by_head[candidate.head] if o != index] if candidate.head else [])
        row += _summary([scores[o] for o in by_form[quoted[index]] if o != index])
        row += _own(story, candidate, figures)
        before = candidates[index - 1] if index else None
        row += [scores[index - 1] if before else _LOW, float(starts[index] - before.found[0].tail) if before else _FAR]
        after = index + 1 < len(candidates)
        row += [
            scores[index + 1] if after else _LOW,
            float(starts[index + 1] - candidate.found[0].tail) if after else _FAR,
        ]
        following = bisect_right(likely, starts[index])
        row.append(min(float((likely[following] if following < len(likely) else end) - starts[index]), _FAR))
        paragraph = paragraphs[index]
        row.append(float(not text[paragraph.start : starts[index]].strip(_MARKERS)))
        row.append(float(paragraph.end - paragraph.start))
        row.append(float(sum(scores[o] > 0 for o in beside)))
        row += map(float, map(set(found[index]).__contains__, _FLAGS))
        made.append(row)
    return made


def _alike(keys: Iterable[_Key]) -> dict[_Key, list[int]]:
    """The indices of those of the same key."""
    found: dict[_Key, list[int]] = {}
    for index, key in enumerate(keys):
        found.setdefault(key, []).append(index)
    return found


def _summary(scores: Sequence[float]) -> list[float]:
    """How many, the best and the mean."""
    if not scores:
        return [0.0, _LOW, _LOW]
    return [float(len(scores)), max(scores), math.fsum(scores) / len(scores)]


def _own(story: Story, candidate: Candidate, figures: Sequence[int]) -> list[float]:
    """What the candidate is by itself; ``figures`` are the ends of all figures of the text."""
    text, mentions = story.clean, candidate.found
    near = 0
    for one in mentions[:4]:
        end = min(story.paragraph_at(one.start).end, one.tail + _NEAR)
        near = max(near, bisect_right(figures, end) - bisect_right(figures, one.tail))
    return [
        float(len(mentions)),
        float(len({story.paragraph_at(one.start) for one in mentions})),
        float(len(candidate.name)),
        float(len(candidate.head)),
        float(candidate.bare),
        float(candidate.quoted),
        float(bool(candidate.site)),
        float(candidate.brand),
        float(max(one.tail - one.end for one in mentions)),
        mentions[0].start / max(1, len(text)),
        float(len(text)),
        float(near),
    ]
