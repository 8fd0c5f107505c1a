"""What a single line of a page looks like: byline, path, menu, tool, credit, opening of the tail.

The words were collected from news sites, government portals, e-papers and WeChat accounts. Each predicate judges a line
by itself; ``cleaning`` weighs where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from casebook.extraction.mastheads import is_masthead

#: Short lines whose answers are kept: the stages that read a page ask again and again about the same ones.
_KEPT = 256


def is_prose(line: str) -> bool:
    """True for a line that can only be running text."""
    return bool(_SENTENCE.search(line)) or len(line) > _LONGEST_TITLE


def is_editorial(line: str) -> bool:
    """True for a note that may stand above the headline although it is prose: 编者按, 导读."""
    return bool(_EDITORIAL.match(plain(line)))


def is_byline(line: str) -> bool:
    """True for a line that gives source, date, authors or readers' figures rather than news."""
    return len(line) <= _LONGEST_BYLINE and _is_byline(line)


@lru_cache(maxsize=_KEPT)
def _is_byline(line: str) -> bool:
    if _SENTENCE.search(line) or _DATED_LIST.fullmatch(line):
        return False
    if line.endswith(("?", "？")) or _is_table_row(line):
        return False
    start = plain(line)
    return bool(
        _BYLINE_START.match(start)
        or _BYLINE_LABEL.search(line)
        or _DATE_APART.search(line)
        or _TIME_APART.search(line)
        or _SIGNED_AND_DATED.match(start)
    )


def _is_table_row(line: str) -> bool:
    """Four columns or more, one of them a month: sites with their openings. Pages are dated by the day."""
    columns = _COLUMN_GAP.split(line)
    return len(columns) >= _FEWEST_COLUMNS and any(_MONTH.match(column) for column in columns)


def names_author(line: str) -> bool:
    """True for a byline that says who wrote the article: it stands right below the headline."""
    return is_byline(line) and bool(_AUTHOR.search(line))


def is_question(line: str) -> bool:
    """True for a line of an interview: 问:…, 记者:…."""
    return bool(_QUESTION.match(line))


def path_steps(line: str) -> tuple[str, ...]:
    """The steps of a path such as 首页 > 新闻 > 正文, without 当前位置; empty where the line is none."""
    return _path_steps(line) if len(line) <= _LONGEST_MENU else ()


@lru_cache(maxsize=_KEPT)
def _path_steps(line: str) -> tuple[str, ...]:
    here = _HERE.match(line)
    if not (here or _STEP_MARK.search(line)):
        return _dashed_steps(line)
    steps = _filled(_STEP.split(line[here.end() :] if here else line))
    if here:
        return steps
    if line.startswith("首页"):
        steps = _filled(_STEP_BEHIND_HOME.split(line))
    marked = any(mark in line for mark in ">»›") or any(step.endswith(("首页", "正文")) for step in steps)
    apart = len(steps) > 1 and (marked or is_masthead(steps[0]))
    return steps if apart and all(len(step) <= _LONGEST_STEP for step in steps) else ()


def _dashed_steps(line: str) -> tuple[str, ...]:
    """The steps of a path that only dashes or dots part, by the name of a site in front: 四川在线 · 南充 · 正文."""
    steps = _filled(_DASHED_STEP.split(line))
    apart = len(steps) > 2 and is_masthead(steps[0])
    return steps if apart and all(len(step) <= _LONGEST_DASHED_STEP for step in steps) else ()


def _filled(steps: Iterable[str]) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, steps)))


def is_menu(line: str) -> bool:
    """True for 首页 | 要闻 | 党建动态 and rows of place names: many short words, nothing else."""
    if len(line) > _LONGEST_MENU or _NOT_IN_MENUS.search(line):
        return False
    words = _MENU_GAP.split(line.strip(" |｜•·"))
    barred = bool(_BAR.search(line))
    enough, longest = (3 if barred else 4), (8 if barred and len(words) > 4 else 6)
    return len(words) >= enough and all(1 < len(word) <= longest for word in words)


def is_tool(line: str) -> bool:
    """True for what readers press and counters show: 分享到, 字号, 打印, 阅读 1268 赞 45."""
    return len(line) <= _LONGEST_MARKER and bool(_TOOL.match(plain(line)) or len(_TOOL_WORD.findall(line)) > 1)


