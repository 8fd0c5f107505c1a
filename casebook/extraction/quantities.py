"""Figures in a text: a number with its measure word and noun, and the shortest stretch that states all three.

Numbers that count nothing are left out: ordinals (第三社区), dates and times, ages, plan names (十二五, “5+N”,
135工作体系), fixed words (一站式, 最后一公里), telephone and building numbers. What a figure means, and whose it is,
is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from casebook.record.numerals import Number, find_numbers, hedge
from casebook.record.quantity import Quantity
from casebook.record.vocabularies import Qualifier

#: Measure words of reports, wider than those that a form offers; the longest one at a place wins.
_MEASURE = re.compile(
    "个百分点|平方米|公里|公斤|分钟|小时|课时|学时|个月|人次|户次|场次|批次|趟次|件次|车次|单次|"
    "辆次|台次|册次|家次|份次|班次|间次|架次|把次|套次|头只|"
    "点位|人|名|位|支|个|家|处|件|起|户|场|次|元|条|项|天|份|张|台|间|所|座|栋|对|桩|宗|"
    "例|批|期|类|种|餐|顿|单|亩|吨|年|周|趟|辆|盒|桌|头|把|口|倍|回|块|节|本|篇|面|只|"
    "棵|斤|组|队|站|套|部|盏|封|根|幅|袋|箱|瓶|顶|床|分|岁|级|层|米|里|大|楼|室|号|日|"
    "月|度|步|路|点|村|版|字|届|页|秒|刻|成|杯|碗|句|声|番|遍|股|门|轮|盘|盆|"
    "笔|册|双|通(?![过知道用报常])|堂|扇|锅|讲|桶|枚|颗|席|副|服(?!务)|摞|段|晚(?!上)"
)
#: Measures of time, age, space and order: such a figure is neither a team nor a result.
_NOT_COUNTED = frozenset(("平方米", *"年月日岁号楼室届页秒刻版级层里度步路点米成声番股门轮"))
_PEOPLE = frozenset("人名位")
_LATE_HEDGE = re.compile("以上|左右|上下|以下|以内|开外")
_ABOUT_IN_FRONT = re.compile(r"约[有占为达][^，。；、\n]{0,4}\Z")
_ORDINAL = re.compile(r"(?:[第初逢《A-Za-z0-9.+＋/]|编号|电话|热线|\d[:：-]|[—-]\d[—-])\Z")
#: A number behind 电话 or 热线 is that of the line, unless calls are counted.
_CALLS = re.compile("通|个(?!小时)|人次|次|起|件")
_FIXED = re.compile(
    "一站|一公里|一体化?|一线|一起|一边|一直|一律|一样|一般|一些|一点|一下|一旦|一定|一步|一面|一时|两委|两新|"
    "三农|四德|五保|五老|十[一二三四五]五|百姓|千家|万家|万户|一把手|二维码|一老一小|一网|一窗|两个月|三角|四邻|"
    "八方|五湖|百家|千方|百计|百年|三伏|九阳|万事|双百|两会|四川|五一|六一|七一|八一|十一黄金|三中全会|十九大|二十大"
)
_CLAUSE_EDGE = re.compile("[，。；！？：、,;!?:\n\r|【】()（）…—]|——")
_NOUN = re.compile(r"[“‘\"]?[一-鿿A-Za-z+·]{1,12}[”’\"]?[一-鿿]{0,6}")
#: A noun phrase behind a measure word ends before one of these.
_NOUN_STOP = re.compile(
    "参与|参加|开展|组成|轮流|负责|活跃|报名|走进|深入|加入|为|在|把|将|被|给|向|对|从|到|的|已|都|全|也|还|就|"
    "是|有|来|去|让|和|与|及|等|分布|覆盖|常年|每|自|随|不|共|正|以|通过|结对"
)


#: A noun phrase that holds one of these is complete with it: 志愿者|巡逻.
_HEAD = re.compile(
    "[^“”]*?(?:志愿者|志愿服务队伍?|服务队伍?|小分队|分队|队伍|团队|队员|成员|调解员|网格员|社工|骑手|党员|医生|律师|教师|老师|"
    "工作人员|老人|居民|学生|孩子|儿童|残疾人|群众|村民)(?![会站室家堂课院])"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A counted thing: the number at ``[start:end]`` up to and including the measure word.

    ``noun`` is what was counted where it follows the measure word, else ""; the quote is ``[quote_start:quote_end]``.
    """

    start: int
    end: int
    value: float
    qualifier: Qualifier
    unit: str
    noun: str
    quote_start: int
    quote_end: int

    @property
    def quantity(self) -> Quantity:
        """The figure as the record keeps it."""
        return Quantity(self.value, self.qualifier, self.unit, self.noun or None)

    @property
    def counts_people(self) -> bool:
        """True for 人, 名 and 位."""
        return self.unit in _PEOPLE


