"""Divisions by code."""

from __future__ import annotations

from casebook.regions.divisions import Change, Division
from casebook.regions.table import table


def get(code: str) -> Division | None:
    """The division of a code; an old code gives its successor, an unknown one None."""
    known = table()
    current = known.current(code)
    return known.division(current) if current else None


def ancestors(code: str) -> tuple[Division, ...]:
    """The province, … and the division itself; empty for an unknown code.

    Only real divisions: a district of 北京市 has its province right above it, a street of 东莞市 its city.
    """
    known = table()
    current = known.current(code)
    return tuple(known.division(above) for above in known.chain(current)) if current else ()


def children(code: str) -> tuple[Division, ...]:
    """The divisions right below ``code`` in code order; the provinces for ``""``."""
    known = table()
    current = known.current(code) if code else ""
    return tuple(known.division(below) for below in known.children(current)) if current is not None else ()


def is_within(code: str, region: str | None) -> bool:
    """Whether ``code`` is ``region`` or lies in it; everything known lies in the whole country (``None``)."""
    known = table()
    current = known.current(code)
    if current is None or region is None:
        return current is not None
    outer = known.current(region)
    return outer is not None and current.startswith(outer)


def full_name(code: str, sep: str = "") -> str:
    """The names from the province down, 山东省济南市历下区; empty for an unknown code."""
    return sep.join(division.name for division in ancestors(code))


def changes(code: str) -> tuple[Change, ...]:
    """What has happened to a division and its predecessors, oldest first."""
    known = table()
    codes = {known.current(code) or code}
    history: list[Change] = []
    grew = True
    while grew:
        more = [c for c in known.changes if c not in history and (c.to_code in codes or c.from_code in codes)]
        history += more
        codes |= {c.from_code for c in more if c.kind != "split"} - {""}
        grew = bool(more)
    return tuple(sorted(history, key=lambda change: change.date))