def is_furniture(line: str) -> bool:
    """True for menus, paths and tools."""
    return len(line) <= _LONGEST_MENU and _is_furniture(line)


@lru_cache(maxsize=_KEPT)
def _is_furniture(line: str) -> bool:
    return bool(is_tool(line) or is_menu(line) or path_steps(line))


def is_credit(line: str) -> bool:
    """True for those who wrote, photographed, edited or provided the article."""
    if len(line) > _LONGEST_CREDIT or _SENTENCE_END.search(line.rstrip("）)】")):
        return False
    return bool(_CREDIT.match(plain(line)) or _BRACKETED_CREDIT.fullmatch(line))


def is_desk_credit(line: str) -> bool:
    """True for editors and proof-readers, who come last."""
    return len(line) <= _LONGEST_CREDIT and bool(_DESK.match(plain(line)))


def is_caption(line: str) -> bool:
    """True for the words under a picture."""
    return bool(_CAPTION.match(line))


def is_teaser(line: str) -> bool:
    """True for a bulleted or cut-off line, as in lists of other articles."""
    return bool(_TEASER.search(line))


def opens_tail(line: str) -> bool:
    """True for 相关阅读, 上一篇, 版权所有 and the like, behind which nothing belongs to the article."""
    if len(line) <= _LONGEST_MARKER and (_NOTICE.search(line) or path_steps(line)):
        return True
    return bool(_TAIL.match(plain(line)) and not _SECTION.match(line))


def plain(line: str) -> str:
    """The line without bullets, emoji and brackets in front."""
    if line[:1].isalnum():
        return line
    ornament = _ORNAMENT.match(line)
    return line[ornament.end() :] if ornament else line


_LONGEST_TITLE = 60
_LONGEST_BYLINE = 110
_LONGEST_STEP = 20
_LONGEST_MENU = 200
_LONGEST_MARKER = 60
_LONGEST_CREDIT = 70

