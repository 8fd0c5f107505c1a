"""The table of the four upper levels: the edition with all later changes applied.

Loaded once per process, on first use. Communities are reached through it too, because a community keeps its last
three digits when its street gets a new code.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache

from casebook.regions import communities
from casebook.regions.codes import normalize_code
from casebook.regions.divisions import Change, Division, Level, level_of
from casebook.regions.resources import read_packed, read_rows

#: The day that the source table describes; changes after it are applied from ``changes.csv``.
EDITION = "2023-06-30"
_DIGITS = tuple(level.digits for level in Level)


class Table:
    """Divisions by code; immutable after construction, so safe to share between threads."""

    def __init__(self) -> None:
        codes, names, pseudo = (column.split("\n") for column in read_packed("divisions.bin").split("\0"))
        self.names: dict[str, str] = dict(zip(codes, names, strict=True))
        self.edition_streets = [code for code in codes if len(code) == 9]
        self.changes: list[Change] = [Change(**row) for row in read_rows("changes.csv")]  # type: ignore[arg-type]
        self._successor: dict[str, str] = {}
        self._gap_fillers = frozenset(pseudo)
        self._edition_code: dict[str, str] = {}
        #: Those of the four levels that were asked for so far: an import asks for them a million times.
        self._divisions: dict[str, Division] = {}
        for change in self.changes:
            self._apply(change)
        self.by_level: dict[Level, list[str]] = {level: [] for level in Level}
        for code in sorted(self.names):
            self.by_level[level_of(code)].append(code)

    def _apply(self, change: Change) -> None:
        """Bring the edition up to date; what it already knows of the change is left as it is."""
        old, new = change.from_code, change.to_code
        if new not in self.names or (old == new and self.names[new] == change.from_name):
            self.names[new] = change.to_name
        if old == new or change.kind not in ("recode", "merge"):
            return
        self._successor.setdefault(old, new)
        if self.names.get(old) == change.from_name:
            if change.kind == "recode":
                self._move_below(old, new)
            del self.names[old]

    def _move_below(self, old: str, new: str) -> None:
        if len(old) == 9:
            self._edition_code[new] = self._edition_code.get(old, old)
            return
        for code in [code for code in self.names if code.startswith(old) and code != old]:
            moved = new + code[len(old) :]
            self.names[moved] = self.names.pop(code)
            self._successor[code] = moved
            self._edition_code[moved] = self._edition_code.get(code, code)

    def current(self, code: str) -> str | None:
        """The compact code that is valid now for a code in any form, old or new; None for no code at all."""
        if code in self.names:
            return code
        try:
            compact = normalize_code(code)
        except ValueError:
            return None
        for _ in range(8):  # successors of successors; a slip in the file must not hang
            if compact in self.names:
                return compact
            if len(compact) == 12:
                return self._current_community(compact)
            if compact in self._successor:
                compact = self._successor[compact]
            elif compact in self._gap_fillers:
                compact = compact[:-2]
            else:
                return None
        return None

    def _current_community(self, code: str) -> str | None:
        street = self.current(code[:9])
        if street is None:
            return None
        known = any(digits == code[9:] for digits, _ in self.communities(street))
        return street + code[9:] if known else None

    def division(self, code: str) -> Division:
        """The division of a code that is valid now; KeyError otherwise."""
        if len(code) < 12:
            if code not in self._divisions:
                self._divisions[code] = Division(code, self.names[code], level_of(code))
            return self._divisions[code]
        for digits, name in self.communities(code[:9]):
            if digits == code[9:]:
                return Division(code, name, Level.COMMUNITY)
        raise KeyError(code)

    def communities(self, street: str) -> tuple[tuple[str, str], ...]:
        """``(last three digits, name)`` of each community of a street that is valid now."""
        return communities.of_street(self._edition_code.get(street, street))

    def chain(self, code: str) -> Iterator[str]:
        """The codes from the province to ``code`` itself that are real divisions."""
        for digits in _DIGITS:
            if digits < len(code) and code[:digits] in self.names:
                yield code[:digits]
        yield code

    def below(self, code: str, level: Level) -> list[str]:
        """All codes of one of the four levels under ``code``; all of them for ``""``."""
        codes = self.by_level[level]
        return codes[bisect_left(codes, code) : bisect_left(codes, code + ":")]

    def children(self, code: str) -> Iterator[str]:
        """The codes right below ``code``, whatever level they are (a county may stand right below a province)."""
        if not code:
            yield from self.by_level[Level.PROVINCE]
        elif len(code) == Level.STREET.digits:
            yield from (code + digits for digits, _ in self.communities(code))
        else:
            between: list[int] = []
            for level in (Level.CITY, Level.DISTRICT, Level.STREET):
                if level.digits > len(code):
                    for below in self.below(code, level):
                        if not any(below[:digits] in self.names for digits in between):
                            yield below
                    between.append(level.digits)


@cache
def table() -> Table:
    """The one table of the process."""
    return Table()
