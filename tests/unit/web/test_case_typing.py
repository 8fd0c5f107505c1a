"""Values as they stand in the inputs of a form, and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.errors import Invalid
from casebook.record import (
    FieldType,
    Kind,
    Outcome,
    PartialDate,
    Place,
    PlaceName,
    Qualifier,
    Quantity,
    read_quantity,
    type_quantity,
)
from casebook.web.cases.typing import read_outcome, suffixes, type_value

LIXIA = Place(PlaceName("山东省", "37"), PlaceName("济南市", "3701"), PlaceName("历下区", "370102"))


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (Quantity(64, unit="支", basis="志愿服务队"), "64支志愿服务队"),
        (Quantity(3300, Qualifier.OVER, "人", "志愿者", "2023年以来"), "3300多人志愿者（2023年以来）"),
        (Quantity(50_000_000, Qualifier.OVER, "元"), "5000多万元"),
        (Quantity(98.6, unit="%"), "98.6%"),
        (Quantity(98, Qualifier.OVER, "%"), "超98%"),
        (Quantity(100, Qualifier.UNDER, "户"), "近100户"),
        (Quantity(30, Qualifier.ABOUT, "件", period="今年"), "约30件（今年）"),
        (None, ""),
    ],
)
def test_a_quantity_is_typed_without_loss(quantity: Quantity | None, text: str) -> None:
    assert type_quantity(quantity) == text
    assert read_quantity(text) == quantity


@given(
    value=st.integers(min_value=0, max_value=99_999_999),
    qualifier=st.sampled_from(Qualifier),
    unit=st.sampled_from(["人", "支", "人次", "件", "元"]),
    period=st.none() | st.sampled_from(["今年以来", "2023年"]),
)
def test_any_reported_count_survives_the_form(value: int, qualifier: Qualifier, unit: str, period: str | None) -> None:
    quantity = Quantity(value, qualifier, unit, period=period)
    assert read_quantity(type_quantity(quantity)) == quantity


@pytest.mark.parametrize("typed", ["很多", "3到5人", "-3人", "（今年）", "12人34支"])
def test_what_is_no_figure_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        read_quantity(typed)


def test_brackets_of_either_kind_hold_the_period() -> None:
    assert read_quantity("42件(今年)") == read_quantity("42件（今年）") == Quantity(42, unit="件", period="今年")
    assert read_quantity("42", "件") == Quantity(42, unit="件")


def test_an_outcome_may_have_no_figure() -> None:
    assert read_outcome("邻里和睦", "") == Outcome("邻里和睦")


@pytest.mark.parametrize(
    ("kind", "value", "typed"),
    [
        (FieldType.TEXT, "甸亮初心", {"": ["甸亮初心"]}),
        (FieldType.CHOICE, Kind.CARE_HOME, {"": ["care_home"]}),
        (FieldType.CHOICE, None, {"": [""]}),
        (FieldType.DATE, PartialDate(2023, 5), {"": ["2023年5月"]}),
        (FieldType.LINES, ("陪诊", "义剪"), {"": ["陪诊", "义剪"]}),
        (FieldType.OUTCOMES, (Outcome("和睦"),), {"-text": ["和睦"], "-figure": [""]}),
        (FieldType.CASE, 7, {"": ["甸亮初心 #7"]}),
        (FieldType.CASE, 8, {"": ["#8"]}),
        (FieldType.CASE, None, {"": [""]}),
    ],
)
def test_each_type_has_its_inputs(kind: FieldType, value: object, typed: dict[str, list[str]]) -> None:
    assert type_value(kind, value, {7: "甸亮初心 #7"}) == typed
    assert set(typed) == set(suffixes(kind))


def test_a_place_has_an_input_for_each_level_and_one_for_the_choice() -> None:
    typed = type_value(FieldType.PLACE, LIXIA, {})
    assert set(typed) == set(suffixes(FieldType.PLACE))
    assert (typed["-city"], typed["-street"], typed["-pick"]) == (["济南市"], [""], [])
