"""Which lines of a page are the article, and which are the page around it.

Reports arrive as whole pages: menus and breadcrumbs above, share bars, credits, related links and legal notices below.
``split_page`` gives every line a ``Part``; nothing is cut out, so that all offsets stay those of the stored text.
Extraction works on ``Page.masked()``, in which everything but headline and body is blanked at equal length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Part(Enum):
    """What a line is to the page."""

    FURNITURE = "furniture"
    TITLE = "title"
    BYLINE = "byline"
    BODY = "body"
    CREDIT = "credit"
    RELATED = "related"


class Span(NamedTuple):
    """``text[start:end]``, in code points."""

    start: int
    end: int


class Line(NamedTuple):
    """A line of the page without the blanks around it: ``text[start:end]``."""

    start: int
    end: int
    part: Part


@dataclass(frozen=True, slots=True)
class Page:
    """A text with the part of each line that is not blank, in reading order."""

    text: str
    lines: tuple[Line, ...]

    @property
    def title(self) -> Span | None:
        """Where the headline stands, or None where the page has none."""
        return next((Span(line.start, line.end) for line in self.lines if line.part is Part.TITLE), None)

    @property
    def body(self) -> tuple[Span, ...]:
        """The lines of the article, captions included, without the headline."""
        return self.spans(Part.BODY)

    def spans(self, *parts: Part) -> tuple[Span, ...]:
        """Where the lines of these parts stand."""
        return tuple(Span(line.start, line.end) for line in self.lines if line.part in parts)

    def masked(self, *keep: Part) -> str:
        """The text at equal length with all lines blanked except those of ``keep`` (headline and body by default)."""
        kept = self.spans(*(keep or (Part.TITLE, Part.BODY)))
        pieces, at = [], 0
        for start, end in kept:
            pieces += [_BLANKABLE.sub(" ", self.text[at:start]), self.text[start:end]]
            at = end
        return "".join([*pieces, _BLANKABLE.sub(" ", self.text[at:])])


def split_page(text: str) -> Page:
    """Tell headline, byline, body, credits and page furniture of ``text`` apart."""
    lines = [Span(match.start(), match.end()) for match in _LINE.finditer(text)]
    written = [text[start:end] for start, end in lines]
    parts = _parts(written)
    return Page(text, tuple(Line(start, end, part) for (start, end), part in zip(lines, parts, strict=True)))


def is_byline(line: str) -> bool:
    """True for a line that gives source, date, authors or the reader's tools rather than news."""
    if _is_prose(line) or len(line) > _LONGEST_BYLINE:
        return False
    return bool(_BYLINE_START.match(_plain(line)) or _BYLINE_LABEL.search(line) or _lone_date(line))


def is_masthead(line: str) -> bool:
    """True for a line that is nothing but the name of a paper, site or account."""
    return bool(_MASTHEAD.fullmatch(line.strip()))


def breadcrumb_parts(line: str) -> list[str]:
    """The steps of a path such as 首页 > 新闻 > 正文, without 当前位置; empty where the line is none."""
    steps = [step.strip() for step in _STEP.split(_HERE.sub("", line.strip()))]
    steps = [step for step in steps if step]
    if _HERE.match(line.strip()):
        return steps
    named_home = any(step.endswith(("首页", "正文")) for step in steps)
    apart = (len(steps) > 1 and ">" in line) or (named_home and len(steps) > 1)
    return steps if apart and all(len(step) <= _LONGEST_STEP for step in steps) else []


def _parts(lines: list[str]) -> list[Part]:
    tail = _tail_start(lines)
    head, title = _head(lines[:tail])
    parts = [_part_in_body(line) for line in lines[:tail]]
    for index in range(head):
        parts[index] = _part_in_head(lines[index], index, title)
    return parts + [Part.RELATED] * (len(lines) - tail)


def _part_in_head(line: str, index: int, title: int | None) -> Part:
    if index == title:
        return Part.TITLE
    if is_byline(line):
        return Part.BYLINE
    if title is not None and index > title and not _is_furniture(line) and not is_masthead(line):
        return Part.BODY
    return Part.BYLINE if is_masthead(line) else Part.FURNITURE


