"""Characters that the files of office programs cannot hold."""

from __future__ import annotations

import re

#: Characters that XML 1.0 cannot hold.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def for_xml(text: str) -> str:
    """``text`` without what XML 1.0 cannot hold."""
    return _NOT_IN_XML.sub("", text)