_SENTENCE = re.compile("[。；]")
_ORNAMENT = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[。！？!?；]$")
_TEASER = re.compile(r"^\s*[•·▪▶▷■□◆\-]|(?:…|\.{3})$")
_EDITORIAL = re.compile(r"编者按|编者的话|编者语|导读|导语|摘要|核心提示|提要|阅读提示")
_HERE = re.compile(
    r"[\W_]*(?:[您你])?(?:现在|当前|目前)?(?:所在)?(?:的)?位置(?:是)?\s*[:：]\s*|[\W_]*当前(?:位置|栏目|页面)\s*[:：]?\s*"
)
#: What every path holds one of.
_STEP_MARK = re.compile(r"[>»›＞→/\\]|首页")
_STEP = re.compile(r"\s*(?:>>|»|›|>|＞|→|-->|→)\s*|\s+[/\\]\s+")
_DASHED_STEP = re.compile("\\s[-·]\\s|(?<=网)-|(?<=[㐀-鿿])-(?=[㐀-鿿]+$)")
_LONGEST_DASHED_STEP = 8
_STEP_BEHIND_HOME = re.compile(r"\s*(?:>>|[>»›＞→》])\s*|\s+[/\\-]\s+")
_MENU_GAP = re.compile(r"\s*[|｜丨•·/]\s*|\s+")
_BAR = re.compile(r"\s[|｜]\s")
#: Figures, punctuation and the heads of tables.
_NOT_IN_MENUS = re.compile(r"[:：,，。]|\d{1,3}(?!\d)|序号|名称|地址|地点|备注|负责人")
_AUTHOR = re.compile(r"(?:记者|通讯员|作者)")
_QUESTION = re.compile(r"(?:问|答|记者)\s*[:：]\s*\S{6}")
#: A list that bears its date in brackets: the headline, not a byline.
_DATED_LIST = re.compile(
    r"[^\s|:：（(]{6,}(?:公示|名录|一览表?|情况|台账|通报|[小总]结|清单|安排|汇总)[（(][^）)]*[）)]"
)
_DATE = (
    r"(?:(?:19|20)\d{2}\s?(?:年|[-./·—–_])\s?\d{1,2}\s?(?:月|[-./·—–_])\s?\d{1,2}\s?日?"
    r"|(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月|二[〇○零]\w{2}年\w{1,2}月(?:\w{1,3}日)?|(?:19|20)\d{2}年第\s?\d+期)"
)
_COLUMN_GAP = re.compile(r"\s{2,}|\t|\s[/|｜]\s")
_MONTH = re.compile(r"(?:19|20)\d{2}年\d{1,2}月(?!\d)")
_FEWEST_COLUMNS = 4
_DATE_APART = re.compile(
    rf"(?:^|[\s（(\[【〔丨|｜》])({_DATE})(?=$|[\s）)\]】〕丨|｜T,，]|\d{{1,2}}[:：]\d{{2}}|星期|第)"
)
_TIME_APART = re.compile(
    r"(?:^|\s)(?:\d{1,2}-\d{1,2}|[今昨前][天日])\s\d{1,2}:\d{2}(?!\d)|微信号\s*[:：]|\s发表于\w{2,4}$"
    r"|(?:^|\s)第?\s?[A-Z]?\d{1,2}\s?版(?:$|[\s:：])|^\S*(?:报|网|台|融媒|发布)\s(?:\S+\s)?\d{1,2}月\d{1,2}日$"
)
_SIGNED_AND_DATED = re.compile(rf"\w{{2,16}}(?:[局委办会社网报院所镇乡]|政府|街道|办事处|中心|支部)\s?{_DATE}(?:$|\W)")
_BYLINE_LABEL = re.compile(
    r"(?:来\s?源|稿\s?源|出处|转载?自|发布(?:时间|日期|单位|机构|部门|人|者)|报纸名称|更新(?:时间|日期)?|公开日期|成文日期"
    r"|(?:发文|公开|制发|责任|编制|报送)(?:机关|机构|单位|部门|主体|日期)|索引号|责任编辑|(?<!\w)(?:刊发|发布)?媒体|(?<!\w)(?:发稿|创建|录入|上传|提交|答复|回复|办理|办结|填表|填报|报送|推送|公示|截止|截稿|生成|播出|刊登|刊出|刊发|访谈|采访|整理)?(?:时间|日期)"
    r"|浏览(?:次数|量)?|阅读(?:次数|量)?|点击(?:量|数|率)?|访问(?:次数|量)?|字[号体])(?:\s*[:：]|\t)"
)
_BYLINE_START = re.compile(
    r"(?:(?:本报|本网|本刊|本台|见习|实习|全媒体|特约|首席|融媒)*(?:记者|通讯员|实习生)[\s:：]"
    r"|[\w·]{1,16}(?:报|网|台|社|客户端)(?:全媒体|融媒体?|首席|见习)?\s?记者\s?\w{2,4}(?:$|\s)|作者\s*[:：]|文\s*[/／|丨]|文[>》]|图[/／]文"
    r"|原创\s|编辑\s*[:：]|\w{4,24}\s?编印?(?:\s|$)|口述\s*[:：]|整理\s*[:：]|时\s?间\s*[:：]\s*\d|日\s?期\s*[:：]|发布(?:于)?\s*[:：]?\s*\d|发布\s*[:：]|撰稿\s*[:：]"
    r"|索\s?引\s?号|文\s?号\s*[:：]|受理单号|公开(?:属性|方式)\s*[:：]|主题分类\s*[:：]|组配分类|类\s?目\s*[:：]|附件\s?\d*$"
    r"|(?:信息|稿件|文章|资料|新闻)?来源\s|第\s?[A-Z]?\d+\s?版|(?:总)?第\s*\d+\s*期|阅读\s*\d)"
)
_TOOL = re.compile(
    r"(?:点击(?:上方|下方|蓝字|关注)|关注我们|长按|扫码|扫一扫|识别.{0,6}二维码|点击播报|[大中小]字号|语音播报|听全文|返回(?:目录|顶部|列表)|放大\s|缩小"
    r"|字[号体]\s*[:：]?\s*[〖\[【]?\s*(?:超?大|小|$)|分享(?:到|至)?\s*[:：]?(?:$|\s|微)|打印(?:本页)?(?:$|[\W])|收藏(?:$|\W)|关闭(?:窗口|本页)?(?:$|\W)"
    r"|数字报\s|上一版|下一版|PDF版|阅读\s*[\d.]+万?\+?(?:$|\s)|赞\s*\d|END$|\d+/\d+\s+首页|全文复制|电子报阅读机|法治号\s|站内搜索"
    r"|大\s?[】\]]\s*[【\[]\s?中|A-?\s+A|字数\s*[:：]"
    r"|今天是|现在是|欢迎(?:访问|光临|来到|进入)|(?:登录|注册|搜索|无障碍|繁體|简体|手机版|设为首页|加入收藏)(?:$|\W))"
)
_TOOL_WORD = re.compile(
    r"返回目录|放大|缩小|默认|全文复制|打印|收藏|关闭窗口|上一版|下一版|上一期|下一期|前一篇|后一篇|登录|注册|设为首页"
)
_TAIL = re.compile(
    r"(?:(?:相关|关联|延伸|拓展|扩展)(?:的)?(?:阅读|新闻|链接|报道|稿件|推荐|文章|文档|资讯|内容|专题|信息)?\s*(?:$|[】\]:：|丨>》])"
    r"|(?:相关|关联|延伸)(?:阅读|新闻|链接|报道|稿件|推荐|文章)\s"
    r"|(?:热门|热点|热文|最新|精彩|推荐|特别|新闻|本周|今日|24小时)(?:推荐|文章|新闻|阅读|排行|标签|资讯|关注|内容|话题|视频|评论|点击|热门|热点|热榜|热文|要闻)?"
    r"榜?\s*(?:$|[】\]:：])"
    r"|新闻推荐\s|往期(?:推荐|回顾|精选|精彩|回看|链接|文章)|精彩(?:推荐|回顾)|下期预告|推荐阅读"
    r"|(?:猜|你可能|您可能|你也许|大家).{0,3}(?:喜欢|感兴趣|在看|在搜)|更多(?:精彩|新闻|内容|资讯|阅读)|查看更多|点击(?:查看|阅读)|阅读原文"
    r"|打开.{0,10}(?:APP|客户端|App)|网友评论|跟贴|我(?:来说两句|要评价)|本版(?:其他|其它)|友情链接|网站(?:地图|首页)|(?:关于|联系)我们"
    r"|官方微[信博]|版权(?:所有|声明|归)|(?:免责|特别|郑重)?声明\s*[:：]|免责声明|凡本网|本网.{0,6}转载|主办(?:单位)?\s*[:：]|Copyright|©"
    r"|(?:阅读)?[上下]一?[篇条页版](?:$|[\s:：])|分享(?:到|至|让|\s*[:：])|喜欢(?:就|请)|转发[+＋、]|点个|点亮|关键词\s*[:：]"
    r"|以上内容(?:仅|为)|原标题\s*[:：])"
)
#: A part of the article that tells what came of it.
_SECTION = re.compile("【(?:延伸|拓展|扩展)】.*。")
_NOTICE = re.compile(r"ICP备|公网安备|网站标识码|版权所有|All Rights Reserved|未经(?:书面)?授权")
_DESK = re.compile(
    r"(?:(?:责任|值班|执行|文字|版面|本期|本版)?编辑|责编|编校|校对|审核|审校|监制|一审|初审|终审|值班总监|总编|纠错)\s*(?:[:：|丨｜/]|$|\s\|)"
)
_CAPTION = re.compile(r"[\W_]*图|▲|△|📷")
_CREDIT = re.compile(
    r"(?:(?:责任|值班|执行|文字|版面|本期|本版)?编辑|责编|编校|校对|审核|审校|监制|初审|一审|终审|文字|图片|图文|文|图(?![:：].{8})|撰稿|撰文|供稿|作者"
    r"|摄影|摄|来源|素材来源|稿源|稿件来源|信息来源|版式|记者|通讯员|联系人|联系电话)\s*[:：|丨｜/](?!.{16,}[,，])|(?:本报|本网)?记者\s\w{2,4}$"
)
_BRACKETED_CREDIT = re.compile(
    r"[（(【\[][^）)】\]]{0,40}(?:记者(?!手记)|通讯员|供稿|供图|摄|摄影|摄影报道|图文|化名|化姓|提供|编辑|责编|审阅)[^）)】\]]{0,30}[）)】\]]"
    r"|[（(]\w{2,4}(?:\s\w{2,4})?[）)]"
)
