"""The mixed set of queries that searching is measured with: what people ask for, from the commonest to the rarest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle

from casebook.record import CaseStatus, Kind
from casebook.search import CaseQuery, Sort

#: Words of one to five characters; in generated cases from one hit in two cases to one in a hundred thousand.
WORDS = """水 电 老 网 蟹
调解 电梯 社区 漏水 志愿 琵琶 蟋蟀
网格员 停车难 物业费 居委会 志愿者 皮影戏 鲁班锁
入户走访 加装电梯 居民公约 党建引领 垃圾分类 分类交办 曲水流觞
召开协商会 一站式受理 人民调解员 司法所联合 老旧小区改""".split()
#: Several words, a phrase, an exclusion, single fields, figures and letters.
COMBINED = (
    "调解 电梯",
    "加装电梯 网格员",
    "网格员 入户走访 召开协商会",
    "社区 -电梯",
    "调解 -网格员",
    '"双方达成一致"',
    "名称:调解",
    "成效:调解 网格员",
    "简介:召开协商会",
    "12件",
    "3次",
    "ABC",
    "蟋蟀 -调解",
)
#: Pages behind the first ones, of words that have them.
DEEP = (("调解", 500), ("网格员", 200), ("召开协商会", 50), ("", 1_000), ("社区", 10**6))
OFFSET = 100_000


def mixed_set(districts: Sequence[str]) -> list[CaseQuery]:
    """The queries; ``districts`` are codes of a few, the largest first."""
    words = [CaseQuery(q=word) for word in WORDS]
    combined = [CaseQuery(q=words) for words in COMBINED]
    filters = list(_filters(districts))
    filtered = [
        replace(chosen, q=word) for word, chosen in zip(WORDS * 2, _repeated(filters, 2 * len(WORDS)), strict=True)
    ]
    deep = [CaseQuery(q=word, page=page) for word, page in DEEP]
    sorted_ = [CaseQuery(q=word, sort=sort) for word, sort in zip(cycle(("调解", "", "网格员")), Sort, strict=False)]
    return [*words, *combined, *filters, *filtered[::2], *deep, *sorted_]


def deep_pair(word: str) -> tuple[CaseQuery, CaseQuery]:
    """The first page of a hundred, and the one that begins at ``OFFSET``."""
    first = CaseQuery(q=word, per_page=100)
    return first, replace(first, page=OFFSET // first.per_page + 1)


def _filters(districts: Sequence[str]) -> Iterator[CaseQuery]:
    for district in districts:
        yield CaseQuery(province=(district[:2],))
        yield CaseQuery(district=(district,))
        yield CaseQuery(district=(district,), kind=(Kind.MEDIATION_PLATFORM,), year=(2023,))
    yield CaseQuery(kind=(Kind.VOLUNTEER_TEAM,))
    yield CaseQuery(kind=(Kind.CARE_HOME, Kind.SERVICE_STATION), year=(2022, 2023))
    yield CaseQuery(year=(2024,))
    yield CaseQuery(status=(CaseStatus.VERIFIED,), size_min=10, size_max=49)


def _repeated(queries: Sequence[CaseQuery], count: int) -> Iterator[CaseQuery]:
    for _, query in zip(range(count), cycle(queries), strict=False):
        yield query
