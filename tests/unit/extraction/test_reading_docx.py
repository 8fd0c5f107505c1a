"""Word files: everything that is written, in reading order; damaged, disguised and inflated ones are refused."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from casebook.errors import Invalid
from casebook.extraction.reading import read_bytes

TITLE = "柳荫街道：楼下有了“和和气气”调解室"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_paragraphs_and_tables_are_read_in_order_with_tabs_between_cells() -> None:
    word = docx.Document()
    word.add_heading(TITLE, 0)
    word.add_paragraph("2024-05-23  来源：泉边晚报")
    table = word.add_table(rows=2, cols=2)
    for cell, words in zip(
        (cell for row in table.rows for cell in row.cells), ("队名", "人数", "老街坊", "14人"), strict=True
    ):
        cell.text = words
    word.add_paragraph("以上为第二社区的队伍。")
    document = read_bytes(saved(word), "报道.docx")
    assert document.text.split("\n") == [
        TITLE,
        "2024-05-23  来源：泉边晚报",
        "队名\t人数",
        "老街坊\t14人",
        "以上为第二社区的队伍。",
    ]
    assert document.media_type == DOCX
    assert document.facts.publisher is not None
    assert document.facts.publisher.value == "泉边晚报"


def test_inserted_text_counts_and_deleted_text_does_not() -> None:
    word = docx.Document()
    paragraph = word.add_paragraph("调解室有")
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')} w:id='1'><w:r><w:t>五名</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')} w:id='2'><w:r><w:delText>三名</w:delText></w:r></w:del>"))
    paragraph.add_run("退休教师。")
    assert read_bytes(saved(word)).text == "调解室有五名退休教师。"


def test_form_fields_text_boxes_and_line_breaks_are_read() -> None:
    word = docx.Document()
    word.element.body.insert(
        0,
        parse_xml(
            f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>填报单位</w:t><w:tab/><w:t>柳荫街道</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        ),
    )
    paragraph = word.add_paragraph()
    paragraph.add_run("第一行")
    paragraph.runs[0].add_break()
    paragraph.add_run("第二行")
    paragraph._p.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>框里的话</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r>"
        )
    )
    assert read_bytes(saved(word)).text.split("\n") == ["填报单位\t柳荫街道", "第一行", "第二行", "框里的话"]


def test_a_table_in_a_table_cell_keeps_its_words_in_one_row() -> None:
    word = docx.Document()
    cell = word.add_table(rows=1, cols=2).rows[0].cells[0]
    cell.text = "外"
    cell.add_table(rows=1, cols=1).rows[0].cells[0].text = "内"
    assert read_bytes(saved(word)).text == "外 内"


def test_a_word_file_with_another_ending_is_read_as_what_it_is() -> None:
    word = docx.Document()
    word.add_paragraph("邻里和睦。")
    assert read_bytes(saved(word), "报道.txt").text == "邻里和睦。"


def test_a_word_file_of_pictures_only_is_refused_as_empty() -> None:
    with pytest.raises(Invalid) as refusal:
        read_bytes(saved(docx.Document()), "图.docx")
    assert "没有读到文字" in refusal.value.message.zh


def test_a_damaged_word_file_is_refused_with_advice() -> None:
    word = docx.Document()
    word.add_paragraph("邻里和睦。" * 50)
    data = bytearray(saved(word))
    for at in range(200, len(data) - 4000, 7):
        data[at] ^= 0x55
    with pytest.raises(Invalid) as refusal:
        read_bytes(bytes(data), "坏.docx")
    assert "坏.docx" in refusal.value.message.zh


@pytest.mark.parametrize("content", [b"<not xml", b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", b""])
def test_a_package_whose_document_is_no_word_xml_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        read_bytes(package({"word/document.xml": content}), "怪.docx")
    assert "另存为" in refusal.value.message.zh


def test_an_archive_that_unpacks_to_far_more_than_its_size_is_not_opened() -> None:
    with pytest.raises(Invalid) as refusal:
        read_bytes(package({"word/document.xml": b"<x>" + b" " * 20_000_000}), "弹.docx")
    assert "异常庞大" in refusal.value.message.zh


@pytest.mark.parametrize(("member", "advice"), [("xl/workbook.xml", "导入"), ("ppt/presentation.xml", "不是报道")])
def test_other_office_files_are_named(member: str, advice: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_bytes(package({member: b"<x/>"}), "表.docx")
    assert advice in refusal.value.message.zh


def test_an_ordinary_archive_is_to_be_unpacked_first() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("报道.txt", "邻里和睦。")
    with pytest.raises(Invalid) as refusal:
        read_bytes(target.getvalue(), "合集.docx")
    assert "解压" in refusal.value.message.zh


def package(members: dict[str, bytes]) -> bytes:
    """An Office package with the given members and a relation to the first of them."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="xml" ContentType="{DOCX}.main+xml"/></Types>'
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        f'Target="{next(iter(members))}"/></Relationships>'
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", relations)
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def saved(word: object) -> bytes:
    target = io.BytesIO()
    word.save(target)  # type: ignore[attr-defined]
    return target.getvalue()
