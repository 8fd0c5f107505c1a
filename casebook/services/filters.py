"""The filters of a listing in words: for the chips above it, and for the line inside an export."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from casebook.bilingual import Bilingual
from casebook.record import LEVELS, CaseStatus, Kind, OutcomeKind
from casebook.regions import get
from casebook.search import CaseQuery
from casebook.search.query import MULTIPLE
from casebook.search.words import each_left_out

LABELS: dict[str, Bilingual] = {
    "q": Bilingual("词语", "Words"),
    "province": Bilingual("省", "Province"),
    "city": Bilingual("市", "City"),
    "district": Bilingual("区县", "District"),
    "street": Bilingual("街道（乡镇）", "Street"),
    "community": Bilingual("社区（村）", "Community"),
    "kind": Bilingual("类型", "Kind"),
    "year": Bilingual("年份", "Year"),
    "size": Bilingual("人数", "Team size"),
    "status": Bilingual("状态", "Status"),
    "outcome": Bilingual("成效类别", "Kind of outcome"),
    "tag": Bilingual("标签", "Tag"),
    "imported": Bilingual("导入", "Import"),
}
_SYNONYMS = Bilingual("同义词", "Synonyms")


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in words, and the query without it."""

    label: Bilingual
    value: Bilingual
    without: CaseQuery


def describe(query: CaseQuery) -> list[Chip]:
    """The filters of ``query``, one chip a value, in the order of the page."""
    first = replace(query, page=1)
    chips = [Chip(LABELS["q"], _words(query), replace(first, q="", synonyms=True))] if query.q else []
    for name in MULTIPLE:
        values: tuple[object, ...] = getattr(query, name)
        for value in values:
            rest: dict[str, Any] = {name: tuple(other for other in values if other != value)}
            chips.append(Chip(LABELS[name], value_label(name, str(value)), replace(first, **rest)))
    if query.size_min is not None or query.size_max is not None:
        bounds = f"{query.size_min or ''}-{'' if query.size_max is None else query.size_max}"
        chips.append(Chip(LABELS["size"], value_label("size", bounds), replace(first, size_min=None, size_max=None)))
    if query.imported is not None:
        chips.append(Chip(LABELS["imported"], _import_label(query.imported), replace(first, imported=None)))
    return chips


def _import_label(number: int) -> Bilingual:
    return Bilingual(f"第{number}号", f"no. {number}")


def single_words(query: CaseQuery) -> list[Chip]:
    """Where the listing looks for several words: one chip each, in their order."""
    first = replace(query, page=1)
    return [Chip(LABELS["q"], Bilingual(word, word), replace(first, q=rest)) for word, rest in each_left_out(query.q)]


def in_words(query: CaseQuery) -> Bilingual:
    """All filters as one line, with the synonyms looked for: 词语：调解室；同义词：调解工作室；区县：历下区."""
    parts = [(chip.label, chip.value) for chip in describe(query)]
    if query.synonyms and query.synonym_words:
        parts.insert(1, (_SYNONYMS, Bilingual("、".join(query.synonym_words), ", ".join(query.synonym_words))))
    if not parts:
        return Bilingual("全部", "all")
    return Bilingual(
        "；".join(f"{label.zh}：{value.zh}" for label, value in parts),
        "; ".join(f"{label.en}: {value.en}" for label, value in parts),
    )


def _words(query: CaseQuery) -> Bilingual:
    if query.synonyms or not query.synonym_words:
        return Bilingual(query.q, query.q)
    return Bilingual(f"{query.q}（不含同义词）", f"{query.q} (without synonyms)")


def value_label(name: str, value: str) -> Bilingual:
    """How the value of a filter reads; sizes come as ``10-49``, ``1000-`` or ``-9``."""
    if name in LEVELS:
        division = get(value) if value.isascii() and value.isdigit() else None
        return Bilingual(division.name, division.name) if division else Bilingual(value, value)
    if name == "tag":
        return Bilingual(value, value)
    if name == "kind":
        return Kind(value).label
    if name == "status":
        return CaseStatus(value).label
    if name == "outcome":
        return OutcomeKind(value).label
    if name == "year":
        return Bilingual(f"{value}年", value)
    least, _, most = value.partition("-")
    if not most:
        return Bilingual(f"{least}人及以上", f"{least} or more people")
    return Bilingual(f"{least or 0}–{most}人", f"{least or 0}–{most} people")
