"""Headline, source, date and address of a web page, from meta tags, headings and the line under the headline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casebook.extraction.mastheads import is_masthead
from casebook.extraction.metadata import find_date, find_metadata
from casebook.extraction.page_lines import is_byline, is_prose
from casebook.record import CHINA_TIME, PartialDate

_TITLE_KEYS = ("articletitle",)
_SOURCE_KEYS = ("contentsource", "publishsource", "source")
_SITE_KEYS = ("sitename", "og:site_name", "application-name")
_DATE_KEYS = (
    "pubdate",
    "publishdate",
    "publish_date",
    "article:published_time",
    "og:release_date",
    "weibo:article:create_at",
    "datepublished",
    "firstpublishedtime",
    "dc.date",
)
_NO_SOURCE = ("本站", "本网", "原创", "未知", "互联网", "网络", "转载")
#: How many lines below and above the headline the source and date are looked for; without headline among so many.
_BYLINE_REACH, _PAGE_HEAD = 12, 60
#: A line of so many characters that the window title repeats is no site or section.
_SURE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself; ``byline`` is written in the way that ``find_metadata`` reads."""

    title: str | None
    byline: str | None
    url: str | None


def page_facts(tree: Any, markup: str, visible: str) -> PageFacts:
    """Collect the facts; ``visible`` is the text of the whole page, line by line."""
    metas = _metas(tree)
    title = _title(tree, metas, visible)
    shown = _shown(visible, title)
    source = _first(metas, _SOURCE_KEYS) or shown.source
    if source in _NO_SOURCE:
        source = None
    account = _account(tree, markup) or _first(metas, _SITE_KEYS) or _site_of(tree, markup)
    date = find_date(_first(metas, _DATE_KEYS) or "") or find_date(_wechat_date(tree, markup))
    date = date or shown.date or find_date(_machine_date(tree, markup))
    return PageFacts(title, _byline(source, account, date), _address(tree, metas))


def squash(text: str) -> str:
    """The text without blanks, for comparing."""
    return re.sub(r"\s+", "", text)


