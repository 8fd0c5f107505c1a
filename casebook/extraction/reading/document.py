"""The text of a report as it is stored, and the limits it must keep."""

from __future__ import annotations

import re
from dataclasses import dataclass

from casebook.bilingual import Bilingual
from casebook.errors import Invalid
from casebook.extraction.metadata import find_metadata
from casebook.record import ReportFacts

#: Longest text taken as one report, in code points; a long newspaper feature has about 10,000.
LONGEST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Document:
    """A report that was read.

    ``text`` is what is stored and what all spans refer to: line ends are ``\\n``, control characters are gone, nothing
    else is folded. For an HTML page it opens with headline and a line of source and date, wherever the page keeps them.
    ``source_url`` is the page's own address (canonical link) where it names one.
    """

    text: str
    media_type: str
    facts: ReportFacts
    source_url: str | None = None


def make_document(text: str, media_type: str, source_url: str | None = None) -> Document:
    """Normalise ``text``, check its length and find its metadata.

    Raises ``Invalid`` where nothing is left to read, or far more than a report.
    """
    text = normalise(text)
    if not text:
        raise Invalid(_EMPTY)
    if len(text) > LONGEST_TEXT:
        raise Invalid(_TOO_LONG.format(length=f"{len(text):,}", limit=f"{LONGEST_TEXT:,}"))
    return Document(text, media_type, find_metadata(text), source_url)


def normalise(text: str) -> str:
    """One kind of line end, no control characters and no lone surrogates, no blank lines around the text."""
    text = _CONTROL.sub("", _LINE_END.sub("\n", text)).rstrip()
    first_line = text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1
    return text[first_line:]


_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# C0 and C1 controls except tab and line feed; invisible characters that split words or turn their direction; lone
# surrogates, which no database stores. The zero-width joiner stays: emoji need it.
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_EMPTY = Bilingual(
    "没有读到文字。请粘贴报道全文，或换一个含有文字的文件。",
    "There is no text to read. Paste the whole report, or choose a file that contains text.",
)
_TOO_LONG = Bilingual(
    "文字太长：共 {length} 个字符，一篇报道最多 {limit} 个。请只保留一篇报道，或把合集拆开分别提交。",
    "The text has {length} characters, a report at most {limit}. Keep one report, or submit a collection in parts.",
)
