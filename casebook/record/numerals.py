"""Numbers as reports and people write them: 3300多, 三十余, 1.2万, 5万1千, 百把, 一万二, 三四十, 两成六, 百分之六."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from casebook.record.vocabularies import Qualifier

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_STEPS = (("亿", 100_000_000), ("万", 10_000), ("千", 1000), ("百", 100), ("十", 10))
_NUMERALS = frozenset((*_DIGITS, *(char for char, _ in _STEPS)))

_ARABIC = r"\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN = r"[零〇一二两三四五六七八九十百千万亿]+"
#: Two neighbouring digits: between the one and the other.
_PAIR = "一[二两]|[二两]三|三四|四五|五六|六七|七八|八九"
#: Words in front of a number, and behind it or its 万, that say how exact it is.
_HEDGES = {
    Qualifier.OVER: (
        "不下于",
        "不下",
        "不少于",
        "不低于",
        "超过",
        "突破",
        "逾",
        "超",
        "上",
        "多",
        "余",
        "以上",
        "开外",
        "出头",
        "有余",
        "往上",
        "还多",
    ),
    Qualifier.UNDER: ("将近", "接近", "不到", "不足", "近", "以下", "以内"),
    Qualifier.ABOUT: ("大约", "约", "数", "几", "来", "把", "左右", "上下"),
}
_QUALIFIER_OF = {word: qualifier for qualifier, words in _HEDGES.items() for word in words}
#: 上, 数 and 几 hedge a bare step only (上百, not 船上5名); 近 and 约 are part of other words behind some characters.
_IN_FRONT = (
    r"不下于|不下|不少于|不低于|超过|突破|逾|超|将近|接近|不到|不足|(?<![附最临靠贴])近"
    r"|大约|(?<![签公合节预履制相邀特赴如违契条])约|上(?=[百千万亿])|[数几](?=[十百千万亿])"
)
#: 百十号人 is a hundred, more or less, and hardly ever 110.
_HUNDRED_OR_SO = "百十"
#: 百把人 is about a hundred: 把 stands between a bare step and a measure word.
_BEHIND = (
    r"多|余|来|几|(?<![一二两三四五六七八九十百千万几数\d][百千万])(?<=[百千万])把(?=[人个名位户件起场次回趟斤亩块条])"
)
#: What a number, or a word in front of it, can begin with: all other places of a text are passed over at once.
_BEGINNING = "(?=[不超突逾将接近大约上数几半零〇一二两三四五六七八九十百千万亿\\d])"
_NUMBER = re.compile(
    rf"{_BEGINNING}(?:(?P<front>{_IN_FRONT})\s?)?"
    rf"(?:百分之(?P<percent>{_ARABIC}|{_HAN})"
    rf"|(?P<tenths>{_PAIR}|[一二两三四五六七八九]|\d(?!\d))成(?P<rest>[半一二三四五六七八九])?(?![立为员功果绩效分就都本长人品])"
    rf"|(?P<half>(?<=[了到近过有占的足])一半(?=多|还多|以上|[，。；,;]|$)|(?<=[近过])半数?(?=[，。；,;]|以上|$))"
    rf"|(?P<mixed>\d{{1,4}}(?:\.\d+)?[万亿]\d{{1,4}}(?:[千百万](?![分米克瓦里]))?(?!\d))"
    rf"|(?P<plain>{_ARABIC}|{_HAN}))"
    rf"(?P<behind>{_BEHIND})?\s?(?P<scale>[百千]?[万亿]|[百千](?![分米克瓦里]))?(?P<late>{_BEHIND})?\s?(?P<sign>[%％])?"
)
#: A row of characters longer than this is no number, and might be too large for one.
_LONGEST = 30
_RANGE = re.compile(rf"(?:^|(?<=[十百千万亿]))(?:{_PAIR})(?:[十百千万]|$)")
_MIXED = re.compile(r"(\d+(?:\.\d+)?)([万亿])(\d+)([千百万])?")


class Number(NamedTuple):
    """A number found in a text at ``[start:end]``; ``percent`` is True for 成, 百分之 and %."""

    value: float
    qualifier: Qualifier
    percent: bool
    start: int
    end: int


def find_numbers(text: str) -> Iterator[Number]:
    """Yield every number of ``text`` from left to right; what it counts is for the caller to judge."""
    for match in _NUMBER.finditer(text):
        number = _read(match) if match.end() - match.start() <= _LONGEST else None
        if number:
            yield number


def hedge(word: str) -> Qualifier | None:
    """The qualifier that a word such as 以上 or 左右 stands for, or None."""
    return _QUALIFIER_OF.get(word)


def han_to_number(numeral: str) -> float | None:
    """The value of a numeral in Chinese characters, or None where ``numeral`` is not one.

    一万二 is 12000 and 两千三 is 2300 (a bare last digit counts the next lower step); a range keeps its lower bound
    (三四十 is 30); several digits without a step are read one by one (二〇二四).
    """
    if numeral in _DIGITS:
        return float(_DIGITS[numeral])
    if not numeral or not _NUMERALS.issuperset(numeral):
        return None
    return float(_han_value(numeral, 1))


def is_range(numeral: str) -> bool:
    """True for a numeral that names a range by two neighbouring digits: 两三, 三四十, 七八百, 二十五六."""
    return bool(_RANGE.search(numeral))


def _han_value(numeral: str, above: int) -> int:
    for char, step in _STEPS:
        head, found, tail = numeral.rpartition(char)
        if found:
            below = 1 if tail.startswith(("零", "〇")) else step
            return (_han_value(head, 1) or 1) * step + _han_value(tail.lstrip("零〇"), below)
    if len(numeral) > 1 and not is_range(numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    return _DIGITS[numeral[0]] * max(above // 10, 1) if numeral else 0


def _read(match: re.Match[str]) -> Number | None:
    meant = _meant(match.groups())
    return Number(*meant, match.start(), match.end()) if meant else None


@lru_cache(maxsize=4096)
def _meant(parts: tuple[str | None, ...]) -> tuple[float, Qualifier, bool] | None:
    """Value, qualifier and whether it is per cent, from the groups of a match; kept, for most stand again and again."""
    front, in_percent, tenths, rest, half, mixed, plain, behind, scale, late, sign = parts
    percent = bool(in_percent or tenths or half or sign)
    if half:
        value: float | None = 50.0
    elif plain == _HUNDRED_OR_SO:
        value = 100.0
    elif tenths:
        value = _tenths(tenths, rest)
    else:
        value = _mixed(mixed) if mixed else _plain(in_percent or plain or "")
    if value is None:
        return None
    if scale and not percent:
        value *= han_to_number(scale) or 1
    return (
        tidy(value),
        _qualifier(front, behind or late, plain == _HUNDRED_OR_SO or is_range(plain or tenths or "")),
        percent,
    )


def _qualifier(front: str | None, behind: str | None, is_range: bool) -> Qualifier:
    """几 in front of a step leaves its digit open (几十), behind one it says that there are more (十几)."""
    if behind == "几" and not front:
        return Qualifier.OVER
    said = front or behind or ("约" if is_range else None)
    return _QUALIFIER_OF[said] if said else Qualifier.EXACT


def _mixed(numeral: str) -> float:
    """5万1千 is 51000; a bare last digit counts the next lower step, as in words: 3万2."""
    match = _MIXED.fullmatch(numeral)
    assert match, numeral
    head, step, tail, low = match.groups()
    above = han_to_number(step) or 1
    below = han_to_number(low) or 1 if low else above / 10 if len(tail) == 1 else 1
    return float(head) * above + int(tail) * below


def _plain(numeral: str) -> float | None:
    if numeral[0].isdigit():
        return float(numeral.replace(",", "").replace("，", ""))
    return han_to_number(numeral)


def _tenths(first: str, rest: str | None) -> float | None:
    """三成 is 30 per cent, 八成六 is 86, 三成半 is 35, 七八成 is 70 at least."""
    whole = float(first) if first.isdigit() else han_to_number(first[0])
    if whole is None:
        return None
    extra = 5.0 if rest == "半" else (han_to_number(rest) or 0.0) if rest else 0.0
    return whole * 10 + extra


def tidy(value: float) -> float:
    """Round away binary noise (1.1 * 10000 = 11000.000000000002); whole numbers become ``int``."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
