"""What a language model's server may do, and what the drafts are afterwards."""

from __future__ import annotations

import copy
import json
import socket
from typing import Any

import pytest

from casebook.config import LlmSettings
from casebook.extraction import extract
from casebook.extraction.llm import Improver, improve
from casebook.record import Evidence, Extraction, Grounded, InitiativeDraft, Kind, Method, PartialDate, ReportFacts
from tests.support.fake_llm import (
    FakeLlm,
    Reply,
    drips,
    drips_headers,
    floods,
    hangs,
    hangs_up,
    says,
    sends,
    talks_nonsense,
)

TEXT = (
    "槐荫区：一碗热粥连起邻里\n来源：槐荫街道 2024-03-08\n\n"
    "2021年5月，济南市槐荫区西市场街道成立了“邻里粥铺”志愿服务队。服务队现有28名志愿者，每天为独居老人送早餐、测血压。\n"
    "截至目前，粥铺累计送出热粥1.2万份。\n"
    "街道还办起“和为贵”调解室，三年来化解矛盾三百余件。😀\n"
    "相关阅读\n东湖街道“夕阳红”食堂开张\n"
)
PLACES = {"province": None, "city": None, "district": None, "street": None, "community": None}


def test_what_only_the_model_found_is_added_with_its_quotes_under_its_label() -> None:
    improved, notice = ask_about(rules("邻里粥铺"), says({"initiatives": [PORRIDGE, MEDIATION]}))

    porridge, mediation = improved.initiatives
    assert notice is None
    assert porridge.name.value == "邻里粥铺"
    assert str(porridge.started.value) == "2021-05" if porridge.started else False
    assert porridge.team_size and (porridge.team_size.value.value, porridge.team_size.value.unit) == (28, "名")
    assert porridge.places["district"].value == ("槐荫区", "370104")
    assert porridge.places["street"].value.name == "西市场街道"
    assert porridge.places["province"].value.name == "山东省"
    assert [service.value for service in porridge.services] == ["送早餐", "测血压"]
    assert porridge.outcomes[0].value.quantity and porridge.outcomes[0].value.quantity.value == 12000
    assert mediation.name.value == "和为贵调解室"
    assert str(mediation.outcomes[0].value.quantity) == "300多件"
    assert porridge.team_size.evidence[0].method is Method.LANGUAGE_MODEL
    assert porridge.team_size.confidence < 0.75
    assert porridge.name.evidence[0].method is Method.MODEL


def test_every_quote_stands_where_it_is_said_to_stand() -> None:
    improved, _ = ask_about(rules("邻里粥铺"), says({"initiatives": [PORRIDGE, MEDIATION]}))
    pieces = list(evidence_of(improved))
    assert len(pieces) > 12
    assert all(TEXT[piece.start : piece.end] == piece.quote for piece in pieces)


def test_the_same_answer_gives_the_same_drafts() -> None:
    first, again = (ask_about(rules("邻里粥铺"), says({"initiatives": [PORRIDGE, MEDIATION]})) for _ in range(2))
    assert first == again


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (hangs, "0.3 秒内没有答完"),
        (drips, "0.3 秒内没有答完"),
        (drips_headers, "0.3 秒内没有答完"),
        (floods, "回答过长"),
        (hangs_up, "不合格式"),
        (talks_nonsense, "连接中断"),
        (sends(b"oops", 500), "服务器返回错误 500"),
        (sends(b"", 404), "服务器返回错误 404"),
        (sends(b"", 200), "不合格式"),
        (sends(b"<html>login</html>"), "不合格式"),
        (sends(b'{"choices": []}'), "不合格式"),
        (sends(b"[" * 100_000), "不合格式"),
        (says(""), "不合格式"),
        (says('{"initiatives": ['), "不合格式"),
        (says("[" * 100_000), "不合格式"),
        (says({"projects": []}), "不合格式"),
        (says({"initiatives": [{"name": "邻里粥铺"}]}), "不合格式"),
        (says('{"initiatives": NaN}'), "不合格式"),
    ],
)
def test_a_server_that_misbehaves_leaves_the_drafts_of_the_rules_and_says_so(reply: Reply, reason: str) -> None:
    drafted = rules("邻里粥铺")
    improved, notice = ask_about(drafted, reply, timeout=0.3 if "秒" in reason else 20)
    assert improved == drafted
    assert notice and reason in notice.zh
    assert "rules alone" in notice.en


