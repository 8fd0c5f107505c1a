"""Ending tidily when the machine or an operator says so."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def tidy_end() -> Iterator[None]:
    """Let SIGTERM unwind the command as Ctrl-C does, so that unfinished files go; by itself it would end at once."""
    former = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _end(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)
