"""A PDF has the pages of an official paper: whole, legible with its own fonts, and within its edges."""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.exports import pdf_writer
from casebook.models import AuditEvent, User
from casebook.record import CaseStatus, Outcome, PartialDate, Qualifier, Quantity, Role
from casebook.services import exporting
from tests.factories import attach, make_case, make_report, make_user

Login = Callable[..., FlaskClient]
#: A4 in points, and the edges of a page across and of one upright: left, bottom, right, top. The number of the page
#: stands below.
A4 = (595, 842)
ACROSS, UPRIGHT = (70.8, 73.7, 771.1, 515.9), (79.3, 99.2, 521.6, 737)
COLUMNS = "columns=place&columns=team_size&columns=started"
SIGNS = (
    r"""#let x = 1 *粗* _斜_ $a^2$ @引用 <标签> \ \u{1} `码` "双"'单' // 注 /* 释 */ = - + ~ --- ... [甲](乙) {丙} %&"""
)


def test_few_columns_make_a_table_on_pages_across_with_its_head_on_each(
    login: Login, db_session: Session, admin: User
) -> None:
    for number in range(40):
        make_case(
            db_session,
            admin,
            name=f"第{number:02}号帮帮团",
            team_size=Quantity(3300, unit="人", qualifier=Qualifier.OVER),
            started=PartialDate(2023, 5, 17),
        )
    answer = login(Role.ADMIN, None).get(f"/cases/export.pdf?{COLUMNS}&district=370102&sort=name")
    document = _open(answer.data)
    pages = _texts(document)

    assert answer.content_type == "application/pdf"
    assert [round(size) for size in document[0].get_size()] == [*reversed(A4)]
    assert _lines(pages[0])[:2] == ["案例清单", "筛选条件：区县：历下区"]
    assert "共40件，导出时间20" in _dense(pages[0])
    assert "1第00号帮帮团山东省济南市历下区甸柳新村街道3300多人2023年5月17日" in _dense(pages[0])
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert "序号名称所在地人数开始时间" in _dense(page)
        assert _lines(page)[-1] == f"— {number} —"
    assert re.findall(r"第(\d\d)号", "".join(pages)) == [f"{number:02}" for number in range(40)]
    _stays_within(document, ACROSS)


def test_all_columns_make_a_section_of_each_case_that_bookmarks_lead_to(
    login: Login, db_session: Session, admin: User
) -> None:
    for name in ("乙家园", "甲家园"):
        case = make_case(
            db_session,
            admin,
            name=name,
            summary="居民有事来坐坐。" * 60,
            services=("日间照料", "康复训练"),
            contact_person="钱望舒",
            status=CaseStatus.VERIFIED,
        )
        attach(db_session, case, make_report(db_session, admin))
    document = _open(login(Role.WORKER, "370102").get("/cases/export.pdf?sort=name").data)
    told = "\n".join(_texts(document))
    told_reporter = "".join(_texts(_open(login(Role.REPORTER, "370102").get("/cases/export.pdf").data)))

    assert [round(size) for size in document[0].get_size()] == [*A4]
    assert [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()] == [
        ("1. 乙家园", 0),
        ("2. 甲家园", 1),
    ]
    lines = _lines(told)
    assert lines[lines.index("服务内容：日间照料") + 1] == "康复训练"
    assert "联系人：钱望舒" in lines
    assert "成效" not in told
    assert "钱望舒" not in told_reporter
    _stays_within(document, UPRIGHT)


def test_english_readers_get_an_english_paper(login: Login, db_session: Session, admin: User) -> None:
    make_case(db_session, admin)
    db_session.commit()
    browser = login(Role.ADMIN, None)
    browser.post("/language", data={"language": "en"})
    document = _open(browser.get(f"/cases/export.pdf?{COLUMNS}").data)

    assert _language(document) == "en"
    assert document.get_metadata_value("Title") == "List of cases"
    assert "No. Name Place Team size Started" in " ".join(_lines(_texts(document)[0]))


def test_it_holds_its_fonts_and_says_what_it_is_to_programs_that_read_aloud(
    login: Login, db_session: Session, admin: User
) -> None:
    make_case(db_session, admin, name="Ω与Ж的会客厅")
    document = _open(login(Role.ADMIN, None).get("/cases/export.pdf").data)

    fonts = _fonts(document)
    assert {name.partition("+")[2] for name in fonts} == {"NotoSansSC-Regular", "NotoSerifSC-Regular"}
    assert all(fonts.values())
    assert _language(document) == "zh-CN"
    assert document.get_metadata_value("Title") == "案例清单"
    assert document.get_metadata_value("Author") == ""
    assert pdfium.FPDFCatalog_IsTagged(document)


