"""What might be the name of an initiative: everything quoted, and every phrase that ends in a noun for an undertaking.

High recall is the aim here; ``scoring`` decides what is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from casebook.extraction.story import QUOTES, Story

LONGEST_NAME = 20
#: A quoted core of this length identifies nothing without its noun.
_SHORTEST_CORE = 2
_HAN = "㐀-鿿\U00020000-\U0003134f"
_NAME_CHARS = rf"[{_HAN}A-Za-z0-9０-９+＋—–·&]"
_OPENERS = "".join(QUOTES) + "‘"
_CLOSERS = "".join(QUOTES.values()) + "’"
_QUOTED = re.compile(rf"[{_OPENERS}]([^{_OPENERS}{_CLOSERS}\n。！？!?；;：:]{{2,{LONGEST_NAME}}})[{_CLOSERS}]")
_COMMA = re.compile("[,，]")
_ENUMERATED = re.compile("、")
#: Words and signs at which a name cannot reach further to the left.
_LEFT_EDGE = re.compile(
    "的|了|是|在(?!线)|有(?!爱|你|我|约)|着|过|把|被|由|让|从|到(?!家)|给|等|及|并|或|也|还|又|就(?!业|餐|医|近)|都|将|向|以(?!新|案)|为(?!侨|老|民|邻|贵|农)|与(?!你|爱)|"
    "和(?!谐|睦|美|事|为|平|商|合|乐|顺|煦|气|解|润)|"
    "实行|成立|组建|组成|打造|设立|设置|推出|推行|建成|建起|建设|建立|建有|依托|通过|走进|来到|走出|开设|开办|创办|创建|创新|构建|搭建|拉起|办起|立起|起名|取名|命名|名叫|"
    "叫做|叫作|叫|称为|成为|作为|改成|改为|改造|变成|挂牌|揭牌|启动|开展|实施|培育|孵化|整合|联合(?!会|队|体|调)|组织(?!员|起)|发动|带领|加入|参加|参与|负责|"
    "位于|坐落|以来|近日|日前|如今|目前|现有|现在|今年|去年|一年|每天|每月|每周|当地|这里|那里|大家|我们|他们|她们|咱们|自己|"
    "各类|各个|各|全市|全区|全县|全镇|全街道|全村|全国|全省|全州|本村|本镇|该|这|那|某|其中|之中|包括|包含|例如|比如|像|叫|及其|"
    "[0-9０-９一二两三四五六七八九十百千万余多几数]+(?:套|支|个|家|处|间|所|名|位|座|条|张|项|类|种|批|场|次|件|台|户|人|队|年|月|日|号)|"
    "首个|首家|首支|第一个|第一家|第一支|新型|特色(?=.)|党建引领|关于|请进|设进|开进|住进|送进|搬进|走入|进入|再建|新建|新增|新设|建设|个(?!人|性|体)|"
    "请来|请到|交给|多半|专门|还有|另有|设有|共有|没有|配套|相当于|变身|升级|纳入|编入|依靠|借助|利用|围绕|支持|鼓励|引导"
)
#: Verbs of one character that cannot open a name, when something else remains behind them.
_LEADING_VERB = re.compile(
    "[办开建有去来进请找用当做住看回说讲搞设上下跑管帮靠凭把对往跟同](?=.{2})(?<!办事)(?!心|放|爱|事|你|我|民|客|家|门|得|理|邻)"
)
#: Edges that stand inside a name when a single character is left in front of them (宜和调解工作室).
_JOINTS = ("和", "与", "及", "以", "为")
_PLACE_END = re.compile(
    "自治区|自治州|自治县|街道|社区|居民区|省|市(?![民场])|区(?![域块])|县(?!域)|镇(?!静)|乡(?![情贤音亲愁邻里土村风])|"
    "村(?![民干支委嫂里史居落晚])|州|旗(?![帜下手袍舰])|嘎查|苏木|小区|片区|园区"
)
_SENTENCE_LIKE = re.compile("[吗呢吧啊呀哦啦]$|.{5,}了$|^(?:我|你|他|她|咱|这|那|您)|就是|不是|没有|什么|怎么|为啥")


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """One place where a candidate stands: ``text[start:end]`` is its core, up to ``tail`` with its generic noun.

    ``quoted`` says that the core stands in quotation marks of its own.
    """

    start: int
    end: int
    tail: int
    quoted: bool

    @property
    def has_noun(self) -> bool:
        """Whether a generic noun follows the core (“甸亮初心”志愿服务品牌)."""
        return self.tail > self.end + self.quoted


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible name with all places where it stands, in reading order.

    ``head`` is the noun that says what it is, from the name or right behind it; ``bare`` is True for a noun that no
    word of its own precedes (食堂). ``site`` is the local place that tells one of several sites of a brand apart.
    """

    name: str
    head: str
    bare: bool
    found: tuple[Found, ...]
    site: str = ""
    brand: bool = False

    def at(self, site: str, found: tuple[Found, ...]) -> Candidate:
        """One site of this brand."""
        return Candidate(self.name, self.head, False, found, site)

    def with_found(self, found: tuple[Found, ...]) -> Candidate:
        """The same candidate as it stands at some of its places."""
        return Candidate(self.name, self.head, self.bare, found, self.site, self.brand)

    def of(self, found: tuple[Found, ...]) -> Candidate:
        """The brand itself, which has sites."""
        return Candidate(self.name, self.head, self.bare, found, "", True)

    @property
    def quoted(self) -> bool:
        """Whether the name ever stands in quotation marks of its own."""
        return any(found.quoted for found in self.found)


