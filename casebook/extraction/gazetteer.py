"""Finding the names of provinces, cities, districts, streets and towns in a text by the official table.

Names without their suffix (济南, 松桃) count where the report makes clear that the place is meant.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from casebook.extraction.occurrences import Beginnings
from casebook.extraction.places import DEPTH, PlaceMention, table
from casebook.extraction.short_streets import street_stems
from casebook.regions import Division

_LONGEST = 12
_UPPER = re.compile(
    "自治区|自治州|自治县|自治旗|地区|林区|新区|省|市(?![民场])|区(?![域块间])|县(?!域)|旗(?![帜下手社村街])|州|盟(?!友)"
)
_STREET = re.compile(
    "街道办事处|街道办|街道|镇(?!静|定|压|上|里)|乡(?!村|镇|亲|贤|音|情|愁|土|邻|里|风|间|讯)|苏木|"
    "街(?!坊|头|巷|区|面|市|上|里|道|长|边|口|角|景|心|社区|居民区|村)"
)
NOT_STREET = re.compile(
    "^街道|乡镇$|^(?:城|乡|村|古|小|集|本|我|全|各|该|一|两|市|名|重|建制|家|老|下|回|返|异|水|故|同|城乡|外|特色小|有条件的|整条|几条|沿|转|由)"
    "(?:镇|乡|街|街道)$|(?:条|整|步行|商业|美食|老|一条|大|[东西南北]|小|正|后|前|长)街$"
)
#: Names of divisions that reports use as plain words far more often.
_COMMON = frozenset(
    "城区 新区 市区 老城区 新城区 开发区 高新区 经开区 园区 地区 旗 红旗 山区 牧区 林区 社区".split()
) - {"新城区"}
#: Names that mean a sort of district as well; the city stands before those that are meant as a name.
_SORTS_OF_DISTRICT = frozenset(("矿区", "郊区"))
_PLACE_CUE = re.compile("[有的、,，话人]|乡下|街头|农村|山里")
_NO_SHORT = frozenset(
    "平安 和平 建设 团结 新华 城区 中山 新城 城关 解放 红旗 向阳 前进 东风 胜利 工农 友谊 新民 长寿 永安 太平 和顺 阳光 东方 南方 北方 "
    "中方 文明 文化 朝阳 光明 安居 江北 江南 东城 西城 山区 中心 桥东 桥西 路南 路北 新市 市中 城中 兴安 武功 安定 静安 宁静 民乐 理县 "
    "安宁 同心 民和 互助 共和 丰收 通道 公安 保安 朝天 高新 合作 大安 新和 长安 金山 普安 海城 东安 新安 南山 西湖 西山 铁路 大方 双桥 双清 "
    "青山 汉阳 云龙 五华 龙湖 金安 青云 宝山 东湖 东港 古城 平湖 双流 新津 集贤 宾阳 龙井 龙安 天山 青阳 崇信 正定 广平 清河 老城 平川 山城 "
    "爱民 复兴 振兴 友好 灯塔 富裕 元宝 丰满 宏伟 方正".split()
)
#: A name of this length in 街 is a road (东街) wherever it stands.
_SHORT_ROAD = 3
#: What follows the name of a place in the name of a road (重庆路).
_ROAD = re.compile("[东西南北中]?(?:路|大道|大街|街(?!道|镇|乡|区))")
#: What follows the name of a place in the name of a community (安阳村, 大同桥社区).
_COMMUNITY = re.compile("[㐀-鿿]?(?:社区|居民区|新村|村(?![民里委干]))")
#: A street of this length may be a plain word; what stands behind it where it is none.
_SHORTEST_STREET = 2
_ROADS = ("路", "街", "巷")
_STREET_GOES_ON = re.compile("街道|镇|乡|[㐀-鿿]{1,6}(?:社区|居民区|村(?![民里委干]))")
#: Lengths of names without suffix.
_SCAN = (4, 3, 2)


def official(text: str) -> list[PlaceMention]:
    """The names with their suffix, from provinces to streets; the longest of those that overlap."""
    upper = without_overlaps(_upper(text))
    return without_overlaps([*upper, *_streets(text, {code[:4] for mention in upper for code in mention.codes})])


def _upper(text: str) -> Iterator[PlaceMention]:
    names = _upper_names()
    for match in _UPPER.finditer(text):
        end = match.end()
        for start in range(max(0, end - _LONGEST), end - 1):
            if text[start:end] in names and (mention := _division(text, start, end)):
                yield mention
                break


def _division(text: str, start: int, end: int) -> PlaceMention | None:
    name = text[start:end]
    level, divisions = _upper_names()[name]
    if name in _SORTS_OF_DISTRICT:
        divisions = tuple(d for d in divisions if _follows_its_own(text, start, d))
        if not divisions:
            return None
    full = divisions[0].name if len(divisions) == 1 else name
    return PlaceMention(start, end, level, full, tuple(d.code for d in divisions))


@cache
def _upper_names() -> Mapping[str, tuple[str, tuple[Division, ...]]]:
    """Names from provinces to districts → their level, of several the lowest, and the divisions of that level."""
    found: dict[str, tuple[str, tuple[Division, ...]]] = {}
    tables = (("province", table("province")), ("city", table("city")))
    for level, names in (*tables, ("district", _autonomous()), ("district", table("district"))):
        found |= {name: (level, divisions) for name, divisions in names.items() if divisions and name not in _COMMON}
    return found


@cache
def _autonomous() -> Mapping[str, tuple[Division, ...]]:
    """Autonomous counties by the first two characters of a longer name and 县, as their people call them (前郭县)."""
    found: dict[str, list[Division]] = {}
    for divisions in table("district").values():
        for division in divisions:
            if division.name.endswith("自治县") and division not in found.setdefault(f"{division.name[:2]}县", []):
                found[f"{division.name[:2]}县"].append(division)
    return {name: tuple(divisions) for name, divisions in found.items() if len(divisions) == 1}


def _streets(text: str, cities: set[str]) -> Iterator[PlaceMention]:
    """Names of streets by the table; what may be a road counts where it lies in one of ``cities`` that are named."""
    streets = table("street")
    for match in _STREET.finditer(text):
        end = match.end()
        for length in range(min(_LONGEST, end), 2, -1):
            name = text[end - length : end]
            divisions = streets.get(name)
            if divisions and (not NOT_STREET.search(name) or _lies_in(divisions, cities)):
                printed = f"{name}道" if name.endswith("街") else re.sub("办(?:事处)?$", "", name)
                yield PlaceMention(end - length, end, "street", printed, tuple(d.code for d in divisions))
                break


def _lies_in(divisions: Sequence[Division], cities: set[str]) -> bool:
    return len(divisions[0].name) > _SHORT_ROAD and any(division.code[:4] in cities for division in divisions)


def without_overlaps(mentions: Iterable[PlaceMention]) -> list[PlaceMention]:
    """The longest of those that overlap; of equal length the one that starts first, of two readings the wider place."""
    kept: list[PlaceMention] = []
    for mention in sorted(set(mentions), key=lambda m: (m.start - m.end, m.start, DEPTH[m.level], m)):
        at = bisect_left(kept, (mention.end,))
        if not at or kept[at - 1].end <= mention.start:
            kept.insert(at, mention)
    return kept


def spoken_of(text: str, mentions: Iterable[PlaceMention]) -> Counter[str]:
    """Codes of the provinces and cities that a text speaks of, with how often; newspaper names count."""
    known: Counter[str] = Counter()
    for mention in mentions:
        if mention.level != "street" and len({code[:4] for code in mention.codes}) == 1:
            _count(known, mention.codes[0][:4], 2)
    regions = _wide_names()
    for start in _wide_beginnings().places(text):
        for length in _SCAN:
            code = regions.get(text[start : start + length])
            if code:
                _count(known, code, 1)
    return known


@cache
def _wide_names() -> Mapping[str, str]:
    """Names and short names of provinces and cities that mean one of them only, with its code."""
    found = {}
    for level in ("province", "city"):
        for name, divisions in table(level).items():
            if len(divisions) == 1 and len(name) in _SCAN and not name.endswith(("区", "县")):
                found[name] = divisions[0].code[:4]
    return found


@cache
def _wide_beginnings() -> Beginnings:
    return Beginnings(_wide_names())


@cache
def _short_names() -> Mapping[str, tuple[tuple[str, tuple[Division, ...]], ...]]:
    """Names without suffix → the levels that have such a name, from the top down, with its divisions."""
    found: dict[str, tuple[tuple[str, tuple[Division, ...]], ...]] = {}
    for level in ("province", "city", "district"):
        for name, divisions in table(level).items():
            if len(name) in _SCAN and not name.endswith(("省", "市", "区", "县", "旗")):
                found[name] = (*found.get(name, ()), (level, divisions))
    return found


def _count(known: Counter[str], code: str, weight: int) -> None:
    known[code] += weight
    if len(code) > 2:
        known[code[:2]] += weight


def short_forms(text: str, mentions: Sequence[PlaceMention], known: Counter[str]) -> Iterator[PlaceMention]:
    """Places named without their suffix, where it is clear that the place is meant."""
    starts = {mention.start for mention in mentions}
    ends = {mention.end for mention in mentions}
    stated = {code[:6] for mention in mentions if mention.level == "street" for code in mention.codes}
    possible = _short_beginnings().places(text)
    found = [mention for at in possible if (mention := _short_form(text, at, known, stated))]
    streets = {mention.name for mention in mentions if mention.level == "street"}
    found = [m for m in found if not any(name.startswith(text[m.start : m.end]) for name in streets)]
    counts = Counter(mention.name for mention in found)
    ends |= {mention.end for mention in found}
    for mention in found:
        behind = text[mention.end : mention.end + 3]
        tight = mention.end in starts or mention.start in ends or behind[:1] in ("·", "・")
        opens = behind[:1] in (":", "：") or not text[max(0, mention.start - 1) : mention.start].strip()
        clear = tight or opens or counts[mention.name] > 1 or mention.level != "district"
        if clear or _PLACE_CUE.match(behind) or mention.codes[0] in stated or _leads(text, mention):
            yield mention


@cache
def _short_beginnings() -> Beginnings:
    return Beginnings(_short_names())


def _short_form(text: str, at: int, known: Counter[str], stated: set[str]) -> PlaceMention | None:
    """The place called so at ``at``; a district only where its city, its province or one of its streets is named.

    Where nothing else is named, the beginning of a line before a colon is enough (阳山:…).
    """
    for length in _SCAN:
        for level, divisions in _short_names().get(text[at : at + length], ()):
            if _ROAD.match(text, at + length) or _COMMUNITY.match(text, at + length):
                continue
            if text[at : at + length] in _NO_SHORT:
                divisions = tuple(d for d in divisions if level == "district" and _is_framed(text, at, at + length, d))
            if level == "district":
                opens = (
                    not known and text[at + length : at + length + 1] in (":", "：") and text[at - 1 : at] in ("", "\n")
                )
                divisions = tuple(
                    d for d in divisions if opens or _is_near(d, known, stated) or _is_framed(text, at, at + length, d)
                )
                divisions = _those_that_lead(text, at + length, divisions)
            if len(divisions) == 1:
                return PlaceMention(at, at + length, level, divisions[0].name, (divisions[0].code,))
    return None


def _is_framed(text: str, start: int, end: int, district: Division) -> bool:
    """Whether its own city or province stands right before a district, or one of its streets right behind."""
    return _follows_its_own(text, start, district) or _leads_to_its_own(text, end, district.code)


def _leads(text: str, mention: PlaceMention) -> bool:
    return mention.level == "district" and _leads_to_its_own(text, mention.end, mention.codes[0])


def _those_that_lead(text: str, end: int, districts: tuple[Division, ...]) -> tuple[Division, ...]:
    """Of several districts of one name those whose street follows, if any does."""
    if len(districts) < 2:
        return districts
    return tuple(d for d in districts if _leads_to_its_own(text, end, d.code)) or districts


def _leads_to_its_own(text: str, end: int, district: str) -> bool:
    """Whether a street of a district stands at ``end`` (鼓楼华大街道), be it a town or still a township in the table.

    Short words and roads make a street only where its suffix follows, or a community.
    """
    stems = street_stems(district)
    length = next((length for length in _SCAN if text[end : end + length] in stems), 0)
    clear = length > _SHORTEST_STREET and not text.startswith(_ROADS, end + length - 1)
    return clear or (length > 0 and bool(_STREET_GOES_ON.match(text, end + length)))


def _follows_its_own(text: str, at: int, district: Division) -> bool:
    """Whether the city or province of a district stands right before ``at`` (北京西城)."""
    before = {_wide_names().get(text[at - size : at]) for size in _SCAN if size <= at}
    return district.code[:2] in before or district.code[:4] in before


def _is_near(division: Division, known: Counter[str], stated: set[str]) -> bool:
    return bool(known[division.code[:4]]) or known[division.code[:2]] > 1 or division.code in stated
