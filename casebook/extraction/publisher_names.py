"""What can be the name of a publisher, and where in the text such a name begins and ends."""

from __future__ import annotations

import re
from typing import NamedTuple

from casebook.extraction.mastheads import is_masthead


class Guess(NamedTuple):
    """A possible value at ``text[start:end]``; ``confidence`` is the estimated probability that it is right."""

    start: int
    end: int
    confidence: float


def is_publisher_name(name: str) -> bool:
    """True for the name of a paper, site or public office, by the word it ends with."""
    return is_masthead(name) or bool(_OFFICE.search(name))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The name without what follows it unseparated (收集编辑:…) or means "and others" (综合)."""
    stop = _NAME_STOP.search(text, start, end)
    end = stop.start() if stop else end
    name = text[start:end].rstrip()
    if name.endswith("综合") and len(name) > 4:
        name = name[:-2]
    return bare_name(text, start, start + len(name))


def bare_name(text: str, start: int, end: int) -> tuple[int, int]:
    """The name without brackets and marks around it, and without the words that only say what it is."""
    match = _NAME.search(text, start, end)
    return match.span("name") if match else (start, start)


#: What papers and accounts have behind their name: the column, the edition, the desk.
_NAME = re.compile(
    r"(?:微信公众号|公众号|据|原载《|转载?自《?)?(?P<name>\w(?:[^/／]*?(?:\w[+＋]?|(?<=[（(]\w{6})[）)]|(?<=[（(]\w{5})[）)]|(?<=[（(]\w{4})[）)]|(?<=[（(]\w{3})[）)]"
    r"|(?<=[（(]\w{2})[）)]))?)(?:数字[报版]纸?|[（(]数字报[）)]|电子报|电子版|(?<=[报线端闻声条])\s?·[^/／]{2,20}|(?<=\w{3})[“《]\w{2,8}[”》](?:专栏|副刊)|(?<=[会室委局部府心办])\s?编印?|(?:官方)?(?:微信)?公众号|官微|供稿|[A-Z]?\d+版)?\W*(?:$|(?=[/／]))"
)
_NAME_STOP = re.compile(
    r"(?:收集编辑|责任编辑|编辑|作者|记者|时间|日期|字[号体]|浏览|点击|阅读|分享|发布时间|更新)\s*[:：]?|[【\[（(](?!.{1,8}[）)]\w)|[,，。]|(?:19|20)\d{2}[-年]"
)
NOBODY = re.compile(
    r"[\x00-\x7f]{0,5}|admin\w*|管理员|小编|本站|本网|网络|互联网|原创|未知|转载|佚名|综合|网友|综合.*|编辑.*"
)
_OFFICE = re.compile(
    r"(?:局|委|办|会|政府|办公室|街道|街道办事处|法院|检察院|中心|政法|残联|热线|发布|新闻网?|网易号|头条号|号|委员会|[镇乡]|派出所|司法所|党校|[电台])$"
)
OFFICE_ALONE = re.compile(
    r"(\w{2,30}(?:局|委员会|委|办公室|办事处|政府|联合会|法院|检察院|残联|中心|街道|说事点|委办|党委|党工委|司法所|派出所|协会|公司|联络站))"
    r"(?:\s*(?:编印?|宣|印发|供稿|报送|[（(]盖章[）)]))?"
)
