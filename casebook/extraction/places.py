"""The places that a report names, with their spans, and the chain of levels that each belongs to.

Provinces to districts come from the official table; streets and communities are open vocabulary (甸柳新村街道 is no
official name), read by their suffix and cut at the left where a name cannot reach further.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from casebook import regions
from casebook.record import PlaceName
from casebook.regions import Division, Level

LEVELS = ("province", "city", "district", "street", "community")
_DEPTH = {level: depth for depth, level in enumerate(LEVELS)}
_LONGEST = 12

_UPPER = re.compile("自治区|自治州|自治县|自治旗|地区|林区|新区|省|市|区|县|旗|州|盟")
_STREET = re.compile(
    "街道办事处|街道办|街道|镇(?!静|定|压|上|里)|乡(?!村|镇|亲|贤|音|情|愁|土|邻|里|风|间)|苏木|(?<=[^一两三几这那条整大小商步行老])街(?!坊|头|巷|区|面|市|上|里|道|长|边|口|角|景|心)"
)
_COMMUNITY = re.compile(
    "居民区|社区(?!工作|矫正|治理|服务|养老|食堂|微|志愿|卫生|文化|团|党|居|干|民|网|联|教|书|医|群|公|物|环|康|助|矛|调|合|邻|议|老|困|里的人)|社区|村(?!街|民|干|支|委|务|规|级|容|组|医|集体|史|头|口|落|镇|两委|里|党|上|子|居|改|部|官|屋|外|中|庄|社)|嘎查"
)
_EDGE = re.compile(
    "[^㐀-鿿0-9A-Za-z]|其中|先说|筹建|实现|不出|没有|拨付|请来|带领|位居|坐在|住进|第一届|每年|当年|下辖的?|所在|隶属|归属|就在|还在|正在|都在|的|了|是|在|和(?!平|谐|睦|美|顺|合|兴|安|气|田|静|县|硕)|与|及|由|把|被|让|从|到|给|等|并|或|也|还|又|就|都|将|向|以(?!和)|为(?!民)|"
    "于(?!家|集|洪|都|田)|来自|位于|走进|来到|家住|住在|地处|覆盖|全|各|每|该|本|我|这|那|某|同|其|个|名|位|支|间|所|家(?=[^㐀-鿿])|"
    "记者|居民|老人|组织|依托|通过|成立|设立|打造|探索|创新|推行|推出|建成|开展|联合|如今|目前|今年|去年|近日|日前|近年来|以来|当地|包括|其中|例如|比如|"
    "[0-9]+(?:个|名|位|支|家|处)|省|自治区|地区|市(?!南|北|中|口|桥|场)|区(?!$)|县(?!城)|旗|州(?!.{0,2}[镇乡街])|盟|街道|镇(?!$)|乡(?!$)|苏木|社区|村(?=.*(?:社区|村))"
)
_NOT_STREET = re.compile(
    "^(?:城|乡|村|古|小|集|本|我|全|各|该|一|两|市|名|重|建制|家|老|下|回|返|异|水|故|同|城乡|外|特色小|有条件的|整条|几条|沿)(?:镇|乡|街|街道)$|[条整]街$|步行街$|商业街$|美食街$|老街$|一条街$|大街$|[东西南北]街$|小街$|正街$|后街$|前街$|上街$|长街$"
)
_NOT_COMMUNITY = re.compile(
    "^(?:农|乡|山|新|全|本|该|各|每|同|邻|古|城中|行政|自然|示范|驻|进|下|入|回|离|出|贫困|美丽|.*文明|老旧|智慧|幸福|多个|试点|所有|两|三|四|五|六|七|八|九|十|数|几|一|个|有的|别的|其他|周边|附近|不少|我们|咱们?|咱|大|小|"
    "所属|辖区|相邻|相关|国际|城市|现代|完整|未来|和谐|安全|宜居|民族|农家|度假|渔家|移民|搬迁|老|商业|生活|线上|镇|街道|重点|样板|标杆|.{0,4}示范|老年友好型|无障碍|儿童友好|网格|涉农|回迁|型)(?:村|社区|居民区|嘎查)$|^[一二三四五六七八九十百千0-9]+(?:个|多个|余个)?(?:村|社区)$"
)


@dataclass(frozen=True, slots=True, order=True)
class PlaceMention:
    """A place named at ``text[start:end]``; ``name`` is its full form where the text shortens it (济南 → 济南市)."""

    start: int
    end: int
    level: str
    name: str
    codes: tuple[str, ...] = ()


#: One place with everything above it: level → name and code. Levels that are unknown are missing.
Chain = tuple[tuple[str, PlaceName], ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A place of a report: its chain, and where the text names it; ``level`` is the finest of the chain."""

    chain: Chain
    mentions: tuple[PlaceMention, ...]

    @property
    def level(self) -> str:
        """The finest level."""
        return self.chain[-1][0]

    @property
    def name(self) -> str:
        """The name at the finest level."""
        return self.chain[-1][1].name

    def at(self, level: str) -> PlaceName | None:
        """The name and code at ``level``, or None."""
        return dict(self.chain).get(level)