def _metas(tree: Any) -> dict[str, str]:
    """Name or property of each meta tag in lower case, with its content; the first of a name counts."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            found.setdefault(name, content)
    return found


def _first(metas: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next((metas[key] for key in keys if key in metas), None)


def _title(tree: Any, metas: dict[str, str], visible: str) -> str | None:
    """The candidate that the window title confirms, the longest of several; else the most trustworthy one."""
    window = _text_of(tree, "//head/title") or _text_of(tree, "//title") or ""
    candidates = [
        _first(metas, _TITLE_KEYS),
        _text_of(tree, "//*[@id='activity-name']"),
        *(_text(heading) for heading in tree.iter("h1")),
        metas.get("og:title"),
        metas.get("twitter:title"),
    ]
    likely = [text for text in candidates if text and 4 <= len(squash(text)) <= 120]
    confirmed = [text for text in likely if squash(text) in squash(window)]
    if confirmed:
        return _uncut(max(confirmed, key=len), window)
    bare = _without_site(window)
    if len(squash(bare)) >= _SURE_LENGTH and any(squash(bare) in squash(text) for text in likely):
        return bare  # the heading holds a badge or label besides the headline
    lines = (line for line in visible.split("\n") if _SURE_LENGTH <= len(squash(line)) <= 120)
    repeated = next((line for line in lines if squash(line) in squash(window)), None)
    return next(iter(likely), None) or repeated or bare or None


def _uncut(title: str, window: str) -> str:
    """A headline in an attribute ends at its first quotation mark where the page forgot to escape it."""
    behind = squash(window)[squash(window).find(squash(title)) + len(squash(title)) :]
    return _without_site(window) if behind.startswith(('"', "“", "'")) else title


def _without_site(window: str) -> str:
    """The window title without the names of site and section behind it."""
    title = window.strip()
    while True:
        match = _SITE_BEHIND.fullmatch(title)
        if not match or len(match[1]) < 6:
            return title
        title = match[1].strip()


@dataclass(frozen=True, slots=True)
class _Shown:
    """Source and date as the reader sees them near the headline."""

    source: str | None = None
    date: PartialDate | None = None


def _shown(visible: str, title: str | None) -> _Shown:
    """What stands between headline and story, else above the headline: never what other pages are listed with.

    A label whose value stands in the next line is joined with it.
    """
    lines = _LABEL_BREAK.sub(r"\1 ", visible).split("\n")
    wanted = squash(title or "")
    places = [index for index, line in enumerate(lines) if wanted and squash(line) == wanted]
    if not places:
        return _read(lines[:_PAGE_HEAD])
    heads = [_head_of_story(lines, index) for index in places]
    found = [_read(head) for head in heads]
    below = next((one for one in found if one.date), found[0])
    if below.source and below.date:
        return below
    above = _read([*lines[max(0, places[0] - _BYLINE_REACH) : places[0]], *heads[0]])
    return _Shown(below.source or above.source, below.date or above.date)


def _read(lines: list[str]) -> _Shown:
    facts = find_metadata("\n".join(lines))
    return _Shown(
        facts.publisher.value if facts.publisher else None, facts.published.value if facts.published else None
    )


def _head_of_story(lines: list[str], title: int) -> list[str]:
    """The headline and the lines below it up to the first sentence."""
    head = [lines[title]]
    for line in lines[title + 1 : title + _BYLINE_REACH]:
        if is_prose(line) and not is_byline(line):
            break
        head.append(line)
    return head


def _account(tree: Any, markup: str) -> str | None:
    """The name of the WeChat account that published the page."""
    shown = _text_of(tree, "//*[@id='js_name']") or _text_of(tree, "//*[contains(@class, 'profile_nickname')]")
    scripted = _NICKNAME.search(markup)
    return shown or (scripted[1] if scripted else None)


def _site_of(tree: Any, markup: str) -> str | None:
    """The publisher that a page names to machines (JSON-LD), or the paper or office that its window title ends with."""
    linked = _JSON_LD_PUBLISHER.search(markup)
    window = _text_of(tree, "//head/title") or ""
    behind = _SITE_BEHIND.fullmatch(window)
    site = behind[2].strip() if behind else ""
    return linked[1] if linked else site if is_masthead(site) else None


def _wechat_date(tree: Any, markup: str) -> str:
    shown = _text_of(tree, "//*[@id='publish_time']") or ""
    if find_date(shown):
        return shown
    scripted = _CREATED.search(markup)
    if scripted:
        return scripted[1]
    seconds = _CREATED_SECONDS.search(markup)
    return f"{datetime.fromtimestamp(int(seconds[1]), CHINA_TIME):%Y-%m-%d}" if seconds else ""


def _machine_date(tree: Any, markup: str) -> str:
    """The date that a page tells machines only: its time element, or its JSON-LD."""
    times = [element.get("datetime") for element in tree.iter("time") if element.get("datetime")]
    linked = _JSON_LD_DATE.search(markup)
    return times[0] if times else linked[1] if linked else ""


def _byline(source: str | None, account: str | None, date: PartialDate | None) -> str | None:
    """One line as ``find_metadata`` reads it; an account stands as masthead, so that a 来源 line outdoes it."""
    day = str(date) if date else None
    if source or (account and not day):
        return "  ".join(filter(None, [day, f"来源：{squash(source or account or '')}"]))
    return "  ".join(filter(None, [squash(account) if account else None, day])) or None


def _address(tree: Any, metas: dict[str, str]) -> str | None:
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    return next((url for url in (*links, metas.get("og:url")) if url and url.startswith(("http://", "https://"))), None)


def _text_of(tree: Any, path: str) -> str | None:
    found = tree.xpath(path)
    return _text(found[0]) or None if found else None


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


_SITE_BEHIND = re.compile(r"(.+?)\s*(?:[_|｜]|\s[-–—]{1,2}\s?|(?<=\S)-)\s*([^_|｜\-–—]{2,20})")
_LABEL_BREAK = re.compile(r"((?:来源|稿源|发布机构|发布单位|发布时间|发布日期|时间|日期)\s*[:：])\s*\n")
_NICKNAME = re.compile(r"""(?:nickname|nick_name)\s*[=:]\s*(?:(?:html|Js)Decode\()?["']([^"'<]{2,40})["']""")
_CREATED = re.compile(
    r"""(?:createTime|publish_time|create_time)\s*[=:]\s*(?:JsDecode\()?["'](\d{4}-\d{1,2}-\d{1,2})"""
)
_CREATED_SECONDS = re.compile(
    r"""\b(?:ct|create_time|createTime|oriCreateTime)\s*[=:]\s*(?:JsDecode\()?["'](1\d{9})["']"""
)
_JSON_LD_PUBLISHER = re.compile(r'"publisher"\s*:\s*\{[^{}]*?"name"\s*:\s*"([^"\\]{2,40})"')
_JSON_LD_DATE = re.compile(r'"(?:datePublished|pubDate)"\s*:\s*"([^"]{8,40})"')