@cache
def heads() -> dict[str, str]:
    """Noun → letters of the kinds it speaks for, the likeliest first (see data/heads.tsv)."""
    lines = resources.files("casebook.extraction").joinpath("data/heads.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return dict(rows)


@cache
def _head_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, heads()), key=len, reverse=True)))


@cache
def _long_heads() -> re.Pattern[str]:
    """Heads of two characters and more, and single ones that are rarely part of another word."""
    nouns = [noun for noun in heads() if len(noun) > 1 or noun in _SINGLE]
    return re.compile("|".join(sorted(map(re.escape, nouns), key=len, reverse=True)))


#: Single characters that end a name also without quotation marks; the others only count behind a quoted core.
_SINGLE = frozenset("队团室站社班铺屋驿")
_NOT_A_HEAD = re.compile(
    "社区|新华社|报社|通讯社|旅社|会[议场员长计谈上见]|中心[城镇小]|院[子落坝长里内]|法[院律官治规]|平台期|部队|军队|排队|车站|火车站|地铁站|加油站|公交站|上班|下班|会社|团圆|团结|社会|社保|房屋|教室|办公室|卧室|浴室|室内|室外|旅行社|站起|站在|站着|队长|团长|站长|室友|组织|班子|同事|班车|铺开|铺设|铺路|路上|屋里|屋内|屋外|屋顶|屋檐|屋子|社工|社员|队员|团员|站台"
)


def head_of(name: str) -> str:
    """The longest head noun that ``name`` ends in, or ''."""
    for start in range(max(0, len(name) - 12), len(name)):
        if name[start:] in heads():
            return name[start:]
    return ""


def find_candidates(story: Story) -> list[Candidate]:
    """All candidates of a story, in the order of their first appearance."""
    groups: dict[str, list[Found]] = {}
    taken: list[tuple[int, int]] = []
    quoted = list(_quoted(story.clean))
    prefixes = _prefixes(story.clean, quoted)
    for found in quoted:
        groups.setdefault(prefixes.get(found, "") + _name(story.clean, found), []).append(found)
        taken.append((found.start - 1, max(found.end + 1, found.tail)))
    for found in _headed(story.clean, taken):
        groups.setdefault(story.clean[found.start : found.end], []).append(found)
    _merge_unquoted(story.clean, groups)
    _merge_cores(groups)
    _merge_bare(story.clean, groups)
    everything = [one for found in groups.values() for one in found]
    made = [_candidate(story.clean, name, found, everything) for name, found in groups.items()]
    return sorted(made, key=lambda candidate: candidate.found[0])