@pytest.mark.parametrize("columns", [COLUMNS, ""], ids=["table", "sections"])
def test_signs_of_the_layout_are_printed_as_they_are(
    login: Login, db_session: Session, admin: User, columns: str
) -> None:
    make_case(db_session, admin, name=SIGNS)
    document = _open(login(Role.ADMIN, None).get(f"/cases/export.pdf?{columns}").data)

    assert _dense(SIGNS) in _dense("".join(_texts(document)))


@pytest.mark.parametrize("columns", [f"{COLUMNS}&columns=services&columns=kind", ""], ids=["table", "sections"])
@pytest.mark.parametrize(
    "text",
    [
        "W" * 150,
        "https://example.org/" + "a1-b2/" * 25,
        "responsibilities-of-neighbourhoods" * 4,
        "！" * 120,
        "—" * 120,
        "…" * 120,
        "甲\xa0" * 80,
        "甲\u2060" * 80,
        "“甲”“乙”（丙）" * 15,
        "a" + "\u0301" * 60,
        "👨\u200d👩\u200d👧" * 30,
        "𱁬𠮷𬭎" * 40,
        "\U000f0000" * 60,
        "مرحبا" * 25,
    ],
)
def test_nothing_runs_over_the_edge(login: Login, db_session: Session, admin: User, text: str, columns: str) -> None:
    make_case(db_session, admin, name=text, services=(text[:200], text[:200]), outcomes=(Outcome(text),))
    document = _open(login(Role.ADMIN, None).get(f"/cases/export.pdf?{columns}").data)

    _stays_within(document, ACROSS if columns else UPRIGHT)


@pytest.mark.parametrize("word", ["Ww" * 90, "！" * 150, "—" * 150, "Az/" * 60])
def test_a_long_word_ends_its_lines_within_its_cell_and_stays_whole(
    login: Login, db_session: Session, admin: User, word: str
) -> None:
    make_case(db_session, admin, name=word)
    document = _open(login(Role.ADMIN, None).get(f"/cases/export.pdf?{COLUMNS}").data)
    text = document[0].get_textpage()
    boxes = [(text.get_text_range(at, 1), text.get_charbox(at)) for at in range(text.count_chars())]

    (place,) = [box for sign, box in boxes if sign == "甸"]
    (next_cell,) = [box[0] for sign, box in boxes if sign == "山" and abs(box[1] - place[1]) < 40]
    lines = [box for sign, box in boxes if sign in word and abs(box[1] - place[1]) < 200 and box[0] < next_cell]
    assert len(lines) == len(word)
    assert max(box[2] for box in lines) < next_cell
    assert word in _dense(_texts(document)[0])


def test_what_no_font_has_is_a_box_and_what_nobody_sees_is_left_out(
    login: Login, db_session: Session, admin: User
) -> None:
    make_case(db_session, admin, name="喆\x0b家\u200b园\t二\ufeff🏠\ufe0f甸")
    document = _open(login(Role.ADMIN, None).get(f"/cases/export.pdf?{COLUMNS}").data)

    text = document[0].get_textpage()
    (line,) = [line for line in _lines(_texts(document)[0]) if "喆" in line]
    before, behind = (text.get_charbox(text.search(sign).get_next()[0]) for sign in ("二", "甸"))
    picture = document[0].render(scale=4, crop=(before[2], 0, 842 - behind[0], 0)).to_numpy()

    assert line.startswith("1 喆家园 二甸 ")
    assert behind[0] - before[2] > 8
    height = round((595 - before[3]) * 4)
    assert picture[height : height + 40, 2:-2].min() < 100  # something dark stands there


def test_a_row_is_cut_by_the_end_of_a_page_only_where_it_is_higher_than_one(
    login: Login, db_session: Session, admin: User
) -> None:
    for number in range(8):
        make_case(db_session, admin, name=f"队{number}", services=tuple(f"{number}之{item:02}" for item in range(13)))
    make_case(db_session, admin, name="队9", services=tuple(f"9之{item:02}" for item in range(50)))
    document = _open(login(Role.ADMIN, None).get("/cases/export.pdf?columns=services&sort=name").data)
    pages = _texts(document)

    where = {item: at for at, page in enumerate(pages) for item in re.findall(r"\d之\d\d", page)}
    assert len(where) == 8 * 13 + 50
    for number in range(8):
        assert len({at for item, at in where.items() if item.startswith(f"{number}之")}) == 1
    assert len({at for item, at in where.items() if item.startswith("9之")}) == 3  # 50 lines, 22 on a page
    _stays_within(document, ACROSS)


