"""Which candidates become initiatives: those whose probability passes the bar, one per undertaking."""

from __future__ import annotations

from collections.abc import Sequence

from casebook.extraction.candidates import Candidate

#: The probability from which a candidate is drafted, chosen by cross-validation over annotated reports; a noun on its
#: own (64支志愿服务队) mostly counts the parts of something else and needs more.
BAR, BAR_BARE = 0.4, 0.65
#: What at least one candidate must reach, so that a report without initiatives stays empty.
REPORT_BAR = 0.65


def accept(candidates: Sequence[Candidate], probabilities: Sequence[float]) -> list[tuple[Candidate, float]]:
    """The accepted candidates with their probabilities, in the order of the text."""
    if max(probabilities, default=0.0) < REPORT_BAR:
        return []
    ranked = zip(candidates, probabilities, strict=True)
    accepted = [(candidate, probability) for candidate, probability in ranked if probability >= _bar(candidate)]
    return [one for one in accepted if not any(_is_short_for(one, other) for other in accepted)]


def _bar(candidate: Candidate) -> float:
    return BAR_BARE if candidate.bare and not candidate.quoted else BAR


def _is_short_for(one: tuple[Candidate, float], other: tuple[Candidate, float]) -> bool:
    """Whether a name is the beginning of a likelier one (小阿嫂 → 小阿嫂帮帮团)."""
    (short, less), (full, more) = one, other
    return less < more and short.name != full.name and full.name.startswith(short.name) and not short.site
