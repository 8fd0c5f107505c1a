"""Type-ahead: the divisions that a half-typed name, pinyin or code may become."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from casebook.regions.divisions import LEVELS, Division, Level
from casebook.regions.finding import find
from casebook.regions.names import matches
from casebook.regions.pinyin import spell, typed_pinyin
from casebook.regions.table import table

#: The words for the levels: lixia is the whole of 历下区.
_UNITS = ("sheng", "shi", "qu", "", "xian", "jiedao", "zhen", "xiang", "shequ", "cun")
_UNIT_INITIALS = ("s", "q", "", "x", "jd", "z", "sq", "c")

#: A whole chain of names, or the pinyin of a long one; beyond that it is no place that was typed.
_LONGEST_TYPED = 120


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
    """Names, pinyin and initials of divisions, in the order of their codes' levels."""

    def __init__(self, codes: Sequence[str], names: Sequence[str]) -> None:
        full, short = spell(names)
        self._codes = codes
        self._names, self._full, self._short = _Lines(names), _Lines(full), _Lines(short)

    def hits(self, typed: str) -> Iterator[str]:
        """The codes that fit, best first: whole name, beginning, inside; for pinyin also the initials."""
        if _has_chinese(typed):
            numbers = self._by_name(typed)
        elif latin := typed_pinyin(typed):
            numbers = self._by_pinyin(latin)
        else:
            return
        for number in numbers:
            yield self._codes[number]

    def _by_name(self, typed: str) -> Iterator[int]:
        for pattern in (f"\n{typed}\n", f"\n{typed}", typed):
            yield from self._names.having(pattern)

    def _by_pinyin(self, latin: str) -> Iterator[int]:
        if len(latin) > 1:
            yield from self._whole(self._full, latin, _UNITS)
            yield from self._whole(self._short, latin, _UNIT_INITIALS)
        for lines, pattern in ((self._full, f"\n{latin}"), (self._short, f"\n{latin}"), (self._full, latin)):
            yield from lines.having(pattern)

    @staticmethod
    def _whole(lines: _Lines, latin: str, units: Sequence[str]) -> Iterator[int]:
        """The names that ``latin`` spells fully, with or without the word for their level."""
        if any(True for _ in lines.having(f"\n{latin}")):
            for unit in units:
                yield from lines.having(f"\n{latin}{unit}\n")


def _has_chinese(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" or ord(char) > 0x20000 for char in text)


@lru_cache(maxsize=64)
def _upper_index(region: str) -> _Index:
    """The four upper levels within a region; the whole country for ``""``."""
    known = table()
    codes = [code for level in LEVELS[:4] for code in known.below(region, level)]
    return _Index(codes, [known.names[code] for code in codes])


def suggest(
    typed: str, *, level: Level | None = None, within: str | None = None, limit: int = 10
) -> tuple[Division, ...]:
    """Up to ``limit`` divisions for what has been typed so far: Chinese, pinyin, initials or a code.

    Whole names come before beginnings and those before names that only contain it; upper levels come first.
    Communities are offered within a district or street, and in the whole country for a complete Chinese name.
    """
    known, typed = table(), typed.strip()
    region = known.current(within) if within else ""
    if not 0 < len(typed) <= _LONGEST_TYPED or region is None:
        return ()
    found: dict[str, None] = {}
    for code in _hits(typed, level, region):
        if code.startswith(region) and code != region and (level is None or len(code) == level.digits):
            found[code] = None
            if len(found) >= limit:
                break
    return tuple(known.division(code) for code in found)


def _hits(typed: str, level: Level | None, region: str) -> Iterator[str]:
    if typed.isascii() and typed.isdigit():
        yield from _by_code(typed)
        return
    if level is not Level.COMMUNITY:
        if _has_chinese(typed):
            for name in (typed, f"{typed}街道"):
                yield from (match.division.code for match in find(name, level=level, within=region or None))
        yield from _upper_index(region).hits(typed)
    if level in (None, Level.COMMUNITY):
        yield from _community_hits(typed, region)
    yield from _compound_hits(typed, level, region)


def _compound_hits(typed: str, level: Level | None, region: str) -> Iterator[str]:
    """济南历下 and 济南市 历下: what follows the longest name that stands first, looked for within it."""
    for length in range(len(typed) - 1, 1, -1):
        outer = [match.division.code for match in matches(typed[:length])]
        inner = [code for code in outer if code.startswith(region) and code != region]
        if inner and (rest := typed[length:].strip()):
            for code in inner:
                yield from (hit for hit in _hits(rest, level, code) if hit.startswith(code))
            return


def _by_code(typed: str) -> Iterator[str]:
    known = table()
    if current := known.current(typed):
        yield current
    for level in LEVELS[:4]:
        yield from known.below(typed, level)
    if len(typed) >= Level.STREET.digits:
        street = typed[: Level.STREET.digits]
        yield from (code for code, _ in _communities_in([street]) if code.startswith(typed))


def _community_hits(typed: str, region: str) -> Iterator[str]:
    if _is_small(region):
        yield from _community_index(region).hits(typed)
    elif _has_chinese(typed):
        for name in (typed, f"{typed}社区", f"{typed}村"):
            yield from (m.division.code for m in find(name, level=Level.COMMUNITY, within=region or None))


def _is_small(region: str) -> bool:
    """A district, a street, or a city that has no districts (东莞)."""
    return len(region) >= Level.DISTRICT.digits or (
        len(region) == Level.CITY.digits and not table().below(region, Level.DISTRICT)
    )


@lru_cache(maxsize=16)
def _community_index(region: str) -> _Index:
    rows = list(_communities_in(table().below(region, Level.STREET)))
    return _Index([code for code, _ in rows], [name for _, name in rows])


def _communities_in(streets: Iterable[str]) -> Iterator[tuple[str, str]]:
    for street in streets:
        yield from ((street + digits, name) for digits, name in table().communities(street))
