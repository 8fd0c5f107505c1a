"""What sort of undertaking an initiative is: features of its name and of the words around, weighed by a linear model."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

from casebook.extraction.candidates import Candidate
from casebook.extraction.heads import head_of, heads
from casebook.extraction.linear import bigrams, shipped
from casebook.extraction.story import Story
from casebook.record import Kind

#: Characters before and behind a mention whose words tell of it.
_BEFORE, _NEAR = 12, 150
_TOLD_MENTIONS, _TOLD_LENGTH = 2, 60
_WORDS = {
    "volunteer": re.compile("志愿|义工|队员|巡逻|公益|爱心|热心人|招募|义务"),
    "team": re.compile("队|团|支(?=队|志愿)|名成员|成员"),
    "mediation": re.compile("调解|纠纷|矛盾|劝|说和|评理|化解|解纷|调处|和解|握手|吵"),
    "deliberation": re.compile("议事|商量|协商|表决|提案|议题|讨论|投票|恳谈"),
    "care": re.compile("残疾|托养|康复|照料|养老|助餐|就餐|用餐|吃饭|饭菜|老人|日托|护理|床位|辅助性就业"),
    "eating": re.compile("食堂|饭|餐|菜"),
    "station": re.compile("驿站|歇脚|充电|热水|饮水|便民|窗口|接待|骑手|环卫工|办事"),
    "points": re.compile("积分|兑换|分数|打分|评比"),
    "grid": re.compile("网格|楼栋|楼长|单元"),
    "money": re.compile("基金|捐|元|募"),
    "children": re.compile("孩子|儿童|学生|暑期|托管|作业|课"),
    "online": re.compile("小程序|平台|线上|手机|上线|扫码|群"),
    "goods": re.compile("工具|借|修|书|菜园|衣"),
    "system": re.compile("机制|模式|体系|工作法|制度|办法|做法|流程"),
    "crew": re.compile("成员|队员|师傅|牵头|领头|带头|队长|班长|团长|发起|凑|自发|轮流|报名|入伙|拉起|组起"),
    "heads": re.compile("[0-9一二两三四五六七八九十百千]+[余多来几]?[人名位]"),
}


def features(story: Story, candidate: Candidate) -> list[str]:
    """The names of the features that tell the kind of ``candidate``."""
    return list(
        dict.fromkeys(
            [
                *_name_features(candidate),
                *_noun_features(story, candidate),
                *_context(story, candidate),
                *_told(story, candidate),
            ]
        )
    )


def _name_features(candidate: Candidate) -> list[str]:
    name = candidate.name
    kinds = heads().get(candidate.head, "-")
    return [
        f"head:{candidate.head}",
        f"head2:{candidate.head[-2:]}",
        f"head1:{candidate.head[-1:]}",
        f"kinds:{kinds}",
        f"kind:{kinds[0]}",
        f"own:{heads().get(head_of(name), '-')[0]}",
        *bigrams(name, "cc:"),
        f"ends:{name[-1:]}",
        f"ends:{name[-2:]}",
        *(f"name:{word}" for word, pattern in _WORDS.items() if pattern.search(name)),
    ]


def _noun_features(story: Story, candidate: Candidate) -> Iterator[str]:
    for found in candidate.found[:6]:
        noun = story.clean[found.end + 1 : found.tail] if found.quoted else ""
        if noun:
            yield from {f"noun:{a}{b}" for a, b in itertools.pairwise(noun)}
            yield f"noun ends:{noun[-2:]}"
            yield f"noun kind:{heads().get(head_of(noun), '-')[0]}"
            for word, pattern in _WORDS.items():
                if pattern.search(noun):
                    yield f"noun:{word}"


def _context(story: Story, candidate: Candidate) -> Iterator[str]:
    text = story.clean
    title = text[story.title.start : story.title.end] if story.title else ""
    spoken_of, report = _report_features(title, text)
    for found in candidate.found[:6]:
        sentence, paragraph = story.sentence_at(found.start), story.paragraph_at(found.start)
        before = text[max(sentence.start, found.start - _BEFORE) : found.start]
        near = found.tail, min(paragraph.end, found.tail + _NEAR)
        for word in spoken_of:
            pattern = _WORDS[word]
            if pattern.search(before):
                yield f"before:{word}"
            if pattern.search(text, sentence.start, sentence.end):
                yield f"sentence:{word}"
            if pattern.search(text, *near):
                yield f"near:{word}"
        yield f"before:{before.rstrip('“‘')[-1:]}"
        yield f"before:{before.rstrip('“‘')[-2:]}"
    yield from report


def _told(story: Story, candidate: Candidate) -> list[str]:
    """The words that follow the first mentions: names without a noun (灶头话, 一盏灯) are known by what is told of them."""
    told = []
    for found in candidate.found[:_TOLD_MENTIONS]:
        end = min(story.paragraph_at(found.start).end, found.tail + _TOLD_LENGTH)
        told += bigrams(story.clean[found.tail : end])
    return told


@lru_cache(maxsize=4)
def _report_features(title: str, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Which words the report uses at all, and what it speaks of as a whole: the same for all its initiatives."""
    found = []
    counts = {word: len(pattern.findall(text)) for word, pattern in _WORDS.items()}
    for word, count in counts.items():
        if _WORDS[word].search(title):
            found.append(f"title:{word}")
        if count > 5:
            found.append(f"report:{word}")
    return tuple(word for word, count in counts.items() if count), tuple(found)


def choose(story: Story, candidate: Candidate) -> tuple[Kind, float]:
    """The most probable kind and its probability."""
    model = shipped("kinds").classes["kind"]
    shares = model.shares(model.scores(features(story, candidate)))
    share, label = max(zip(shares, model.labels, strict=True))
    return Kind(label), share
