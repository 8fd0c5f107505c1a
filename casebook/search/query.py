"""The question that a listing answers, and its form in the URL."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from casebook.bilingual import Bilingual
from casebook.record import (
    COLUMNS,
    LEVELS,
    USUAL_COLUMNS,
    CaseStatus,
    Kind,
    OutcomeKind,
    Vocabulary,
    field_named,
)
from casebook.regions import normalize_code
from casebook.search.words import MAX_LENGTH, Term, added_words, parse_words, reads_pinyin

PAGE_SIZES = (20, 50, 100)
_LARGEST_NUMBER = 10**9
V = TypeVar("V", bound=Vocabulary)
Arguments = Mapping[str, Sequence[str]]


class Sort(StrEnum):
    """The orders of a listing; each is made total by the id of the case."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    SIZE = "size"
    UPDATED = "updated"


SORTS: dict[Sort, Bilingual] = {
    Sort.RELEVANCE: Bilingual("相关度", "Relevance"),
    Sort.NEWEST: Bilingual("报道时间从新到旧", "Newest report first"),
    Sort.OLDEST: Bilingual("报道时间从旧到新", "Oldest report first"),
    Sort.NAME: Bilingual("名称", "Name"),
    Sort.SIZE: Bilingual("人数从多到少", "Largest team first"),
    Sort.UPDATED: Bilingual("最近修改", "Last changed first"),
}


