from __future__ import annotations

import pytest

from casebook.extraction.quantities import Figure, find_figures
from casebook.record import Qualifier


@pytest.mark.parametrize(
    ("text", "value", "qualifier", "unit", "quote"),
    [
        ("组建了18支巡河队,常年在岸边", 18, Qualifier.EXACT, "支", "18支巡河队"),
        ("招募430多名志愿者参与", 430, Qualifier.OVER, "名", "430多名志愿者"),
        ("志愿者将近2600名", 2600, Qualifier.UNDER, "名", "志愿者将近2600名"),
        ("接待1.2万人次左右。", 12000, Qualifier.ABOUT, "人次", "接待1.2万人次左右"),
        ("为商户挽回三十余万元", 300000, Qualifier.OVER, "元", "为商户挽回三十余万元"),
        ("调解成功率在九成五以上", 95, Qualifier.OVER, "%", "调解成功率在九成五以上"),
        ("约占全镇的百分之六十", 60, Qualifier.ABOUT, "%", "约占全镇的百分之六十"),
        ("每天不到百人来用餐", 100, Qualifier.UNDER, "人", "每天不到百人"),
        ("劝离乱停电动车五百余辆次", 500, Qualifier.OVER, "辆次", "劝离乱停电动车五百余辆次"),
        ("接听求助电话1305通", 1305, Qualifier.EXACT, "通", "接听求助电话1305通"),
        ("缝补了1280双鞋", 1280, Qualifier.EXACT, "双", "1280双鞋"),
        ("每周省下31个小时", 31, Qualifier.EXACT, "小时", "每周省下31个小时"),
        ("全年12场", 12, Qualifier.EXACT, "场", "全年12场"),
        ("建起3处“歇脚亭”", 3, Qualifier.EXACT, "处", "3处“歇脚亭”"),
        ("山坡上栽了沙枣8.3万株,", 83_000, Qualifier.EXACT, "株", "山坡上栽了沙枣8.3万株"),
        ("冬天讲了三十六课,听的人不少", 36, Qualifier.EXACT, "课", "冬天讲了三十六课"),
        ("攒下积分2.4万点。", 24_000, Qualifier.EXACT, "点", "攒下积分2.4万点"),
        ("灶上一年换了十九道菜", 19, Qualifier.EXACT, "道", "十九道菜"),
        ("修好电扇260台件", 260, Qualifier.EXACT, "台件", "修好电扇260台件"),
        ("一上午要接两百多号人", 200, Qualifier.OVER, "号", "两百多号人"),
        ("换下旧电线一千二百米", 1200, Qualifier.EXACT, "米", "换下旧电线一千二百米"),
        ("平均十一分钟就到,", 11, Qualifier.EXACT, "分钟", "平均十一分钟"),
        ("队员分成四拨,轮着上堤", 4, Qualifier.EXACT, "拨", "队员分成四拨"),
        ("一天的水有四吨半。", 4.5, Qualifier.EXACT, "吨", "一天的水有四吨半"),
        ("捞起垃圾11吨多,", 11, Qualifier.OVER, "吨", "捞起垃圾11吨多"),
        ("记下的事有六大本,", 6, Qualifier.EXACT, "本", "记下的事有六大本"),
        ("小程序注册用户2.7万,", 27_000, Qualifier.EXACT, "", "小程序注册用户2.7万"),
        ("夜校已开课46门,", 46, Qualifier.EXACT, "门", "夜校已开课46门"),
        ("132艘渔船入了池", 132, Qualifier.EXACT, "艘", "132艘渔船入了池"),
        ("最快一次只用了九十秒,", 90, Qualifier.EXACT, "秒", "最快一次只用了九十秒"),
        ("每户一年增收三千六,", 3600, Qualifier.EXACT, "", "每户一年增收三千六"),
        ("每天来吃饭的三十出头。", 30, Qualifier.OVER, "", "每天来吃饭的三十出头"),
        ("报警比去年少了一半多。", 50, Qualifier.OVER, "%", "报警比去年少了一半多"),
        ("去年闹到镇上的只有一件,", 1, Qualifier.EXACT, "件", "去年闹到镇上的只有一件"),
        ("三年里只丢过一把伞。", 1, Qualifier.EXACT, "把", "一把伞"),
        ("少说也有五千趟。", 5000, Qualifier.OVER, "趟", "少说也有五千趟"),
        ("用工差不多两百人次。", 200, Qualifier.ABOUT, "人次", "用工差不多两百人次"),
        ("投诉不到去年的一半。", 50, Qualifier.UNDER, "%", "投诉不到去年的一半"),
        ("船上5名船工轮着掌舵", 5, Qualifier.EXACT, "名", "5名船工轮着掌舵"),
        ("街上十一户老屋不再漏雨", 11, Qualifier.EXACT, "户", "十一户老屋"),
        ("附近12位店主凑钱", 12, Qualifier.EXACT, "位", "12位店主凑钱"),
        ("加梯签约47台", 47, Qualifier.EXACT, "台", "加梯签约47台"),
    ],
)
def test_a_figure_is_read_with_its_hedge_measure_word_and_noun(
    text: str, value: float, qualifier: Qualifier, unit: str, quote: str
) -> None:
    figure = only(text)
    assert (figure.value, figure.qualifier, figure.unit) == (value, qualifier, unit)
    assert text[figure.quote_start : figure.quote_end] == quote


