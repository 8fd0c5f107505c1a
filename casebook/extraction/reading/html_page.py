"""Text of web pages saved as HTML or MHTML: headline, a line of source and date, then the article.

The body is found by trafilatura, or as the block with the most sentences where that finds next to nothing; in
articles saved from WeChat it stands in a known place. Headline, source and date come from ``html_facts``.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from typing import Any

from casebook.extraction.reading.decoding import decode
from casebook.extraction.reading.document import normalise
from casebook.extraction.reading.html_facts import PageFacts, page_facts, squash

#: Where trafilatura finds less than this share of the densest block, it has missed the article.
_MISSED = 0.5
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
    """Return the page's text and the address that it names as its own."""
    tree = parse(markup)
    if tree is None:
        return "", None
    facts = page_facts(tree, markup, "\n".join(block_lines(tree, gap=" ")))
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

    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
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

    found = trafilatura.extract(markup, output_format="txt", include_comments=False, include_tables=True) or ""
    own = _densest_block(tree)
    if len(squash(found)) < _MISSED * len(squash("".join(own))):
        return own
    return [line for line in (line.strip() for line in found.split("\n")) if line]


def _densest_block(tree: Any) -> list[str]:
    """The lines of the element whose own paragraphs hold the most sentences; links do not count."""
    scores: dict[Any, float] = {}
    for paragraph in tree.iter("p", "div", "section", "td", "span", "font"):
        text = "".join(_own_text(paragraph))
        sentences = len(_SENTENCE.findall(text))
        if sentences and len(text) >= 20:
            weight = len(text) + 20.0 * sentences
            for ancestor, share in zip((paragraph, *paragraph.iterancestors()), (0.4, 1.0, 0.5, 0.25), strict=False):
                scores[ancestor] = scores.get(ancestor, 0.0) + share * weight
    best = max(scores, key=lambda element: scores[element], default=None)
    return block_lines(best if best is not None else tree)


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