@dataclass(frozen=True, slots=True)
class CaseQuery:
    """Words, filters, order and page. Filters of several values are alternatives; different filters must all hold.

    A place filter is a compact code, or the printed name where no official code exists. ``size_min`` and
    ``size_max`` bound the team size, both included; a case without one lies outside any bound. ``synonyms`` says
    whether a word of the field also stands for those that mean the same. ``imported`` is the number of an import: only
    the cases that it made. ``columns`` are names of ``casebook.record.COLUMNS``, empty for the usual ones.
    """

    q: str = ""
    synonyms: bool = True
    province: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    street: tuple[str, ...] = ()
    community: tuple[str, ...] = ()
    kind: tuple[Kind, ...] = ()
    year: tuple[int, ...] = ()
    size_min: int | None = None
    size_max: int | None = None
    status: tuple[CaseStatus, ...] = ()
    outcome: tuple[OutcomeKind, ...] = ()
    tag: tuple[str, ...] = ()
    imported: int | None = None
    sort: Sort | None = None
    page: int = 1
    per_page: int = PAGE_SIZES[0]
    columns: tuple[str, ...] = ()

    @property
    def shown_columns(self) -> tuple[str, ...]:
        """The columns that the list shows."""
        return self.columns or USUAL_COLUMNS

    @property
    def terms(self) -> tuple[Term, ...]:
        """The words as conditions."""
        return parse_words(self.q, synonyms=self.synonyms)

    @property
    def synonym_words(self) -> tuple[str, ...]:
        """The synonyms of the words, whether or not they are looked for."""
        return added_words(parse_words(self.q))

    @property
    def reads_pinyin(self) -> bool:
        """Whether a word is also looked for as pinyin."""
        return reads_pinyin(self.terms)

    @property
    def order(self) -> Sort:
        """The order in force: by relevance where there are words, else the newest first."""
        return self.sort or (Sort.RELEVANCE if self.terms else Sort.NEWEST)

    @property
    def conditions(self) -> CaseQuery:
        """What decides whether a case is found: the query without order, pages and columns."""
        return replace(self, sort=None, page=1, per_page=PAGE_SIZES[0], columns=())

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the listing."""
        return replace(self.conditions, synonyms=True) != CaseQuery()

    def places(self, level: str) -> tuple[str, ...]:
        """The filter values at a level of ``LEVELS``."""
        values: tuple[str, ...] = getattr(self, level)
        return values


#: The filters that take several values, in the order of the page and of the URL.
MULTIPLE = (*LEVELS, "kind", "year", "status", "outcome", "tag")


def parse(arguments: Arguments) -> tuple[CaseQuery, list[Bilingual]]:
    """Read the parameters of a URL; what cannot be read is left out and told in the second value, never refused."""
    problems: list[Bilingual] = []

    def values(name: str) -> list[str]:
        return [text.strip() for text in arguments.get(name, ()) if text.strip()]

    def number(name: str, least: int) -> int | None:
        given = values(name)
        if not given:
            return None
        if re.fullmatch(r"\d{1,10}", given[0]) and least <= int(given[0]) <= _LARGEST_NUMBER:
            return int(given[0])
        problems.append(_IGNORED.format(name=name, value=given[0][:50]))
        return None

    size_min, size_max = number("size_min", 0), number("size_max", 0)
    if size_min is not None and size_max is not None and size_min > size_max:
        size_min, size_max = size_max, size_min
    per_page = number("per_page", 1)
    query = CaseQuery(
        q=" ".join(values("q"))[:MAX_LENGTH],
        synonyms="0" not in values("synonyms"),
        kind=_members(Kind, values("kind"), problems, "kind"),
        status=_members(CaseStatus, values("status"), problems, "status"),
        outcome=_members(OutcomeKind, values("outcome"), problems, "outcome"),
        year=_years(values("year"), problems),
        tag=tuple(sorted({value[: field_named("tags").max_length].strip() for value in values("tag")})),
        size_min=size_min,
        size_max=size_max,
        imported=number("imported", 1),
        sort=next((sort for sort in Sort if sort.value in values("sort")), None),
        page=number("page", 1) or 1,
        per_page=per_page if per_page in PAGE_SIZES else PAGE_SIZES[0],
        columns=tuple(name for name in COLUMNS if name in values("columns")),
        **{level: _places(values(level), problems, level) for level in LEVELS},
    )
    return query, problems


def unparse(query: CaseQuery) -> str:
    """The canonical query string of ``query``, without the leading question mark; ``parse`` reads it back."""
    pairs: list[tuple[str, str]] = [("q", query.q)] if query.q else []
    if not query.synonyms:
        pairs.append(("synonyms", "0"))
    for name in MULTIPLE:
        pairs += [(name, str(value)) for value in getattr(query, name)]
    for name in ("size_min", "size_max", "imported"):
        if getattr(query, name) is not None:
            pairs.append((name, str(getattr(query, name))))
    if query.sort:
        pairs.append(("sort", query.sort.value))
    if query.per_page != PAGE_SIZES[0]:
        pairs.append(("per_page", str(query.per_page)))
    if query.page != 1:
        pairs.append(("page", str(query.page)))
    pairs += [("columns", name) for name in query.columns]
    return urlencode(pairs)


def toggled(query: CaseQuery, name: str, value: object) -> CaseQuery:
    """The query with one value of a filter added, or removed where it is set; the page starts over."""
    given: tuple[object, ...] = getattr(query, name)
    values = set(given) ^ {value}
    changed: dict[str, Any] = {name: tuple(sorted(values, key=str))}
    return replace(query, page=1, **changed)


def _members(vocabulary: type[V], given: list[str], problems: list[Bilingual], name: str) -> tuple[V, ...]:
    known = {member.value: member for member in vocabulary}
    problems += [_IGNORED.format(name=name, value=value[:50]) for value in given if value not in known]
    return tuple(known[value] for value in sorted(set(given)) if value in known)


def _years(given: list[str], problems: list[Bilingual]) -> tuple[int, ...]:
    bad = [value for value in given if not re.fullmatch(r"(19|20)\d\d", value)]
    problems += [_IGNORED.format(name="year", value=value[:50]) for value in bad]
    return tuple(sorted({int(value) for value in given if value not in bad}))


def _places(given: list[str], problems: list[Bilingual], name: str) -> tuple[str, ...]:
    codes = set()
    for value in given:
        try:
            codes.add(normalize_code(value) if value.isascii() and value.isdigit() else value[:60])
        except ValueError:
            problems.append(_IGNORED.format(name=name, value=value[:50]))
    return tuple(sorted(codes))


_IGNORED = Bilingual(
    "网址中的条件 {name}={value} 无法识别，已忽略。",
    "The condition {name}={value} in the address was ignored: it cannot be read.",
)
