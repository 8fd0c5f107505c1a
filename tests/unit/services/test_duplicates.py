"""How alike two reports are said to be."""

from __future__ import annotations

import pytest

from casebook.models import Report
from casebook.services.duplicates import Similar


@pytest.mark.parametrize(
    ("share", "same_text", "percent"), [(0.998, False, 99), (1.0, False, 99), (1.0, True, 100), (0.62, False, 62)]
)
def test_only_the_very_same_text_is_alike_in_full(share: float, same_text: bool, percent: int) -> None:
    assert Similar(Report(), share, same_text).percent == percent
