"""The nouns that end the name of an undertaking, and the kinds that they speak for (data/heads.tsv)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib import resources

#: Single characters that end a name also without quotation marks; the others only count behind a quoted core.
_SINGLE = frozenset("队团组室站社班铺屋驿坊亭岗哨灶")
NOT_A_HEAD = re.compile(
    "社区|新华社|报社|通讯社|旅社|会[议场员长计谈上见]|中心[城镇小]|院[子落坝长里内]|法[院律官治规]|平台期|部队|军队|排队|车站|火车站|地铁站|加油站|公交站|上班|下班|会社|团圆|团结|社会|社保|房屋|教室|办公室|卧室|浴室|室内|室外|旅行社|站起|站在|站着|队长|团长|站长|室友|组织|班子|同事|班车|铺开|铺设|铺路|路上|屋里|屋内|屋外|屋顶|屋檐|屋子|社工|社员|队员|团员|站台"
    # What people do, and common things.
    "|[带领入归编组列插全本我该建成结一每各]队|[组抱成]团|集团|社团|[进出到各全本该每一]站|[值轮倒排换当早晚中午分每]班|[店商]铺|[床卧上]铺"
    "|[里堂空旧瓦出进一]屋|[街牌磨油作染酒豆]坊|坊[间主社巷街]"
    "|组[织成长员建队团合里内装]|[各本分全改重村民班专词某每一二三四五六七八九十]组|[岗凉茶观报刊]亭|亭子|[上在下顶站换离到公名益]岗|岗[位亭哨前上]|[吹前口放海岗]哨|哨[兵声位子所卡]"
    "|[土柴锅炉冷立上下气]灶|灶[台具火间头王膛神]"
    # Crews for hire.
    "|(?<=施工|工程|装修|拆迁|包工|建筑)队"
)


@cache
def heads() -> dict[str, str]:
    """Noun → letters of the kinds it speaks for, the likeliest first (see data/heads.tsv)."""
    lines = resources.files("casebook.extraction").joinpath("data/heads.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return dict(rows)


@cache
def head_pattern() -> re.Pattern[str]:
    """Any head, the longest first."""
    return _any_of(heads())


@cache
def long_heads() -> re.Pattern[str]:
    """Heads of two characters and more, and single ones that are rarely part of another word."""
    nouns = [noun for noun in heads() if len(noun) > 1 or noun in _SINGLE]
    return _any_of(nouns)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """The longest of ``words``, by their first characters: at each place of a text only a few have to be tried."""
    rests: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items()))


def head_of(name: str) -> str:
    """The longest head noun that ``name`` ends in, or ''."""
    for start in range(max(0, len(name) - 12), len(name)):
        if name[start:] in heads():
            return name[start:]
    return ""