def _quoted(text: str) -> Iterator[Found]:
    at = 0
    while match := _QUOTED.search(text, at):
        at = match.start() + 1
        inner = match[1]
        if _COMMA.search(inner) and not _names_a_list(text, match.end()):
            continue
        if _SENTENCE_LIKE.search(inner) or not re.search(rf"[{_HAN}0-9]", inner):
            continue
        yield Found(match.start(1), match.end(1), _tail(text, match.end()), True)


def _names_a_list(text: str, end: int) -> bool:
    return bool(re.match("[^,，。]{0,6}(?:法|机制|模式|体系)", text[end : end + 10]))


def _tail(text: str, end: int) -> int:
    """Where the generic noun behind a quoted core ends (“甸亮初心”党员志愿服务品牌); ``end`` where there is none."""
    stretch = re.match(rf"[{_HAN}]{{1,14}}", text[end : end + 14])
    if not stretch:
        return end
    words = stretch.group()
    edge = _LEFT_EDGE.search(words)
    if edge:
        words = words[: edge.start()]
    best = 0
    for match in _head_pattern().finditer(words):
        single = len(match.group()) == 1
        if match.start() > (4 if single else 8) or (match.start() > best + 4 and best):
            break
        if _TAIL_VERB.search(words, 0, match.start()):
            break
        ahead = text[end + match.end() - 1 : end + match.end() + 1]
        if not _NOT_A_HEAD.match(ahead):
            best = match.end()
    return end + best


#: Words that show that what follows a quoted core is a clause and not its noun.
_TAIL_VERB = re.compile(
    "对接|接下来|管|专啃|收到|请|开(?!放)|办(?!公|事|实)|来(?!电|访)|去|走|成|进|用|送(?!餐|医|学)|做|说(?!事|和|理)|要|会(?=[^商客员议])|能(?!人|量)|可"
)


def _name(text: str, found: Found) -> str:
    """The core, with its noun where the core alone is too short to identify anything."""
    core = text[found.start : found.end]
    tail = text[found.end + 1 : found.tail]
    return core + tail if len(core) <= _SHORTEST_CORE else core


def _prefixes(text: str, quoted: Sequence[Found]) -> dict[Found, str]:
    """The words of their own in front of a quoted noun that several share (邻家帮手“解忧铺”, 民事“解忧铺”)."""
    made: dict[str, dict[Found, str]] = {}
    for found in quoted:
        low = found.start - 1
        edges = [m.end() for m in _PLACE_END.finditer(text, max(0, low - 14), low)]
        start = max(_left_edge(text, low), *edges, 0)
        if low - start >= 2:
            made.setdefault(text[found.start : found.end], {})[found] = text[start:low]
    shared = [own for own in made.values() if len(set(own.values())) >= _SHARED]
    return {found: prefix for own in shared for found, prefix in own.items()}


#: From how many different words in front of one quoted noun these count as parts of names.
_SHARED = 3


def _headed(text: str, taken: list[tuple[int, int]]) -> Iterator[Found]:
    covered = sorted(taken)
    for match in _long_heads().finditer(text):
        if any(a < match.end() and match.start() < b for a, b in covered):
            continue
        if _NOT_A_HEAD.search(text, match.end() - 2, match.end() + 1) or _NOT_A_HEAD.match(text, match.end() - 1):
            continue
        start = _left_edge(text, match.start())
        if any(a < match.start() and start < b for a, b in covered):
            start = max(b for a, b in covered if b <= match.start())
        start = _without_verb(text, start, match.start())
        if len(match.group()) == 1 and match.start() - start < 1:
            continue
        yield Found(start, match.end(), match.end(), False)


def _left_edge(text: str, head: int) -> int:
    """How far a name that ends in the head noun at ``head`` reaches to the left."""
    low = head
    while low > 0 and head - low < 14 and re.match(_NAME_CHARS, text[low - 1]):
        low -= 1
    for edge in _LEFT_EDGE.finditer(text, low, head):
        if edge.group() not in _JOINTS or edge.start() - low > 1:
            low = edge.end()
    places = [m.end() for m in _PLACE_END.finditer(text, low, head)]
    if not places:
        return low
    if places[-1] < head:
        return places[-1]
    return places[-2] if len(places) > 1 else low


