"""Which date is the beginning of an undertaking: features of a date as a founding date."""

from __future__ import annotations

import re

from casebook.extraction.dates import DateMention
from casebook.extraction.linear import bigrams
from casebook.extraction.owners import Scene, Ties
from casebook.extraction.tied import Renaming, Tied

_FOUNDED = re.compile(
    "成立|建立|建成|组建|创办|创立|创建|开办|开办|开门|开张|开业|开放|开餐|开馆|开园|开街|开通|投用|启用|启动|运营|运行|揭牌|挂牌|挂上|"
    "设立|设在|拉起|办起|立起|起步|起名|取名|推出|推行|推开|试行|试点|试办|打造|上线|组织起|凑|发起|牵头|改成|改造成|腾出|创新|开始|建起|建了|开了|亮相|诞生|问世|落成|入驻"
)
_SINCE = re.compile("以来|开始|来[,，]|[,，]?起(?!来)")
_EVENT = re.compile("当天|昨天|记者|消息|下午|上午|活动|会上|讯|日电|参加|获|被评|荣获|截至|报道|编辑|来源|发布")
_NUMERAL = re.compile("[0-9一二三四五六七八九十]+")
_STOP = re.compile("[。，；,;]")
_STAMP = re.compile(r"\d{1,2}[:：]\d{2}")


def start_features(scene: Scene, mention: DateMention) -> list[str]:
    """The names of the features that tell whether a date is a founding date, without regard to whose."""
    text = scene.text
    line, sentence, clause = scene.line(mention.start), scene.sentence(mention.start), scene.clause(mention.start)
    before = text[max(sentence[0], mention.start - 10) : mention.start]
    after = text[mention.end : min(sentence[1], mention.end + 12)]
    rest = text[mention.end : min(sentence[1], mention.end + 40)]
    date = mention.date
    found = [f"precision:{'day' if date.day else 'month' if date.month else 'year'}"]
    found.append(f"relative:{mention.relative}" if mention.anchored else "unanchored")
    found.append(f"printed:{_NUMERAL.sub('9', text[mention.start : mention.end])}")
    found += [f"end:{size}:{before[-size:]}" for size in (1, 2) if len(before) >= size]
    found += [f"next:{size}:{after[:size]}" for size in (1, 2, 3) if len(after) >= size]
    found += bigrams(after)
    found += bigrams(before, "b:")
    founded = _FOUNDED.search(rest)
    if founded:
        comma = min(rest.find(sign) % 100 for sign in ",，")
        found += [
            "founded",
            f"founded:{founded.group()}",
            f"founded:{'clause' if founded.start() < comma else 'later'}",
        ]
    elif _FOUNDED.search(before):
        found.append("founded:before")
    if _SINCE.match(after):
        found.append("since")
    if _EVENT.search(rest) or _EVENT.search(before):
        found.append("event")
    if _STAMP.search(text, mention.start, line[1]) or not _STOP.search(text, line[0], line[1]):
        found.append("stamp")
    if mention.start - sentence[0] <= 2:
        found.append("opens")
    if mention.start - line[0] <= 2:
        found.append("opens:line")
    if mention.start == clause[0]:
        found.append("opens:clause")
    if line[1] - line[0] < 30:
        found.append("short")
    if mention.start < 150:
        found.append("head")
    if scene.in_quotation(mention.start):
        found.append("quoted")
    found.append(f"where:{min(5, 5 * mention.start // max(1, len(text)))}")
    return found


def start_ties(features: list[str], ties: Ties) -> dict[int, Tied]:
    """For each of those subjects the further features of a date that depend on whose beginning it would be."""
    renamings = (_TIE, *(_CROSSED[sign] for sign in features if sign in _CROSSED))
    return {who: Tied(tie, renamings, []) for who, tie in ties.items()}


_TIE = Renaming("tie:")
_CROSSED = {
    sign: Renaming(f"{sign}|", "before", "after", "sentence", "line", "recency", "heading")
    for sign in ("founded:clause", "founded:later", "since", "founded:before")
}
