"""Where the names of streets and communities begin, and which nouns end none."""

from __future__ import annotations

import pytest

from casebook.extraction.learning.corpus import load_marks, load_written
from casebook.extraction.local_names import shipped_namer
from casebook.extraction.placenames import find_places, surroundings


def names_in(text: str) -> list[str]:
    """The streets and communities that a text names."""
    return [text[name.start : name.end] for name in shipped_namer().names(surroundings(text)) if name.start is not None]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("周末，志愿者走进桂香园社区，陪老人包粽子。", ["桂香园社区"]),
        ("他们先后到石桥头村、上河湾村和柳林社区摆摊修伞。", ["石桥头村", "上河湾村", "柳林社区"]),
        ("家住青竹苑社区的王阿姨说，楼下就有食堂。", ["青竹苑社区"]),
        ("西湖区北山街道和睦社区的老人爱下棋。", ["北山街道", "和睦社区"]),
        ("镇安镇二〇一社区的井台修好了。", ["镇安镇", "二〇一社区"]),
        ("云溪街道的食堂开了三年，云溪街道还想再开两家。", ["云溪街道"] * 2),
    ],
)
def test_a_name_begins_behind_the_words_that_lead_to_it(text: str, names: list[str]) -> None:
    assert names_in(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "近年来，各地推进老旧社区改造，农村和乡镇一起动手。",
        "不少社区还没有食堂，每个村都想办一个。",
        "全国文明村的牌子挂在墙上，村里和镇上都来人看。",
        "这事由街道和村里一起办，在社区里说得开，各镇都学。",
    ],
)
def test_a_noun_without_a_name_names_nothing(text: str) -> None:
    assert names_in(text) == []


def test_a_wider_place_in_front_is_no_part_of_the_name() -> None:
    places = find_places("济南市历下区甸柳新村街道第三社区")
    assert [place.name for place in places] == ["济南市", "历下区", "甸柳新村街道", "第三社区"]


def test_every_mark_stands_in_its_report() -> None:
    marks = load_marks()
    reports = {report.id: report.story.framed for report in load_written() if report.id in marks}
    assert reports.keys() == marks.keys()
    for report, found in marks.items():
        assert [reports[report][mark.start : mark.end] for mark in found] == [mark.name for mark in found]


def test_a_text_of_nothing_but_nouns_is_answered() -> None:
    assert len(names_in("社区" * 30_000)) <= 1_500