def test_a_dead_server_leaves_the_drafts_of_the_rules_and_says_so() -> None:
    with FakeLlm(hangs) as server:
        url = server.url
    drafted = rules("邻里粥铺")
    improved, notice = improve(drafted, LlmSettings(url))
    assert improved == drafted
    assert notice and "无法连接" in notice.zh


def test_a_redirect_is_not_followed() -> None:
    with FakeLlm(says({"initiatives": []})) as other:
        with FakeLlm(sends(b"", 307, Location=f"{other.url}/chat/completions")) as server:
            _, notice = improve(rules("邻里粥铺"), LlmSettings(server.url))
        assert not other.asked
    assert notice and "307" in notice.zh


def test_the_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeLlm(hangs) as dead:
        monkeypatch.setenv("http_proxy", dead.url)
    _, notice = ask_about(rules("邻里粥铺"), says({"initiatives": []}))
    assert notice is None


def test_an_answer_that_does_not_fit_is_asked_for_once_more() -> None:
    with FakeLlm(says("好的，以下是结果："), says({"initiatives": [PORRIDGE]})) as server:
        improved, notice = improve(rules("邻里粥铺"), LlmSettings(server.url))
        assert len(server.asked) == 2
    assert notice is None
    assert improved.initiatives[0].team_size
    assert "not valid JSON" in server.asked[1]["messages"][-1]["content"]


def test_a_failed_server_is_left_alone_for_the_rest_of_the_request() -> None:
    with FakeLlm(sends(b"", 500)) as server:
        improver = Improver(LlmSettings(server.url))
        results = [improver(rules(name)) for name in ("邻里粥铺", "和为贵调解室")]
        assert len(server.asked) == 1
    assert [result.initiatives[0].name.value for result, _ in results] == ["邻里粥铺", "和为贵调解室"]
    assert all(notice for _, notice in results)


def test_thoughts_and_a_code_fence_around_the_answer_are_let_pass() -> None:
    fenced = f"<think>先看标题……</think>\n```json\n{json.dumps({'initiatives': [PORRIDGE]})}\n```"
    improved, notice = ask_about(rules("邻里粥铺"), says(fenced))
    assert notice is None
    assert improved.initiatives[0].team_size


def test_quotes_that_are_not_in_the_report_are_dropped_and_counted() -> None:
    told = changed(PORRIDGE, team_size={"quote": "90名志愿者", "sentence": 3, "value": 90})
    improved, notice = ask_about(rules("邻里粥铺"), says({"initiatives": [told, invented("夕阳红食堂")]}))
    assert [draft.name.value for draft in improved.initiatives] == ["邻里粥铺"]
    assert improved.initiatives[0].team_size is None
    assert notice and "2 处" in notice.zh


def test_an_answer_in_which_all_is_invented_changes_nothing() -> None:
    drafted = rules("邻里粥铺")
    improved, notice = ask_about(drafted, says({"initiatives": [invented("阳光工作站"), invented("夕阳红")]}))
    assert improved == drafted
    assert notice and "都找不到" in notice.zh


@pytest.mark.parametrize(
    ("slot", "told"),
    [
        ("team_size", {"quote": "28名志愿者", "sentence": 3, "value": 280}),
        ("team_count", {"quote": "28名志愿者", "sentence": 3, "value": 28}),
        ("started", {"quote": "2021年5月", "sentence": 2, "value": "2020-05"}),
    ],
)
def test_a_value_that_its_quote_does_not_state_is_dropped(slot: str, told: dict[str, Any]) -> None:
    told_wrongly = changed(PORRIDGE, **{slot: told})
    improved, notice = ask_about(rules("邻里粥铺"), says({"initiatives": [told_wrongly]}))
    assert getattr(improved.initiatives[0], slot) is None
    assert notice and "1 处" in notice.zh


