"""From bytes to text, whatever a page or file claims its encoding to be.

Declared encodings are often wrong on Chinese pages, so they are not asked: byte-order marks speak for themselves, valid
UTF-8 is UTF-8, and otherwise the reading with the largest share of everyday characters wins, among GB18030 (which
includes GBK and GB2312), Big5, UTF-8 with a few broken bytes and, where there are zero bytes, UTF-16.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: How many bytes are looked at when readings are compared.
_SAMPLE = 65536
_NARROW = ("gb18030", "big5hkscs", "utf-8")
_WIDE = ("utf-16-le", "utf-16-be")
#: Characters that make up a third of ordinary Chinese text, simplified and traditional, and its punctuation.
_EVERYDAY = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "社区街道村居志愿服务调解老日月這為個國時來們對會發動過說產種後學經區調務願，。、“”：；？！「」（）《》"
    'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<>/="\n'
)
#: How many everyday characters one unreadable character outweighs.
_PENALTY = 2
_UNREADABLE = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")


def decode(data: bytes) -> str:
    """Decode a text file or HTML page; bytes that fit no encoding become U+FFFD."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\0" not in data:
        try:
            return _whole_utf_8(data)
        except UnicodeDecodeError:
            return _most_plausible(data, _NARROW)
    return _most_plausible(data, (*_WIDE, *_NARROW))


def _whole_utf_8(data: bytes) -> str:
    """Decode UTF-8; a last character cut in the middle is dropped."""
    return codecs.getincrementaldecoder("utf-8")().decode(data)


def _most_plausible(data: bytes, encodings: tuple[str, ...]) -> str:
    """Judge by the first part, so that a large file is not decoded five times."""
    best = max(encodings, key=lambda encoding: _plausibility(data[:_SAMPLE].decode(encoding, errors="replace")))
    return data.decode(best, errors="replace")


def _plausibility(text: str) -> float:
    everyday = sum(char in _EVERYDAY for char in text)
    return (everyday - _PENALTY * len(_UNREADABLE.findall(text))) / max(len(text), 1)
