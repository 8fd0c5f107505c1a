"""What a figure says of its owner: a team count, a team size, an outcome, or nothing that the record keeps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from casebook.extraction.linear import bigrams
from casebook.extraction.owners import Renamed, Scene, Subject
from casebook.extraction.quantities import Figure

#: The roles that the record keeps; the model knows one more, ``other``.
TEAM_COUNT, TEAM_SIZE, OUTCOME = ROLES = ("team_count", "team_size", "outcome")

_PLAN = re.compile("计划|将于|将在|将把|将建|力争|下一步|打算|明年|预计|拟|目标|准备|到时候|要建|争取")
_DONE = re.compile("累计|已经?|共|先后|截至|至今|以来|今年|去年|全年|成功|目前|眼下|现有|如今")
_REGULAR = re.compile("每[天日周月年晚]|日均|平均|人均|月均|一天|一年|年均|每次|每期")
_RESULT = re.compile(
    "化解|调解|调处|受理|接待|服务|办结|解决|开展|帮|收到|排查|发现|上报|送|惠及|覆盖|追回|挽回|救助|劝|下降|上升|增收|"
    "兑换|参与|组织|完成|满意|成功率|议|捐|借|发放|培训|安置|就业|代办|巡|走访|募集|修|清理|签"
)
_STAFF = re.compile(
    "志愿者|队员|成员|调解员|社工|护工|骨干|网格员|工作人员|专职|兼职|评理员|说事员|管理员|联户长|楼长|义工|党员|"
    "退休|组成|轮流|轮班|轮值|值守|坐班|照看|带着|由|在册|注册|登记|招募|聘|请来|搭班|团队|律师|乡贤|厨"
)
_SERVED = re.compile(
    "学员|老人|居民|儿童|孩子|残疾人|学生|群众|户|就餐|吃饭|用餐|入住|受益|观看|接送|结对|帮扶|司机|骑手|村民|患者|住户"
)
_SITES = re.compile(
    "下设|下辖|分为|编成|共有|建成|建起|设立|设有|覆盖|全市|全区|全县|全镇|开了|布点|网点|站点|分队|支队|小组"
)
_MEETING = re.compile("现场|当天|活动|参加|仪式|会上|昨天|今天|上午|下午|晚上")
_MONEY_AT_STAKE = re.compile("投资|投入|总面积|价格|每顿|欠|货款|赔|补贴|租金|收费|交|一餐|元钱|元一|售")
_LATIN = re.compile("[0-9０-９]")


def figure_features(scene: Scene, figure: Figure) -> list[str]:
    """The names of the features that tell a figure's role, without regard to its owner."""
    text = scene.text
    sentence, clause = scene.sentence(figure.start), scene.clause(figure.start)
    before = text[max(clause[0], figure.start - 16) : figure.start]
    wider = text[max(sentence[0], figure.start - 45) : figure.start]
    after = text[figure.end : min(sentence[1], figure.end + 14)]
    here = after.split(",")[0].split("，")[0].split("、")[0].rstrip("。！\n")
    found = [f"unit:{figure.unit}", f"qualifier:{figure.qualifier.value}", f"size:{_magnitude(figure.value)}"]
    found += [f"end:{size}:{before[-size:]}" for size in (1, 2, 3) if len(before) >= size]
    found += [f"next:{size}:{here[:size]}" for size in (1, 2, 3) if len(here) >= size]
    found += [f"{figure.unit}:end:{before[-2:]}", f"{figure.unit}:next:{here[:2]}"]
    if not here:
        found += ["last", f"last:{figure.unit}"]
    if not before.strip():
        found += ["opens", f"opens:{figure.unit}"]
    if figure.noun:
        found += [f"noun:{figure.noun[-2:]}", f"noun1:{figure.noun[-1]}", f"{figure.unit}:noun1:{figure.noun[-1]}"]
    found += bigrams("b", _LATIN.sub("", before))
    found += bigrams("a", _LATIN.sub("", here))
    for name, pattern in _LEXICA.items():
        if pattern.search(before):
            found += [f"{name}:clause", f"{name}:clause:{figure.unit}"]
        elif pattern.search(wider):
            found.append(f"{name}:sentence")
        if pattern.search(here):
            found += [f"{name}:after", f"{name}:after:{figure.unit}"]
    found += ["quoted"] if scene.in_quotation(figure.start) else []
    found += ["heading"] if scene.in_heading(figure.start) else []
    found.append(f"where:{min(4, 5 * figure.start // max(1, len(text)))}")
    return found


def owner_options(figure: Figure, ties: Sequence[list[str]], subjects: Sequence[Subject]) -> list[list[str]]:
    """For each subject the features that speak for it as the owner of ``figure``."""
    options = []
    for tie, subject in zip(ties, subjects, strict=True):
        unit = _unit_class(figure)
        features = [*tie, f"kind:{subject.kind}:{unit}", f"kind:{subject.kind}:noun:{figure.noun[-2:]}"]
        if figure.noun and figure.noun[-2:] in subject.name:
            features.append("noun:name")
        scope = "T" if figure.unit in _SITE_UNITS else unit
        features += _owner_crossed(scope).of(tie)
        options.append(features)
    return options


def role_ties(figure: Figure, tie: list[str], subject: Subject) -> list[str]:
    """The further features of a figure that depend on its probable owner."""
    unit = _unit_class(figure)
    found = [f"kind:{subject.kind}", f"kind:{subject.kind}:{unit}", f"kind:{subject.kind}:noun:{figure.noun[-2:]}"]
    return found + _ROLE_TIES.of(tie) + _role_crossed(unit).of(tie)


_SITE_UNITS = frozenset("支个处家座所间")
_ROLE_TIES = Renamed("tie", "before", "after", "line", "counted", "heading", "sentence", "wide")
_LEXICA = {
    "plan": _PLAN,
    "done": _DONE,
    "regular": _REGULAR,
    "result": _RESULT,
    "staff": _STAFF,
    "served": _SERVED,
    "sites": _SITES,
    "meeting": _MEETING,
    "stake": _MONEY_AT_STAKE,
}


@cache
def _owner_crossed(scope: str) -> Renamed:
    return Renamed(scope, "counted", "after", "parent", "level", "wide", "before")


@cache
def _role_crossed(unit: str) -> Renamed:
    return Renamed(f"tie:{unit}", "counted", "after", "before", "level")


def _unit_class(figure: Figure) -> str:
    return "P" if figure.counts_people else figure.unit


def _magnitude(value: float) -> str:
    for limit in (1, 2, 5, 10, 30, 100, 300, 1000, 10_000, 100_000):
        if value <= limit:
            return str(limit)
    return "more"
