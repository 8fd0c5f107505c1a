"""All places that a report names: the official ones, and streets and communities that no table need know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from casebook import regions
from casebook.extraction.gazetteer import NOT_STREET, official, short_forms, spoken_of, without_overlaps
from casebook.extraction.places import PlaceMention, anywhere, communities_of, table
from casebook.extraction.short_streets import STREET_SUFFIX, short_streets

_OPEN_STREET = re.compile(
    "街道(?!上|口|两|边|办)|镇(?!静|定|压|上|里|村|长|街|级|区|政|党|综|干|域|卫|中心)|乡(?=[\u4e00-\u9fff]{1,6}(?:村|社区))|苏木"
)
_COMMUNITY = re.compile(
    "居民区|社区(?!报|[周晚日导]报|网|杂志|通讯)|嘎查|村(?!街|民|干|支|委|务|规|级|容|组|医|集体|史|头|口|落|镇|两委|里|党|上|子|居|改|部|官|屋|外|中|庄|社)"
)
_EDGE = re.compile(
    "[^㐀-鿿0-9A-Za-z]|其中|先说|筹建|实现|不出|没有|拨付|请来|带领|位居|坐在|住进|第一届|每年|当年|下辖的?|所在|隶属|归属|"
    "就在|还在|正在|都在|解锁|促进|紧挨|挨着|毗邻|紧邻|紧靠|着|走在|设进|直通|采访|坐镇|有|的|了|是|在|和(?!平|谐|睦|美|顺|合|兴|安|气|田|静|县|硕)|与|及|由|把|"
    "被|让|从|到|给|等|并(?!州|四)|或|也|还|又|就|(?<![洪成江昌京宁于丰首盐古])都(?!江)|将|向(?!阳)|以(?!和)|为(?!民)|于(?!家|集|洪|都|田)|来自|位于|走进|来到|家住|住在|"
    "地处|覆盖|全|各|每|该|本|我|这|那|某|(?<!大)同(?!心|乐|兴|安|德|原|和|福|发|庆|仁|春|源|盛)|叫|其|个|名|位|支|间|所|家(?=[^㐀-鿿])|记者|居民|老人|组织|依托|通过|成立|"
    "设立|打造|探索|创新|推行|推出|建成|开展|联合|如今|目前|今年|去年|近日|日前|近年来|以来|当地|包括|例如|比如|们|像|"
    "[0-9]+(?:个|名|位|支|家|处)|省|自治区|地区|市(?!南|北|中|口|桥|场|图)|区(?!$)|县(?!城)|旗(?!$)|州(?!.{0,2}[镇乡街])|盟|街道|"
    "镇(?!$)|乡(?!$)|苏木|社区|村(?=.*(?:社区|村))|年(?!丰)|(?<=[0-9一二三四五六七八九十本])月|日(?!月|新|升|光)"
)
_NOT_COMMUNITY = re.compile(
    "^(?:农|农村|乡村|城乡|乡|山|新|全|本|该|各|每|同|邻|古|城中|行政|自然|示范|驻|进|下|入|回|离|出|贫困|美丽|.*文明|老旧|智慧|幸福|多个|"
    "试点|所有|受访|旁边|两|三|四|五|六|七|八|九|十|数|几|一|个|有的|别的|其他|周边|附近|不少|我们|咱们?|大|小|所属|辖区|相邻|相关|国际|"
    "城市|现代|完整|未来|和谐|安全|宜居|民族|农家|度假|渔家|移民|搬迁|老|旧|商业|生活|线上|镇|街道|重点|样板|标杆|.{0,4}示范|"
    "老年友好型|无障碍|儿童友好|网格|涉农|回迁|拆迁|型|去|记|问|对|城|矿工|安置|小村|大村|老百姓|患者|残疾人|障碍|公租房|廉租房)(?:村|社区|居民区|嘎查)$|"
    "^(?!(?:五一|五四|六一|七一|八一|三八)(?:村|社区))[一二三四五六七八九十百千0-9]+(?:个|多个|余个)?(?:村|社区)$|(?:镇|街道|乡|县|^.{0,2}区|[片园辖小老城市]区)社区$"
)
#: How a word ends that stands before 街道 without being a name: 不能光靠街道, 枫桥式街道.
_NO_STREET_STEM = re.compile("[式型化级靠励导逛圈让受据对按凭含跨价样]$|^[一二两三四五六七八九十]?[镇街]")
#: What shows that a stretch before 社区 or 村 is a clause and not a name.
_CLAUSE = re.compile(
    "[0-9]|上|下|不|出|往|坐$|去|来(?!复|安|宾|凤|福|龙)|说|去|要|会|能|做|给|帮|请|送|开|进(?!士|贤)|走|看|听|问|找|办|设|建(?!国|设|华|新|安)|搞|患|障碍|纠纷|事|人(?!民)"
)
_LONGEST = 11
#: How far to the left of its suffix an open name is looked for.
_REACH = 9
#: So many characters in front of a known name make another one of it (神山口社区 is not 山口社区).
_FRONT = 2
#: A community whose own word is as long as this is found by its name alone, where the country has only one.
_TELLING = 4


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a report before its communities are looked for."""

    text: str
    upper: Sequence[PlaceMention]
    districts: Sequence[str]
    spoken: Counter[str]


