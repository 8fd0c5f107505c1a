"""Characters that files for office programs and for paper cannot hold."""

from __future__ import annotations

import re
from unicodedata import category

#: Ends of lines beside the usual one, blanks that are no place for one, and signs that choose a variant of another.
_LINE_END = re.compile("\r\n?|[\x85\u2028\u2029]")
_PLAIN_BLANKS = dict.fromkeys(map(ord, "\t\xa0\u2007\u202f"), " ")
_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_UNSEEN = ("Cc", "Cf", "Cs")
#: Characters that XML 1.0 cannot hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def for_xml(text: str) -> str:
    """``text`` without what XML 1.0 cannot hold."""
    return _NOT_IN_XML.sub("", text)


def for_paper(text: str) -> str:
    """``text`` without what nobody sees in print: signs that control, join or order others, and variants of signs.

    A font draws a box for some of them. Blanks of fixed width become plain ones, at which a line may end; a tab is one.
    """
    plain = _VARIANT.sub("", _LINE_END.sub("\n", text)).translate(_PLAIN_BLANKS)
    return "".join(char for char in plain if char == "\n" or category(char) not in _UNSEEN)
