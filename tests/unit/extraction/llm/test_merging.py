"""What a reviewer gets where rules and language model agree, differ, or know different things."""

from __future__ import annotations

from typing import Any

from casebook.extraction.llm.merging import CONTESTED, merge
from casebook.record import (
    Evidence,
    Grounded,
    InitiativeDraft,
    Kind,
    Method,
    Outcome,
    PlaceName,
    Quantity,
)

SURE, MODEST = 0.9, 0.6


def test_a_value_that_both_found_keeps_the_evidence_of_both() -> None:
    ours = draft("邻里粥铺", team_size=figure(28))
    theirs = draft("邻里粥铺", by=Method.LANGUAGE_MODEL, team_size=figure(28, by=Method.LANGUAGE_MODEL))
    (merged,) = merge([ours], [theirs])
    assert merged.team_size and merged.team_size.value.value == 28
    assert [piece.method for piece in merged.team_size.evidence] == [Method.MODEL, Method.LANGUAGE_MODEL]
    assert merged.team_size.confidence == SURE


def test_a_value_that_they_differ_on_stays_that_of_the_rules_and_asks_for_a_look() -> None:
    ours = draft("邻里粥铺", team_size=figure(28), places={"street": place("西市场街道")})
    theirs = draft(
        "邻里粥铺",
        by=Method.LANGUAGE_MODEL,
        team_size=figure(12, at=70, by=Method.LANGUAGE_MODEL),
        places={"street": place("五里沟街道", by=Method.LANGUAGE_MODEL)},
    )
    (merged,) = merge([ours], [theirs])
    assert merged.team_size and merged.team_size.value.value == 28
    assert merged.team_size.confidence == CONTESTED
    assert merged.places["street"].value.name == "西市场街道"
    assert merged.places["street"].confidence == CONTESTED
    assert {piece.method for piece in merged.team_size.evidence} == {Method.MODEL}


def test_a_model_that_keeps_silent_changes_nothing() -> None:
    ours = [draft("邻里粥铺", team_size=figure(28)), draft("和为贵调解室", at=30)]
    assert merge(ours, []) == tuple(ours)


def test_names_that_are_variants_are_one_initiative() -> None:
    ours = [draft("如康家园"), draft("和为贵", at=30)]
    theirs = [
        draft("和为贵调解室", at=30, by=Method.LANGUAGE_MODEL, team_size=figure(5, by=Method.LANGUAGE_MODEL)),
        draft("如康家园残疾人之家", by=Method.LANGUAGE_MODEL),
    ]
    merged = merge(ours, theirs)
    assert [one.name.value for one in merged] == ["如康家园", "和为贵"]
    assert merged[1].team_size


def test_sites_of_one_brand_find_their_own_partners() -> None:
    ours = [draft("爱心超市", at=at, places={"community": place(name)}) for at, name in ((0, "东村"), (30, "西村"))]
    theirs = [
        draft(
            "爱心超市",
            at=at,
            by=Method.LANGUAGE_MODEL,
            places={"community": place(name, by=Method.LANGUAGE_MODEL)},
            team_size=figure(size, at=at + 60, by=Method.LANGUAGE_MODEL),
        )
        for at, name, size in ((30, "西村", 2), (0, "东村", 3))
    ]
    sizes = [one.team_size.value.value for one in merge(ours, theirs) if one.team_size]
    assert sizes == [3, 2]


def test_an_initiative_that_only_the_model_found_follows_in_the_order_of_the_text() -> None:
    ours = [draft("邻里粥铺", at=40)]
    theirs = [draft("和为贵调解室", at=10, by=Method.LANGUAGE_MODEL)]
    merged = merge(ours, theirs)
    assert [one.name.evidence[0].method for one in merged] == [Method.LANGUAGE_MODEL, Method.MODEL]


def test_a_figure_of_another_initiative_is_not_given_twice_but_asks_for_a_look() -> None:
    ours = [draft("邻里粥铺", team_size=figure(28, at=60)), draft("和为贵调解室", at=30)]
    theirs = [
        draft("和为贵调解室", at=30, by=Method.LANGUAGE_MODEL, team_size=figure(28, at=60, by=Method.LANGUAGE_MODEL))
    ]
    porridge, mediation = merge(ours, theirs)
    assert mediation.team_size is None
    assert porridge.team_size and porridge.team_size.confidence == CONTESTED


def test_a_figure_that_the_rules_read_as_something_else_is_not_given_twice() -> None:
    ours = draft("邻里粥铺", outcomes=(outcome("发展志愿者28名", 28, at=60),))
    theirs = draft("邻里粥铺", by=Method.LANGUAGE_MODEL, team_size=figure(28, at=65, width=2, by=Method.LANGUAGE_MODEL))
    (merged,) = merge([ours], [theirs])
    assert merged.team_size is None
    assert merged.outcomes[0].confidence == CONTESTED


def test_results_and_services_are_listed_once_each() -> None:
    ours = draft("邻里粥铺", services=(words("送早餐", 50),), outcomes=(outcome("送出热粥1.2万份", 12000, at=60),))
    theirs = draft(
        "邻里粥铺",
        by=Method.LANGUAGE_MODEL,
        services=(words("送早餐", 50, Method.LANGUAGE_MODEL), words("测血压", 54, Method.LANGUAGE_MODEL)),
        outcomes=(
            outcome("累计送出热粥1.2万份", 12000, at=58, by=Method.LANGUAGE_MODEL),
            outcome("双方握手言和", None, at=80, by=Method.LANGUAGE_MODEL),
        ),
    )
    (merged,) = merge([ours], [theirs])
    assert [one.value for one in merged.services] == ["送早餐", "测血压"]
    assert [one.value.text for one in merged.outcomes] == ["送出热粥1.2万份", "双方握手言和"]
    assert len(merged.outcomes[0].evidence) == 2


def test_a_parent_takes_the_name_that_its_draft_bears() -> None:
    ours = [draft("如康家园")]
    theirs = [
        draft("如康家园品牌", by=Method.LANGUAGE_MODEL),
        draft("春江站", at=30, by=Method.LANGUAGE_MODEL, parent=words("如康家园品牌", 0, Method.LANGUAGE_MODEL)),
    ]
    _, site = merge(ours, theirs)
    assert site.parent and site.parent.value == "如康家园"


def draft(name: str, *, at: int = 0, by: Method = Method.MODEL, **values: Any) -> InitiativeDraft:
    span = piece(name, at, by)
    return InitiativeDraft(Grounded(name, (span,)), Grounded(Kind.OTHER, (span,)), **values)


def figure(value: int, *, at: int = 60, width: int = 6, by: Method = Method.MODEL) -> Grounded[Quantity]:
    return Grounded(Quantity(value, unit="名"), (piece(f"{value}名志愿者者"[:width], at, by),))


def outcome(text: str, value: int | None, *, at: int, by: Method = Method.MODEL) -> Grounded[Outcome]:
    quantity = None if value is None else Quantity(value, unit="份")
    return Grounded(Outcome(text, quantity), (piece(text, at, by),))


def place(name: str, *, by: Method = Method.MODEL) -> Grounded[PlaceName]:
    return Grounded(PlaceName(name), (piece(name, 90, by),))


def words(text: str, at: int, by: Method = Method.MODEL) -> Grounded[str]:
    return Grounded(text, (piece(text, at, by),))


def piece(quote: str, at: int, by: Method) -> Evidence:
    return Evidence(at, at + len(quote), quote, by, SURE if by is Method.MODEL else MODEST)
