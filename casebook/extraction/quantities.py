"""Figures in a text: a number with its measure word and noun, and the shortest stretch that states all three.

Numbers that count nothing are left out: ordinals (第三社区), dates and times, ages, plan names (十二五, “5+N”,
135工作体系), fixed words (一站式, 最后一公里), telephone and building numbers. What a figure means, and whose it is,
is decided elsewhere.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from casebook.extraction.columns import people_cells
from casebook.extraction.measures import Measure, find_measure
from casebook.record.numerals import Number, find_numbers, hedge, tidy
from casebook.record.quantity import Quantity
from casebook.record.vocabularies import Qualifier

_PEOPLE = frozenset("人名位号")
_LATE_HEDGE = re.compile("以上|左右|上下|以下|以内|开外|出头|有余|往上|还多")
#: Behind a measure that can be divided, and the halves of it.
_MORE = re.compile("多(?![少名家种次年数])")
_DIVISIBLE = frozenset(("吨", "公里", "公斤", "斤", "里", "米", "亩", "小时", "平方米"))
#: Words in front of a figure, with or without its verb: 约占全镇的六成, 少说也有300件.
_HEDGE_IN_FRONT = {
    Qualifier.ABOUT: re.compile(r"(?:约[有占为达][^，。；、\n]{0,4}|(?:约摸|大概|差不多|估摸|大致)着?[有是]?)\Z"),
    Qualifier.OVER: re.compile(r"(?:少说|不止|起码|怎么)也?有?\Z|(?:超过|突破)了\Z"),
    Qualifier.UNDER: re.compile(r"(?:不过|顶多)有?\Z|不到[^，。；、\n]{0,8}的\Z"),
}
#: What makes a number a name or a place in an order. That behind 电话 or 热线 is the line's, unless calls are counted.
_ORDINAL = re.compile(r"(?:[第逢《A-Za-z0-9.+＋]|(?<!最)初|[\d元]/|编号|\d[:：-]|[—-]\d[—-])\Z")
#: What such words end with: only behind these they are looked for.
_ORDINAL_ENDS = frozenset("第逢《.+＋初/号:：-—" + string.ascii_letters + string.digits)
_LINES = ("电话", "热线")
_CALLS = re.compile("通|个(?!小时)|人次|次|起|件|回|趟|声")
_TO = re.compile("到|至|[—–~～-]{1,2}")
#: What a number without a measure word looks like, what ends its clause, and what makes it something else.
_LARGE = re.compile("[0-9][万亿]|[一二两三四五六七八九][十百千万亿]")
_CLOSES = re.compile("(?:不等)?(?=[，。；！？,;!?\n）)]|$)")
_NOT_BARE = re.compile("[“‘「《（(/第初日近满百千万A-Za-z0-9.:：-]|(?<!每)月|(?<!一)年")
_DAILY = re.compile("每天|日均|一天|每[日晚顿餐]")
_LEAST_BARE = 100
#: How far something was done (说到一半) is no share of anything.
_HALFWAY = re.compile(r"[唱说走吃写讲跑干听做读忙修][到了]\Z")
#: One is a figure where no more than one is said to be: 只有一件闹到镇上, 只丢过一把伞.
_ONLY = re.compile(r"只有\Z")
_CASE = re.compile("[件桩起宗例户]")
_LOST = re.compile(r"(?<![没有])丢[了过]?的?(?:只有)?\Z")
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

    ``unit`` is "" where no measure word is printed. ``noun`` is what was counted where it follows the measure word,
    else ""; the quote is ``[quote_start:quote_end]``.
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
        return Quantity(self.value, self.qualifier, self.unit or None, self.noun or None)

    @property
    def counts_people(self) -> bool:
        """True for 人, 名, 位 and 号人."""
        return self.unit in _PEOPLE


def find_figures(text: str) -> Iterator[Figure]:
    """Yield the figures of ``text`` from left to right."""
    numbers = list(find_numbers(text))
    cells = set(people_cells(text))
    for number, following in pairwise([*numbers, None]):
        assert number is not None
        if figure := _read(text, number, following):
            yield figure
        elif (number.start, end := number.start + len(text[number.start : number.end].rstrip())) in cells:
            yield _in_cell(text, number, end)


def _read(text: str, number: Number, following: Number | None) -> Figure | None:
    if _is_name_or_order(text, number):
        return None
    start, value, qualifier = number.start, number.value, number.qualifier
    measure = Measure("%", number.end) if number.percent else find_measure(text, number)
    if not measure and following and (measure := _shared_measure(text, number, following)):
        qualifier = Qualifier.ABOUT
    measure = measure or _no_measure(text, number)
    if not measure:
        return None
    unit, end = measure
    if unit in _DIVISIBLE:
        if text.startswith("半", end):
            value, end = tidy(value + 0.5), end + 1
        elif _MORE.match(text, end):
            qualifier, end = Qualifier.OVER, end + 1
    late = _LATE_HEDGE.match(text, end)
    if late:
        qualifier, end = hedge(late.group()) or qualifier, late.end()
    if qualifier is Qualifier.EXACT:
        qualifier = _hedge_in_front(text, start)
    noun = _noun(text, end) if unit else ""
    quote_end = end + len(noun)
    quote_start = start if noun else _noun_in_front(text, start)
    return Figure(start, end, value, qualifier, unit, noun.strip('“”‘’"'), quote_start, quote_end)


def _in_cell(text: str, number: Number, end: int) -> Figure:
    """A bare number below a head that says that people are counted; the quote takes the cells in front along."""
    low = _noun_in_front(text, number.start)
    return Figure(number.start, end, number.value, number.qualifier, "人", "", low, end)


def _hedge_in_front(text: str, start: int) -> Qualifier:
    low = max(0, start - 12)
    found = (qualifier for qualifier, words in _HEDGE_IN_FRONT.items() if words.search(text, low, start))
    return next(found, Qualifier.EXACT)


def _shared_measure(text: str, number: Number, following: Number) -> Measure | None:
    """The measure of both ends of a range: 四百到九百元. The lower end is the figure."""
    joined = _TO.fullmatch(text, number.end, following.start) and following.value > number.value
    return find_measure(text, following) if joined and not following.percent else None


def _no_measure(text: str, number: Number) -> Measure | None:
    """A large number that ends its clause counts by itself: 注册用户2.1万, 每户增收三千六, 每天来三十上下."""
    printed = text[number.start : number.end]
    late = _LATE_HEDGE.match(text, number.end)
    if not _CLOSES.match(text, late.end() if late else number.end) or not _LARGE.search(printed):
        return None
    if _NOT_BARE.search(text, max(0, number.start - 2), number.start):
        return None
    if number.value >= _LEAST_BARE:
        return Measure("", number.end)
    hedged = late or number.qualifier is not Qualifier.EXACT
    daily = _DAILY.search(text, max(0, number.start - 16), number.start)
    return Measure("", number.end) if hedged and daily else None


def _is_name_or_order(text: str, number: Number) -> bool:
    low = max(0, number.start - 6)
    led = number.start and text[number.start - 1] in _ORDINAL_ENDS
    if led and not number.percent and _ORDINAL.search(text, low, number.start):
        return True
    if not number.percent and text.endswith(_LINES, low, number.start) and not _CALLS.match(text, number.end):
        return True
    printed = text[number.start : number.end]
    if printed == "一半" and _HALFWAY.search(text, low, number.start):
        return True
    if number.value < 2 and not printed[0].isdigit() and len(printed) == 1:
        only = _ONLY.search(text, low, number.start) and _CASE.match(text, number.end)
        return not (only or _LOST.search(text, low, number.start))
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
