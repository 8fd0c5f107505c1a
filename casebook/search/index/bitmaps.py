"""Sets of numbers between numpy, bitmaps and bytes."""

from __future__ import annotations

from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

Numbers = NDArray[np.uint32]


def bitmap_of(numbers: NDArray[Any]) -> BitMap:
    """The set of ``numbers``; through ``array``, which is eight times as fast as handing numpy over."""
    plain = array("I")
    plain.frombytes(np.ascontiguousarray(numbers, dtype=np.uint32).tobytes())
    return BitMap(plain)


def numbers_of(bitmap: BitMap) -> Numbers:
    """The members in ascending order."""
    return np.frombuffer(bitmap.to_array(), dtype=np.uint32)


def packed(numbers: NDArray[Any]) -> bytes:
    """The set of ``numbers`` as it is stored."""
    return bitmap_of(numbers).serialize()


def union(bitmaps: list[BitMap]) -> BitMap:
    """The union of any number of sets."""
    return BitMap.union(*bitmaps) if bitmaps else BitMap()


def intersection(bitmaps: list[BitMap]) -> BitMap:
    """The intersection of at least one set, the smallest first."""
    first, *others = sorted(bitmaps, key=len)
    for other in others:
        first = first & other
    return first
