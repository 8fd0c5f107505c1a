"""Which texts count as the same story."""

from __future__ import annotations

from casebook.services import fingerprint
from casebook.services.fingerprint import SAME_STORY, shared, sketch, squash, text_hash

STORY = (
    "槐荫街道的“邻里粥铺”今年迎来第三个春天。每天清晨五点半，十二名志愿者开始熬粥，七点前送到三十余位独居老人家中。"
    "粥铺由社区闲置的自行车棚改造而成，灶具来自居民捐赠，米面由辖区两家企业按月提供。去年腊月，志愿者还为老人包了两千多个饺子。"
    "“送粥也是看门。”队长韩秋生说，志愿者每次上门都会看一眼煤气和药盒，半年里已经三次及时联系家属和医院。"
)
OTHER = (
    "文汇街道在城中村设立“夜话亭”，每周三晚请居民坐下来谈停车、谈噪声。亭长由退休教师轮流担任，记下的问题第二天转给网格员。"
    "运行一年，登记的事项有四百余件，办结率超过九成。街道把常见的十类问题整理成册，发到每个楼栋。居民说，话有人听，气就顺了。"
)


def test_blanks_and_width_do_not_make_another_text() -> None:
    assert squash("共 １２ 人\n\tＡＢ") == "共12人ab"
    assert text_hash("共 12 人") == text_hash("共１２人\n")


def test_a_reprint_with_sentences_left_out_tells_the_same_story() -> None:
    reprint = "本报讯 " + STORY[:60] + STORY[110:].replace("队长", "负责人")
    assert shared(sketch(STORY), sketch(reprint)) >= SAME_STORY


def test_a_part_framed_by_other_news_still_counts() -> None:
    framed = OTHER + STORY[:100] + OTHER[::-1]
    assert shared(sketch(STORY), sketch(framed)) >= SAME_STORY


def test_another_report_on_the_same_subject_is_another_story() -> None:
    assert shared(sketch(STORY), sketch(OTHER)) < 0.1


def test_texts_too_short_to_tell_are_never_alike() -> None:
    assert sketch("短") == []
    assert shared(sketch("志愿者上门"), sketch("志愿者上门")) == 0.0


def test_a_sketch_of_a_long_text_stays_small() -> None:
    numbered = "".join(f"第{number}家粥铺开张" for number in range(2000))
    assert len(sketch(numbered)) == fingerprint.SKETCH_SIZE
