"""Two versions of a text side by side."""

from __future__ import annotations

from casebook.services.wording import Piece, compare, sentences


def test_sentences_end_at_their_marks_and_at_line_ends() -> None:
    assert sentences("粥铺开门。“真热！”他说\n明天再来？") == ["粥铺开门。", "“真热！”", "他说", "明天再来？"]


def test_only_differing_words_are_marked() -> None:
    comparison = compare("共有12名志愿者。天天熬粥。", "共有20名志愿者。天天熬粥。")
    (row,) = comparison.rows
    assert row.left == (Piece("共有", False), Piece("12", True), Piece("名志愿者。", False))
    assert row.right[1] == Piece("20", True)
    assert comparison.same == 1


def test_a_sentence_that_was_left_out_has_no_counterpart() -> None:
    (row,) = compare("熬粥。送粥。洗碗。", "熬粥。洗碗。").rows
    assert row.right == ()
    assert "".join(piece.text for piece in row.left) == "送粥。"


def test_equal_texts_have_no_rows() -> None:
    assert compare("熬粥。\n送粥。", "熬粥。送粥。").rows == ()


def test_more_rows_than_anybody_reads_are_counted() -> None:
    comparison = compare("".join(f"甲{n}。" for n in range(300)), "".join(f"乙{n}。" for n in range(300)))
    assert (len(comparison.rows), comparison.further) == (200, 100)
