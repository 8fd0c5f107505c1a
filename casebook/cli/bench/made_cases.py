"""Generated cases, for measuring: no two runs differ, and the words are as unevenly spread as in real records.

A case depends on the seed and its number alone, so that any slice is the same as in the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from casebook import regions
from casebook.cli.bench import words
from casebook.cli.bench.made_places import Places, pick, zipf
from casebook.exports import ExportRow, SourceReport
from casebook.record import CHINA_TIME, CaseStatus, CaseValues, Kind, Outcome, PartialDate, Qualifier, Quantity

SEED = 20_240_601
#: Cases are drawn in blocks; to begin inside one, the cases before it are drawn and dropped.
_BLOCK = 1_000
_FIRST_DAY = date(2014, 1, 1)
_DAYS = 4_300
#: The later the likelier: days grow with this power of an even draw.
_RECENT = 0.6
_KINDS = dict(zip(Kind, (34, 24, 12, 14, 10, 6), strict=True))
_STATUSES = dict(zip(CaseStatus, (3, 7, 68, 22), strict=True))
_QUALIFIERS = dict(zip(Qualifier, (80, 12, 4, 4), strict=True))
_SHORTEST, _SPREAD = 60, 110
_WITH_RARE_WORD = 0.001

_SKEWED: dict[str, tuple[list[str], list[float]]] = {
    "t": (words.TOPICS, zipf(len(words.TOPICS), 0.8, 4)),
    "a": (words.ACTORS, zipf(len(words.ACTORS), 0.7, 3)),
    "x": (words.ACTS, zipf(len(words.ACTS), 0.5, 6)),
    "m": (words.METHODS, zipf(len(words.METHODS), 0.6, 3)),
    "b": (words.TROUBLES, zipf(len(words.TROUBLES), 0.2)),
    "p": (words.PLACES, zipf(len(words.PLACES), 0.3)),
    "r": (words.RESULTS, zipf(len(words.RESULTS), 0.3)),
    "q": (["劝导", "调解"], zipf(2, 2.5)),
}
_SERVICE_WEIGHTS = zipf(len(words.SERVICES), 0.6, 2)


class _Blanks(dict[str, Any]):
    """Fills the blanks of a sentence, each when it is asked for: ``{a}`` and ``{a2}`` are two actors."""

    def __init__(self, random: Random, **given: Any) -> None:
        super().__init__(given)
        self._random = random

    def __missing__(self, blank: str) -> Any:
        if blank in "ij":
            return 1 + int(self._random.random() * (60 if blank == "i" else 300))
        if blank == "n":
            return self._random.choice(words.SURNAMES)
        return pick(self._random, *_SKEWED[blank[0]])


def made_cases(count: int, start: int = 1, seed: int = SEED) -> Iterator[ExportRow]:
    """The cases number ``start`` to ``start + count - 1``, as rows of an export."""
    places, end = Places(seed), start + count
    for block in range((start - 1) // _BLOCK, (end - 2) // _BLOCK + 1):
        random = Random(f"{seed} {block}")  # noqa: S311 - samples, not secrets
        for number in range(block * _BLOCK + 1, (block + 1) * _BLOCK + 1):
            row = _case(number, random, places)
            if start <= number < end:
                yield row


def _case(number: int, random: Random, places: Places) -> ExportRow:
    topic = pick(random, *_SKEWED["t"])
    day = _FIRST_DAY + timedelta(int(_DAYS * random.random() ** _RECENT))
    moment = datetime(day.year, day.month, day.day, random.randrange(8, 18), random.randrange(60), tzinfo=CHINA_TIME)
    values = _values(random, topic, places, day)
    return ExportRow(
        number=number,
        values=values,
        parent_name="",
        status=_weighted(random, _STATUSES),
        version=1,
        region_code=regions.pad12(values["place"].code),
        reported=day.isoformat(),
        reports=(SourceReport(f"{values['name']}：{topic}有办法", "本地日报", day.isoformat()),),
        created_by="生成",
        created_at=moment,
        updated_by="生成",
        updated_at=moment,
    )


def _values(random: Random, topic: str, places: Places, day: date) -> CaseValues:
    kind = _weighted(random, _KINDS)
    stem = random.choice(words.STEMS) + random.choice(words.STEMS)
    return {
        "name": _sentence(random, words.NAMES[kind], t=topic, s=stem),
        "kind": kind,
        "parent": None,
        "summary": _summary(random, topic),
        "place": places.draw(random),
        "team_count": _quantity(random, 1.2, 1.0, "支") if random.random() < 0.3 else None,
        "team_size": _quantity(random, 2.6, 1.2, "人") if random.random() < 0.8 else None,
        "started": PartialDate(day.year - random.randrange(1, 4), random.randrange(1, 13)),
        "services": tuple(dict.fromkeys(random.choices(words.SERVICES, cum_weights=_SERVICE_WEIGHTS, k=3))),
        "outcomes": tuple(_outcome(random) for _ in range(random.randrange(4))),
        "contact_person": "",
        "contact_phone": "",
        "tags": (),
    }


def _summary(random: Random, topic: str) -> str:
    parts = [_sentence(random, words.OPENINGS, t=topic)]
    goal = _SHORTEST + int(random.random() * _SPREAD)
    while sum(map(len, parts)) < goal:
        parts.append(_sentence(random, words.MIDDLES, t=topic))
    if random.random() < _WITH_RARE_WORD:
        parts.append(f"其中涉及{random.choice(words.RARE)}的事另行办理。")
    parts.append(_sentence(random, words.ENDINGS, t=topic))
    return "".join(parts)


def _sentence(random: Random, patterns: tuple[str, ...], **given: str) -> str:
    return random.choice(patterns).format_map(_Blanks(random, **given))


def _quantity(random: Random, middle: float, spread: float, unit: str) -> Quantity:
    return Quantity(max(1, int(random.lognormvariate(middle, spread))), _weighted(random, _QUALIFIERS), unit)


def _outcome(random: Random) -> Outcome:
    if random.random() < 0.3:
        return Outcome(pick(random, *_SKEWED["r"]))
    before, unit, after, most = random.choice(words.FIGURES)
    quantity = Quantity(1 + int(most * random.random() ** 2), unit=unit)
    return Outcome(f"{before}{quantity}{after}", quantity)


def _weighted(random: Random, weights: dict[Any, int]) -> Any:
    return random.choices(list(weights), list(weights.values()))[0]
