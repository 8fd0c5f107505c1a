"""Places for generated cases: real divisions, a few of them with most of the cases, as in real records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import TypeVar

from casebook import regions
from casebook.record import Place, PlaceName
from casebook.regions import Division, Level

T = TypeVar("T")
_DISTRICT_SKEW, _STREET_SKEW, _COMMUNITY_SKEW = 0.7, 0.8, 0.6
#: How many cases name their community.
_WITH_COMMUNITY = 0.35


class Places:
    """Draws places; which divisions are large depends on ``seed`` alone."""

    def __init__(self, seed: int) -> None:
        self._districts = list(_with_streets(""))
        Random(f"{seed} districts").shuffle(self._districts)  # noqa: S311 - samples, not secrets
        self._weights = zipf(len(self._districts), _DISTRICT_SKEW)

    def draw(self, random: Random) -> Place:
        """One place, down to its street and sometimes its community."""
        chain = pick(random, self._districts, self._weights)
        street = _one_below(chain[-1].code, _STREET_SKEW, random)
        steps = [*chain, street] if street else list(chain)
        if street and random.random() < _WITH_COMMUNITY:
            community = _one_below(street.code, _COMMUNITY_SKEW, random)
            steps += [community] if community else []
        return Place(**{step.level.value: PlaceName(step.name, step.code) for step in steps})


def zipf(count: int, skew: float, offset: int = 1) -> list[float]:
    """Running totals of weights that fall off with the rank; a larger ``offset`` flattens the top."""
    return list(accumulate(1 / (rank + offset) ** skew for rank in range(count)))


def pick(random: Random, things: Sequence[T], weights: Sequence[float]) -> T:
    """One of ``things`` by the running totals of their weights."""
    return random.choices(things, cum_weights=weights)[0]


def _with_streets(code: str, above: tuple[Division, ...] = ()) -> Iterator[tuple[Division, ...]]:
    """The way down to each division that has streets right below it: districts, and cities without districts."""
    below = regions.children(code)
    if below and below[0].level is Level.STREET:
        yield above
        return
    for division in below:
        yield from _with_streets(division.code, (*above, division))


def _one_below(code: str, skew: float, random: Random) -> Division | None:
    divisions, weights = _below(code, skew)
    return pick(random, divisions, weights) if divisions else None


@cache
def _below(code: str, skew: float) -> tuple[Sequence[Division], Sequence[float]]:
    """The divisions right below ``code``, in an order of size of their own."""
    divisions = list(regions.children(code))
    Random(code).shuffle(divisions)  # noqa: S311 - samples, not secrets
    return divisions, zipf(len(divisions), skew)
