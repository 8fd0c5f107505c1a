"""Type-ahead: the divisions that a half-typed name, pinyin or code may become."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate

from casebook.regions.divisions import LEVELS, Division, Level
from casebook.regions.finding import find
from casebook.regions.pinyin import spell, typed_pinyin
from casebook.regions.table import table

#: The words for the levels: lixia is the whole of 历下区.
_UNITS = ("sheng", "shi", "qu", "", "xian", "jiedao", "zhen", "xiang", "shequ", "cun")
_UNIT_INITIALS = ("s", "q", "", "x", "jd", "z", "sq", "c")


class _Lines:
    """Many short texts in one long one: searching it is one fast scan, in the order of the lines."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._text = "\n" + "\n".join(lines) + "\n"
        self._starts = array("I", accumulate((len(line) + 1 for line in lines), initial=0))

    def having(self, pattern: str) -> Iterator[int]:
        """The numbers of the lines in which ``pattern`` occurs; a line break in it stands for either end."""
        at = self._text.find(pattern)
        while at >= 0:
            number = bisect_right(self._starts, at + pattern.startswith("\n")) - 1
            if number < len(self._starts) - 1:
                yield number
            at = self._text.find(pattern, self._starts[number + 1])


class _Index:
    """Names, pinyin and initials of a list of divisions, best-ranked levels first."""

    def __init__(self, divisions: Sequence[Division]) -> None:
        names = [division.name for division in divisions]
        full, short = spell(names)
        self.divisions = divisions
        self.names, self.full, self.short = _Lines(names), _Lines(full), _Lines(short)

    def hits(self, typed: str) -> Iterator[Division]:
        """Best first: whole name, beginning, inside; for pinyin also the initials."""
        if _has_chinese(typed):
            numbers = self._by_name(typed)
        elif latin := typed_pinyin(typed):
            numbers = self._by_pinyin(latin)
        else:
            return
        for number in numbers:
            yield self.divisions[number]

    def _by_name(self, typed: str) -> Iterator[int]:
        for pattern in (f"\n{typed}\n", f"\n{typed}", typed):
            yield from self.names.having(pattern)

    def _by_pinyin(self, latin: str) -> Iterator[int]:
        if len(latin) > 1:
            yield from self._whole(self.full, latin, _UNITS)
            yield from self._whole(self.short, latin, _UNIT_INITIALS)
        for lines, pattern in ((self.full, f"\n{latin}"), (self.short, f"\n{latin}"), (self.full, latin)):
            yield from lines.having(pattern)

    @staticmethod
    def _whole(lines: _Lines, latin: str, units: Sequence[str]) -> Iterator[int]:
        """The names that ``latin`` spells fully, with or without the word for their level; towns before counties."""
        for unit in units:
            yield from lines.having(f"\n{latin}{unit}\n")


def _has_chinese(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" or ord(char) > 0x20000 for char in text)


@cache
def _upper_index() -> _Index:
    known = table()
    return _Index([known.division(c) for level in LEVELS[:4] for c in known.by_level[level]])


def suggest(
    typed: str, *, level: Level | None = None, within: str | None = None, limit: int = 10
) -> tuple[Division, ...]:
    """Up to ``limit`` divisions for what has been typed so far: Chinese, pinyin, initials or a code.

    Whole names come before beginnings and those before names that only contain it; upper levels come first.
    Communities are offered within a district or street, and in the whole country for a complete Chinese name.
    """
    known, typed = table(), typed.strip()
    region = known.current(within) if within else ""
    if not typed or region is None:
        return ()
    found: dict[str, Division] = {}
    for division in _all_hits(typed, level, region):
        fits = division.code.startswith(region) and (level is None or division.level is level)
        if fits and division.code != region:
            found[division.code] = division
            if len(found) >= limit:
                break
    return tuple(found.values())


def _all_hits(typed: str, level: Level | None, region: str) -> Iterator[Division]:
    if typed.isascii() and typed.isdigit():
        yield from _by_code(typed, region)
        return
    if level is not Level.COMMUNITY:
        if _has_chinese(typed):
            for name in (typed, f"{typed}街道"):
                yield from (match.division for match in find(name, level=level, within=region or None))
        yield from _upper_index().hits(typed)
    if level in (None, Level.COMMUNITY):
        yield from _community_hits(typed, region)


def _by_code(typed: str, region: str) -> Iterator[Division]:
    known = table()
    current = known.current(typed)
    if current:
        yield known.division(current)
    for level in LEVELS[:4]:
        yield from (known.division(code) for code in known.below(typed, level))
    if len(typed) >= 9:
        yield from _communities_of([typed[:9]], typed)


def _community_hits(typed: str, region: str) -> Iterator[Division]:
    if _is_small(region):
        yield from _community_index(region).hits(typed)
    elif _has_chinese(typed):
        for name in (typed, f"{typed}社区", f"{typed}村"):
            yield from (m.division for m in find(name, level=Level.COMMUNITY, within=region or None))


def _is_small(region: str) -> bool:
    """A district, a street, or a city that has no districts (东莞)."""
    return len(region) >= 6 or (len(region) == 4 and not table().below(region, Level.DISTRICT))


@lru_cache(maxsize=16)
def _community_index(region: str) -> _Index:
    return _Index(list(_communities_of(table().below(region, Level.STREET), region)))


def _communities_of(streets: Iterable[str], prefix: str) -> Iterator[Division]:
    known = table()
    for street in streets:
        for digits, name in known.communities(street):
            if (code := street + digits).startswith(prefix):
                yield Division(code, name, Level.COMMUNITY)