@cache
def _table(level: str) -> Mapping[str, tuple[Division, ...]]:
    return regions.names_at(Level(level))


@cache
def _communities(district: str) -> Mapping[str, str]:
    """Name → code of all communities of a district; of several with one name the first."""
    found: dict[str, str] = {}
    for street in regions.children(district):
        for community in regions.children(street.code):
            found.setdefault(community.name, community.code)
    return found


def find_places(text: str, page: str = "") -> list[PlaceMention]:
    """All places of ``text`` in reading order. ``page`` is the whole page, whose frame may say which city it is from."""
    official = [*_official(text), *_official_streets(text)]
    official = _without_overlaps(official)
    known = _known_regions(official, page or text)
    short = _short_forms(text, official, known)
    upper = _without_overlaps([*official, *short])
    open_streets = [m for m in _open_streets(text, upper) if not _overlaps(m, upper)]
    upper = sorted([*upper, *open_streets])
    districts = _districts(upper, known)
    communities = list(_open_communities(text, upper, districts))
    kept = [m for m in upper if not any(c.start < m.end and m.start < c.end for c in communities)]
    return sorted([*kept, *communities])


def _official(text: str) -> Iterator[PlaceMention]:
    for match in _UPPER.finditer(text):
        end = match.end()
        for length in range(min(_LONGEST, end), 1, -1):
            name = text[end - length : end]
            for level in ("district", "city", "province"):
                divisions = _table(level).get(name)
                if divisions and name not in _COMMON:
                    full = divisions[0].name if len(divisions) == 1 else name
                    yield PlaceMention(end - length, end, level, full, tuple(d.code for d in divisions))
                    break
            else:
                continue
            break


#: Names of divisions that reports use as plain words far more often.
_COMMON = frozenset(
    "城区 新区 郊区 矿区 市区 老城区 新城区 开发区 高新区 经开区 园区 城关区 地区 新市区 旗 山区 牧区 林区 社区".split()
) - {"城关区", "新市区", "矿区", "郊区", "新城区"}


def _official_streets(text: str) -> Iterator[PlaceMention]:
    for match in _STREET.finditer(text):
        end = match.end()
        for length in range(min(_LONGEST, end), 1, -1):
            name = text[end - length : end]
            divisions = _table("street").get(name)
            if divisions and length > 2 and not _NOT_STREET.search(name):
                printed = f"{name}道" if name.endswith("街") else re.sub("办(?:事处)?$", "", name)
                yield PlaceMention(end - length, end, "street", printed, tuple(d.code for d in divisions))
                break


def _without_overlaps(mentions: Iterable[PlaceMention]) -> list[PlaceMention]:
    """The longest of those that overlap; of equal length the one that starts first."""
    kept: list[PlaceMention] = []
    for mention in sorted(set(mentions), key=lambda m: (m.start - m.end, m.start)):
        if not _overlaps(mention, kept):
            kept.append(mention)
    return sorted(kept)


def _overlaps(mention: PlaceMention, others: Iterable[PlaceMention]) -> bool:
    return any(other.start < mention.end and mention.start < other.end for other in others)


