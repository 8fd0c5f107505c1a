from __future__ import annotations

import pytest

from casebook.extraction.dates import find_dates
from casebook.record import PartialDate

PUBLISHED = PartialDate(2024, 3, 1)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2021年成立", "2021"),
        ("2021年9月挂牌", "2021-09"),
        ("2021年9月1日开张", "2021-09-01"),
        ("二〇二一年九月建成", "2021-09"),
        ("2021-09-01 08:30", "2021-09-01"),
        ("去年11月开门", "2023-11"),
        ("前年建起", "2022"),
        ("今年以来", "2024"),
        ("十五年前", "2009"),
        ("昨日揭牌", "2024-02-29"),
        ("上个月启用", "2024-02"),
        ("开张五个月来", "2023-10"),
        ("2018年年初", "2018"),
        ("2月18日启动", "2024-02-18"),
        ("启用:2022.06 | 86人", "2022-06"),
        ("去年“五一”开门", "2023-05"),
        ("2019年国庆揭牌", "2019-10"),
        ("2019年国庆前揭牌", "2019"),
        ("去年“五一”前开门", "2023"),
        ("全年2022.5万元", "2022"),
    ],
)
def test_a_date_is_as_precise_as_it_is_printed(text: str, date: str) -> None:
    assert dates(text) == [date]


def test_a_month_takes_the_year_of_the_date_before_it() -> None:
    assert dates("2019年动工,10月建成;去年3月扩建,5月开放") == ["2019", "2019-10", "2023-03", "2023-05"]


def test_the_next_year_is_counted_from_the_one_spoken_of() -> None:
    assert dates("2019年闹了一场,第二年春天才摆起茶桌,翌年又添一张") == ["2019", "2020", "2021"]


def test_months_of_a_summary_belong_to_the_year_that_it_sums_up() -> None:
    assert dates("河湾镇2023年度民生服务工作总结\n3月,三个窗口并作一处。") == ["2023", "2023-03"]


def test_a_year_does_not_reach_into_the_next_line() -> None:
    assert dates("2019年动工\n10月建成") == ["2019", "2024-10"]


def test_relative_dates_need_the_day_of_publication() -> None:
    assert dates("去年办起,2020年试点", None) == ["2020"]


def test_impossible_dates_are_no_dates() -> None:
    assert dates("13月的计划,2021年2月30日") == []


def test_a_count_behind_a_month_is_no_day() -> None:
    assert dates("2023年4月\n8人") == ["2023-04"]


def test_the_span_covers_what_is_printed() -> None:
    text = "工作室去年10月设立"
    (mention,) = find_dates(text, PUBLISHED)
    assert text[mention.start : mention.end] == "去年10月"
    assert mention.relative


def dates(text: str, published: PartialDate | None = PUBLISHED) -> list[str]:
    return [str(mention.date) for mention in find_dates(text, published)]
