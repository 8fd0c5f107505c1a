"""Results without a figure: clauses that tell that something was settled, won, built or never happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from casebook.extraction.lexica import Lexica
from casebook.extraction.linear import bigrams
from casebook.extraction.mentions import Subject
from casebook.extraction.owners import Scene
from casebook.extraction.tied import Renaming, Tied

_MARK = "[。！？!?\n，；,;：:、|—]"
_CUT = re.compile(f"{_MARK}{_MARK}*")
_SETTLED = re.compile(
    "达成一致|协商一致|达成|握手|和解|言和|签了|签字|签下|签订|按下?了?手印|松了口|说和|劝好|调成|谈妥|说成|撤诉|撤了|付清|补缴|返修|赔|"
    "答应|同意|认错|道歉|鞠了?一?躬|和好|化解|平息|了结|了了|解开|不吵|各让|各退"
)
_AWARD = re.compile(
    "获评|被评|评为|评上|荣获|获得|获|捧回|入选|拿下|拿到|授予|列为|列入|命名|表彰|认证|金奖|银奖|铜奖|一等奖|二等奖|三等奖|称号|先进|示范点|上榜|写进"
)
_NEVER = re.compile(
    "没有?一|无一|零发生|为零|零事故|零上访|没有?发生|没出过|不出[村镇]|没有?漏|没漏|零投诉|再没|再也没"
)
_BUILT = re.compile(
    "建好了?|建成|装上|装在|修好|亮了|亮起|铺成|改成|改造成|落了?地|通了|换上|刷白|拧紧|搬走|腾了?出|安上|开起"
)
_FINALLY = re.compile("最终|最后|终于|当场|当天|很快|不到|从此|如今|后来|第二天|这才|就此|随即|事后")
_PLAN = re.compile("计划|将|力争|下一步|打算|明年|拟|准备|希望|如果|要是|想|能不能|怎么|可以")
_DISPUTE = re.compile("纠纷|矛盾|争|吵|闹|欠|赔|漏水|调解|劝|两家|双方|邻居|官司|投诉|告")
_DIGIT = re.compile("[0-9０-９]|[一二两三四五六七八九十百千万]+多?[个件起户名人次场位]")


class Clause(NamedTuple):
    """A stretch between two commas or full stops, without the blanks around it."""

    start: int
    end: int


def find_clauses(text: str) -> Iterator[Clause]:
    """Yield the clauses of ``text`` that are long enough to state a result."""
    at = 0
    for cut in _CUT.finditer(text):
        if clause := _trim(text, at, cut.start()):
            yield clause
        at = cut.end()
    if clause := _trim(text, at, len(text)):
        yield clause


def result_looks(scene: Scene, clause: Clause) -> Iterator[list[str]]:
    """The names of the features that tell whether a clause states a result, without regard to whose."""
    yield _shape(scene.text, clause)
    yield bigrams(scene.text[clause.start : clause.end])
    yield _context(scene, clause)


def _shape(text: str, clause: Clause) -> list[str]:
    """Length and ends of the clause: the first, cheap look at it."""
    words = text[clause.start : clause.end]
    following = text[clause.end : clause.end + 1]
    return [
        _LENGTHS[min(len(words) // 4, 6)],
        f"opens:{words[:2]}",
        f"closes:{words[-1:]}",
        f"closes:{words[-2:]}",
        _THEN.get(following, "then:other"),
    ]


_LENGTHS = [f"length:{n}" for n in range(7)]
_THEN = dict.fromkeys(["", *"。！？"], "then:full") | dict.fromkeys(",，、；;", "then:comma")


def _context(scene: Scene, clause: Clause) -> list[str]:
    """Which sorts of result the clause speaks of, and what was told before it."""
    text = scene.text
    sentence, line = scene.sentence(clause.start), scene.line(clause.start)
    found: list[str] = []
    told = bool(_DISPUTE.search(text, max(line.start, clause.start - 120), clause.start))
    for name in _LEXICA.spoken_of(text, sentence):
        pattern = _LEXICA[name]
        if match := pattern.search(text, clause.start, clause.end):
            found += [name, f"{name}:{match.group()[:3]}"]
            found += [f"dispute:{name}"] if told else []
        if pattern.search(text, max(sentence.start, clause.start - 30), clause.start):
            found.append(f"{name}:before")
    found += ["dispute:paragraph"] if told else []
    found += ["figure"] if _DIGIT.search(text, clause.start, clause.end) else []
    found += ["first"] if clause.start == sentence.start else []
    found += ["quoted"] if scene.in_quotation(clause.start) else []
    found += ["heading"] if scene.in_heading(clause.start) else []
    found.append(f"where:{min(4, 5 * clause.start // len(text))}")
    return found


def result_ties(features: list[str], tie: list[str], subject: Subject) -> Tied:
    """The further features of a clause that depend on its probable owner."""
    found = [f"kind:{subject.kind}"]
    found += [f"kind:{subject.kind}:{name}" for name in features if name in _LEXICA]
    return Tied(tie, _TIES, found)


_TIES = (Renaming("tie:", "topic", "before", "line", "sentence", "anaphor", "heading", "after", "recency"),)
_LEXICA = Lexica(
    {
        "settled": _SETTLED,
        "award": _AWARD,
        "never": _NEVER,
        "built": _BUILT,
        "finally": _FINALLY,
        "plan": _PLAN,
    }
)


def _trim(text: str, start: int, end: int) -> Clause | None:
    while start < end and text[start] in " \t　”’）)】·":
        start += 1
    while end > start and text[end - 1] in " \t　“‘（(【":
        end -= 1
    return Clause(start, end) if end - start >= 4 else None
