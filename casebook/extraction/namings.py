"""Names without quotation marks or a noun for an undertaking: the text says that they are names, or sets them as such.

人们管这叫灶头话, 名字就叫长布护学岗 (said); 【南江镇 · 红布条】, 名称:桃园邻里小屋, a cell of a table behind its number (set).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from casebook.extraction.story import Span, Story

_WORD = r"[㐀-鿿A-Za-z0-9０-９+＋]"
_SAID = re.compile(
    "(?=[叫就它这那取名起唤俗人称管写牌招])(?:(?<=[，,。；;：:])叫(?!做|作)|就叫(?!做|作)|[它这那](?:里|儿|处|个|套|支)?叫(?!做|作)|叫作|叫做|名叫|取名叫?|起名叫?|唤作|名为|名曰|俗称|人称|称作|管[它这那][^，,。]{0,6}?叫|"
    "(?:写着|牌子是|招牌是|名字是|名儿是)(?:[一二两三四五六七八九]个(?:大|红)?字)?[:：]?)"
    rf"(?P<name>{_WORD}{{2,10}})(?=[，,。；;：:、\n（(])"
)
#: A heading, a line of a form and a row of a table are short and have no full stop.
_LONGEST_LINE = 48
_LABELLED = re.compile(
    rf"^\W*(?:名称|队名|品牌|品牌名称|项目|项目名称|阵地|阵地名称)[:：]\s*(?P<name>{_WORD}{{2,14}})\s*$"
)
#: A paragraph that opens with a number and a few words, perhaps the name of what it tells of: 第一碗,暖心姜。…, 2.修伞组。…
_RUN_IN = re.compile(
    r"\W*(?:第[一二三四五六七八九十]{1,2}(?!条|章|节|届|季|次|年|步|期|天)[㐀-鿿]{0,2}[,，:：、]|[（(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[.、．）)])"
    rf"\s*[“‘]?(?P<name>{_WORD}{{2,5}})(?=[。:：])"
)
#: An item of a list that opens with a few words: ①打望哨, ★莲池书角:…, 🌱 阳台菜友会, 7. 家门·阿福助餐（东风社区）, 08 漂流农机 | 黄洲镇.
_ITEM = re.compile(
    r"(?:[①-⑳❶-❿■-◿★☆▪▶►❖✦☀-➿⬀-⯿\U0001F300-\U0001FAFF]\uFE0F?|[0-9]{1,2}[.、．）)]|0[0-9](?= ))"
    rf"\s*(?:[㐀-鿿]{{1,4}}[·・])?[“‘]?(?P<name>{_WORD}{{2,9}})[”’]?(?= *(?:[（(|｜:：。\n]|$))"
)
#: An item that opens with a few words in brackets: 【医言堂】妇儿医院旁边…
_BRACKETED = re.compile(rf"\W{{0,3}}[【〖](?:[^】〗\n]{{1,8}}[·・|｜]\s*)?(?P<name>{_WORD}{{2,9}})[】〗]")
_FEWEST_ITEMS = 3
_PARTS = re.compile("[·•:：|｜—–\t　【】《》]+| +")
#: What divides the cells of a table; from as many of them on a line is a row, however long.
_CELLS = re.compile(r"\s*[|｜\t　]\s*| / | {2,}")
_CELL_EDGE = re.compile("[|｜\t　 ]")
_FEWEST_CELLS = 3
_PLACE = re.compile("(?:街道|社区|居民区|新村|[省市区县镇乡村旗街]|嘎查|苏木)$")
_NUMBER = re.compile(r"^[A-Za-z]?[-—]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[.、．]?$|^[A-Z]-[0-9]+$")
_SET = re.compile(rf"{_WORD}{{2,12}}")
_NO_NAME = re.compile(
    "^[0-9０-９A-Za-z]+$|日期|时间|来源|作者|记者|通讯员|编辑|浏览|字号|字体|打印|分享|首页|位置|发布|公开|机构|索引|标题|责编|审核|摄影|"
    "电话|地址|地点|面积|负责人|特色|备注|序号|名称|人数|年$|月$|日$|[元人名件次户场岁]$"
)


def namings(story: Story) -> Iterator[Span]:
    """Where such names stand, in no particular order; what else is found there is for the caller to compare."""
    for match in _SAID.finditer(story.clean):
        yield Span(*match.span("name"))
    yield from _run_in(story)
    yield from _items(story)
    for line in story.paragraphs:
        edged = _CELL_EDGE.search(story.clean, line.start, line.end)
        if edged and len(_CELLS.findall(story.clean, line.start, line.end)) + 1 >= _FEWEST_CELLS:
            yield from _beside_places(story.clean, _parts(story.clean, line, _CELLS))
        elif line.end - line.start <= _LONGEST_LINE:
            yield from _set_in(story.clean, line)


def _run_in(story: Story) -> Iterator[Span]:
    """Names that open numbered paragraphs; several of one report end alike, which plain headings do not."""
    opened = [one for line in story.paragraphs if (one := _RUN_IN.match(story.clean, line.start, line.end))]
    endings = Counter(one["name"][-1] for one in opened)
    for one in opened:
        if endings[one["name"][-1]] > 1 and not _NO_NAME.search(one["name"]):
            yield Span(*one.span("name"))


def _items(story: Story) -> Iterator[Span]:
    """Names that open the items of a list; one line alone that begins so is a heading or an ornament."""
    for sort in (_ITEM, _BRACKETED):
        items = [one for line in story.paragraphs if (one := sort.match(story.clean, line.start, line.end))]
        for one in items if len(items) >= _FEWEST_ITEMS else ():
            if not _NO_NAME.search(one["name"]) and not _PLACE.search(one["name"]):
                yield Span(*one.span("name"))


def _set_in(text: str, line: Span) -> Iterator[Span]:
    words = text[line.start : line.end]
    labelled = _LABELLED.match(words)
    if labelled:
        yield Span(line.start + labelled.start("name"), line.start + labelled.end("name"))
    elif "。" not in words:
        yield from _beside_places(text, _parts(text, line, _PARTS))


def _beside_places(text: str, parts: Iterator[Span]) -> Iterator[Span]:
    """The part of a line right behind one that is a place or, in a table, a number."""
    before = ""
    for start, end in parts:
        part = text[start:end].strip()
        pointed_at = _PLACE.search(before) or _NUMBER.search(before)
        if pointed_at and _SET.fullmatch(part) and not _PLACE.search(part) and not _NO_NAME.search(part):
            yield Span(start, end)
        before = part or before


def _parts(text: str, line: Span, edge: re.Pattern[str]) -> Iterator[Span]:
    start = line.start
    for cut in edge.finditer(text, line.start, line.end):
        if start < cut.start():
            yield Span(start, cut.start())
        start = cut.end()
    if start < line.end:
        yield Span(start, line.end)