def test_the_same_cases_at_the_same_moment_make_the_same_bytes(
    login: Login, db_session: Session, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_case(db_session, admin, services=("日间照料", "康复训练"))
    monkeypatch.setattr(exporting, "now", lambda: datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC))
    browser = login(Role.ADMIN, None)

    for columns in (COLUMNS, ""):
        first, second = (browser.get(f"/cases/export.pdf?{columns}").data for _ in range(2))
        assert first == second
        assert _open(first).get_metadata_value("CreationDate") == "D:20260504030201Z"


def test_too_many_cases_and_too_much_text_are_refused_with_advice(
    login: Login, db_session: Session, admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_case(db_session, admin)
    make_case(db_session, admin, summary="长话长说。" * 100)
    browser = login(Role.ADMIN, None)

    monkeypatch.setattr(pdf_writer, "MOST_TEXT", 300)
    answer = browser.get("/cases/export.pdf")
    assert answer.status_code == 422
    assert "文字太多" in answer.text
    monkeypatch.setitem(exporting.MOST_CASES, "pdf", 1)
    answer = browser.get("/cases/export.pdf")
    assert answer.status_code == 422
    assert "PDF 文件最多 1 件案例，现在有 2 件" in answer.text


def test_the_listing_offers_it_with_the_columns_of_the_screen_and_it_is_on_record(
    login: Login, db_session: Session, admin: User
) -> None:
    make_case(db_session, admin, name="如康家园")
    browser = login(Role.ADMIN, None)
    page = browser.get("/cases?district=370102&columns=place").text
    (link,) = re.findall(r'href="(/cases/export\.pdf[^"]*)"><span class="visually-hidden">导出 </span>PDF<', page)
    answer = browser.get(link.replace("&amp;", "&"))

    assert "序号名称所在地1如康家园" in _dense(_texts(_open(answer.data))[0])
    assert ".pdf" in answer.headers["Content-Disposition"]
    (event,) = db_session.scalars(select(AuditEvent).where(AuditEvent.action == "export"))
    assert (event.detail["format"], event.detail["count"]) == ("pdf", 1)


def _open(data: bytes) -> pypdfium2.PdfDocument:
    assert data.startswith(b"%PDF-"), data[:300].decode()
    return pypdfium2.PdfDocument(io.BytesIO(data))


def _texts(document: pypdfium2.PdfDocument) -> list[str]:
    return [page.get_textpage().get_text_range() for page in document]


def _lines(text: str) -> list[str]:
    return text.splitlines()


def _dense(text: str) -> str:
    """Without blanks and ends of lines, which depend on the widths of the columns."""
    return re.sub(r"\s", "", text)


def _stays_within(document: pypdfium2.PdfDocument, edges: tuple[float, float, float, float]) -> None:
    """Every sign is drawn inside the edges of its page, but for the number of the page, which stands below."""
    left, bottom, right, top = (edge + slack for edge, slack in zip(edges, (-1, -1, 1, 1), strict=True))
    for page in document:
        text = page.get_textpage()
        end = text.count_chars() - len("— 1 —") - 2
        for at in range(end):
            if text.get_text_range(at, 1).isspace():
                continue
            box = text.get_charbox(at)
            assert left <= box[0] and box[2] <= right, (text.get_text_range(at, 1), box)
            assert bottom <= box[1] and box[3] <= top, (text.get_text_range(at, 1), box)


def _fonts(document: pypdfium2.PdfDocument) -> dict[str, bool]:
    """The name of each font, and whether the document holds it."""
    found = {}
    for page in document:
        for shown in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
            font = pdfium.FPDFTextObj_GetFont(shown)
            name = ctypes.create_string_buffer(pdfium.FPDFFont_GetBaseFontName(font, None, 0))
            pdfium.FPDFFont_GetBaseFontName(font, name, len(name))
            found[name.value.decode()] = pdfium.FPDFFont_GetIsEmbedded(font) == 1
    return found


def _language(document: pypdfium2.PdfDocument) -> str:
    told = ctypes.create_string_buffer(pdfium.FPDFCatalog_GetLanguage(document, None, 0))
    pdfium.FPDFCatalog_GetLanguage(document, ctypes.cast(told, ctypes.POINTER(pdfium.FPDF_WCHAR)), len(told))
    return told.raw.decode("utf-16-le").rstrip("\0")


@pytest.fixture
def admin(db_session: Session) -> User:
    return make_user(db_session, Role.ADMIN, None)
