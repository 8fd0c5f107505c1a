"""What is known of the cases of a chunk besides their words, as arrays: one row a case.

``by_value`` facets have few values: the view keeps a bitmap of the cases of each. The others (places below the
province) have many: the view keeps one column, in which a case has one value. Two facets are never shown: the
``region`` that rights go by and the month ``reported`` that orders by date walk along.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casebook.search.attributes import FACETS, Attributes
from casebook.search.index.grams import CHUNK, CHUNK_BITS

Array = NDArray[Any]
#: The facets with one value a case and very many values in all.
WIDE = ("city", "district", "street", "community", "region")
BY_VALUE = (*(facet for facet in FACETS if facet not in WIDE), "reported")
#: The sort keys, with the type of their columns. A name is ordered by its first six characters, then by itself.
KEYS = {
    "day": np.int32,
    "updated": np.int64,
    "size": np.float64,
    "name": np.uint64,
    "name_more": np.uint64,
}
_PACKED = 3
_BITS = 21


def facet_values(attributes: Attributes, facet: str) -> tuple[str, ...]:
    """The values of a case in a facet, the hidden ones included."""
    if facet == "region":
        return (attributes.region_code,) if attributes.region_code else ()
    if facet == "reported":
        return (attributes.reported_on[:7],)
    return attributes.facets[facet]


def keys_of(attributes: Attributes) -> dict[str, float]:
    """The sort keys of a case."""
    name = attributes.name
    return {
        "day": _day(attributes.reported_on),
        "updated": attributes.updated_at,
        "size": np.nan if attributes.team_size is None else attributes.team_size,
        "name": _packed_text(name[:_PACKED]),
        "name_more": _packed_text(name[_PACKED : 2 * _PACKED]),
    }


@dataclass(frozen=True, slots=True)
class Facet:
    """The pairs of case and value of one facet: ``numbers[i]`` (within the chunk) has ``values[codes[i]]``."""

    numbers: Array
    codes: Array
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Columns:
    """The attributes of a chunk: the numbers of its cases, their sort keys, and the facets."""

    numbers: Array
    keys: dict[str, Array]
    facets: dict[str, Facet]

    @classmethod
    def of(cls, cases: Sequence[Attributes]) -> Columns:
        """The columns of these cases of one chunk, ascending by id."""
        numbers = np.array([case.case_id % CHUNK for case in cases], dtype=np.uint16)
        rows = [keys_of(case) for case in cases]
        keys = {key: np.array([row[key] for row in rows], dtype=kind) for key, kind in KEYS.items()}
        return cls(numbers, keys, {facet: _facet(facet, cases) for facet in (*BY_VALUE, *WIDE)})

    def dump(self) -> bytes:
        """As it is stored."""
        arrays = {"numbers": self.numbers, **{f"key:{key}": column for key, column in self.keys.items()}}
        for name, facet in self.facets.items():
            arrays |= {f"{name}:numbers": facet.numbers, f"{name}:codes": facet.codes}
            arrays[f"{name}:values"] = np.frombuffer(json.dumps(facet.values).encode(), dtype=np.uint8)
        file = io.BytesIO()
        np.savez(file, allow_pickle=False, **arrays)
        return file.getvalue()

    @classmethod
    def load(cls, stored: bytes) -> Columns:
        """The reverse of ``dump``."""
        with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
            return cls(
                arrays["numbers"],
                {key: arrays[f"key:{key}"] for key in KEYS},
                {
                    name: Facet(
                        arrays[f"{name}:numbers"],
                        arrays[f"{name}:codes"],
                        json.loads(arrays[f"{name}:values"].tobytes()),
                    )
                    for name in (*BY_VALUE, *WIDE)
                },
            )


def by_chunk(case_ids: Iterable[int]) -> Iterator[tuple[int, list[int]]]:
    """Ids, sorted, with the chunk that they lie in."""
    chunks: dict[int, list[int]] = {}
    for case_id in sorted(case_ids):
        chunks.setdefault(case_id >> CHUNK_BITS, []).append(case_id)
    yield from chunks.items()


def _facet(name: str, cases: Sequence[Attributes]) -> Facet:
    pairs = [(case.case_id % CHUNK, value) for case in cases for value in facet_values(case, name)]
    values = sorted({value for _, value in pairs})
    code = {value: number for number, value in enumerate(values)}
    codes = np.array([code[value] for _, value in pairs], dtype=np.min_scalar_type(len(values)))
    return Facet(np.array([number for number, _ in pairs], dtype=np.uint16), codes, values)


def _day(reported_on: str) -> int:
    """2024-05-23 as 20240523; a month or year alone comes before its days, as in the order of the texts."""
    return int(reported_on.replace("-", "").ljust(8, "0"))


def _packed_text(text: str) -> int:
    """At most three characters as one number, in the order of their code points; a shorter text comes first."""
    packed = 0
    for index in range(_PACKED):
        packed = packed << _BITS | (ord(text[index]) + 1 if index < len(text) else 0)
    return packed
