"""What a figure says of its owner: a team count, a team size, an outcome, or nothing that the record keeps."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from casebook.extraction.layout import Bounds
from casebook.extraction.lexica import Lexica
from casebook.extraction.linear import bigrams
from casebook.extraction.mentions import Subject
from casebook.extraction.owners import Scene, Ties
from casebook.extraction.quantities import Figure
from casebook.extraction.tied import ITSELF, Renaming, Tied

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
#: People counted apart (6位寨老和2位司法员; 护工5人,厨师1人): neither figure is the size of the team.
_PART_BEHIND = re.compile(
    "[^，。；,;、和与及]{0,10}(?:以及|[和与及、，,])[㐀-鿿]{0,4}?(?:[0-9]+|[一二两三四五六七八九十]+)[余多来]?[名位人]"
)
_PART_BEFORE = re.compile("[名位人][^，。；,;、和与及]{0,10}(?:以及|[和与及、，,])[㐀-鿿]{0,4}?$")


def figure_looks(scene: Scene, figures: Sequence[Figure], index: int) -> Iterator[list[str]]:
    """The names of the features that tell the role of one of all ``figures``, without regard to its owner.

    First of what it counts and what stands next to it, then of the words of its sentence.
    """
    text, figure = scene.text, figures[index]
    sentence, clause = scene.sentence(figure.start), scene.clause(figure.start)
    opening = text[clause[0] : clause[0] + 2]
    before = text[max(clause[0], figure.start - 16) : figure.start]
    after = text[figure.end : min(sentence[1], figure.end + 14)]
    here = after.split(",")[0].split("，")[0].split("、")[0].rstrip("。！\n")
    scope, magnitude = _scope(figure), _magnitude(figure.value)
    found = [
        f"unit:{figure.unit}",
        f"scope:{scope}",
        f"qualifier:{figure.qualifier.value}",
        f"size:{magnitude}",
        f"clause:{opening[:1]}",
        f"clause:{opening}",
        *_company(figures, index, sentence),
    ]
    found += [f"end:{size}:{before[-size:]}" for size in (1, 2) if len(before) >= size]
    found += [f"next:{size}:{here[:size]}" for size in (1, 2) if len(here) >= size]
    found += [f"{figure.unit}:end:{before[-2:]}", f"{figure.unit}:next:{here[:2]}"]
    found += ["last"] if not here else []
    found += ["opens"] if not before.strip() else []
    if figure.noun:
        found += [f"noun:{figure.noun[-2:]}", f"noun1:{figure.noun[-1]}", f"{figure.unit}:noun1:{figure.noun[-1]}"]
    found += [f"{scope}:end:{before[-1:]}", f"{scope}:size:{magnitude}", *_sorts(figure.noun, scope)]
    yield found
    yield _words_around(scene, figure, before, here)


def _words_around(scene: Scene, figure: Figure, before: str, here: str) -> list[str]:
    """What the sentence of a figure tells; ``before`` and ``here`` stand next to it in its clause."""
    text, scope = scene.text, _scope(figure)
    sentence, clause = scene.sentence(figure.start), scene.clause(figure.start)
    wider = text[max(sentence[0], figure.start - 45) : figure.start]
    found = bigrams(_LATIN.sub("", before))
    found += [
        f"sentence:{text[sentence[0] : sentence[0] + 2].strip()}",
        f"ahead:{text[max(sentence[0], clause[0] - 3) : clause[0]]}",
        f"then:{text[clause[1] : min(sentence[1], clause[1] + 2)]}",
    ]
    if figure.counts_people:
        found += ["part:before"] if _PART_BEFORE.search(text, sentence[0], figure.start) else []
        found += ["part:behind"] if _PART_BEHIND.match(text, figure.end, sentence[1]) else []
    for name in _LEXICA.spoken_of(text, sentence):
        pattern = _LEXICA[name]
        if pattern.search(wider):
            if pattern.search(before):
                found += [f"{name}:clause", f"{name}:clause:{figure.unit}", f"{name}:clause:{scope}"]
            else:
                found.append(f"{name}:sentence")
        if pattern.search(here):
            found += [f"{name}:after", f"{name}:after:{figure.unit}", f"{name}:after:{scope}"]
    found += ["quoted"] if scene.in_quotation(figure.start) else []
    found += ["heading"] if scene.in_heading(figure.start) else []
    found.append(f"where:{min(4, 5 * figure.start // max(1, len(text)))}")
    return found


def _company(figures: Sequence[Figure], index: int, sentence: Bounds) -> list[str]:
    """What the figures right before and behind in the sentence count."""
    before = figures[index - 1] if index and figures[index - 1].start >= sentence.start else None
    behind = figures[index + 1] if index + 1 < len(figures) and figures[index + 1].start < sentence.end else None
    return [f"before:{before.unit if before else '-'}", f"behind:{behind.unit if behind else '-'}"]


def owner_options(figure: Figure, ties: Ties, subjects: Sequence[Subject]) -> list[Tied]:
    """For each of those subjects the features that speak for it as the owner of ``figure``."""
    options = []
    unit, noun, renamings = _unit_class(figure), figure.noun[-2:], _owner_renamings(_scope(figure))
    for who, tie in ties.items():
        subject = subjects[who]
        others = [f"kind:{subject.kind}:{unit}", f"kind:{subject.kind}:noun:{noun}"]
        if noun and noun in subject.name:
            others.append("noun:name")
        options.append(Tied(tie, renamings, others))
    return options


def role_ties(figure: Figure, tie: list[str], subject: Subject) -> Tied:
    """The further features of a figure that depend on its probable owner."""
    unit, scope = _unit_class(figure), _scope(figure)
    found = [f"kind:{subject.kind}", f"kind:{subject.kind}:{unit}", f"kind:{subject.kind}:noun:{figure.noun[-2:]}"]
    found += [f"kind:{subject.kind}:{scope}", *(f"kind:{subject.kind}:{sort}" for sort in _sorts(figure.noun, scope))]
    kin = _kinship(figure.noun, subject.name)
    found += [f"kin:{kin}", f"kin:{kin}:{scope}"]
    return Tied(tie, _role_renamings(unit, scope), found)


@lru_cache(maxsize=4096)
def _kinship(noun: str, name: str) -> str:
    """Whether what was counted is what the subject is called: 12 家园 of 如康家园, 5 支队伍 of a 服务队."""
    if not noun:
        return "none"
    if noun in name or name in noun:
        return "name"
    return "end" if noun[-2:] in name else "letter" if noun[-1] == name[-1] else "other"


@lru_cache(maxsize=4096)
def _sorts(noun: str, scope: str) -> tuple[str, ...]:
    """The sorts of people or things that the counted noun belongs to, by its words."""
    return tuple(f"{scope}:sort:{sort}" for sort, words in _SORTS.items() if words.search(noun))


_SORTS = {
    "workers": re.compile(
        "员|师|工|志愿|干部|骨干|医|护|老师|民警|法官|律师|骑手|楼长|义警|乡贤|代表|能人|厨|班子|队友|主播|姐妹|伙计"
    ),
    "served": re.compile(
        "老人|残疾|学员|孩子|儿童|居民|群众|学生|患者|住户|村民|业主|司机|商户|家庭|对象|患儿|困难|独居|空巢"
    ),
    "bodies": re.compile(
        "队|组|团|站|点|室|所|中心|家园|之家|食堂|驿站|网格|社区|村|超市|分会|支部|平台|屋|厅|角|阵地|岗"
    ),
    "cases": re.compile("纠纷|矛盾|案|问题|诉求|事项|隐患|线索|警情|心愿|建议|意见|提案|咨询|难题|事"),
    "deeds": re.compile("活动|服务|培训|讲座|宣传|巡|课|走访|义诊|演出|比赛|会议|会|调解|帮扶|救助"),
}


_SITE_UNITS = frozenset("支个处家座所间")
_ROLE_TIES = Renaming("tie:", "before", "after", "line", "counted", "heading", "sentence", "wide")
_LEXICA = Lexica(
    {
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
)


@cache
def _owner_renamings(scope: str) -> tuple[Renaming, ...]:
    return ITSELF, Renaming(f"{scope}:", "counted", "after", "parent", "level", "wide", "before")


@cache
def _role_renamings(unit: str, scope: str) -> tuple[Renaming, ...]:
    crossed = (
        Renaming(f"tie:{measure}:", "counted", "after", "before", "level") for measure in dict.fromkeys((unit, scope))
    )
    return _ROLE_TIES, *crossed


def _scope(figure: Figure) -> str:
    """The sort of measure: of people, of what teams and sites are counted in, or the measure itself."""
    return "T" if figure.unit in _SITE_UNITS else _unit_class(figure)


def _unit_class(figure: Figure) -> str:
    return "P" if figure.counts_people else figure.unit


def _magnitude(value: float) -> str:
    return _MAGNITUDE_NAMES[bisect_left(_MAGNITUDES, value)]


_MAGNITUDES = (1, 2, 5, 10, 30, 100, 300, 1000, 10_000, 100_000)
_MAGNITUDE_NAMES = (*map(str, _MAGNITUDES), "more")
