from __future__ import annotations

from casebook.extraction.story import Story

PAGE = """首页 > 新闻 > 正文

柳河:小院里有了“说事亭”

2024-05-06 09:10 来源:柳河日报

“说事亭”今年三月开张。老李说:“有事就来坐坐。”
第二段,说的是别的事。

相关阅读
· 邻县“和事桌”一年说和百件
"""


def test_the_clean_text_keeps_all_offsets_and_blanks_the_frame() -> None:
    story = Story.of(PAGE)
    assert len(story.clean) == len(PAGE)
    assert "说事亭" in story.clean
    assert "和事桌" not in story.clean
    assert "首页" not in story.clean


def test_the_framed_text_says_where_the_page_is_from_but_drops_related_links() -> None:
    story = Story.of(PAGE)
    assert "柳河日报" in story.framed
    assert "和事桌" not in story.framed


def test_a_sentence_ends_at_its_full_stop_and_at_the_line_end() -> None:
    story = Story.of(PAGE)
    sentences = [PAGE[start:end].strip() for start, end in story.sentences]
    assert "“说事亭”今年三月开张。" in sentences
    assert "第二段,说的是别的事。" in sentences


def test_a_clause_reaches_from_comma_to_comma() -> None:
    story = Story.of(PAGE)
    start, end = story.clause_at(PAGE.index("别的事"))
    assert PAGE[start:end] == "说的是别的事"


def test_places_outside_of_any_sentence_fall_to_the_one_before() -> None:
    assert Story.of("一句话。").sentence_at(99).start == 0
    assert Story.of("").sentence_at(0) == (0, 0)