def test_a_result_with_a_wrong_number_is_dropped_and_one_without_takes_it_from_the_quote() -> None:
    quote = "累计送出热粥1.2万份"
    outcomes = [{"quote": quote, "sentence": 4, "value": value} for value in (1.2, None)]
    improved, notice = ask_about(rules("邻里粥铺"), says({"initiatives": [changed(PORRIDGE, outcomes=outcomes)]}))
    (outcome,) = improved.initiatives[0].outcomes
    assert outcome.value.text == quote
    assert outcome.value.quantity and outcome.value.quantity.value == 12000
    assert notice and "1 处" in notice.zh


def test_a_quote_with_other_marks_and_blanks_is_found_all_the_same() -> None:
    told = changed(PORRIDGE, name={"quote": "「邻里粥铺」 志愿服务队", "sentence": 99})
    improved, notice = ask_about(rules(), says({"initiatives": [told]}))
    name = improved.initiatives[0].name
    assert notice is None
    assert (name.value, name.evidence[0].quote) == ("邻里粥铺志愿服务队", "“邻里粥铺”志愿服务队")


def test_a_place_that_exists_nowhere_is_dropped_and_an_unlisted_village_kept_without_code() -> None:
    text = "云雾区桃源县青石沟村办起“邻里粥铺”。"
    told = changed(
        EMPTY,
        name={"quote": "邻里粥铺", "sentence": 1},
        places=PLACES
        | {
            "district": {"quote": "云雾区", "sentence": 1},
            "community": {"quote": "青石沟村", "sentence": 1},
        },
    )
    with FakeLlm(says({"initiatives": [told]})) as server:
        improved, _ = improve(Extraction(text, ReportFacts()), LlmSettings(server.url))
    places = improved.initiatives[0].places
    assert "district" not in places
    assert places["community"].value.name == "青石沟村"


def test_a_street_that_only_the_table_knows_is_not_made_up() -> None:
    text = "历下区历山路社区办起“邻里粥铺”。"
    quotes = {"district": "历下区", "community": "历山路社区"}
    places = PLACES | {level: {"quote": quote, "sentence": 1} for level, quote in quotes.items()}
    told = changed(EMPTY, name={"quote": "邻里粥铺", "sentence": 1}, places=places)
    with FakeLlm(says({"initiatives": [told]})) as server:
        improved, _ = improve(Extraction(text, ReportFacts()), LlmSettings(server.url))
    assert list(improved.initiatives[0].places) == ["province", "city", "district", "community"]
    assert improved.initiatives[0].places["community"].value.code


def test_the_question_holds_the_article_numbered_but_not_the_page_around_it() -> None:
    with FakeLlm(says({"initiatives": []})) as server:
        improve(rules("邻里粥铺"), LlmSettings(server.url, model="qwen-test", key="secret-1"))
    (asked,) = server.asked
    article = asked["messages"][1]["content"]
    assert "[1] 槐荫区：一碗热粥连起邻里" in article
    assert "[2] 2021年5月，济南市" in article
    assert "夕阳红" not in article
    assert asked["path"] == "/v1/chat/completions"
    assert (asked["model"], asked["temperature"], asked["response_format"]["type"]) == ("qwen-test", 0, "json_schema")
    assert server.headers_seen[0]["Authorization"] == "Bearer secret-1"
    assert "secret-1" not in repr(LlmSettings(server.url, key="secret-1"))