def _part_in_body(line: str) -> Part:
    if _is_credit(line):
        return Part.CREDIT
    return Part.FURNITURE if _is_tool(line) else Part.BODY


def _head(lines: list[str]) -> tuple[int, int | None]:
    """How many lines stand before the article begins, and which of them is the headline."""
    first_prose = next((index for index, line in enumerate(lines) if _is_prose(line)), len(lines))
    reach = min(first_prose, _LONGEST_HEAD)
    path = max((i for i, line in enumerate(lines[:reach]) if breadcrumb_parts(line) or _is_menu(line)), default=-1)
    open_lines = [i for i in range(reach) if not _is_furniture(lines[i]) and not is_byline(lines[i])]
    below_path = [i for i in open_lines if i > path] or open_lines
    if not below_path:
        return reach, None
    title = next((i for i in below_path if not _is_label(lines[i], is_last=i == below_path[-1])), below_path[-1])
    bylines = [i for i in range(title + 1, reach) if is_byline(lines[i]) or _is_furniture(lines[i])]
    near = [i for i in bylines if i <= title + _BYLINE_REACH]
    return max([title, *near]) + 1, title


def _is_label(line: str, is_last: bool) -> bool:
    """True for what stands above a headline without being it: the paper's name, a column, an issue number."""
    if is_last:
        return False
    return is_masthead(line) or bool(_COLUMN.fullmatch(line)) or len(line) <= _SHORTEST_TITLE


def _tail_start(lines: list[str]) -> int:
    """The line from which nothing belongs to the article any more; ``len(lines)`` where that never comes."""
    news = [0 if is_byline(line) or _is_furniture(line) or _is_credit(line) else len(line) for line in lines]
    seen = 0
    for index, line in enumerate(lines):
        enough = seen >= _ENOUGH_NEWS
        if enough and _opens_tail(line) and not _article_resumes(lines[index + 1 :], seen):
            return index
        if enough and seen * 2 >= sum(news) and _closes_article(lines[index:]):
            return index
        seen += news[index]
    return len(lines)


def _article_resumes(rest: list[str], seen: int) -> bool:
    """True where a box of links stands inside the article: far more unbroken prose follows than came before."""
    paragraphs = [line for line in rest if _is_prose(line) and len(line) >= 60 and not _TEASER.search(line)]
    return sum(map(len, paragraphs)) > 3 * seen and not any(_opens_tail(line) for line in rest)


def _opens_tail(line: str) -> bool:
    plain = _plain(line)
    if len(line) <= _LONGEST_MARKER and (_NOTICE.search(line) or breadcrumb_parts(line)):
        return True
    return bool(_TAIL.match(plain))


def _closes_article(rest: list[str]) -> bool:
    """True for a credit with nothing of the article behind it: the desk's, or one that only links and notices follow."""
    if len(rest[0]) <= _LONGEST_CREDIT and _DESK.match(_plain(rest[0])):
        return True
    return _is_credit(rest[0]) and not any(_is_prose(line) or _CAPTION.match(line) for line in rest[1:])


def _is_credit(line: str) -> bool:
    if len(line) > _LONGEST_CREDIT or _SENTENCE_END.search(line.rstrip("）)】")):
        return False
    return bool(_CREDIT.match(_plain(line)) or _BRACKETED_CREDIT.fullmatch(line))


def _is_furniture(line: str) -> bool:
    if len(line) <= _LONGEST_MENU and (breadcrumb_parts(line) or _is_menu(line)):
        return True
    return _is_tool(line)


def _is_tool(line: str) -> bool:
    """True for what readers press and counters show: 分享到, 字号, 打印, 阅读 1268 赞 45."""
    return len(line) <= _LONGEST_MARKER and bool(_TOOL.match(_plain(line)) or len(_TOOL_WORD.findall(line)) > 1)


def _is_menu(line: str) -> bool:
    """True for 首页 | 要闻 | 党建动态 and rows of place names: many short words, nothing else."""
    words = re.split(r"\s*[|｜丨•·/]\s*|\s+", line.strip(" |｜•·"))
    enough = 3 if re.search(r"\s[|｜]\s", line) else 4
    return len(words) >= enough and all(1 < len(word) <= 6 for word in words) and not re.search(r"\d|[:：,，]", line)


