from __future__ import annotations

from casebook.extraction.mentions import Subject
from casebook.extraction.owners import Scene
from casebook.extraction.tied import ITSELF, Tied

TEXT = (
    "邻里有事大家帮\n"
    "  柳河社区的“河畔红马甲”服务队和“杏花茶座”调解室都在一楼。调解室全年化解纠纷30件。\n"
    "  【梨园:傍晚的饭香】\n"
    "  这里的食堂每天供餐80份。“月下灯”巡逻队另有队员20名。\n"
)


def test_the_nearest_name_before_a_fact_is_the_most_recent() -> None:
    found = ties("30件")
    assert "recency:0" in found["杏花茶座"]
    assert "recency:1" in found["河畔红马甲"]


def test_a_subject_that_the_text_does_not_speak_of_there_is_not_asked_about() -> None:
    assert "食堂" not in ties("30件")
    assert "食堂" in ties("80份")


def test_a_noun_takes_up_the_subject_of_that_sort() -> None:
    found = ties("30件")
    assert any(name.startswith("anaphor:1") for name in found["杏花茶座"])
    assert "anaphor:others" in found["河畔红马甲"]


def test_a_place_named_in_the_section_ties_the_site_there() -> None:
    found = ties("80份")
    assert "place:recent:0:1" in found["食堂"]
    assert "place:recent:0:1" not in found["河畔红马甲"]


def test_a_place_within_the_name_of_an_initiative_places_nothing() -> None:
    text = "梨园街道有支“桐溪邻里”服务队。“巷口哨”消防队在梨园街道排查隐患430处。桐溪镇也学。"
    subjects = [
        Subject(name, "volunteer_team", ((text.index(name), text.index(name) + len(name)),), (place,))
        for name, place in (("桐溪邻里", "桐溪镇"), ("巷口哨", "梨园街道"))
    ]
    found = ties_in(Scene(text, subjects), "430处")
    assert "place:recent:0:1" in found["巷口哨"]
    assert not any(name.startswith("place:recent:1") for name in found["桐溪邻里"])


def test_a_noun_or_a_short_name_keeps_its_subject_the_topic_beyond_the_sentence() -> None:
    text = "“安和调解室”和“红帽子”服务队同日挂牌。调解室设在一楼。坐班的是老法官。受理41件。“红帽子”随后出门,走访52户。“安和”又接了7件。"
    subjects = [
        Subject(name, kind, ((text.index(name), text.index(name) + len(name)),))
        for name, kind in (("安和调解室", "mediation_platform"), ("红帽子", "volunteer_team"))
    ]
    scene = Scene(text, subjects)
    found = ties_in(scene, "41件")
    assert "topic:0" in found["安和调解室"]
    assert "topic:1" in found["红帽子"]
    assert "topic:sentence:0" in ties_in(scene, "7件")["安和调解室"]


def test_a_name_behind_the_fact_is_counted_by_it() -> None:
    text = "全镇共有12处“歇脚亭”。"
    name = text.index("歇脚亭")
    scene = Scene(text, [Subject("歇脚亭", "service_station", ((name, name + 3),))])
    assert {"after:clause", "counted", "recency:none"} <= set(ties_in(scene, "12处")["歇脚亭"])


def test_an_unknown_name_in_the_sentence_speaks_for_an_owner_that_is_not_listed() -> None:
    scene = make_scene()
    assert "nobody:named" in scene.absence(TEXT.index("20名"))
    assert "nobody:named" not in scene.absence(TEXT.index("30件"))


def test_bounds_are_those_of_line_sentence_and_clause() -> None:
    scene = make_scene()
    at = TEXT.index("30件")
    assert TEXT[slice(*scene.sentence(at))].strip() == "调解室全年化解纠纷30件。"
    assert scene.line(at).start == TEXT.index("  柳河社区")
    assert scene.in_heading(TEXT.index("饭香"))
    assert not scene.in_heading(at)


def ties(fact: str) -> dict[str, list[str]]:
    return ties_in(make_scene(), fact)


def ties_in(scene: Scene, fact: str) -> dict[str, list[str]]:
    at = scene.text.index(fact)
    found = scene.ties(at, at + len(fact))
    return {scene.subjects[who].name: Tied(tie, (ITSELF,), []).names() for who, tie in found.items()}


def make_scene() -> Scene:
    return Scene(
        TEXT,
        [
            subject("河畔红马甲", "volunteer_team", "柳河社区"),
            subject("杏花茶座", "mediation_platform", "柳河社区"),
            subject("食堂", "care_home", "梨园社区"),
        ],
    )


def subject(name: str, kind: str, place: str) -> Subject:
    at = TEXT.index(name)
    return Subject(name, kind, ((at, at + len(name)),), (place,))
