from __future__ import annotations

from casebook.extraction.facts import service_claims
from casebook.extraction.mentions import Subject
from casebook.extraction.owners import Scene
from casebook.extraction.services import find_phrases, list_company

NAME = "柳荫驿站"


def test_a_list_before_the_word_service_is_split_into_its_phrases() -> None:
    found = services("“柳荫驿站”免费为骑手提供饮水、充电、应急药品等服务,全天开放。")
    assert {"饮水", "充电", "应急药品"} <= found


def test_a_chain_of_verbs_is_split_at_its_commas() -> None:
    found = services("“柳荫驿站”的志愿者常年帮老人理发、修水管、换灯泡。")
    assert {"修水管", "换灯泡"} <= found


def test_a_sentence_about_something_else_gives_no_service() -> None:
    assert services("“柳荫驿站”挨着公交站,门口种着两棵柳树。") == set()


def test_phrases_are_offered_without_lead_and_tail() -> None:
    text = "还能享受到日间照料和康复训练等服务"
    offered = {text[phrase.start : phrase.end] for phrase in find_phrases(text)}
    assert {"日间照料", "康复训练"} <= offered


def test_a_list_in_front_of_the_name_belongs_to_what_follows() -> None:
    story = "社区的“巧手帮”人手足,街道还办起设有母婴室、工具角、阅览区等多个板块的柳荫驿站。"
    names = ("巧手帮", "柳荫驿站")
    subjects = [
        Subject(name, "service_station", ((story.index(name), story.index(name) + len(name)),)) for name in names
    ]
    owners = {
        claim.who for claim in service_claims(Scene(story, subjects)) if story[claim.start : claim.end] == "工具角"
    }
    assert owners == {1}


def test_the_items_of_a_list_speak_for_each_other_and_against_a_hopeless_list() -> None:
    text = "理发、磨刀、量血压。桌子、椅子。下棋。"
    odds = dict.fromkeys([(0, 2), (3, 5), (6, 9)], 3.0) | dict.fromkeys([(10, 12), (13, 15)], -4.0) | {(16, 18): 2.0}
    company = list_company(text, odds)
    assert all(company[piece] > 0 for piece in ((0, 2), (3, 5), (6, 9)))
    assert all(company[piece] < 0 for piece in ((10, 12), (13, 15)))
    assert (16, 18) not in company


def services(story: str) -> set[str]:
    """The phrases that the models hold for services, as far as they do not overlap a better one."""
    at = story.index(NAME)
    scene = Scene(story, [Subject(NAME, "service_station", ((at, at + len(NAME)),), ("柳河社区",))])
    return {story[claim.start : claim.end] for claim in service_claims(scene) if claim.confidence >= 0.3}
