"""Measure words behind a number: which word it counts in, and whether the word is one there.

Most measure words are nothing else. Some are mostly other words (出门, 一方面, 车间, 三点钟); they count where a clause
ends behind them, as in 清出垃圾150车, or where the noun does that they are known for (七道菜).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from casebook.record.numerals import Number

#: Measure words of reports, wider than those that a form offers; the longest one at a place wins.
_MEASURE = re.compile(
    "个百分点|平方米|公里|公斤|分钟|小时|课时|学时|个月|人次|户次|场次|批次|趟次|件次|车次|单次|台件|"
    "辆次|台次|册次|家次|份次|班次|间次|架次|把次|套次|头只|"
    "点位|人|名|位|支|个|家|处|件|起|户|场|次|元|条|项|天|份|张|台|间|所|座|栋|对|桩|宗|"
    "例|批|期|类|种|餐|顿|单|亩|吨|年|周|趟|辆|盒|桌|头|把|口|倍|回|块|节|本|篇|面|只|"
    "棵|斤|组|队|站|套|部|盏|封|根|幅|袋|箱|瓶|顶|床|分|岁|级|层|米|里|楼|室|号|日|"
    "月|度|步|路|点|村|版|字|届|页|秒|刻|成|杯|碗|句|声|番|遍|股|门|轮|盘|盆|"
    "笔|册|双|通(?![过知道用报常])|堂|扇|锅|讲|桶|枚|颗|席|副|服(?!务)|摞|段|晚(?!上)|株(?!洲)|幢|茬"
)
#: Measures of time, age, space and order: such a figure is neither a team nor a result.
_NOT_COUNTED = frozenset(("平方米", "分钟", "个月", *"年周月岁日号楼室届页秒刻版级层里度步路点米成声番股门轮"))
_EDGE = r"(?=[，。；、：！？…,;:!?\s）)”’】/]|$|以上|左右|上下)"
#: Words that measure at the end of a clause only, or with the nouns that they are known for.
_LOOSE = re.compile(
    f"(?:[拨样题摊车船艘首篮伙具任坛窑出]){_EDGE}"
    "|方(?=[水土沙石淤])|道(?=菜|题)|样(?=东西|工具|物件)|束(?=花)|拨(?=人|客|街坊|游客)|首(?=诗|歌)|出(?=[小大]戏)"
    "|车(?=垃圾|废|土|煤|沙|淤|柴)|艘(?=[渔货游]?船)|门(?=课|兴趣)|号(?=人(?![员民]))"
)
#: As above, but also small talk below ten: 两点, 三方, 门前三包, 喊了两声.
_LOOSE_FROM_TEN = re.compile(f"[课道声下方点片包问门客页]{_EDGE}")
_CLOCK = 100
#: Lengths and areas are results where so much was worked or walked, minutes where something takes no longer.
_EXTENT = re.compile("平方米|米|里(?!面|头|程)")
_WORKED = re.compile(r"[换铺修清改栽种砌走拉埋架挖剪补通减装扫拆拧送护巡跑撬][^，。；,;\n]{0,14}\Z")
_MINUTES = re.compile("分钟|秒")
_TAKES = re.compile(r"(?:平均|提前|早到|最短|最快|用了|缩|压)[^，。；,;\n]{0,10}\Z")
_LONG_WAY = 1000
#: Shifts, ways and crews: only where a team was divided.
_PARTS = re.compile("[班路拨坊](?!倒)")
_DIVIDED = re.compile(r"(?:分|编|排)[成为作了]?\Z")
_BUNDLE = re.compile("大([本包袋箱桶车筐捆摞])")


class Measure(NamedTuple):
    """A measure word that ends at ``end``."""

    word: str
    end: int


def find_measure(text: str, number: Number) -> Measure | None:
    """The measure word right behind ``number``, or None where what it counts is no team, people or result."""
    at = number.end
    if found := _loose(text, number) or _extent(text, number) or _part(text, number):
        return found
    if bundle := _BUNDLE.match(text, at):
        return Measure(bundle[1], bundle.end())
    match = _MEASURE.match(text, at)
    if not match or match.group() in _NOT_COUNTED:
        return None
    word, end = match.group(), match.end()
    if word == "分" and text.startswith(("之", "为", "成", "别", "布", "散", "类", "组", "队"), end):
        return None
    if word == "个" and text.startswith("小时", end):
        return Measure("小时", end + len("小时"))
    if word == "个" and text.startswith(("星期", "多月"), end):
        return None
    return Measure(word, end)


def _loose(text: str, number: Number) -> Measure | None:
    match = _LOOSE.match(text, number.end)
    if not match and number.value >= 10:
        match = _LOOSE_FROM_TEN.match(text, number.end)
        if match and match.group() == "点" and number.value < _CLOCK:
            return None
    return Measure(match.group(), match.end()) if match else None


def _extent(text: str, number: Number) -> Measure | None:
    for words, reason in ((_EXTENT, _WORKED), (_MINUTES, _TAKES)):
        match = words.match(text, number.end)
        if match and reason.search(text, max(0, number.start - 18), number.start):
            near = match.group() == "里" and number.value < _LONG_WAY
            return None if near else Measure(match.group(), match.end())
    return None


def _part(text: str, number: Number) -> Measure | None:
    match = _PARTS.match(text, number.end)
    if match and _DIVIDED.search(text, max(0, number.start - 2), number.start):
        return Measure(match.group(), match.end())
    return None
