"""Who is named as the source inside the article: in the dateline that opens it, by its reporter, or at its foot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from casebook.extraction.cleaning import Page, Part
from casebook.extraction.publisher_names import NOBODY, OFFICE_ALONE, Guess, bare_name

#: How many lines from the end of the body source, date or signature may stand.
FOOT_REACH = 6


def told_in_article(page: Page) -> Iterator[Guess]:
    """新华社南昌10月29日电, 荆楚网讯, (济南日报 记者 …): who opens or signs the text."""
    text = page.text
    opening = page.spans(Part.BYLINE, Part.BODY)[:_HEAD_REACH]
    for span in opening:
        match = _DATELINE.match(text, *span) or _OPENING.match(text, *span)
        if match:
            yield Guess(*bare_name(text, *match.span(1)), 0.73)
    for span in (*page.spans(Part.BYLINE, Part.CREDIT, Part.BODY), *page.spans(Part.RELATED)[:FOOT_REACH]):
        if _REPORTER.search(text, *span):
            yield from (Guess(*match.span(1), 0.55) for match in _PAPERS_REPORTER.finditer(text, *span))
    for span in (*opening, *page.spans(Part.CREDIT, Part.RELATED), *page.body[-FOOT_REACH:]):
        for match in _BRACKETED.finditer(text, *span):
            yield Guess(*match.span(match.lastindex or 1), 0.54 if match[1] else 0.4)


def told_at_foot(page: Page) -> Iterator[Guess]:
    """The source, the paper that printed it first, the owner of the site, or the office that signed it."""
    text = page.text
    foot = page.body[-FOOT_REACH:]
    for span in (*page.spans(Part.CREDIT, Part.RELATED), *foot):
        alone = _SOURCE_ALONE.fullmatch(text, *span)
        if alone and not NOBODY.fullmatch(alone[1]):
            yield Guess(*alone.span(1), 0.9)
            continue
        for pattern, confidence in _FOOT if _FOOT_WORD.search(text, *span) else ():
            match = pattern.search(text, *span)
            if match and not NOBODY.fullmatch(match[1]):
                yield Guess(*match.span(1), confidence)
    for span in (*page.spans(Part.BYLINE, Part.CREDIT), *foot):
        match = _PRINTED.search(text, *span)
        if match:
            yield Guess(*match.span(match.lastindex or 1), 0.7)
    for span in foot:
        signature = OFFICE_ALONE.fullmatch(text, *span)
        if signature:
            dated = _DATED_BELOW.match(text, span.end)
            yield Guess(*signature.span(1), 0.71 if dated else 0.5)


#: Among how many lines behind the headline the dateline is.
_HEAD_REACH = 6
_MEDIUM = r"(?:[日晚时早晨商周]?报|网|社|台|客户端|在线|融媒体中心|融媒体?|发布|快讯|新闻|周刊|影像|云)"
_DATELINE = re.compile(
    r"\W?(新华社|中新网|中新社|(?!本[报网刊台]|我报|据)[\w·-]{2,12}?(?:网|客户端|报|在线|融媒体中心|融媒体?|发布|新闻(?!网)|云)(?:\w{2,4}站)?)"
    r"(?:[（(][^）)]{1,12}[）)])?[^。,，“”]{0,14}?(?:讯|电|消息)(?=[\s（(:：]|$)"
)
#: The paper alone in front of the author's name, as datelines of small accounts have it.
_OPENING = re.compile(rf"(\w{{2,10}}?{_MEDIUM})(?:·\w{{2,4}})?[（(](?:(?:见习|实习)?记者|通讯员|\w{{2,3}}[）)]\s)")
_REPORTER = re.compile("记者|通讯员|评论员")
_PAPERS_REPORTER = re.compile(
    rf"(?<!\w)((?!本报|本网|本刊|我报)(?:\w{{2,12}}?{_MEDIUM}|\w{{2,4}}\+))(?:全媒体|融媒体?|\w{{2}}新闻)?\s?"
    r"(?:首席|见习|实习|全媒体|\w{2,4}驻站)?(?:记者|通讯员|评论员)[\s:：]?\w{2,4}(?=$|[\s）)、])"
)
_SIGNER = rf"\w{{2,16}}?(?:{_MEDIUM}|法院|残联|妇联|文明办|[委局]|政府|办公室)"
#: (泉边融媒 某某 某某), 供稿:泉边融媒.
_BRACKETED = re.compile(
    rf"[（(]({_SIGNER})\s(?=[^）)。]{{2,24}}[）)])|(?:供\s?稿|稿件提供)\s*[:：]\s*({_SIGNER})(?=[\s）)]|$)"
)
_SOURCE_ALONE = re.compile(
    r"[\W_]*(?:稿件|信息|文章|本文)?(?:来源|稿源|转自|转载自)\s*[:：|丨｜]\s*([^\s:：|丨｜/］\]】]{2,30})[］\]】]?"
)
#: What the article was taken from: 原载《…》, 刊于2024年9月20日《…》, 据《…》2024年….
_PRINTED = re.compile(
    r"(?=[刊原转摘据来首《])(?:(?:刊(?:载|登|发)?于|原载|转载?自|摘自|据|(?<!素材)来源\s*[:：])[^《》“”。\n]{0,16}[《“]([^》”\n]{2,14})[》”](?=\W*(?:(?:19|20)\d{2}|公众号|[三二一四A-Z\d第]+版))"
    r"|首发于(\w{2,12})(?=[,，。])|(?<![^\s（(])《(\w{2,12}[报刊])》\s*(?:19|20)\d{2}年\d{1,2}月)"
)
_DATED_BELOW = re.compile(r"\s*(?:(?:19|20)\d{2}|二[〇○零]\w{2})年\w{1,3}月\w{1,3}日\s*(?:\n|$)")
#: Without one of these, none of the patterns below has to be tried.
_FOOT_WORD = re.compile(r"来源|稿源|单位|Copyright|©|\(c\)|版权|主办|自《|社出版")
_FOOT: tuple[tuple[re.Pattern[str], float], ...] = (
    (re.compile(r"(?<!素材)来源\s*[:：]\s*([^\s:：|]{2,30})(?=\s+(?:19|20)\d{2})"), 0.9),
    (re.compile(r"[（(](?:稿件|本文)?来源\s*[:：]\s*([^\s:：|）)]{2,30})[）)]"), 0.85),
    (
        re.compile(
            r"(?<![素材题图])(?:来源|稿源)\s*[:：]\s*([^\s:：|｜,，；;。、（）()【】\[\]［］《》]{2,30})(?=$|[\s,，|；;）)】\]］])"
        ),
        0.6,
    ),
    (re.compile(r"(?:答复|填报|供稿|报送)单位\s*[:：]\s*(\w{3,24})"), 0.6),
    (re.compile(r"(?:Copyright|©|\(c\))[\s©]*(?:\d{4}\S*\s+)?(\w{3,20}(?:社|网|报|中心))"), 0.55),
    (re.compile(r"(?<!\w)(\w{2,16}(?:社|网|报|在线|中心|局|政府|办公室))\s*[·•]?\s*版权所有"), 0.5),
    (re.compile(r"版权所有\s*[:：©]?\s*(\w{2,16}(?:社|网|报|在线|中心|局|政府|办公室))"), 0.5),
    (re.compile(r"主办(?:单位)?\s*[:：]\s*(\w{4,24})"), 0.45),
    (re.compile(r"[摘选转]自《([^》]{2,12})》\s*\d{4}"), 0.7),
    (re.compile(r"《?(\w{2,8}报)》?社(?:出版|版权)"), 0.55),
)
