"""The fifth level: some 620,000 communities and villages, read one district at a time.

``data/communities.bin`` holds one zlib block per district of the edition, found by bisection. In a block each line
is a street (its last three digits), a tab, and its communities in order of their codes; a name is preceded by its
three digits only where they do not follow from the one before. ``data/community_names.bin`` finds a name in the
whole country: names are hashed into buckets, a bucket lists the streets where one of its names occurs. It may name
a street too many, never one too few, so each is checked against its block.
"""

from __future__ import annotations

import re
import struct
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

from casebook.regions.resources import read_bytes

#: Names are spread over this many buckets: two or three to a bucket.
BUCKETS = 1 << 18

_COMMITTEE = re.compile(
    r"(?P<stem>.+?)(?P<body>村?村民委员会|村?村委会|居民委员会|居委会|社区居委会筹备组|嘎查委员会)(?:[（(].*[)）])?"
)
_UNIT = ("社区", "村", "小区", "嘎查")


def plain_name(official: str) -> str:
    """A community's name without the words for its committee.

    甸柳新村第三社区居民委员会 → 甸柳新村第三社区, 西邢村民委员会 → 西邢村, 解放路居委会 → 解放路社区.
    """
    match = _COMMITTEE.fullmatch(official)
    if not match:
        return official
    stem, body = match["stem"], match["body"]
    if body.startswith("嘎查"):
        return f"{stem}嘎查"
    if stem.endswith(_UNIT):
        return stem
    return f"{stem}村" if body.startswith("村") else f"{stem}社区"


def bucket_of(name: str) -> int:
    """The bucket of a plain name; the same on every machine."""
    return zlib.crc32(name.encode("utf-8")) % BUCKETS


def pack_block(streets: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> bytes:
    """One district's communities as a block: ``(street's three digits, [(community's three digits, name)])``."""
    lines = []
    for street, rows in streets:
        parts, expected = [street], -1
        for digits, name in rows:
            parts.append(name if int(digits) == expected else digits + name)
            expected = int(digits) + 1
        lines.append("\t".join(parts))
    return zlib.compress("\n".join(lines).encode("utf-8"), 9)


def unpack_block(block: bytes) -> dict[str, tuple[tuple[str, str], ...]]:
    """The reverse of ``pack_block``."""
    streets = {}
    for line in zlib.decompress(block).decode("utf-8").split("\n"):
        street, *parts = line.split("\t")
        rows, number = [], 0
        for part in parts:
            if _numbered(part):
                number, part = int(part[:3]), part[3:]
            rows.append((f"{number:03}", part))
            number += 1
        streets[street] = tuple(rows)
    return streets


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


@lru_cache(maxsize=64)
def _district(district: str) -> dict[str, tuple[tuple[str, str], ...]]:
    blocks, number = _blocks(), int(district)
    at = bisect_left(blocks.districts, number)
    if at == len(blocks.districts) or blocks.districts[at] != number:
        return {}
    start = blocks.first + (blocks.ends[at - 1] if at else 0)
    return unpack_block(blocks.packed[start : blocks.first + blocks.ends[at]])


def of_street(street: str) -> tuple[tuple[str, str], ...]:
    """``(three digits, name)`` of each community of a street of the edition; empty for an unknown one."""
    return _district(street[:6]).get(street[6:], ())


@cache
def _name_index() -> tuple[tuple[int, ...], bytes]:
    packed = read_bytes("community_names.bin")
    (size,) = struct.unpack_from("<I", packed)
    counts = struct.unpack(f"<{BUCKETS}H", zlib.decompress(packed[4 : 4 + size]))
    return tuple(accumulate(counts)), zlib.decompress(packed[4 + size :])


def streets_that_may_have(name: str) -> tuple[int, ...]:
    """The streets, as numbers in the edition's code order, that may have a community of this plain name."""
    ends, members = _name_index()
    bucket = bucket_of(name)
    start = ends[bucket - 1] if bucket else 0
    return struct.unpack_from(f"<{ends[bucket] - start}H", members, 2 * start)
