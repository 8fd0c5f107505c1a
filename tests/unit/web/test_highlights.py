"""Marks in the text of a report."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from casebook.models import Evidence
from casebook.web.reports.highlights import highlight

pytestmark = pytest.mark.usefixtures("in_chinese")
TEXT = "🎉历下区<甸柳>\n\n组建64支志愿服务队，𠮷祥社区也在其中。"


def test_the_text_stays_as_it_is_to_the_last_character() -> None:
    page = highlight(TEXT, [row(1, "64支志愿服务队"), row(2, "𠮷祥社区"), row(3, "甸柳>\n\n组建")], asides=[(0, 4)])
    assert html.unescape(re.sub(r"<[^>]*>", "", page)) == TEXT


def test_a_mark_holds_its_quote() -> None:
    assert re.search(r'<mark [^>]*data-e="2"[^>]*>𠮷祥社区</mark>', highlight(TEXT, [row(2, "𠮷祥社区")]))


def test_a_mark_inside_another_one_is_nested() -> None:
    page = highlight(TEXT, [row(1, "组建64支志愿服务队"), row(2, "64支", "team_count")])
    assert re.search(r'<mark [^>]*id="e1"[^>]*>组建<mark [^>]*id="e2"[^>]*>64支</mark>志愿服务队</mark>', page)


def test_marks_that_overlap_are_cut_and_continued() -> None:
    page = highlight(TEXT, [row(1, "组建64支"), row(2, "64支志愿服务队")])
    pieces = dict.fromkeys(("1", "2"), "")
    for ids, text in pieces_of(page):
        for one in ids:
            pieces[one] += text
    assert pieces == {"1": "组建64支", "2": "64支志愿服务队"}
    assert page.count('id="e1"') == page.count('id="e2"') == 1


@given(st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)), max_size=8))
def test_however_stretches_overlap_each_holds_its_quote_and_the_text_stays(stretches: list[tuple[int, int]]) -> None:
    spans = {number: (start, min(start + length, len(TEXT))) for number, (start, length) in enumerate(stretches, 1)}
    rows = [
        Evidence(id=n, draft_id=7, field="services", start=a, end=b, quote=TEXT[a:b]) for n, (a, b) in spans.items()
    ]
    with Flask(__name__).test_request_context():
        page = highlight(TEXT, rows, asides=[(0, 6)])
    assert html.unescape(re.sub(r"<[^>]*>", "", page)) == TEXT
    held = dict.fromkeys(spans, "")
    for ids, text in pieces_of(page):
        for one in ids:
            held[int(one)] += html.unescape(text)
    assert held == {number: TEXT[a:b] for number, (a, b) in spans.items()}


def test_one_stretch_for_several_values_is_one_mark_with_an_address_for_each() -> None:
    page = highlight(TEXT, [row(1, "历下区", "district"), row(2, "历下区", "name")])
    assert page.count("<mark") == 1
    assert 'data-e="1 2"' in page
    assert 'id="e1"' in page
    assert 'id="e2"' in page
    assert 'data-sign="地·名"' in page


def test_nothing_of_a_report_becomes_markup() -> None:
    page = highlight('<script>alert("x")</script>', [], {})
    assert "<script" not in page


def row(number: int, quote: str, field: str = "services") -> Evidence:
    start = TEXT.index(quote)
    return Evidence(id=number, draft_id=7, field=field, start=start, end=start + len(quote), quote=quote)


def pieces_of(page: str) -> Iterator[tuple[list[str], str]]:
    """Each stretch of text with the ids of the marks around it."""
    around: list[list[str]] = []
    for tag, text in re.findall(r"(<[^>]*>)|([^<]+)", page):
        if tag.startswith("<mark"):
            around.append(re.findall(r'data-e="([^"]*)"', tag)[0].split())
        elif tag == "</mark>":
            around.pop()
        elif text:
            yield [one for ids in around for one in ids], text


@pytest.fixture
def in_chinese() -> Iterator[None]:
    with Flask(__name__).test_request_context():
        yield