def _known_regions(official: Iterable[PlaceMention], page: str) -> Counter[str]:
    """Codes of provinces and cities that the report speaks of, with how often."""
    known: Counter[str] = Counter()
    for mention in official:
        if mention.level != "street" and len({code[:4] for code in mention.codes}) == 1:
            known[mention.codes[0][:4]] += 2
            known[mention.codes[0][:2]] += 2
    for start in range(len(page) - 1):
        for length in (2, 3, 4):
            name = page[start : start + length]
            for level in ("city", "province"):
                divisions = _table(level).get(name)
                if divisions and len(divisions) == 1 and not name.endswith(("区", "县")):
                    code = divisions[0].code
                    known[code[:4] if len(code) > 2 else code] += 1
                    if len(code) > 2:
                        known[code[:2]] += 1
    return known


def _short_forms(text: str, official: list[PlaceMention], known: Counter[str]) -> Iterator[PlaceMention]:
    """济南, 历下, 松桃: names without their suffix, where the report makes clear that the place is meant."""
    starts = {mention.start for mention in official}
    ends = {mention.end for mention in official}
    counts: Counter[str] = Counter()
    found = []
    for at in range(len(text) - 1):
        for length in (4, 3, 2):
            name = text[at : at + length]
            mention = _short_form(name, at, known)
            if mention:
                counts[name] += 1
                found.append((name, mention))
                break
    for name, mention in found:
        tight = mention.end in starts or mention.start in ends or text[mention.end : mention.end + 1] in "·・"
        opens = (
            text[mention.end : mention.end + 1] in ":：" or not text[max(0, mention.start - 1) : mention.start].strip()
        )
        if (
            tight
            or opens
            or counts[name] > 1
            or mention.level != "district"
            or _PLACE_CUE.match(text[mention.end : mention.end + 3])
        ):
            yield mention


_PLACE_CUE = re.compile("[有的、,，话人]|乡下|街头|农村|山里")
_NO_SHORT = frozenset(
    "平安 和平 建设 团结 新华 城区 中山 新城 城关 解放 红旗 向阳 前进 东风 胜利 工农 友谊 新民 大同 安康 长寿 永安 太平 和顺 阳光 东方 南方 北方 中方 文明 文化 朝阳 光明 安居 江北 江南 海南 河南 河北 东城 西城 山区 中心 桥东 桥西 路南 路北 新市 市中 城中 兴安 吉安 黄山 武功 安定 静安 宁静 民乐 理县 安宁 同心 民和 互助 共和 和平 丰收 通道 公安 保安 朝天 高新 合作 大安 新和 长安 金山 普安 海城 东安 新安 南山 西湖 西山 铁路 大方 双桥 双清".split()
)
_ALWAYS = frozenset("海南 河南 河北 吉安 黄山 大同 安康".split())


def _short_form(name: str, at: int, known: Counter[str]) -> PlaceMention | None:
    for level in ("province", "city", "district"):
        divisions = _table(level).get(name)
        if not divisions or (name.endswith(("省", "市", "区", "县", "旗", "州")) and name not in ("杭州", "苏州")):
            if not divisions or not (level == "city" and name.endswith("州")):
                continue
        if name in _NO_SHORT and not (level != "district" and name in _ALWAYS):
            continue
        if level == "district":
            divisions = tuple(d for d in divisions if known[d.code[:4]] or known[d.code[:2]] > 1)
        if len(divisions) == 1:
            division = divisions[0]
            return PlaceMention(at, at + len(name), level, division.name, (division.code,))
    return None


def _open_streets(text: str, upper: list[PlaceMention]) -> Iterator[PlaceMention]:
    for match in re.finditer(
        "街道(?!上|口|两|边|办)|镇(?!静|定|压|上|里|村|长|街|级|区|政|党|综|干|域|卫|中心)|苏木", text
    ):
        start = _left(text, match.start(), match.end(), upper)
        name = text[start : match.end()]
        if 3 <= len(name) <= 8 and not _NOT_STREET.search(name) and not re.search("[0-9]", name):
            yield PlaceMention(start, match.end(), "street", name)


