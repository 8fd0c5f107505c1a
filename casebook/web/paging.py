"""Pages of a long list, as the macro ``pager`` shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """Where a reader is in a list: page ``number`` of ``pages``, ``total`` things in all."""

    number: int
    pages: int
    total: int
    url_for_page: Callable[[int], str]

    @classmethod
    def of(cls, number: int, per_page: int, total: int, url_for_page: Callable[[int], str]) -> Page:
        """The page of a list; a number beyond the end gives the last page, there is always one."""
        pages = max(1, -(-total // per_page))
        return cls(min(max(number, 1), pages), pages, total, url_for_page)

    @property
    def near(self) -> list[int | None]:
        """The numbers to offer: the first, the last, and those around this one; None stands for a gap."""
        around = range(max(1, self.number - 1), min(self.pages, self.number + 1) + 1)
        wanted = sorted({1, *around, self.pages})
        numbers: list[int | None] = []
        for n in wanted:
            last = numbers[-1] if numbers else None
            if last is not None and n - last > 1:
                numbers.append(n - 1 if n - last == 2 else None)
            numbers.append(n)
        return numbers
