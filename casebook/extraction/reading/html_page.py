"""Text of web pages saved as HTML or MHTML: headline, a line of source and date, then the article.

The body is found by trafilatura, or as the block with the most sentences where that finds next to nothing; in
articles saved from WeChat it stands in a known place. Headline, source and date come from ``html_facts``.
"""

from __future__ import annotations

import email
import email.policy
import logging
import re
from collections.abc import Iterator
from typing import Any

from casebook.extraction.reading.decoding import decode
from casebook.extraction.reading.document import LONGEST_TEXT, normalise
from casebook.extraction.reading.html_facts import PageFacts, page_facts, squash

#: Where trafilatura finds less than this share of the densest block, it has missed the article.
_MISSED = 0.5
#: A block that holds more than this many times what trafilatura found holds more than the article.
_TOO_WIDE = 1.5
_NEARLY_ALL = 0.85
_LONG_LINE = 20
#: As many paragraphs, evenly chosen, are enough to find their block.
_MOST_PARAGRAPHS = 50
#: Visible characters beyond which a page is not searched for its article: it is too long in any case.
_LONGEST_PAGE = 4 * LONGEST_TEXT
_WECHAT_BODY = "//*[@id='js_content' or @id='img-content']"
_BREAKING = frozenset(
    {"address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"}
    | {"nav", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul"}
)
_SILENT = frozenset(
    {"script", "style", "noscript", "template", "iframe", "object", "embed", "select", "option", "button", "textarea"}
    | {"svg", "head", "title"}
)


def read_html(markup: str) -> tuple[str, str | None]:
    """Return the page's text and the address that it names as its own; all that is visible where that is no report."""
    tree = parse(markup)
    if tree is None:
        return "", None
    visible = "\n".join(block_lines(tree, gap=" "))
    if len(visible) > _LONGEST_PAGE:
        return visible, None
    facts = page_facts(tree, markup, visible)
    body = _without_head(_body(tree, markup), facts)
    head = [line for line in (facts.title, facts.byline) if line]
    return "\n".join([*head, "", *body] if head else body), facts.url


def read_mhtml(data: bytes) -> tuple[str, str | None]:
    """Read a page saved as one file (.mht, .mhtml): the text of its first HTML part."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(payload, bytes):
            text, url = read_html(decode(payload))
            saved_from = str(message.get("Snapshot-Content-Location") or part.get("Content-Location") or "")
            return text, url or (saved_from if saved_from.startswith("http") else None)
    return "", None


def parse(markup: str) -> Any:
    """Parse a page, however broken; None where it holds nothing."""
    from lxml import etree, html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        return html.document_fromstring(_DECLARATION.sub("", normalise(markup)), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def block_lines(element: Any, gap: str = "") -> list[str]:
    """The lines that a reader sees in ``element``; ``gap`` stands between pieces of one line, tabs between cells."""
    lines = "".join(_pieces(element, gap)).split("\n")
    return [line for line in (_BLANKS.sub(" ", line).strip() for line in lines) if line]


def _pieces(element: Any, gap: str) -> Iterator[str]:
    """Text in document order without recursion: saved pages nest deeper than Python likes."""
    stack: list[tuple[Any, bool]] = [(element, True)]
    while stack:
        node, opens = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        edge = "\n" if tag in _BREAKING else "\t" if tag in ("td", "th") else gap
        if not opens:
            yield edge
            yield re.sub(r"\s+", " ", node.tail or "") if node is not element else ""
        elif tag in _SILENT or not tag or "display:none" in (node.get("style") or "").replace(" ", ""):
            stack.append((node, False))
        else:
            yield edge if tag in _BREAKING else ""
            yield re.sub(r"\s+", " ", node.text or "")
            stack.append((node, False))
            stack.extend((child, True) for child in reversed(node))


def _body(tree: Any, markup: str) -> list[str]:
    wechat = tree.xpath(_WECHAT_BODY)
    if wechat:
        return block_lines(wechat[-1])
    import trafilatura

    # It reports every page that it cannot read as an error; here that only means looking elsewhere.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(markup, output_format="txt", include_comments=False, include_tables=True) or ""
    lines = [line for line in (line.strip() for line in found.split("\n")) if line]
    densest = block_lines(_densest_block(tree))
    if _size(lines) < _MISSED * _size(densest):
        return densest
    whole = block_lines(_block_around(tree, lines))
    return whole if _size(whole) < _TOO_WIDE * _size(lines) else lines


def _size(lines: list[str]) -> int:
    return sum(len(squash(line)) for line in lines)


def _block_around(tree: Any, lines: list[str]) -> Any:
    """The smallest element that holds nearly all of these paragraphs: with the tables and short lines between them."""
    paragraphs = [squash(line) for line in lines if len(line) >= _LONG_LINE]
    paragraphs = paragraphs[:: len(paragraphs) // _MOST_PARAGRAPHS + 1]
    block = tree
    while True:
        inner = next((child for child in block if _holds(child, paragraphs)), None)
        if inner is None:
            return block
        block = inner


def _holds(element: Any, paragraphs: list[str]) -> bool:
    if not isinstance(element.tag, str) or element.tag in _SILENT:
        return False
    text = squash(element.text_content())
    held = sum(len(paragraph) for paragraph in paragraphs if paragraph in text)
    return min(held, len(text)) > _NEARLY_ALL * sum(map(len, paragraphs))


def _densest_block(tree: Any) -> Any:
    """The element whose own paragraphs hold the most sentences; links do not count."""
    scores: dict[Any, float] = {}
    for paragraph in tree.iter("p", "div", "section", "td", "span", "font"):
        text = "".join(_own_text(paragraph))
        sentences = len(_SENTENCE.findall(text))
        if sentences and len(text) >= 20:
            weight = len(text) + 20.0 * sentences
            for ancestor, share in zip((paragraph, *paragraph.iterancestors()), (0.4, 1.0, 0.5, 0.25), strict=False):
                scores[ancestor] = scores.get(ancestor, 0.0) + share * weight
    return max(scores, key=lambda element: scores[element], default=tree)


def _own_text(element: Any) -> Iterator[str]:
    """Text of the element and of what is set within its lines, without links and without blocks inside."""
    yield element.text or ""
    for child in element:
        if child.tag in ("b", "strong", "em", "i", "u", "span", "font"):
            yield child.text or ""
        yield child.tail or ""


def _without_head(lines: list[str], facts: PageFacts) -> list[str]:
    """Drop the headline where the body begins with it: it is written above already."""
    title = squash(facts.title or "")
    start = next((index + 1 for index, line in enumerate(lines[:4]) if title and squash(line) == title), 0)
    return lines[start:]


_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLANKS = re.compile(r"[ \u3000\u00a0]{2,}|\u00a0")
_SENTENCE = re.compile(r"[，。！？；,]")