def find_figures(text: str) -> Iterator[Figure]:
    """Yield the figures of ``text`` from left to right."""
    for number in find_numbers(text):
        if figure := _read(text, number):
            yield figure


def _read(text: str, number: Number) -> Figure | None:
    if _is_name_or_order(text, number):
        return None
    start, end, unit = number.start, number.end, "%"
    if not number.percent:
        measure = _MEASURE.match(text, end)
        if not measure or measure.group() in _NOT_COUNTED:
            return None
        unit, end = measure.group(), measure.end()
        if unit == "分" and text.startswith(("之", "钟", "为", "成", "别", "布", "散", "类", "组", "队"), end):
            return None
        if unit == "个" and text.startswith("小时", end):
            unit, end = "小时", end + len("小时")
        if unit == "个" and text.startswith(("月", "星期", "多月", "百分点"), end):
            return None
        if unit in ("年", "周", "个月", "分钟"):
            return None
    qualifier = number.qualifier
    if qualifier is Qualifier.EXACT and _ABOUT_IN_FRONT.search(text, max(0, start - 7), start):
        qualifier = Qualifier.ABOUT
    late = _LATE_HEDGE.match(text, end)
    if late:
        qualifier, end = hedge(late.group()) or qualifier, late.end()
    noun = _noun(text, end)
    quote_end = end + len(noun)
    quote_start = start if noun else _noun_in_front(text, start)
    return Figure(start, end, number.value, qualifier, unit, noun.strip('“”‘’"'), quote_start, quote_end)


def _is_name_or_order(text: str, number: Number) -> bool:
    before = text[max(0, number.start - 4) : number.start]
    if _ORDINAL.search(before) and not number.percent and not _CALLS.match(text, number.end):
        return True
    printed = text[number.start : number.end]
    if number.value < 2 and not printed[0].isdigit() and len(printed) == 1:
        return True
    return not number.percent and bool(_FIXED.match(text, number.start))


def _noun(text: str, at: int) -> str:
    match = _NOUN.match(text, at)
    if not match:
        return ""
    noun = match.group()
    stop = _NOUN_STOP.search(noun)
    noun = noun[: stop.start()] if stop else noun
    head = _HEAD.match(noun)
    noun = noun[: head.end()] if head else noun
    if noun.startswith(("“", "‘", '"')):
        return noun if noun.endswith(("”", "’", '"')) or (len(noun) > 2 and re.search("[”’]", noun)) else ""
    return re.sub('[“‘"].*', "", noun) if not re.search("[”’]", noun) else noun


def _noun_in_front(text: str, start: int) -> int:
    """Where the words that the figure completes begin: 志愿者将近2800名, 调解成功率为96%."""
    low = max(0, start - 14)
    edges = [edge.end() for edge in _CLAUSE_EDGE.finditer(text, low, start)]
    begin = edges[-1] if edges else low
    while begin < start and text[begin] in " \t　“”‘’的":
        begin += 1
    return begin
