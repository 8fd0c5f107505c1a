"""Private persons leave a text without a character moving."""

from __future__ import annotations

import pytest

from casebook.services.masking import Mask


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("居民王小芳说，修好了。", "居民王某某说，修好了。"),
        ("学员赵敏告诉记者", "学员赵某告诉记者"),
        ("（记者 周明远 通讯员 何晓）", "（记者 周某某 通讯员 何某）"),
        ("记者 周明远 何晓 摄", "记者 周某某 何某 摄"),
        ("72岁的欧阳文静老人。欧阳文静女士很高兴。", "72岁的欧阳某某老人。欧阳某某女士很高兴。"),
        ("联系电话13812345678，或0531-88881234。", "联系电话***********，或****-********。"),
        ("身份证370102195001011234", "身份证******************"),
        ("邮箱 wang@example.cn", "邮箱 ****@*******.**"),
    ],
)
def test_what_gives_a_person_away_is_hidden(text: str, hidden: str) -> None:
    masked = Mask(text)(text)
    assert masked == hidden
    assert len(masked) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "居民高兴地说，64支队伍服务3300多人次。",
        "社区志愿者安全出行，老人方便多了。",
        "张某与居民李大姐握手言和，网格员刘奶奶、老王也来了。",
        "2024年5月20日，全年服务老人12000人次，金额300万元。",
        "书记金牌调解室、12345热线、110报警。",
    ],
)
def test_what_names_nobody_stays(text: str) -> None:
    assert Mask(text)(text) == text


def test_a_name_found_once_is_hidden_wherever_it_stands() -> None:
    text = "调解员孙桂兰来了。后来孙桂兰又来过两次。"
    assert "孙桂兰" not in Mask(text)(text)


def test_an_undertaking_keeps_the_name_that_it_bears_in_public() -> None:
    text = "“孙桂兰调解工作室”开门，调解员孙桂兰来了。"
    assert Mask(text, kept=["孙桂兰调解工作室"])(text) == "“孙桂兰调解工作室”开门，调解员孙某某来了。"


def test_the_contact_of_a_case_is_hidden_even_where_no_rule_sees_it() -> None:
    text = "找阿依古丽，拨8888。"
    assert Mask(text, known=["阿依古丽", "8888", ""])(text) == "找阿某某某，拨****。"
