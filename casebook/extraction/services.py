"""What an initiative does for people: short phrases of lists and clauses (提供A、B、C等服务; 上门理发)."""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from casebook.extraction.linear import bigrams
from casebook.extraction.mentions import Subject
from casebook.extraction.owners import Scene
from casebook.extraction.tied import Renaming, Tied

_PIECE = re.compile(r"[^。！？!?\n，；,;：:、|（）()“”‘’—…]+")
#: What stands before the phrase proper: 能享受日间照料, 提供助餐, 开展义诊 …
_LEAD = re.compile(
    "(?:不仅通过|不仅|不但|以此|通过|提升|提供|开展|负责|主要做|主要|包括|参与|组织|承担|享受到?|设有|设|推出|可以|可|能够|能|还能|还可以|还|也|都|专门|专|免费|"
    "帮忙|帮着|帮|协助|轮流|一起|上门|既|又|有|做|讲|搞|办|管|教|为[^、，,]{1,8}?|给[^、，,]{1,8}?|替[^、，,]{1,8}?|"
    "每[天日周月年][^、，,]{0,6}?|在[^、，,]{2,8}?|由[^、，,]{2,8}?|到[^、，,]{2,6}?|把)"
)
_SERVING_VERB = re.compile("提供|开展|负责|享受|包括|参与|轮流|主要|为主|送去")
_TAIL = re.compile(
    "(?=[一二两三四五六七八九十0-9等样都服活业工的事也就即])(?:[一二两三四五六七八九十0-9]+[大项类][^、]{0,6}|等[^、]{0,12}|样样[^、]{0,4}|都[行能可有做管不]?[^、]{0,6}|服务|活动|业务|工作|的?事项?|等等|也[行能]|就行|即可|一样不[少缺])$"
)
#: The end of a list is no part of its last item.
_RAGGED = re.compile("等(?:[几多][项类种]|系列|一系列)?(?:服务|活动|工作|业务|内容|项目|事项|公益)*\\Z")
_JOINT = re.compile("和|与|以及|及|或")
_LONGEST = 14
_BLANKS = " \t　"
#: No phrase for a service begins or ends with these: particles, pronouns, numbers, time words, measure words, places.
_NEVER_FIRST = frozenset(
    "为也再先可哪在当是有没由还都说去如第后天【他她这那其的了最得另几据已本前名多眼队区县市乡七九012345"
)
_NEVER_LAST = frozenset("了下元是有来着者年月日时岁去在过后多么们个支伍午钟右二三五万%镇乡委")


class Phrase(NamedTuple):
    """A stretch that may name a service, and the piece between two punctuation marks that it stands in."""

    start: int
    end: int
    piece: tuple[int, int]


def find_phrases(text: str) -> Iterator[Phrase]:
    """Yield overlapping candidates: each piece between punctuation, without lead, without tail, and its halves."""
    verbs = [verb.end() for verb in _SERVING_VERB.finditer(text)]
    joints = [joint.span() for joint in _JOINT.finditer(text)]
    for piece in _PIECE.finditer(text):
        low, high = piece.start(), piece.end()
        while low < high and text[low] in _BLANKS:
            low += 1
        while high > low and text[high - 1] in _BLANKS:
            high -= 1
        if high - low < 2:
            continue
        whole = low, high
        own_verbs = verbs[bisect_left(verbs, low + 2) : bisect_right(verbs, high)]
        own_joints = joints[bisect_left(joints, (low,)) : bisect_left(joints, (high,))]
        stretches = _variants(text, low, high, own_verbs, own_joints)
        for start, stop in dict.fromkeys(stretches) if len(stretches) > 1 else stretches:
            if not 2 <= stop - start <= _LONGEST or text[start] in _NEVER_FIRST or text[stop - 1] in _NEVER_LAST:
                continue
            if text.find("等", start, stop) < 0 or not _RAGGED.search(text, start, stop):
                yield Phrase(start, stop, whole)


