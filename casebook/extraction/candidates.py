"""What might be the name of an initiative: everything quoted, and every phrase that ends in a noun for an undertaking.

High recall is the aim here; ``scoring`` decides what is accepted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from casebook.extraction.edges import HAN, LEFT_EDGE, PLACE_END, left_edge, without_verb
from casebook.extraction.heads import NOT_A_HEAD, head_of, head_pattern, heads, long_heads
from casebook.extraction.namings import namings
from casebook.extraction.occurrences import Stretches, occurrences
from casebook.extraction.story import QUOTES, Story

LONGEST_NAME = 20
#: A quoted core of this length identifies nothing without its noun.
_SHORTEST_CORE = 2
_OPENERS = "".join(QUOTES) + "‘"
_CLOSERS = "".join(QUOTES.values()) + "’"
_QUOTED = re.compile(rf"[{_OPENERS}]([^{_OPENERS}{_CLOSERS}\n。！？!?；;：:]{{2,{LONGEST_NAME}}})[{_CLOSERS}]")
_COMMA = re.compile("[,，]")
_TELLS = re.compile(rf"[{HAN}0-9]")
_LIST_NOUN = re.compile("[^,，。]{0,6}(?:法|机制|模式|体系)")
_BEHIND = re.compile(rf"[{HAN}]{{1,14}}")
_ENUMERATED = re.compile("、")
_SENTENCE_LIKE = re.compile(
    "[吗呢啊呀哦啦]$|.{5,}吧$|.{5,}了$|^(?:我|你|他|她|咱|这|那|您)|就是|不是|没有|什么|怎么|为啥"
)


class Found(NamedTuple):
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


def find_candidates(story: Story) -> list[Candidate]:
    """All candidates of a story, in the order of their first appearance."""
    groups: dict[str, list[Found]] = {}
    taken: list[tuple[int, int]] = []
    quoted = list(_quoted(story.clean))
    prefixes = _prefixes(story.clean, quoted)
    for found in quoted:
        groups.setdefault(prefixes.get(found, "") + _name(story.clean, found), []).append(found)
        taken.append((found.start - 1, max(found.end + 1, found.tail)))
    for found in _plain_namings(story, taken):
        groups.setdefault(story.clean[found.start : found.end], []).append(found)
        taken.append((found.start, found.end))
    for found in _headed(story.clean, taken):
        groups.setdefault(story.clean[found.start : found.end], []).append(found)
    _merge_unquoted(story.clean, groups)
    _merge_cores(groups)
    _merge_bare(story.clean, groups)
    _merge_short(story.clean, groups)
    everything = Stretches((one.start, max(one.end, one.tail)) for found in groups.values() for one in found)
    made = [_candidate(story.clean, name, found, everything) for name, found in groups.items()]
    return sorted(made, key=lambda candidate: candidate.found[0])


def _plain_namings(story: Story, taken: Sequence[tuple[int, int]]) -> list[Found]:
    """Names that the text gives without quotation marks, outside of what is ``taken``."""
    spans = sorted(set(namings(story)))
    others = Stretches(taken)
    free = (one for one in spans if not others.overlap(*one))
    return [Found(start, end, end, False) for start, end in free if not _SENTENCE_LIKE.search(story.clean[start:end])]


def _quoted(text: str) -> Iterator[Found]:
    at = 0
    while match := _QUOTED.search(text, at):
        at = match.start() + 1
        inner = match[1]
        if _COMMA.search(inner) and not _names_a_list(text, match.end()):
            continue
        tail = _tail(text, match.end())
        speaks = _SENTENCE_LIKE.search(inner) and tail < match.end() + 2
        if not speaks and _TELLS.search(inner):
            yield Found(match.start(1), match.end(1), tail, True)


def _names_a_list(text: str, end: int) -> bool:
    return bool(_LIST_NOUN.match(text, end, end + 10))


def _tail(text: str, end: int) -> int:
    """Where the generic noun behind a quoted core ends (“甸亮初心”党员志愿服务品牌); ``end`` where there is none."""
    stretch = _BEHIND.match(text, end)
    if not stretch:
        return end
    words = stretch.group()
    edge = LEFT_EDGE.search(words)
    if edge:
        words = words[: edge.start()]
    best = 0
    for match in head_pattern().finditer(words):
        single = len(match.group()) == 1
        if match.start() > (4 if single else 8) or (match.start() > best + 4 and best):
            break
        if _TAIL_VERB.search(words, 0, match.start()):
            break
        ahead = text[end + match.end() - 1 : end + match.end() + 1]
        if not NOT_A_HEAD.match(ahead):
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
        edges = [m.end() for m in PLACE_END.finditer(text, max(0, low - 14), low)]
        start = max(left_edge(text, low), *edges, 0)
        if low - start >= 2:
            made.setdefault(text[found.start : found.end], {})[found] = text[start:low]
    shared = [own for own in made.values() if len(set(own.values())) >= _SHARED]
    return {found: prefix for own in shared for found, prefix in own.items()}


#: From how many different words in front of one quoted noun these count as parts of names.
_SHARED = 3


def _headed(text: str, taken: list[tuple[int, int]]) -> Iterator[Found]:
    covered = Stretches(taken)
    for match in long_heads().finditer(text):
        if covered.overlap(*match.span()):
            continue
        if NOT_A_HEAD.search(text, match.end() - 2, match.end() + 1) or NOT_A_HEAD.match(text, match.end() - 1):
            continue
        start = left_edge(text, match.start())
        if covered.overlap(start, match.start()):
            start = max(b for a, b in taken if b <= match.start())
        start = without_verb(text, start, match.start())
        if len(match.group()) == 1 and match.start() - start < 1:
            continue
        yield Found(start, match.end(), match.end(), False)


def _merge_unquoted(text: str, groups: dict[str, list[Found]]) -> None:
    """Give phrases without quotation marks to the quoted candidate they repeat (“宜和”调解室, 宜和调解室).

    Where many words stand in front of one name (报恩楚膳坊, 南堤楚膳坊, 戈店楚膳坊) these are its sites and stay apart.
    """
    full: dict[str, str] = {}
    for name, found in groups.items():
        for one in found:
            if one.quoted:
                full.setdefault(name, name)
                full.setdefault(text[one.start : one.end] + text[one.end + 1 : one.tail], name)
    owners: dict[str, list[str]] = {}
    for name in [n for n, found in groups.items() if not found[0].quoted]:
        owner = full.get(name) or next((o for f, o in full.items() if len(o) > 2 and _repeats(name, f)), None)
        if owner and owner != name:
            owners.setdefault(owner, []).append(name)
    for owner, names in owners.items():
        fuller = [name for name in names if name not in full]
        for name in names if len(fuller) < _SHARED else [name for name in names if name in full]:
            groups[owner] = sorted(groups[owner] + groups.pop(name))


def _repeats(name: str, known: str) -> bool:
    """Whether a phrase is a known name with a little in front, other than a place of its own."""
    return name.endswith(known) and not PLACE_END.search(name, 0, len(name) - len(known))


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


def _merge_short(text: str, groups: dict[str, list[Found]]) -> None:
    """Give a short form to the only name that it can take up (柳岸骑巡队 → 骑巡队), if that was told before.

    Behind a number or 各 it counts many, and what only lacks a place may be the brand of several sites.
    """
    for name in [name for name in groups if len(name) > 1]:
        fuller = [other for other in groups if other != name and other.endswith(name)]
        if len(fuller) != 1 or PLACE_END.search(fuller[0], 0, len(fuller[0]) - len(name)):
            continue
        if any(one.quoted for one in groups[name]) and not any(one.quoted for one in groups[fuller[0]]):
            continue
        many = [one for one in groups[name] if is_one_of_many(text, one.start) or _is_counted(text, one.start)]
        own = [one for one in groups[name] if one not in many]
        if own and min(groups[fuller[0]]) < min(own):
            groups[fuller[0]] = sorted(groups[fuller[0]] + own)
            del groups[name]
            if many:
                groups[name] = many


def _is_counted(text: str, start: int) -> bool:
    return bool(_COUNTED.search(text, max(0, start - 2), start))


#: A number or 各 in front of what it counts.
_COUNTED = re.compile(r"(?:[0-9一二两三四五六七八九十百千多几数余][支个家处间所座项张条种台]|每[个家支处]|各)\Z")


def is_one_of_many(text: str, start: int) -> bool:
    """Whether the noun at ``start`` is said of all of its sort (像这样的…, 类似的…)."""
    return bool(_OF_MANY.search(text, max(0, start - 8), start))


_OF_MANY = re.compile("(?:这样|那样|这般|类似|同样|同类)的?[“‘「]?$")


def _candidate(text: str, name: str, found: list[Found], everything: Stretches) -> Candidate:
    found = sorted(found)
    extra = _bare_repeats(text, name, everything) if len(name) >= 3 else []
    tails = [text[one.end + 1 : one.tail] for one in found if one.quoted]
    nouns = [noun for noun in map(head_of, [*tails, name]) if noun]
    head = next((noun for noun in nouns if len(noun) > 1), nouns[0] if nouns else "")
    return Candidate(name, head, head == name, tuple(sorted([*found, *extra])))


def _bare_repeats(text: str, name: str, everything: Stretches) -> list[Found]:
    """Where the name stands again without marks or noun, outside of what was found."""
    free = (at for at in occurrences(text, name) if not everything.overlap(at, at + 1))
    return [Found(at, at + len(name), at + len(name), False) for at in free]
