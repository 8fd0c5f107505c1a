"""What stands above a headline without being it: mastheads, columns, issues, offices, labels and subtitles.

The words were collected from news sites, government portals, e-papers and WeChat accounts. Each predicate judges a line
by itself; ``cleaning`` weighs where it stands.
"""

from __future__ import annotations

import re


def is_masthead(line: str) -> bool:
    """True for a line that is nothing but the name of a paper, site or account, by the word it ends with, or that
    and the name of a column (晚报 | 街巷)."""
    name = line.strip()
    if not name[-1:].isalnum():
        name = _BEHIND_NAME.sub("", name)
    return bool(_MASTHEAD.fullmatch(name) or _WITH_COLUMN.fullmatch(name))


def is_column_name(line: str) -> bool:
    """True for the name of a series or the number of an issue, which stand above headlines."""
    return bool(_COLUMN.fullmatch(line))


def is_bare_name(line: str, longest: int = 10) -> bool:
    """True for a few characters without punctuation: a name or a heading, hardly a headline."""
    return len(line) <= longest and bool(_BARE.fullmatch(line))


def is_signboard(line: str) -> bool:
    """True for an office alone (中共…委员会) or two short names side by side (津南 | 专刊), as above headlines."""
    return bool(_SIGNBOARD.fullmatch(line))


def is_barred(line: str) -> bool:
    """True for an account and its column with a bar between (赣南乡音 | 人物)."""
    return bool(_BARRED.fullmatch(line))


def is_field(line: str) -> bool:
    """True for a filled-in line of a form (推荐对象:…), which is no headline unless it is the one that gives it."""
    return bool(_FIELD.match(line)) and not _TITLE_FIELD.match(line)


def is_subtitle(line: str) -> bool:
    """True for ——走进…, 一、…, (一)…: what stands below a headline and is none."""
    return bool(_SUBTITLE.match(line))


_BARE = re.compile(r"[\w·  ]+")
_SUBTITLE = re.compile(
    r"[—–-]{2}|[（(]?[一二三四五六七八九十\d]+[、.．）)]|第[一二三四五六七八九十]+[章节部]|PART|[□■▍◆●]"
)
_SIGNBOARD = re.compile(
    r"\w{4,22}(?:委员会|[省市区县州旗]委\w{2,8}|政府|人民法院|检察院|局|办公室|联合会|中心)|[\w -]{2,10}\s?[|｜丨/·]\s?[\w ]{2,8}"
    r"|\w{2,12}(?:人民法院|街道|[镇乡])\s\w{2,6}"
)
_BARRED = re.compile(r"\w{2,8}\s?[|｜丨]\s?\w{2,6}")
_FIELD = re.compile(
    r"[（(]?\w{2,4}(?:名称|单位|对象|集体|人|类别|时间|日期|方式|分类|全称|目录)\s*[:：]|[【\[]\w{2,6}[】\]]"
)
_TITLE_FIELD = re.compile(r"(?:案例|项目)?名\s*称\s*[:：]|标\s?题\s*[:：]")
_COLUMN = re.compile(
    r"[【\[「『〔][^】\]」』〕]{1,12}[】\]」』〕]|[（(](?:图片新闻|集体类|个人类|转载|组图|记者走基层)[）)]|.{2,30}(?:[（(]之[一二三四五六七八九十]+[）)]|材料之[一二三四五六七八九十]+)|[^，,。]{2,24}(?:申报|推荐|事迹|发言|经验|交流)材料(?:[（(].{1,10}[）)])?|[◎○●]?\w{2,8}(?:征文|特稿|特刊|专[栏版])|.{2,16}(?:事迹|人物)摘登[（(].{1,4}[）)]|[（(][^）)]{2,20}[）)]|案例[一二三四五六七八九十]+|.{2,30}[选汇]编[（(]第.{1,3}[辑期批][）)]|\w{2,8}〔\d{4}〕\d+号\w*|附件\s?\d?|.{1,20}群\W{0,2}[（(]\d+人?[）)]|[（(]?(?:总)?第\s*[\d一二三四五六七八九十百]+\s*期.*"
    r"|.{0,30}第\s*[\d一二三四五六七八九十百]+\s*期[）)]?(?:[（(].{1,9}[）)])?|.{2,20}\s?\d{4}年\d{1,2}月[刊号]"
)
_MASTHEAD = re.compile(
    r"(?:今日\w{2,6}|[\w·\-  ]{1,16}(?:[日晚时早晨商周]报|网|在线|发布|客户端|人民政府|门户网站|网站|微讯|快讯|资讯"
    r"|动态|简报|融媒|融媒体中心|融媒体|频道|\s\w{2}站|电视台|广播电台|之声|广电|热线|传媒|观察|[^汇简通海情播]报|政法|先锋|公众号|官方号|视频号(?:文案)?|零距离|视界|新闻|文明网))"
    r"(?:首页|数字报纸?|电子报|电子版|(?:多媒体)?数字报刊?平台)?"
)
_MEDIUM = r"[\w·-]{1,14}(?:[日晚时早晨商周导]报|报|网|融媒体?(?:中心)?|发布|在线|之声|晨讯|家园|观察|法院|广电|传媒|客户端|新闻|先锋|零距离|广播)"
#: An office with the name of a column: 清河县民政局 通知公告, 朝阳街道 党建引领 基层动态.
_OFFICE_COLUMN = r"\w{2,20}(?:局|委|办|联合会|政府|法院|中心|街道|[镇乡])\s(?:\w{2,6}\s)?\w{0,4}(?:速递|动态|公告|简讯|快讯|专栏|人物|新闻|信息|问答)"
_WITH_COLUMN = re.compile(
    rf"{_MEDIUM}\s?[|｜丨·›-]\s?[\w“”《》 ]{{2,12}}|{_MEDIUM}\s\w{{2,6}}(?:\s?[|｜丨]?\s?\w{{2,6}}){{0,2}}|{_OFFICE_COLUMN}|\w{{2,16}}[“《]\w{{2,8}}[”》](?:专[栏刊页]|副刊)"
    rf"|{_MEDIUM}\s\w{{0,6}}(?:[周特专副]刊|特稿|专[版栏]|版)|{_MEDIUM}[（(]\w{{1,4}}[）)]|\w{{2,12}}(?:人民政府|法院)\s\w{{2,6}}"
)
#: Emoji and marks behind a name.
_BEHIND_NAME = re.compile(r"[^\w）)”》]+$")