def _variants(
    text: str, low: int, high: int, verbs: Sequence[int], joints: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Stretches of a piece; ``verbs`` and ``joints`` are where its serving verbs end and what joins its halves."""
    starts = [low]
    for _ in range(2):
        lead = _LEAD.match(text, starts[-1], high)
        if not lead or lead.end() >= high - 1:
            break
        starts.append(lead.end())
    starts += verbs
    ends = [high]
    tail = _TAIL.search(text, low, high)
    while tail and tail.start() > low + 1 and len(ends) < 3:
        ends.append(tail.start())
        tail = _TAIL.search(text, low, tail.start())
    whole = [(start, stop) for start in starts for stop in ends]
    if not joints:
        return whole
    halves = [
        half
        for start, stop in whole
        for begin, end in joints
        if start + 2 <= begin and end < stop
        for half in ((start, begin), (end, stop))
    ]
    return whole + halves


def phrase_looks(scene: Scene, phrase: Phrase) -> Iterator[list[str]]:
    """The names of the features that tell whether a phrase names a service, without regard to whose."""
    yield _ends(scene.text, phrase)
    yield _neighbours(scene.text, phrase)
    yield bigrams(scene.text[phrase.start : phrase.end])
    yield _context(scene, phrase)


#: Features that two marks and a number tell apart: put together once, for there are dozens of phrases in a report.
_LISTED = [[[f"list:{one}:{other}:{n}" for n in range(8)] for other in (False, True)] for one in (False, True)]
_WHOLE = [[f"whole:{one}:{other}" for other in (False, True)] for one in (False, True)]
_LENGTHS = [f"length:{n}" for n in range(_LONGEST + 1)]


def _ends(text: str, phrase: Phrase) -> list[str]:
    """Both ends of the phrase and its place in a list: what settles nearly half of all cases, at little cost."""
    start, end, (piece_start, piece_end) = phrase
    listed = _LISTED[text[piece_start - 1 : piece_start] == "、"][text.startswith("、", piece_end)]
    return [
        f"first:{text[start]}",
        f"last:{text[end - 1]}",
        f"last2:{text[end - 2 : end]}",
        f"next:1:{text[end : end + 1]}",
        listed[min(end - start, 7)],
    ]


def _neighbours(text: str, phrase: Phrase) -> list[str]:
    """How long the phrase is, and what stands around it."""
    start, end, (piece_start, piece_end) = phrase
    return [
        _LENGTHS[end - start],
        _WHOLE[start == piece_start][end == piece_end],
        f"end:1:{text[start - 1 : start]}",
        f"end:2:{text[max(0, start - 2) : start]}",
        f"next:2:{text[end : end + 2]}",
    ]


def _context(scene: Scene, phrase: Phrase) -> list[str]:
    """What the sentence around the phrase says of it."""
    text = scene.text
    sentence = scene.sentence(phrase.start)
    found = [f"marks:{min(text.count('、', *sentence), 5)}", f"where:{min(4, 5 * phrase.start // len(text))}"]
    list_end = _LIST_END.search(text, phrase.end)
    rest = text[phrase.end : list_end.start() if list_end else phrase.end]
    found += ["etc"] if "等" in rest[-12:] else []
    found += ["serving"] if _SERVING.search(text, max(sentence.start, phrase.start - 25), phrase.start) else []
    found += ["serving:behind"] if _SERVING.search(rest[-8:]) else []
    found += ["figure"] if _FIGURE.search(text, phrase.start, phrase.end) else []
    found += ["quoted"] if scene.in_quotation(phrase.start) else []
    found += ["heading"] if scene.in_heading(phrase.start) else []
    return found


def phrase_ties(words: str, tie: list[str], subject: Subject) -> Tied:
    """The further features of a phrase that depend on its probable owner."""
    found = [
        f"kind:{subject.kind}",
        f"kind:{subject.kind}:last2:{words[-2:]}",
        f"kind:{subject.kind}:first:{words[:1]}",
    ]
    return Tied(tie, _TIES, found)


def list_company(text: str, best: Mapping[tuple[int, int], float]) -> dict[tuple[int, int], float]:
    """What the other items of its list add to the log odds of a piece: good ones speak for it, hopeless ones against.

    ``best`` maps each piece to the log odds of its likeliest phrase; pieces outside of lists are missing in the result.
    """
    added: dict[tuple[int, int], float] = {}
    items: list[tuple[int, int]] = []
    for piece in [*sorted(best), None]:
        if items and piece and text[items[-1][1] : piece[0]].strip(_BLANKS) == "、":
            items.append(piece)
            continue
        if len(items) > 1:
            odds = [min(max(best[item], LEAST), -LEAST) for item in items]
            for item, own in zip(items, odds, strict=True):
                added[item] = _SOLIDARITY * ((math.fsum(odds) - own) / (len(items) - 1) - _USUAL)
        items = [piece] if piece else []
    return added


#: Log odds of a piece that holds no service, how much the mean of the others counts, and from where it speaks for it.
LEAST, _SOLIDARITY, _USUAL = -4.0, 0.8, -2.0
_TIES = (Renaming("tie:", "topic", "before", "gap", "line", "sentence", "anaphor", "heading", "after", "recency"),)
_SERVING = re.compile("提供|开展|负责|服务|享受|功能|设有|主要|参与|包括|上门|免费|轮流|样样|都能|帮|教|专|组织")
_LIST_END = re.compile("[，。；,;\n]")
_FIGURE = re.compile("[0-9]|[一二两三四五六七八九十百千万]+[名位个支件起次家户场]")