def _open_communities(text: str, upper: list[PlaceMention], districts: list[str]) -> Iterator[PlaceMention]:
    for match in _COMMUNITY.finditer(text):
        end = match.end()
        known = _longest_known(text, end, districts)
        start = _left(text, match.start(), end, upper)
        if known and not 0 < end - start - len(known[0]) <= 2:
            start = end - len(known[0])
        name = text[start:end]
        known = known if known and known[0] == name else None
        if (
            len(name) < len(match.group()) + 1
            or len(name) > 12
            or _NOT_COMMUNITY.search(name)
            or re.search("(?:镇|街道|乡)社区$", name)
        ):
            continue
        if not known and len(name) - len(match.group()) < 2 and not re.search("[一-龥]", name[:1]):
            continue
        yield PlaceMention(start, end, "community", name, (known[1],) if known else ())


def _longest_known(text: str, end: int, districts: list[str]) -> tuple[str, str] | None:
    for length in range(min(11, end), 2, -1):
        name = text[end - length : end]
        for district in districts:
            code = _communities(district).get(name) or _communities(district).get(_official_form(name))
            if code:
                return name, code
    return None


def _official_form(name: str) -> str:
    return name.removesuffix("居民区") + "社区" if name.endswith("居民区") else name


def _left(text: str, head: int, end: int, upper: list[PlaceMention]) -> int:
    """Where an open name that ends at ``end`` begins."""
    low = max(0, head - 8)
    low = max([low, *(m.end for m in upper if m.end <= head and m.end > low)])
    for edge in _EDGE.finditer(text, low, head):
        if edge.end() <= head:
            low = edge.end()
    return low


def _districts(upper: list[PlaceMention], known: Counter[str]) -> list[str]:
    """Codes of the districts that communities are looked up in, the most mentioned first."""
    counts: Counter[str] = Counter()
    for mention in upper:
        codes = [code for code in mention.codes if len(mention.codes) == 1 or known[code[:4]] or known[code[:2]]]
        if mention.level in ("district", "street") and len({code[:6] for code in codes}) == 1:
            counts[codes[0][:6]] += 1
    return [code for code, _ in counts.most_common(12)]


def place_nodes(mentions: list[PlaceMention], known: Counter[str] | None = None) -> list[Node]:
    """Link the mentions of a report into chains; each distinct chain and each part of it that stands for itself."""
    chains: dict[PlaceMention, Chain] = {}
    resolver = _Resolver(mentions)
    for index, mention in enumerate(mentions):
        chains[mention] = resolver.chain(index)
    grouped: dict[Chain, list[PlaceMention]] = {}
    for mention, chain in chains.items():
        grouped.setdefault(chain, []).append(mention)
    for chain in list(grouped):
        for cut in range(1, len(chain)):
            grouped.setdefault(chain[:cut], [])
    return [Node(chain, tuple(found)) for chain, found in grouped.items() if chain]