def test_a_long_report_is_cut_between_sentences_and_the_notice_says_so() -> None:
    text = TEXT.partition("相关阅读")[0] + "邻里粥铺的志愿者每天清晨五点到岗，风雨无阻。\n" * 600
    with FakeLlm(says({"initiatives": [PORRIDGE]})) as server:
        _, notice = improve(Extraction(text, ReportFacts()), LlmSettings(server.url))
    article = server.asked[0]["messages"][1]["content"]
    assert len(article) < 14_000
    assert article.endswith("风雨无阻。")
    assert notice and "只读了前一部分" in notice.zh


def test_a_text_without_a_full_stop_is_cut_as_well() -> None:
    with FakeLlm(says({"initiatives": []})) as server:
        _, notice = improve(Extraction("粥" * 20_000, ReportFacts()), LlmSettings(server.url))
    assert all(len(asked["messages"][1]["content"]) < 9000 for asked in server.asked)
    assert notice is None or "前一部分" in notice.zh


def test_extraction_by_rules_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert extract(TEXT).text


def ask_about(drafted: Extraction, *replies: Reply, timeout: float = 20) -> tuple[Extraction, Any]:
    """What becomes of drafts when the server answers so."""
    with FakeLlm(*replies) as server:
        return improve(drafted, LlmSettings(server.url, timeout=timeout))


def rules(*names: str) -> Extraction:
    """Drafts as the rules might have made them: names alone."""
    published = TEXT.index("2024-03-08")
    span = Evidence(published, published + 10, "2024-03-08", Method.RULE, 0.9)
    facts = ReportFacts(published=Grounded(PartialDate(2024, 3, 8), (span,)))
    return Extraction(TEXT, facts, tuple(_draft(name) for name in names))


def _draft(name: str) -> InitiativeDraft:
    start = TEXT.find(name) if name in TEXT else TEXT.index(name[:3])
    quote = TEXT[start : start + len(name)]
    found = (Evidence(start, start + len(name), quote, Method.MODEL, 0.9),)
    kind = Kind.MEDIATION_PLATFORM if "调解" in name else Kind.VOLUNTEER_TEAM
    return InitiativeDraft(Grounded(name, found), Grounded(kind, found))


def evidence_of(extraction: Extraction) -> list[Evidence]:
    values: list[Grounded[Any] | None] = []
    for draft in extraction.initiatives:
        values += [draft.name, draft.kind, draft.parent, draft.team_count, draft.team_size, draft.started]
        values += [*draft.places.values(), *draft.services, *draft.outcomes]
    return [piece for value in values if value for piece in value.evidence]


def changed(told: dict[str, Any], **values: Any) -> dict[str, Any]:
    return copy.deepcopy(told) | values


def invented(name: str) -> dict[str, Any]:
    return changed(EMPTY, name={"quote": name, "sentence": 1})


EMPTY: dict[str, Any] = {
    "name": {"quote": "", "sentence": 1},
    "kind": "volunteer_team",
    "parent": None,
    "places": PLACES,
    "team_count": None,
    "team_size": None,
    "started": None,
    "services": [],
    "outcomes": [],
}
PORRIDGE = EMPTY | {
    "name": {"quote": "邻里粥铺", "sentence": 2},
    "places": PLACES
    | {
        "city": {"quote": "济南市", "sentence": 2},
        "district": {"quote": "槐荫区", "sentence": 2},
        "street": {"quote": "西市场街道", "sentence": 2},
    },
    "team_size": {"quote": "28名志愿者", "sentence": 3, "value": 28},
    "started": {"quote": "2021年5月", "sentence": 2, "value": "2021-05"},
    "services": [{"quote": "送早餐", "sentence": 3}, {"quote": "测血压", "sentence": 3}],
    "outcomes": [{"quote": "送出热粥1.2万份", "sentence": 4, "value": 12000}],
}
MEDIATION = EMPTY | {
    "name": {"quote": "“和为贵”调解室", "sentence": 5},
    "kind": "mediation_platform",
    "outcomes": [{"quote": "化解矛盾三百余件", "sentence": 5, "value": 300}],
}