@pytest.mark.parametrize(
    "text",
    [
        "第三社区的居民",
        "2023年5月17日开张",
        "今年76岁",
        "上午9:30开门",
        "“5+N”工作法",
        "一站式服务大厅",
        "打通最后一公里",
        "“十四五”规划",
        "住在12号楼3层",
        "面积260平方米",
        "电话0531-81234567",
        "开办两年来",
        "他们一起巡逻",
        "一名老人",
        "第三次开会",
        "这是第40个年头",
        "三方坐下来谈",
        "早上8点,人齐了",
        "门前三包,",
        "进了三门亲戚家",
        "三出头绪",
        "另一半人没来",
        "戏唱到一半,",
        "海拔三千多米,",
        "学校在三里外",
        "他只有一张嘴",
        "年近六十,",
        "两岁半",
    ],
)
def test_numbers_that_count_nothing_are_left_out(text: str) -> None:
    assert list(find_figures(text)) == []


def test_the_ends_of_a_range_share_their_measure_word() -> None:
    low, high = find_figures("绣娘每月拿四百到九百元")
    assert (low.value, low.qualifier, low.unit) == (400, Qualifier.ABOUT, "元")
    assert (high.value, high.unit) == (900, "元")


@pytest.mark.parametrize("row", ["一" * 5000, "亿" * 500, "9" * 500])
def test_endless_rows_of_digits_are_no_numbers(row: str) -> None:
    assert [figure.value for figure in find_figures(f"{row}个，收到意见37条")] == [37]


@pytest.mark.parametrize("divider", [" ", "|", "\u3000", "  "])
def test_a_bare_number_below_a_head_that_counts_people_is_a_figure(divider: str) -> None:
    rows = (("序号", "队名", "人数", "做什么"), ("1", "柳岸队", "26", "夜巡"), ("2", "渔娘队", "近40", "巡河"))
    table = "\n".join(divider.join(row) for row in rows)

    people = [figure for figure in find_figures(f"各队情况\n\n{table}\n\n楼里 7 层 人多") if figure.counts_people]

    assert [(one.value, one.qualifier) for one in people] == [(26, Qualifier.EXACT), (40, Qualifier.UNDER)]


def test_people_are_told_from_visits() -> None:
    people, visits = find_figures("6名社工一年接待900人次")
    assert people.counts_people
    assert not visits.counts_people


def test_spans_are_those_of_the_text() -> None:
    text = "全区共有队伍64支,\n队员三千三百余人。"
    figures = list(find_figures(text))
    assert [text[f.start : f.end] for f in figures] == ["64支", "三千三百余人"]
    assert [text[f.quote_start : f.quote_end] for f in figures] == ["全区共有队伍64支", "队员三千三百余人"]


def test_a_figure_keeps_its_noun_as_basis() -> None:
    assert str(only("发动860余名志愿者巡逻").quantity) == "860多名"
    assert only("发动860余名志愿者巡逻").quantity.basis == "志愿者"


def only(text: str) -> Figure:
    (figure,) = find_figures(text)
    return figure
