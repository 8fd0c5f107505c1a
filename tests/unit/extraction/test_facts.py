from __future__ import annotations

import pytest

from casebook.extraction.facts import attach
from casebook.extraction.story import Facts, Initiative, Mention, Story
from casebook.record import Evidence, Grounded, Kind, Method, PartialDate, PlaceName, Qualifier, Quantity

REPORT = """柳河街道:邻里事有人管
2024-06-18 来源:柳河融媒

  2021年3月,柳河街道成立“河畔红马甲”志愿服务队,下设12支小分队,登记志愿者860余名,常年开展治安巡逻、助老代购、上门理发等服务。今年以来,服务队累计上门服务老人1.3万人次,排查隐患214处。

  杏林社区的“杏花茶座”调解室2022年挂牌,由5名退休教师轮流坐班。两年来,调解室化解邻里纠纷三十余件,成功率达96%以上。上个月,楼上楼下为漏水吵了半年,最后双方握手言和,签了协议。

  下一步,街道计划再建8处调解室。
"""


def test_figures_go_to_the_initiative_that_the_sentence_speaks_of(facts: dict[str, Facts]) -> None:
    team, room = facts["河畔红马甲"], facts["杏花茶座"]
    assert figure(team.team_count) == (12, "支", Qualifier.EXACT)
    assert figure(team.team_size) == (860, "名", Qualifier.OVER)
    assert room.team_count is None
    assert figure(room.team_size) == (5, "名", Qualifier.EXACT)


def test_results_follow_a_noun_that_takes_the_initiative_up(facts: dict[str, Facts]) -> None:
    figures = {
        name: {(o.value.quantity.value, o.value.quantity.unit) for o in found.outcomes if o.value.quantity}
        for name, found in facts.items()
    }
    assert figures == {
        "河畔红马甲": {(13000, "人次"), (214, "处")},
        "杏花茶座": {(30, "件"), (96, "%")},
    }


def test_a_settled_dispute_is_a_result_in_words(facts: dict[str, Facts]) -> None:
    words = [o.value.text for o in facts["杏花茶座"].outcomes if o.value.quantity is None]
    assert any("握手言和" in text for text in words)


def test_the_beginning_is_the_founding_and_not_the_day_of_the_report(facts: dict[str, Facts]) -> None:
    started = {name: found.started and str(found.started.value) for name, found in facts.items()}
    assert started == {"河畔红马甲": "2021-03", "杏花茶座": "2022"}


def test_services_are_the_phrases_of_the_list(facts: dict[str, Facts]) -> None:
    assert {service.value for service in facts["河畔红马甲"].services} >= {"治安巡逻", "助老代购", "上门理发"}


def test_plans_are_not_results(facts: dict[str, Facts]) -> None:
    stated = [o.value.quantity.value for f in facts.values() for o in f.outcomes if o.value.quantity]
    assert 8 not in stated


def test_every_value_quotes_the_stretch_that_states_it(facts: dict[str, Facts]) -> None:
    for evidence in (e for found in facts.values() for value in values(found) for e in value.evidence):
        assert REPORT[evidence.start : evidence.end] == evidence.quote
        assert 0 < evidence.confidence <= 1


def test_a_quote_holds_number_measure_word_and_noun(facts: dict[str, Facts]) -> None:
    team = facts["河畔红马甲"]
    quotes = [value.evidence[0].quote for value in (team.team_count, team.team_size) if value]
    assert quotes == ["12支小分队", "登记志愿者860余名"]
    assert "化解邻里纠纷三十余件" in {o.value.text for o in facts["杏花茶座"].outcomes}


def test_a_report_without_initiatives_has_no_facts() -> None:
    assert attach(Story.of(REPORT), []) == []


@pytest.fixture(scope="module")
def facts() -> dict[str, Facts]:
    initiatives = [
        initiative("河畔红马甲", Kind.VOLUNTEER_TEAM, street="柳河街道"),
        initiative("杏花茶座", Kind.MEDIATION_PLATFORM, street="柳河街道", community="杏林社区"),
    ]
    found = attach(Story.of(REPORT, PartialDate(2024, 6, 18)), initiatives)
    return {entry.name.value: of for entry, of in zip(initiatives, found, strict=True)}


def initiative(name: str, kind: Kind, **places: str) -> Initiative:
    at = REPORT.index(name)
    evidence = (Evidence(at, at + len(name), name, Method.RULE, 0.9),)
    return Initiative(
        Grounded(name, evidence),
        Grounded(kind, evidence),
        (Mention(at, at + len(name)),),
        {level: Grounded(PlaceName(place), evidence) for level, place in places.items()},
    )


def figure(value: Grounded[Quantity] | None) -> tuple[float, str | None, Qualifier] | None:
    return (value.value.value, value.value.unit, value.value.qualifier) if value else None


def values(found: Facts) -> list[Grounded[object]]:
    single = [value for value in (found.team_count, found.team_size, found.started) if value]
    return [*single, *found.services, *found.outcomes]