class _Resolver:
    """Gives each mention its chain: what stands right before it, the official table, the places named before."""

    def __init__(self, mentions: list[PlaceMention]) -> None:
        self.mentions = mentions
        self.memory: dict[tuple[str, str], Chain] = {}
        self.votes = self._votes()
        self.home = self._home()

    def _votes(self) -> Counter[str]:
        votes: Counter[str] = Counter()
        for mention in self.mentions:
            prefixes = {code[:size] for code in mention.codes for size in (2, 4, 6, 9) if len(code) >= size}
            weight = 1 / max(1, len(mention.codes))
            for prefix in prefixes:
                share = sum(code.startswith(prefix) for code in mention.codes) * weight
                votes[prefix] += share
        return votes

    def _home(self) -> dict[str, Chain]:
        """For each level the most mentioned chain down to it."""
        return {}

    def best_code(self, mention: PlaceMention, under: str = "") -> str | None:
        codes = [code for code in mention.codes if code.startswith(under)] or ([] if under else list(mention.codes))
        if not codes:
            return None
        ranked = sorted(codes, key=lambda code: [-self.votes[code[:4]], -self.votes[code[:6]], code])
        best = ranked[0]
        if (
            len(codes) > 1
            and self.votes[best[:4]] <= 1 / len(mention.codes) * 1.01
            and mention.level in ("street", "community")
        ):
            return None
        return best

    def chain(self, index: int) -> Chain:
        mention = self.mentions[index]
        outer = self._outer(index)
        key = (mention.level, mention.name)
        if outer is None and key in self.memory:
            return self.memory[key]
        made = self._make(mention, outer, index)
        if key not in self.memory or outer is not None:
            self.memory[key] = made
        return made

    def _outer(self, index: int) -> Chain | None:
        """The chain of a place of a higher level right in front (历下区 in 历下区甸柳新村街道)."""
        mention = self.mentions[index]
        if index == 0:
            return None
        before = self.mentions[index - 1]
        if mention.start - before.end <= 1 and _DEPTH[before.level] < _DEPTH[mention.level]:
            return self.chain_of(index - 1)
        return None

    def chain_of(self, index: int) -> Chain:
        return self.chain(index)

    def _make(self, mention: PlaceMention, outer: Chain | None, index: int) -> Chain:
        under = _code_of(outer) if outer else ""
        code = self.best_code(mention, under)
        if code and mention.level == "community":
            return self._community(code, mention, outer, index)
        if code:
            return _chain_from_code(code, mention, outer)
        above = outer if outer is not None else self._nearest_above(index)
        return (
            *[(level, name) for level, name in above if _DEPTH[level] < _DEPTH[mention.level]],
            (mention.level, PlaceName(mention.name)),
        )

    def _community(self, code: str, mention: PlaceMention, outer: Chain | None, index: int) -> Chain:
        """A community below the street that the report states for it, or below none where it states none."""
        stated = {c for m in self.mentions if m.level == "street" for c in m.codes}
        if (outer is not None and dict(outer).get("street")) or code[:9] in stated:
            return _chain_from_code(code, mention, outer)
        above = self._nearest_above(index, code[:6])
        street = dict(above).get("street")
        chain = dict(_chain_from_code(code, mention, outer))
        chain.pop("street", None)
        if street:
            chain["street"] = street
            chain["community"] = PlaceName(mention.name, code if (street.code or "") == code[:9] else None)
        return tuple((level, chain[level]) for level in LEVELS if level in chain)

    def _nearest_above(self, index: int, district: str = "") -> Chain:
        """For a place that no table knows: the last place above its level named before, else the first one after.

        With ``district`` only places within that code count.
        """
        mention = self.mentions[index]
        wanted = _DEPTH[mention.level]
        order = [*range(index - 1, -1, -1), *range(index + 1, len(self.mentions))]
        nearest: Chain = ()
        for other in order:
            depth = _DEPTH[self.mentions[other].level]
            if district and depth < wanted and not _code_of(self._made(other)).startswith(district):
                continue
            if depth < wanted and depth >= 2:
                return self._made(other)
            if depth < wanted and not nearest:
                nearest = self._made(other)
        return nearest

    def _made(self, index: int) -> Chain:
        mention = self.mentions[index]
        key = (mention.level, mention.name)
        return self.memory[key] if key in self.memory else self.chain(index)


def _code_of(chain: Chain | None) -> str:
    return next((name.code for _, name in reversed(chain or ()) if name.code), "")


def _chain_from_code(code: str, mention: PlaceMention, outer: Chain | None) -> Chain:
    made: dict[str, PlaceName] = {}
    for division in regions.ancestors(code):
        made[division.level.value] = PlaceName(division.name, division.code)
    for level, name in outer or ():
        if level in ("street", "community"):
            made[level] = name
    official = made.get(mention.level)
    printed = mention.name if mention.level in ("street", "community") else official.name if official else mention.name
    if mention.level == "community" and official is None:
        official = PlaceName(mention.name, code if len(code) == 12 else None)
    made[mention.level] = PlaceName(printed, official.code if official else None)
    return tuple((level, made[level]) for level in LEVELS if level in made and _DEPTH[level] <= _DEPTH[mention.level])
