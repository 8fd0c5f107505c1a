"""Files and pasted text become the text that is stored, or a message that says what to do."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.errors import Invalid
from casebook.extraction.reading import LARGEST_FILE, LONGEST_TEXT, read_bytes, read_text

REPORT = (
    "柳荫街道：楼下有了“和和气气”调解室\n"
    "\n"
    "2024-05-23 10:22  来源：泉边晚报  记者 某某\n"
    "\n"
    "　　历下区柳荫街道第二社区去年三月办起“和和气气”调解室，五名退休教师轮流坐班，一年说和邻里纠纷三十余件。\n"
    "　　“有话坐下来说。”社区书记介绍，调解室还开了夜间门诊，晚饭后也能推门进来。\n"
)


def test_pasted_text_keeps_its_words_and_loses_only_what_no_one_sees() -> None:
    document = read_text("\ufeff标题在此\r\n正文：１２３，ＡＢＣ。\r第二\u200b段\x00。😀\n\n")
    assert document.text == "标题在此\n正文：１２３，ＡＢＣ。\n第二段。😀"


def test_text_of_nothing_but_blanks_is_refused_with_advice() -> None:
    with pytest.raises(Invalid) as refusal:
        read_text(" \u3000\r\n\u200b\n")
    assert "粘贴报道全文" in refusal.value.message.zh


def test_five_megabytes_of_text_are_refused_with_both_figures() -> None:
    with pytest.raises(Invalid) as refusal:
        read_text("邻里和睦。" * 1_000_000)
    assert "5,000,000" in refusal.value.message.zh
    assert f"{LONGEST_TEXT:,}" in refusal.value.message.en


def test_the_longest_text_is_still_taken() -> None:
    assert len(read_text("邻" * LONGEST_TEXT).text) == LONGEST_TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_file_is_read_in_whatever_encoding_it_is(encoding: str) -> None:
    assert read_bytes(REPORT.encode(encoding), "报道.txt").text == REPORT.rstrip()


def test_a_traditional_text_is_read_as_big5() -> None:
    text = "松山區的里長與志願者們每天為獨居長者送餐，這個服務已經三年了。鄰里調解室也幫大家說和。"
    assert read_bytes(text.encode("big5"), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_file_cut_in_the_middle_of_a_character_loses_that_character_only(encoding: str) -> None:
    cut = REPORT.rstrip().encode(encoding)[:-1]
    assert read_bytes(cut, "a.txt").text.rstrip("\ufffd") == REPORT.rstrip()[:-1]


def test_plain_ascii_without_byte_order_mark_in_two_bytes_per_letter_is_read() -> None:
    assert read_bytes("Dispute settled, 30 cases\n".encode("utf-16-le"), "a.txt").text == "Dispute settled, 30 cases"


@pytest.mark.parametrize(
    ("data", "name", "advice"),
    [
        (b"", "空.txt", "空文件"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "照片.docx", "图片"),
        (b"\xff\xd8\xff\xe0" + bytes(range(256)), "报道.pdf", "图片"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "旧.doc", "另存为"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密.docx", "密码"),
        (b"{\\rtf1\\ansi hello}", "a.rtf", "另存为"),
        (b"PK\x03\x04 and then nothing of a zip", "坏.docx", "已损坏"),
        (bytes(range(256)) * 40, "何物.bin", "认不出"),
    ],
)
def test_what_cannot_be_read_is_named_with_advice(data: bytes, name: str, advice: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_bytes(data, name)
    assert advice in refusal.value.message.zh
    assert name in refusal.value.message.zh
    assert name in refusal.value.message.en


def test_a_file_over_the_limit_is_refused_before_it_is_looked_at() -> None:
    with pytest.raises(Invalid) as refusal:
        read_bytes(b"a" * (LARGEST_FILE + 1), "大.txt")
    assert "30 MB" in refusal.value.message.zh


def test_the_content_counts_and_not_the_ending() -> None:
    assert (
        read_bytes(b"<html><body><p>" + "邻里之间，有话好说。".encode() + b"</p></body></html>", "a.txt").media_type
        == "text/html"
    )
    assert read_bytes(REPORT.encode(), "a.html").media_type == "text/plain"


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_no_bytes_bring_the_reader_down(data: bytes) -> None:
    try:
        document = read_bytes(data, "随便.dat")
    except Invalid:
        return
    assert document.text.encode("utf-8")


@settings(deadline=None)
@given(st.text(max_size=3000))
def test_stored_text_holds_no_control_characters_and_reads_back_unchanged(text: str) -> None:
    try:
        document = read_text(text)
    except Invalid:
        return
    assert "\r" not in document.text
    assert "\x00" not in document.text
    assert read_text(document.text).text == document.text


def test_importing_the_readers_loads_none_of_the_heavy_libraries() -> None:
    heavy = ("trafilatura", "docx", "pypdfium2", "lxml", "flask", "sqlalchemy")
    code = f"import casebook.extraction.reading, sys; print([name for name in {heavy!r} if name in sys.modules])"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