def _without_verb(text: str, start: int, head: int) -> int:
    """Past a verb that stands in front of the name (办食堂 → 食堂)."""
    match = _LEADING_VERB.match(text, start, head + 2)
    return match.end() if match else start


def _merge_unquoted(text: str, groups: dict[str, list[Found]]) -> None:
    """Give phrases without quotation marks to the quoted candidate they repeat (“宜和”调解室, 宜和调解室)."""
    full: dict[str, str] = {}
    for name, found in groups.items():
        for one in found:
            if one.quoted:
                full.setdefault(name, name)
                full.setdefault(text[one.start : one.end] + text[one.end + 1 : one.tail], name)
    for name in [n for n, found in groups.items() if not found[0].quoted]:
        owner = full.get(name) or next((o for f, o in full.items() if len(o) > 2 and _repeats(name, f)), None)
        if owner and owner != name:
            groups[owner] = sorted(groups[owner] + groups.pop(name))


def _repeats(name: str, known: str) -> bool:
    """Whether a phrase is a known name with a little in front, other than a place of its own."""
    return name.endswith(known) and not _PLACE_END.search(name, 0, len(name) - len(known))


def _merge_cores(groups: dict[str, list[Found]]) -> None:
    """Give a quoted core of two characters to the only quoted name that it opens (“安宾” → “安宾调解工作室”)."""
    quoted = [name for name, found in groups.items() if found[0].quoted]
    for core in [name for name in quoted if len(name) == _SHORTEST_CORE]:
        fuller = [name for name in quoted if name != core and name.startswith(core) and head_of(name[len(core) :])]
        if len(fuller) == 1 and fuller[0] in groups:
            groups[fuller[0]] = sorted(groups[fuller[0]] + groups.pop(core))


def _merge_bare(text: str, groups: dict[str, list[Found]]) -> None:
    """Give a noun on its own to the only phrase that it can take up (综治中心 → 天堂镇综治中心).

    What is spoken of as one of many (像这样的残疾人之家) stays apart: it is what the phrase belongs to.
    """
    for name in [name for name in groups if name in heads() and len(name) > 2]:
        fuller = [other for other in groups if other != name and other.endswith(name)]
        if len(fuller) == 1:
            many = [found for found in groups[name] if is_one_of_many(text, found.start)]
            own = [found for found in groups.pop(name) if found not in many]
            groups[fuller[0]] = sorted(groups[fuller[0]] + own)
            if many:
                groups[name] = many


def is_one_of_many(text: str, start: int) -> bool:
    """Whether the noun at ``start`` is said of all of its sort (像这样的…, 类似的…)."""
    return bool(_OF_MANY.search(text, max(0, start - 8), start))


_OF_MANY = re.compile("(?:这样|那样|这般|类似|同样|同类)的?[“‘「]?$")


def _candidate(text: str, name: str, found: list[Found], others: Sequence[Found]) -> Candidate:
    found = sorted(found)
    extra = _bare_repeats(text, name, found, others) if len(name) >= 3 else []
    tails = [text[one.end + 1 : one.tail] for one in found if one.quoted]
    nouns = [noun for noun in map(head_of, [*tails, name]) if noun]
    head = next((noun for noun in nouns if len(noun) > 1), nouns[-1] if nouns else "")
    return Candidate(name, head, head == name, tuple(sorted([*found, *extra])))


def _bare_repeats(text: str, name: str, found: list[Found], others: Sequence[Found]) -> list[Found]:
    """Where the name stands again without marks or noun, outside of what was found."""
    made = []
    at = text.find(name)
    while at >= 0:
        if not any(one.start <= at < max(one.end, one.tail) for one in (*found, *others)):
            made.append(Found(at, at + len(name), at + len(name), False))
        at = text.find(name, at + len(name))
    return made
