"""The fifth level: some 620,000 communities and villages, read one district at a time.

``data/communities.bin`` holds one zlib block per district of the edition, found by bisection. In a block each line
is a street (its last three digits), a tab, and its communities in order of their codes. Three digits precede a name
where they do not follow from the one before, or where the name itself begins with a digit.

``data/community_names.bin`` finds a name in the whole country: names are hashed into buckets, a bucket lists the
streets where one of its names occurs. It may name a street too many, never one too few, so each is checked against
its block.
"""

from __future__ import annotations

import re
import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

from casebook.regions.resources import read_bytes

#: Names are spread over this many buckets: two or three to a bucket.
BUCKETS = 1 << 18

#: The committee after a name that says what it is (安家庄村村民委员会), in all the spellings of the source, and
#: after one that does not (解放路居委会). A remark in brackets goes with it.
_REMARK = r"(?:[（(].*[)）])?"
_AFTER_UNIT = re.compile(
    rf"(.+?(?:社区|嘎查|村|小区|居民区|生活区|家属区))[村居民牧渔管理员委会]*[委居][居民员委会]*{_REMARK}"
)
_AFTER_STEM = re.compile(rf"(.+?)(?:居民委员会|居委会){_REMARK}")


def plain_name(official: str) -> str:
    """A community's name without the words for its committee.

    甸柳新村第三社区居民委员会 → 甸柳新村第三社区, 西邢村民委员会 → 西邢村, 解放路居委会 → 解放路社区.
    """
    if match := _AFTER_UNIT.fullmatch(official):
        return match[1]
    if match := _AFTER_STEM.fullmatch(official):
        return f"{match[1]}社区"
    return official


def bucket_of(name: str) -> int:
    """The bucket of a plain name; the same on every machine."""
    return zlib.crc32(name.encode("utf-8")) % BUCKETS


def pack_block(streets: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> bytes:
    """One district's communities as a block: ``(street's three digits, [(community's three digits, name)])``."""
    lines = []
    for street, rows in streets:
        parts, expected = [street], -1
        for digits, name in rows:
            follows = int(digits) == expected and not name[0].isdigit()
            parts.append(name if follows else digits + name)
            expected = int(digits) + 1
        lines.append("\t".join(parts))
    return zlib.compress("\n".join(lines).encode("utf-8"), 9)


def unpack_block(block: bytes) -> dict[str, tuple[tuple[str, str], ...]]:
    """The reverse of ``pack_block``."""
    return {street: _read_line(line) for street, line in _lines(block).items()}


def _lines(block: bytes) -> dict[str, str]:
    """What a block says of each of its streets, not yet read."""
    lines = zlib.decompress(block).decode("utf-8").split("\n")
    return {street: rest for street, _, rest in (line.partition("\t") for line in lines)}


def _read_line(line: str) -> tuple[tuple[str, str], ...]:
    rows, number = [], 0
    for part in line.split("\t") if line else ():
        if _numbered(part):
            number, part = int(part[:3]), part[3:]
        rows.append((f"{number:03}", part))
        number += 1
    return tuple(rows)


def _numbered(part: str) -> bool:
    return part[:3].isascii() and part[:3].isdigit() and len(part) > 3


class _Blocks(NamedTuple):
    packed: bytes
    districts: tuple[int, ...]
    ends: tuple[int, ...]
    first: int


@cache
def _blocks() -> _Blocks:
    packed = read_bytes("communities.bin")
    (count,) = struct.unpack_from("<I", packed)
    districts = struct.unpack_from(f"<{count}I", packed, 4)
    ends = struct.unpack_from(f"<{count}I", packed, 4 + 4 * count)
    return _Blocks(packed, districts, ends, 4 + 8 * count)


@lru_cache(maxsize=512)
def _district(district: str) -> dict[str, str]:
    blocks, number = _blocks(), int(district)
    at = bisect_left(blocks.districts, number)
    if at == len(blocks.districts) or blocks.districts[at] != number:
        return {}
    start = blocks.first + (blocks.ends[at - 1] if at else 0)
    return _lines(blocks.packed[start : blocks.first + blocks.ends[at]])


@lru_cache(maxsize=512)
def of_street(street: str) -> tuple[tuple[str, str], ...]:
    """``(three digits, name)`` of each community of a street of the edition; empty for an unknown one."""
    return _read_line(_district(street[:6]).get(street[6:], ""))


@cache
def _name_index() -> tuple[array[int], bytes]:
    packed = read_bytes("community_names.bin")
    (size,) = struct.unpack_from("<I", packed)
    counts = array("H", zlib.decompress(packed[4 : 4 + size]))
    if sys.byteorder == "big":
        counts.byteswap()
    return array("I", accumulate(counts)), zlib.decompress(packed[4 + size :])


def streets_that_may_have(name: str) -> tuple[int, ...]:
    """The streets, as numbers in the edition's code order, that may have a community of this plain name."""
    ends, members = _name_index()
    bucket = bucket_of(name)
    start = ends[bucket - 1] if bucket else 0
    return struct.unpack_from(f"<{ends[bucket] - start}H", members, 2 * start)
