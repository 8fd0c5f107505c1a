from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.errors import Invalid
from casebook.record import PartialDate, parse_date


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2024", "2024"),
        ("2024年", "2024"),
        ("2024年5月", "2024-05"),
        ("2024年5月17日", "2024-05-17"),
        ("2024.5.7", "2024-05-07"),
        ("2024/05/17", "2024-05-17"),
        ("20240517", "2024-05-17"),
        ("202405", "2024-05"),
        ("24年5月", "2024-05"),
        ("２０２４年５月", "2024-05"),
        ("二〇二四年五月", "2024-05"),
        ("二〇二三年十二月三十一日", "2023-12-31"),
    ],
)
def test_dates_are_read_as_typed_in_china(typed: str, iso: str) -> None:
    assert str(parse_date(typed)) == iso


@pytest.mark.parametrize(
    "typed",
    ["", "去年", "5月", "2024-13", "2023-00", "2023.0", "2023-02-29", "1024年", "2024年5月17日上午", "12345678"],
)
def test_what_is_no_date_is_refused_with_advice(typed: str) -> None:
    with pytest.raises(Invalid, match="is not a date"):
        parse_date(typed)


def test_dates_sort_by_time() -> None:
    given_order = ["2024", "2023-12-31", "2024-05", "2023"]
    assert sorted(given_order, key=PartialDate.from_iso) == ["2023", "2023-12-31", "2024", "2024-05"]


@given(st.dates(), st.sampled_from([4, 7, 10]))
def test_a_date_reads_back_at_any_precision(day: object, precision: int) -> None:
    iso = str(day)[:precision]
    if not 1900 <= int(iso[:4]) <= 2100:
        return
    date = PartialDate.from_iso(iso)
    assert str(date) == iso
    assert parse_date(date.say("zh")) == date
