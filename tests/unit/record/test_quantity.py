from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.errors import Invalid
from casebook.record import Qualifier, Quantity, parse_quantity


@pytest.mark.parametrize(
    ("typed", "quantity"),
    [
        ("3300多人", Quantity(3300, Qualifier.OVER, "人")),
        ("三十余支", Quantity(30, Qualifier.OVER, "支")),
        ("1.2万人次", Quantity(12000, Qualifier.EXACT, "人次")),
        ("近百户", Quantity(100, Qualifier.UNDER, "户")),
        ("约30件", Quantity(30, Qualifier.ABOUT, "件")),
        ("30人以上", Quantity(30, Qualifier.OVER, "人")),
        ("64支志愿服务队", Quantity(64, Qualifier.EXACT, "支", "志愿服务队")),
        ("5000多万元", Quantity(50_000_000, Qualifier.OVER, "元")),
        ("百分之九十八", Quantity(98, Qualifier.EXACT, "%")),
        ("近三成", Quantity(30, Qualifier.UNDER, "%")),
        ("两成六", Quantity(26, Qualifier.EXACT, "%")),
        ("近六成半", Quantity(65, Qualifier.UNDER, "%")),
        ("七八成", Quantity(70, Qualifier.ABOUT, "%")),
        ("5万1千多斤", Quantity(51_000, Qualifier.OVER, "人", "斤")),
        ("3万2", Quantity(32_000, Qualifier.EXACT, "人")),
        ("1亿2000万元", Quantity(120_000_000, Qualifier.EXACT, "元")),
        ("百把人", Quantity(100, Qualifier.ABOUT, "人")),
        ("百十人", Quantity(100, Qualifier.ABOUT, "人")),
        ("百十多人", Quantity(100, Qualifier.OVER, "人")),
        ("百十多万元", Quantity(1_000_000, Qualifier.OVER, "元")),
        ("一百一十人", Quantity(110, Qualifier.EXACT, "人")),
        ("十几户", Quantity(10, Qualifier.OVER, "户")),
        ("几十户", Quantity(10, Qualifier.ABOUT, "户")),
        ("二十七八位", Quantity(27, Qualifier.ABOUT, "位")),
        ("50人出头", Quantity(50, Qualifier.OVER, "人")),
        (" 1,024 名 ", Quantity(1024, Qualifier.EXACT, "名")),
        ("12", Quantity(12, Qualifier.EXACT, "人")),
    ],
)
def test_figures_are_read_as_people_write_them(typed: str, quantity: Quantity) -> None:
    assert parse_quantity(typed, default_unit="人") == quantity


@pytest.mark.parametrize("typed", ["", "很多人", "3到5个队12人", "-5人", "99999999999999人", "第三社区", "3人 4人"])
def test_what_is_no_single_figure_is_refused_with_advice(typed: str) -> None:
    with pytest.raises(Invalid, match="is not a figure"):
        parse_quantity(typed)


@pytest.mark.parametrize(
    ("quantity", "zh", "en"),
    [
        (Quantity(3300, Qualifier.OVER, "人"), "3300多人", "over 3300 人"),
        (Quantity(64, Qualifier.EXACT, "支"), "64支", "64 支"),
        (Quantity(100, Qualifier.UNDER, "户"), "近100户", "nearly 100 户"),
        (Quantity(50_000_000, Qualifier.OVER, "元"), "5000多万元", "over 50000000 元"),
        (Quantity(98.5, Qualifier.OVER, "%"), "超98.5%", "over 98.5%"),
    ],
)
def test_figures_are_printed_as_reports_print_them(quantity: Quantity, zh: str, en: str) -> None:
    assert (quantity.say("zh"), quantity.say("en")) == (zh, en)


quantities = st.builds(
    Quantity,
    value=st.integers(1, 10**9) | st.integers(1, 10**6).map(lambda n: n / 100),
    qualifier=st.sampled_from(Qualifier),
    unit=st.sampled_from(["人", "人次", "支", "件", "元", "%"]),
)


@given(quantities)
def test_what_is_printed_can_be_typed_again(quantity: Quantity) -> None:
    assert parse_quantity(str(quantity)) == quantity


@given(quantities)
def test_figures_survive_storage(quantity: Quantity) -> None:
    assert Quantity.from_json(quantity.to_json()) == quantity
