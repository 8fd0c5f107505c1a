"""From the names that a person typed, level by level, to a place with official codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from casebook import regions
from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.record import LEVELS, Place, PlaceName, field_named
from casebook.regions import Division, Level, Resolution

#: A name at these levels must be an official one; streets and communities may be kept as printed, without a code.
OFFICIAL_LEVELS = (Level.PROVINCE, Level.CITY, Level.DISTRICT)
_LONGEST = field_named("place").max_length
_CHOICES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """One reading of an ambiguous name: the code, and the names from the province down."""

    code: str
    full_name: str


class UnclearPlace(Invalid):
    """Names that no division bears (``levels``: level → what is wrong) or several bear (``choices``)."""

    def __init__(self, levels: Mapping[str, Bilingual], choices: Sequence[Choice] = ()) -> None:
        message = Bilingual(
            "".join(wrong.zh for wrong in levels.values()), " ".join(wrong.en for wrong in levels.values())
        )
        super().__init__(message, {"place": message})
        self.levels = dict(levels)
        self.choices = tuple(choices)


def resolve_place(typed: Mapping[str, str], picked: str = "", known: Place | None = None) -> Place:
    """The place that the typed names (level → name, pinyin or code) mean together.

    ``picked`` is the code that the person chose where the names alone are ambiguous. ``known`` is the place as
    stored: where the names are still the same, it stands. Raises ``UnclearPlace``.
    """
    names = {Level(level): name for level in LEVELS if (name := typed.get(level, "").strip())}
    if known is not None and {level.value: name for level, name in names.items()} == _names_of(known):
        return known
    long = {level.value: _TOO_LONG.format(most=_LONGEST) for level, name in names.items() if len(name) > _LONGEST}
    if long:
        raise UnclearPlace(long)
    official: dict[Level, str] = {}
    for level, name in names.items():  # from the top: what is clear above narrows what pinyin may mean
        official[level] = _official_name(level, name, _region(official))
    found = regions.resolve(official)
    if found.ambiguous:
        return _place(names, _ancestors(_pick(found, official, picked)))
    refused = {level: name for level, name in found.unresolved.items() if _must_exist(level)}
    problems = {level.value: _problem(level, name, _region(official, above=level)) for level, name in refused.items()}
    if problems:
        raise UnclearPlace(problems)
    return _place(names, found.chain)


def place_at(code: str | None) -> Place:
    """The place of a division by its code, with everything above it; empty for None."""
    divisions = regions.ancestors(code) if code else ()
    return Place(**{division.level.value: PlaceName(division.name, division.code) for division in divisions})


def find_region(typed: str) -> str | None:
    """The code of a single division that was typed: a code (whatever follows it) or a name; None where nothing was.

    Raises ``Invalid`` for the field ``region`` where there is no such division or several bear the name.
    """
    if not typed:
        return None
    if code := re.match(r"\d+", typed, re.ASCII):
        division = regions.get(code[0])
        matches = [division] if division else []
    else:
        matches = [match.division for match in regions.find(typed)]
    if not matches:
        raise Invalid(_NO_REGION, {"region": _NO_REGION})
    if len(matches) > 1:
        choices = "、".join(f"{regions.full_name(match.code)} {match.code}" for match in matches[:_CHOICES_SHOWN])
        which = _WHICH_REGION.format(name=typed, choices=choices)
        raise Invalid(which, {"region": which})
    return matches[0].code


def _names_of(place: Place) -> dict[str, str]:
    return {level: part.name for level, part in place.stated()}


def _official_name(level: Level, typed: str, region: str | None) -> str:
    """The name behind a code or pinyin; Chinese names pass as they are.

    Pinyin that fits several divisions is left to the suggestions of the error message.
    """
    if not typed.isascii():
        return typed
    if typed.isdigit():
        division = regions.get(typed)
        if division is None or division.level is not level:
            raise UnclearPlace({level.value: _NO_SUCH_CODE.format(code=typed)})
        return division.name
    found = regions.suggest(typed, level=level, within=region, limit=2)
    return found[0].name if len(found) == 1 else typed


def _region(names: Mapping[Level, str], above: Level = Level.COMMUNITY) -> str | None:
    """The code of the finest of ``names`` above a level, where it is clear."""
    upper = {level: name for level, name in names.items() if level.digits < above.digits}
    chain = regions.resolve(upper).chain if upper else {}
    return chain[max(chain, key=LEVELS.index)].code if chain else None


def _must_exist(level: Level) -> bool:
    return level in OFFICIAL_LEVELS


def _problem(level: Level, name: str, region: str | None) -> Bilingual:
    """What is wrong with a name, with the nearest ones that begin alike."""
    message = _NO_SUCH_NAME.format(name=name, zh=level.label.zh, en=level.label.en.lower())
    beginnings = (name, name[:2], name[:1])
    near = next(filter(None, (regions.suggest(part, level=level, within=region, limit=3) for part in beginnings)), ())
    if not near:
        return message
    names = [division.name for division in near]
    hint = _DID_YOU_MEAN.format(zh="、".join(names), en=", ".join(names))
    return Bilingual(message.zh + hint.zh, f"{message.en} {hint.en}")


def _pick(found: Resolution, names: Mapping[Level, str], picked: str) -> str:
    """The code that settles an ambiguity; asks where the person has not chosen one of the readings."""
    finest = max(found.ambiguous, key=LEVELS.index)
    readings = found.ambiguous[finest]
    if picked in {division.code for division in readings}:
        return picked
    if picked and regions.get(picked) is None:
        raise UnclearPlace({finest.value: _NO_SUCH_CODE.format(code=picked)}, _choices(readings))
    raise UnclearPlace({finest.value: _SEVERAL.format(name=names[finest], count=len(readings))}, _choices(readings))


def _choices(readings: Sequence[Division]) -> list[Choice]:
    return [Choice(division.code, regions.full_name(division.code)) for division in readings]


def _ancestors(code: str) -> dict[Level, Division]:
    return {division.level: division for division in regions.ancestors(code)}


def _place(names: Mapping[Level, str], chain: Mapping[Level, Division]) -> Place:
    """Official names down to the district; below it the name as typed, unless it was pinyin or a code."""
    parts: dict[str, PlaceName] = {}
    for level in Level:
        division, typed = chain.get(level), names.get(level, "")
        if division is not None:
            keep = typed and not typed.isascii() and not _must_exist(level)
            parts[level.value] = PlaceName(typed if keep else division.name, division.code)
        elif typed and not _must_exist(level):
            parts[level.value] = PlaceName(typed)
    return Place(**parts)


_NO_REGION = Bilingual(
    "没有这个行政区划。请填写名称（如 历下区）或 2、4、6、9、12 位行政区划代码（如 370102）。",
    "There is no such division. Enter its name (历下区) or its code of 2, 4, 6, 9 or 12 digits (370102).",
)
_WHICH_REGION = Bilingual(
    "“{name}”不止一处，请填写代码：{choices}。", "Several divisions are called “{name}”. Enter a code: {choices}."
)
_NO_SUCH_NAME = Bilingual("没有叫“{name}”的{zh}级行政区划。", "No {en} is called “{name}”.")
_DID_YOU_MEAN = Bilingual("是不是：{zh}？", "Did you mean {en}?")
_NO_SUCH_CODE = Bilingual("没有代码为 {code} 的行政区划。", "There is no division with the code {code}.")
_TOO_LONG = Bilingual("地名最多{most}个字。", "The name of a place has at most {most} characters.")
_SEVERAL = Bilingual(
    "“{name}”有 {count} 处，请选择是哪一处，或填写上级区划。",
    "“{name}” may be one of {count} places. Choose which, or fill in the level above.",
)