def _is_prose(line: str) -> bool:
    return "。" in line or "；" in line or len(line) > _LONGEST_TITLE


def _plain(line: str) -> str:
    """The line without bullets, emoji and brackets in front."""
    return _ORNAMENT.sub("", line)


def _lone_date(line: str) -> bool:
    """True where a full date stands apart from words, as in 济南日报 2024-05-23 and unlike 5月17日停水通知."""
    return bool(_DATE_APART.search(line))


_ENOUGH_NEWS = 100
_LONGEST_HEAD = 14
_LONGEST_TITLE = 60
_SHORTEST_TITLE = 3
_LONGEST_BYLINE = 110
_BYLINE_REACH = 5
_LONGEST_STEP = 20
_LONGEST_MENU = 120
_LONGEST_MARKER = 60
_LONGEST_CREDIT = 70

_LINE = re.compile(r"[^\s](?:[^\n]*[^\s])?")
_BLANKABLE = re.compile(r"[^\n]")
_ORNAMENT = re.compile(r"^[\W_]+")
_SENTENCE_END = re.compile(r"[。！？!?；]$")
_TEASER = re.compile(r"^\s*[•·▪▶▷■□◆\-]|(?:…|\.{3})$")
_HERE = re.compile(
    r"^[\W_]*(?:您|你)?(?:现在|当前|目前)?(?:所在)?(?:的)?位置(?:是)?\s*[:：]?\s*|^[\W_]*当前(?:位置|栏目)\s*[:：]"
)
_STEP = re.compile(r"\s*(?:>>|»|›|>|＞|→)\s*|\s+/\s+")
_COLUMN = re.compile(r"【[^】]{1,12}】|.{2,30}[（(]之[一二三四五六七八九十]+[）)]|(?:总)?第\s*\d+\s*期.*")
_MASTHEAD = re.compile(
    r"(?:今日[\w]{2,6}|[\w·\-  ]{1,16}(?:日报|晚报|时报|早报|晨报|商报|周报|网|在线|发布|客户端|人民政府|门户网站|网站|微讯|快讯|资讯"
    r"|动态|简报|融媒|融媒体中心|频道|\s\w{2}站|电视台|广电|热线|阳光报|[^汇简通海情播]报|政法))(?:首页|数字报纸?)?"
)
_DATE = (
    r"(?:(?:19|20)\d{2}\s?(?:年|[-./])\s?\d{1,2}\s?(?:月|[-./])\s?\d{1,2}日?|二[〇○零]\w{2}年\w{1,2}月(?:\w{1,3}日)?)"
)
_DATE_APART = re.compile(rf"(?:^|[\s（(丨|｜:：])({_DATE})(?=$|[\s）)丨|｜]|\d{{1,2}}[:：]\d{{2}}|星期)")
_BYLINE_LABEL = re.compile(
    r"(?:来源|稿源|发布(?:时间|日期|单位|机构)|报纸名称|更新时间|公开日期|责任编辑|浏览(?:次数|量)?|阅读(?:次数)?|点击(?:量|数)?|字[号体])\s*[:：]"
)
_BYLINE_START = re.compile(
    r"(?:(?:本报|本网|本刊|本台|见习|实习|全媒体|特约|首席)*(?:记者|通讯员|实习生)[\s:：]|\w{2,8}记者\w{2,4}(?:$|\s)|作者\s*[:：]|文\s*[/／|丨]|文[>》]|图[/／]文"
    r"|原创\s|编辑\s*[:：]|口述\s*[:：]|整理\s*[:：]|时间\s*[:：]\s*\d|日期\s*[:：]|发布(?:于)?\s*[:：]?\s*\d|发布\s*[:：]|撰稿\s*[:：]"
    r"|(?:总)?第\s*\d+\s*期|阅读\s*\d)"
)
_TOOL = re.compile(
    r"(?:点击(?:上方|下方|蓝字|关注)|关注我们|长按|扫码|扫一扫|识别.{0,6}二维码|点击播报|[大中小]字号|语音播报|听全文|返回(?:目录|顶部|列表)|放大\s|缩小"
    r"|字[号体]\s*[:：]?\s*[〖\[【]?\s*(?:超?大|小|$)|分享(?:到|至)?\s*[:：]?(?:$|\s|微)|打印(?:本页)?(?:$|[\W])|收藏(?:$|\W)|关闭(?:窗口|本页)?(?:$|\W)"
    r"|数字报\s|上一版|下一版|PDF版|阅读\s*[\d.]+万?\+?(?:$|\s)|赞\s*\d|END$|\d+/\d+\s+首页|全文复制|电子报阅读机|法治号\s|站内搜索)"
)
_TOOL_WORD = re.compile(r"返回目录|放大|缩小|默认|全文复制|打印|收藏|关闭窗口|上一版|下一版|上一期|下一期")
_TAIL = re.compile(
    r"(?:(?:相关|关联|延伸|拓展|扩展)(?:的)?(?:阅读|新闻|链接|报道|稿件|推荐|文章|文档|资讯|内容|专题|信息)?\s*(?:$|[】\]:：|丨>》])"
    r"|(?:相关|关联|延伸)(?:阅读|新闻|链接|报道|稿件|推荐|文章)\s"
    r"|(?:热门|热点|热文|最新|精彩|推荐|特别|新闻)(?:推荐|文章|新闻|阅读|排行|标签|资讯|关注|内容|话题|视频|评论|点击)?榜?\s*(?:$|[】\]:：])"
    r"|新闻推荐\s|往期(?:推荐|回顾|精选|精彩|回看|链接|文章)|精彩(?:推荐|回顾)|下期预告|推荐阅读"
    r"|(?:猜|你可能|您可能|大家).{0,3}(?:喜欢|感兴趣|在看)|更多(?:精彩|新闻|内容|资讯|阅读)|查看更多|点击(?:查看|阅读)|阅读原文"
    r"|打开.{0,10}(?:APP|客户端|App)|网友评论|跟贴|我(?:来说两句|要评价)|本版(?:其他|其它)|(?:友情|相关)链接|网站(?:地图|首页)|(?:关于|联系)我们"
    r"|官方微[信博]|版权(?:所有|声明|归)|(?:免责|特别|郑重)?声明\s*[:：]|免责声明|凡本网|本网.{0,6}转载|主办(?:单位)?\s*[:：]|Copyright|©"
    r"|(?:阅读)?[上下]一?[篇条页版](?:$|[\s:：])|分享(?:到|至|让|\s*[:：])|喜欢(?:就|请)|转发[+＋、]|点个|点亮|关键词\s*[:：]"
    r"|以上内容(?:仅|为)|原标题\s*[:：])"
)
_NOTICE = re.compile(r"ICP备|公网安备|网站标识码|版权所有|All Rights Reserved|未经(?:书面)?授权")
_DESK = re.compile(
    r"(?:(?:责任|值班|执行|文字|版面)?编辑|责编|编校|校对|审核|审校|监制|一审|初审|值班总监|纠错)\s*(?:[:：|丨｜]|$|\s*\|)"
)
_CAPTION = re.compile(r"[\W_]*图|▲|△|📷")
_CREDIT = re.compile(
    r"(?:(?:责任|值班|执行|文字|版面)?编辑|责编|编校|校对|审核|审校|监制|初审|一审|文字|图片|图文|文|图(?![:：].{8})|撰稿|撰文|供稿|作者|摄影|摄|来源"
    r"|素材来源|稿源|稿件来源|信息来源|版式|记者|通讯员|联系人|联系电话)\s*[:：|丨｜/](?!.{16,}[,，])|(?:本报|本网|□)?记者\s\w{2,4}$"
)
_BRACKETED_CREDIT = re.compile(
    r"[（(【\[][^）)】\]]{0,40}(?:记者(?!手记)|通讯员|供稿|供图|摄|摄影|摄影报道|图文|化名|化姓|提供|编辑|责编|审阅)[^）)】\]]{0,30}[）)】\]]"
    r"|[（(]\w{2,4}(?:\s\w{2,4})?[）)]"
)