def find_places(text: str) -> list[PlaceMention]:
    """All places of ``text`` in reading order."""
    named = official(text)
    spoken = spoken_of(text, named)
    upper = without_overlaps([*named, *short_forms(text, named, spoken)])
    covered = [m for m in _open_streets(text, upper) if not any(o.start < m.end and m.start < o.end for o in upper)]
    upper = sorted([*upper, *covered])
    districts = _districts(upper, spoken)
    upper = sorted([*upper, *short_streets(text, upper, districts)])
    known = _Known(text, upper, districts, spoken)
    communities = [mention for match in _COMMUNITY.finditer(text) for mention in _community(known, match)]
    own = [m for m in communities if m.level == "community"]
    kept = [m for m in upper if not any(c.start < m.end and m.start < c.end for c in own)]
    return without_overlaps([*kept, *_agreeing(text, communities)])


def _agreeing(text: str, mentions: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
    """The communities with one name for each: that of the table, else the longest that the text ever gives it."""
    names = {mention.name: mention.codes for mention in mentions if mention.level == "community"}
    for mention in mentions:
        start, name = mention.start, mention.name
        if mention.level == "community" and not mention.codes:
            inner = [other for other in names if other != name and name.endswith(other) and names[other]]
            outer = [other for other in names if other != name and text[: mention.end].endswith(other)]
            name = max(inner, default="", key=len) or max([name, *outer], key=len)
            start = mention.end - len(name)
        yield PlaceMention(start, mention.end, mention.level, name, names.get(name, mention.codes))


def _open_streets(text: str, upper: Sequence[PlaceMention]) -> Iterator[PlaceMention]:
    for match in _OPEN_STREET.finditer(text):
        start = _left(text, match.start(), upper)
        name = text[start : match.end()]
        stem = text[start : match.start()]
        hard = _is_hard(text, start, upper)
        known = hard or name in table("street") or text.count(name) > 1
        common = NOT_STREET.search(name) or _NO_STREET_STEM.search(stem) or _CLAUSE.search(stem)
        if 2 <= len(stem) <= (6 if hard else 4) and known and not common:
            yield PlaceMention(start, match.end(), "street", name)


def _districts(upper: Sequence[PlaceMention], spoken: Counter[str]) -> list[str]:
    """Codes of the districts that communities are looked up in, the most mentioned first."""
    counts: Counter[str] = Counter()
    possible: Counter[str] = Counter()
    for mention in upper:
        codes = [code for code in mention.codes if len(mention.codes) == 1 or spoken[code[:4]] or spoken[code[:2]]]
        if mention.level in ("district", "street"):
            if len({code[:6] for code in codes}) == 1:
                counts[codes[0][:6]] += 1
            else:
                possible.update({code[:6] for code in mention.codes})
    if not counts and len(possible) <= 40:
        counts = possible
    return [code for code, _ in counts.most_common(40)]


def _community(known: _Known, match: re.Match[str]) -> Iterator[PlaceMention]:
    """The community that ends where ``match`` does, with the street in front of it where that lacks its suffix."""
    text, end = known.text, match.end()
    start = _left(text, match.start(), known.upper)
    full = text[start:end]
    hard = _is_hard(text, start, known.upper)
    bounded = start > match.start() - _REACH
    placed = any(mention.end == start for mention in known.upper)
    common = _NOT_COMMUNITY.search(full) and not (placed and _in_districts(known, end, len(full)))
    if len(full) <= len(match.group()) or len(full) > 14 or common:
        found = _in_districts(known, end, 3)
        if found and len(found[0]) > len(full):
            yield PlaceMention(end - len(found[0]), end, "community", found[0], found[1])
        return
    name, codes = (
        _in_districts(known, end, len(match.group()) + 1) or _in_country(known, full, match.group()) or ("", ())
    )
    front = full[: len(full) - len(name)] if len(name) < len(full) else ""
    street = _street_called(front, codes) if front else None
    if street:
        yield PlaceMention(start, start + len(front), "street", street[0], (street[1],))
        yield PlaceMention(end - len(name), end, "community", name, tuple(c for c in codes if c.startswith(street[1])))
    elif name and not (
        front
        and (hard or (bounded and len(front) <= _FRONT))
        and (len(front) <= _FRONT or not codes)
        and _is_plausible(known, full, match.group(), start)
    ):
        yield PlaceMention(end - len(name), end, "community", name, codes)
    elif _is_plausible(known, full, match.group(), start):
        yield PlaceMention(start, end, "community", full)


def _in_districts(known: _Known, end: int, shortest: int) -> tuple[str, tuple[str, ...]] | None:
    for length in range(min(_LONGEST, end), shortest - 1, -1):
        name = known.text[end - length : end]
        plain = name.removesuffix("居民区") + "社区" if name.endswith("居民区") else name
        tables = [communities_of(one) for one in known.districts]
        codes = tuple(code for table in tables for code in table.get(name) or table.get(plain) or ())
        if codes and (length == shortest > 3 or not _NOT_COMMUNITY.search(name)):
            return name, codes
    return None


def _in_country(known: _Known, full: str, suffix: str) -> tuple[str, tuple[str, ...]] | None:
    """The longest end of ``full`` that some community bears; its codes only where the report narrows them down."""
    for cut in range(len(full) - len(suffix) - 1):
        name = full[cut:]
        divisions = anywhere(name)
        if divisions and not _NOT_COMMUNITY.search(name):
            front = full[:cut]
            near = tuple(d.code for d in divisions if known.spoken[d.code[:4]])
            if front and _street_called(front, [d.code for d in divisions]):
                return name, tuple(d.code for d in divisions)
            if known.districts:
                clear = len(divisions) == 1 and ((cut == 0 and len(name) - len(suffix) >= _TELLING) or bool(near))
                return name, (divisions[0].code,) if clear else ()
            return name, near if len(near) == 1 else tuple(d.code for d in divisions) if len(divisions) == 1 else ()
    return None


def _street_called(front: str, codes: Sequence[str]) -> tuple[str, str] | None:
    """Name and code of the only street of ``codes`` that is called ``front`` without its suffix (织里 → 织里镇)."""
    found = {}
    for code in codes:
        street = regions.get(code[:9])
        suffix = street and STREET_SUFFIX.search(street.name)
        if street and suffix and 2 <= len(front) >= suffix.start() - 2 and street.name.startswith(front):
            found[street.code] = front + suffix.group()
    return next(((name, code) for code, name in found.items()), None) if len(found) == 1 else None


def _is_plausible(known: _Known, full: str, suffix: str, start: int) -> bool:
    stem = full.removesuffix(suffix)
    if _CLAUSE.search(stem) or not re.search("[一-龥]", stem):
        return False
    return 2 <= len(stem) <= (8 if _is_hard(known.text, start, known.upper) else 4)


def _left(text: str, head: int, upper: Sequence[PlaceMention]) -> int:
    """Where an open name whose suffix stands at ``head`` begins."""
    low = max(0, head - _REACH)
    low = max([low, *(m.end for m in upper if low < m.end <= head)])
    for edge in _EDGE.finditer(text, low, head):
        low = edge.end()
    return low


def _is_hard(text: str, start: int, upper: Sequence[PlaceMention]) -> bool:
    """Whether nothing can belong to a name further left: punctuation, a line's beginning, another place."""
    before = text[max(0, start - 1) : start]
    return not re.match("[㐀-鿿]", before) or any(mention.end == start for mention in upper)
