from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import casebook
from casebook.errors import Invalid
from casebook.extraction import extract, to_corpus_shape
from casebook.record import Evidence, Extraction, InitiativeDraft, Kind

SAMPLES = sorted((Path(casebook.__file__).parent / "samples").glob("*.txt"))
#: Pieces of reports, with characters beyond the basic plane among them.
PIECES = (
    "历下区甸柳新村街道第三社区", "“党员管家班”", "🛵“骑手驿站”", "成立于2022年3月", "𠮷祥社区的“𠮷庆调解室”", "累计化解矛盾纠纷216起", "，", "。", "\n",
    "组建64支志愿服务队", "3300多名志愿者", "章丘区“小网兜”疑难会商平台", "双方握手言和", "😀", "去年5月", "提供理发、代购、义诊等服务", "“如康家园”残疾人之家",
    "唐冶街道", "记者 某某", "相关阅读", "  ", "由18名调解员轮流坐班", "该中心", "👩‍👩‍👧", "近百户", "\u200d", "①", "“", "”", "社区食堂", "9.6万元",
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join))
def test_every_value_quotes_its_text_also_beyond_the_basic_plane(text: str) -> None:
    try:
        extraction = extract(text)
    except Invalid:
        assert not text.strip("\u200d \n") or not text.strip()
        return
    for evidence in evidence_of(extraction):
        assert extraction.text[evidence.start : evidence.end] == evidence.quote


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_value_of_a_sample_has_evidence(path: Path) -> None:
    extraction = extract(path.read_text("utf-8"))
    assert extraction.initiatives
    for evidence in evidence_of(extraction):
        assert extraction.text[evidence.start : evidence.end] == evidence.quote
    for record in to_corpus_shape(extraction)["initiatives"]:
        stated = {field for field, value in record.items() if field != "evidence" and value}
        assert stated == set(record["evidence"])


def test_the_story_of_three_districts_gives_its_initiatives(drafts: dict[str, InitiativeDraft]) -> None:
    assert {"党员管家班", "甸亮初心", "乐居甸柳", "135", "小网兜", "如康家园"} <= set(drafts)
    team = drafts["党员管家班"]
    assert team.kind.value is Kind.VOLUNTEER_TEAM
    assert place(team).startswith("历下区甸柳新村街道")
    assert team.parent is not None
    assert team.parent.value == "甸亮初心"
    platform = drafts["小网兜"]
    assert place(platform) == "章丘区"
    assert any("协商一致" in outcome.value.text for outcome in platform.outcomes)
    home = drafts["如康家园"]
    assert (home.kind.value, place(home)) == (Kind.CARE_HOME, "历城区唐冶街道春江郦城东社区")


@pytest.mark.parametrize(
    "text",
    [
        "关于做好春节期间安全工作的通知\n\n各街道：请各单位加强值班，遇有情况及时报告。特此通知。",
        "今天有雨\n\n市气象台预报，今天夜间到明天白天有中雨，气温12到18度，请市民注意出行安全。",
        "一段没有任何举措的文字。",
    ],
)
def test_a_report_without_an_initiative_stays_empty(text: str) -> None:
    assert extract(text).initiatives == ()


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(Invalid):
        extract(" \n ")


def test_the_same_text_gives_the_same_drafts_in_every_thread() -> None:
    texts = [path.read_text("utf-8") for path in SAMPLES] * 3
    alone = [to_corpus_shape(extract(text)) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        together = [to_corpus_shape(extraction) for extraction in pool.map(extract, texts)]
    assert together == alone


def test_nothing_is_asked_of_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> Any:
        raise AssertionError("extraction opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)
    assert extract(SAMPLES[0].read_text("utf-8")).initiatives


def place(draft: InitiativeDraft) -> str:
    levels = ("district", "street", "community")
    return "".join(draft.places[level].value.name for level in levels if level in draft.places)


def evidence_of(extraction: Extraction) -> Iterator[Evidence]:
    for draft in extraction.initiatives:
        single = (draft.name, draft.kind, draft.parent, draft.team_count, draft.team_size, draft.started)
        for value in (*single, *draft.places.values(), *draft.services, *draft.outcomes):
            if value is not None:
                yield from value.evidence


@pytest.fixture(scope="module")
def drafts() -> dict[str, InitiativeDraft]:
    found = extract(SAMPLES[0].read_text("utf-8")).initiatives
    return {draft.name.value: draft for draft in reversed(found)}
