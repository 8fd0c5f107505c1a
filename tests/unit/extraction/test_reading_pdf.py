"""PDF files: paragraphs are put together again; what holds no readable text is refused with advice."""

from __future__ import annotations

import pytest

from casebook.errors import Invalid
from casebook.extraction.reading import read_bytes

#: Left, height above the foot of the page, size of the letters (all in points), words.
Placed = tuple[float, float, float, str]
LEFT, RIGHT_CHARACTERS, SIZE, LEADING = 72.0, 28, 16.0, 28.0


def test_lines_broken_by_the_page_width_become_paragraphs_without_blanks() -> None:
    first = "历下区柳荫街道第二社区去年三月办起“和和气气”调解室，五名退休教师轮流坐班，一年说和三十余件，人人说好。"
    second = "“有话坐下来说。”社区书记介绍，调解室还开了夜间门诊，晚饭后也能推门进来，孩子写作业也有人看着。"
    text = read_bytes(pdf([[(150.0, 780.0, 22.0, "楼下有了调解室"), *typeset(first, second)]]), "a.pdf").text
    assert text.split("\n") == ["楼下有了调解室", first, second]


def test_a_paragraph_goes_on_across_pages_and_running_heads_are_left_out() -> None:
    story = "调解员老孟说，邻里之间没有过不去的坎，" * 4 + "话说开了就好。"
    lines = typeset(story)
    pages = [
        [(72.0, 815.0, 9.0, "泉边晚报 第03版"), *lines[:2], (290.0, 30.0, 9.0, "- 1 -")],
        [(72.0, 815.0, 9.0, "泉边晚报 第04版"), *lifted(lines[2:]), (290.0, 30.0, 9.0, "- 2 -")],
        [
            (72.0, 815.0, 9.0, "泉边晚报 第05版"),
            *typeset("另一段从这里开始，也在这里结束。"),
            (290.0, 30.0, 9.0, "- 3 -"),
        ],
    ]
    assert read_bytes(pdf(pages)).text.split("\n") == [story, "另一段从这里开始，也在这里结束。"]


def test_a_number_at_the_foot_of_a_single_page_is_no_text() -> None:
    assert (
        read_bytes(pdf([[*typeset("只有一页，也有页码。"), (290.0, 30.0, 9.0, "第 1 页 共 1 页")]])).text
        == "只有一页，也有页码。"
    )


def test_headline_source_and_date_are_found_in_the_text_of_a_pdf() -> None:
    head = [(150.0, 780.0, 22.0, "楼下有了调解室"), (180.0, 740.0, 12.0, "2024-05-23  来源：泉边晚报")]
    facts = read_bytes(pdf([[*head, *typeset("老街坊们轮流坐班，一年说和三十余件。")]])).facts
    assert [str(found.value) for found in (facts.title, facts.publisher, facts.published) if found] == [
        "楼下有了调解室",
        "泉边晚报",
        "2024-05-23",
    ]


def test_characters_beyond_the_basic_plane_survive() -> None:
    assert "𬭎" in read_bytes(pdf([typeset("调解员某𬭎每天都来。")])).text


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"%PDF-1.7\nthis was cut off", "不是完好的 PDF"),
        (b"junk in front\n%PDF-1.4\n" + bytes(range(256)), "不是完好的 PDF"),
    ],
)
def test_a_damaged_pdf_is_refused_with_advice(data: bytes, advice: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_bytes(data, "坏.pdf")
    assert advice in refusal.value.message.zh
    assert "坏.pdf" in refusal.value.message.en


def test_a_pdf_with_a_password_is_refused_with_advice() -> None:
    with pytest.raises(Invalid) as refusal:
        read_bytes(pdf([typeset("内部资料")], locked=True), "密.pdf")
    assert "密码" in refusal.value.message.zh


def test_a_scan_without_text_is_refused_with_advice() -> None:
    with pytest.raises(Invalid) as refusal:
        read_bytes(pdf([[], []]), "扫描.pdf")
    assert "扫描件" in refusal.value.message.zh
    assert "OCR" in refusal.value.message.en


def test_a_book_is_refused_with_its_number_of_pages() -> None:
    with pytest.raises(Invalid) as refusal:
        read_bytes(pdf([typeset("一页。")] * 201), "书.pdf")
    assert "201 页" in refusal.value.message.zh


def typeset(*paragraphs: str) -> list[Placed]:
    """Paragraphs in lines of 28 characters, each paragraph indented by two, as official papers are set."""
    lines: list[Placed] = []
    for paragraph in paragraphs:
        rest = "\u3000\u3000" + paragraph
        while rest:
            line, rest = rest[:RIGHT_CHARACTERS], rest[RIGHT_CHARACTERS:]
            left = LEFT + SIZE * (len(line) - len(line.lstrip("\u3000")))
            lines.append((left, 700.0 - LEADING * len(lines), SIZE, line.lstrip("\u3000")))
    return lines


def lifted(lines: list[Placed]) -> list[Placed]:
    """The same lines from the top of a page on."""
    return [(left, 700.0 - LEADING * index, size, words) for index, (left, _, size, words) in enumerate(lines)]


def pdf(pages: list[list[Placed]], locked: bool = False) -> bytes:
    """A minimal PDF in a Chinese standard font; a locked one opens with a password that nobody knows."""
    kids = " ".join(f"{5 + 2 * number} 0 R" for number in range(len(pages)))
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>"
    )
    letters = b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 5 >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font,
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo %b >>" % letters,
    ]
    for number, page in enumerate(pages):
        words = "".join(
            f"BT /F {size} Tf 1 0 0 1 {left} {height} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for left, height, size, text in page
        ).encode()
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R /Resources << /Font << /F 3 0 R >> >> >>"
            % (6 + 2 * number),
            f"<< /Length {len(words)} >>\nstream\n".encode() + words + b"endstream",
        ]
    lock = b" /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >> /ID [<00> <00>]" % (
        b"ab" * 32,
        b"cd" * 32,
    )
    return assembled(objects, lock if locked else b"")


def assembled(objects: list[bytes], extra: bytes) -> bytes:
    data, offsets = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R%b >>\nstartxref\n%d\n%%%%EOF" % (size, extra, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer
