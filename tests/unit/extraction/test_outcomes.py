from __future__ import annotations

import pytest

from casebook.extraction.facts import RESULT, THRESHOLDS, result_claims
from casebook.extraction.mentions import Subject
from casebook.extraction.outcomes import find_clauses
from casebook.extraction.owners import Scene

NAME = "杏花茶座"


@pytest.mark.parametrize(
    ("story", "result"),
    [
        ("“杏花茶座”请双方坐下来谈了三次,最后两家握手言和。", "最后两家握手言和"),
        ("“杏花茶座”调解员两头跑,双方当场签了调解协议。", "双方当场签了调解协议"),
        ("去年,“杏花茶座”被评为全省优秀调解组织。", "被评为全省优秀调解组织"),
        ("“杏花茶座”三年调解纠纷四十多件,没有一件闹上法庭。", "没有一件闹上法庭"),
    ],
)
def test_a_settled_dispute_an_award_and_a_thing_that_never_happened_are_results(story: str, result: str) -> None:
    assert result in most_probable(story)


@pytest.mark.parametrize(
    "story",
    [
        "“杏花茶座”设在社区一楼,有四张桌子。",
        "街道计划明年把“杏花茶座”推广到各个社区。",
        "“杏花茶座”的茶是居民自己带来的。",
    ],
)
def test_descriptions_and_plans_are_no_results(story: str) -> None:
    assert most_probable(story) == ""


def test_clauses_end_at_commas_and_full_stops() -> None:
    text = "谈了三次,双方握手。\n  “好!”"
    assert [text[a:b] for a, b in find_clauses(text)] == ["谈了三次", "双方握手"]


def most_probable(story: str) -> str:
    """The clause that is drafted as the likeliest result, or nothing."""
    at = story.index(NAME)
    scene = Scene(story, [Subject(NAME, "mediation_platform", ((at, at + len(NAME)),), ("柳河社区",))])
    claims = [claim for claim in result_claims(scene) if claim.confidence >= THRESHOLDS[RESULT]]
    best = max(claims, key=lambda claim: claim.confidence, default=None)
    return story[best.start : best.end] if best else ""
