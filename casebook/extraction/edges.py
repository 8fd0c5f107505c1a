"""Where a name without quotation marks begins: behind the words and places that cannot belong to it."""

from __future__ import annotations

import re

HAN = "㐀-鿿\U00020000-\U0003134f"
NAME_CHARS = rf"[{HAN}A-Za-z0-9０-９+＋—–·&]"
_NUMERALS = "0-9０-９一二两三四五六七八九十百千万余多几数"
_EDGES = (
    "[有这那该][支间家处座所张项台辆群帮伙]|的|了|是|在(?!线)|有(?!爱|你|我|约)|着|过|把|被|由|让|从|到(?!家)|给|等|及|并|或|也|还|又|就(?!业|餐|医|近)|都|将|向|以(?!新|案)|为(?!侨|老|民|邻|贵|农)|与(?!你|爱)|"
    "和(?<![劝说讲促]和)(?!谐|睦|美|事|为|平|商|合|乐|顺|煦|气|解|润)|"
    "实行|召开|主持|共建|开通|担任|兼任|[凑结编拼聚攒]成|[凑开支架撑摆做当兴组聚]起|[腾辟派拿带编划隔挤分]了?出|请上|挂上|原来|它|"
    "成立|组建|组成|打造|设立|设置|推出|推行|建成|建起|建设|建立|建有|依托|通过|走进|来到|走出|开设|开办|创办|创建|创新|构建|搭建|拉起|办起|立起|起名|取名|命名|名叫|"
    "叫做|叫作|叫|称为|成为|作为|改成|改为|改造|变成|挂牌|揭牌|启动|开展|实施|培育|孵化|整合|联合(?!会|队|体|调)|组织(?!员|起)|发动|带领|加入|参加|参与|负责|"
    "位于|坐落|以来|近日|日前|如今|目前|现有|现在|今年|去年|一年|每天|每月|每周|当地|这里|那里|大家|我们|他们|她们|咱们|自己|"
    "各类|各个|各|全市|全区|全县|全镇|全街道|全村|全国|全省|全州|本村|本镇|该|这|那|某|其中|之中|包括|包含|例如|比如|像|叫|及其|"
    rf"[{_NUMERALS}]+(?:套|支|个|家|处|间|所|名|位|座|条|张|项|类|种|批|场|次|件|台|户|人|队|年|月|日|号|块|辆)|每[家个处间所户]|用上|"
    "首个|首家|首支|第一个|第一家|第一支|新型|特色(?=.)|党建引领|关于|请进|设进|开进|住进|送进|搬进|走入|进入|再建|新建|新增|新设|建设|个(?!人|性|体)|"
    "请来|请到|交给|多半|专门|还有|另有|设有|共有|没有|配套|相当于|变身|升级|纳入|编入|依靠|借助|利用|围绕|支持|鼓励|引导"
)
_FIRST_OF_EDGE = "".join(edge[1 : edge.index("]")] if edge[0] == "[" else edge[0] for edge in _EDGES.split("|"))
#: Words and signs at which a name cannot reach further to the left; where none can begin a text is passed over at once.
LEFT_EDGE = re.compile(f"(?=[{_NUMERALS}{_FIRST_OF_EDGE}])(?:{_EDGES})")
#: Verbs of one character that cannot open a name, when something else remains behind them.
_LEADING_VERB = re.compile(
    "[办开建有去来进请找用当做住看回说讲搞设上下跑管帮靠凭把对往跟同](?=.{2})(?<!办事)(?!心|放|爱|事|你|我|民|客|家|门|得|理|邻)"
)
#: Edges that stand inside a name when a single character is left in front of them (宜和调解工作室).
_JOINTS = ("和", "与", "及", "以", "为")
PLACE_END = re.compile(
    "[村镇乡县]级|自治区|自治州|自治县|街道|社区|居民区|省|市(?<![夜早集超菜闹门楼]市)(?![民场])|区(?![域块])|县(?!域)|镇(?!静)|乡(?![情贤音亲愁邻里土村风])|"
    "村(?![民干支委嫂里史居落晚])|州|旗(?![帜下手袍舰])|嘎查|苏木|小区|片区|园区"
)


_LONGEST = 14
_IN_FRONT = re.compile(rf"{NAME_CHARS}*")


def start_of_run(run: re.Pattern[str], text: str, end: int, longest: int) -> int:
    """Where the characters of ``run``, a pattern of any number of them, begin that stand in front of ``end``."""
    backwards = run.match(text[max(0, end - longest) : end][::-1])
    assert backwards, "a run may be empty"
    return end - backwards.end()


def left_edge(text: str, head: int) -> int:
    """How far a name that ends in the head noun at ``head`` reaches to the left."""
    low = start_of_run(_IN_FRONT, text, head, _LONGEST)
    for edge in LEFT_EDGE.finditer(text, low, head):
        if edge.group() not in _JOINTS or edge.start() - low > 1:
            low = edge.end()
    places = [m.end() for m in PLACE_END.finditer(text, low, head)]
    if not places:
        return low
    if places[-1] < head:
        return places[-1]
    return places[-2] if len(places) > 1 else low


def without_verb(text: str, start: int, head: int) -> int:
    """Past a verb that stands in front of the name (办食堂 → 食堂)."""
    match = _LEADING_VERB.match(text, start, head + 2)
    return match.end() if match else start
