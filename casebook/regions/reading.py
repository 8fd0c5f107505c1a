"""How names are read aloud: one syllable of pinyin a character, without tones.

Reading needs a large dictionary (pypinyin: 55 MB, 0.2 s), which is loaded when the first name is read and not before.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

#: Readings of whole words that pypinyin misses or gets wrong in place names; the first that fits wins.
READINGS = {
    "单县": "shan xian", "单城": "shan cheng", "单集": "shan ji", "单桥": "shan qiao",
    "大栅栏": "da shi lan", "什刹海": "shi cha hai", "闵行": "min hang", "长子县": "zhang zi xian",
    "浚县": "xun xian", "乐陵": "lao ling", "大城县": "dai cheng xian", "洪洞": "hong tong",
    "六合区": "lu he qu", "涡阳": "guo yang", "筠连": "jun lian", "繁峙": "fan shi", "宕昌": "tan chang",
    "珲春": "hun chun", "穆棱": "mu ling", "马尾区": "ma wei qu", "浪卡子": "lang ka zi",
    "覃塘": "qin tang", "重固": "chong gu",
}  # fmt: skip

#: Characters whose usual reading in place names is not their usual reading elsewhere.
PLACE_READINGS = {"长": "chang", "都": "du", "朝": "chao", "什": "shi", "曾": "zeng"}


def usual_reading(text: str) -> list[str]:
    """The syllables of any text, one per character; what is no Chinese character stands for itself."""
    from pypinyin.seg.mmseg import seg

    return [syllable for word in seg.cut(text) for syllable in _word_reading(word)]


def place_reading(name: str) -> list[str]:
    """The syllables of the name of a place, one per character."""
    for word, syllables in READINGS.items():
        if word in name:
            before, after = name.split(word, 1)
            return [*place_reading(before), *syllables.split(), *place_reading(after)]
    return [PLACE_READINGS.get(char, syllable) for char, syllable in zip(name, usual_reading(name), strict=True)]


@lru_cache(maxsize=1 << 16)
def _word_reading(word: str) -> list[str]:
    """One word of the dictionary, or one character: names are made of few, and reading one takes its time."""
    from pypinyin import lazy_pinyin

    return lazy_pinyin(word, errors=_letters)


def _letters(text: str) -> Any:
    """Digits and brackets stay as they are, one by one (pypinyin takes a list, its annotation says otherwise)."""
    return list(text.lower())
