from __future__ import annotations

import json

import pytest

from casebook.record import (
    FIELDS,
    CaseValues,
    Evidence,
    Grounded,
    Kind,
    Method,
    Outcome,
    OutcomeKind,
    PartialDate,
    Place,
    PlaceName,
    Qualifier,
    Quantity,
    decode_values,
    empty,
    encode_values,
)

FULL: CaseValues = {
    "name": "甸亮初心",
    "kind": Kind.VOLUNTEER_TEAM,
    "parent": 7,
    "summary": "街道打造的志愿服务品牌",
    "tags": ("省级试点", "重点"),
    "place": Place(province=PlaceName("山东省", "37"), street=PlaceName("甸新街道")),
    "team_count": Quantity(64, unit="支"),
    "team_size": Quantity(3300, Qualifier.OVER, "人", "志愿者", "2024年"),
    "started": PartialDate(2023, 5),
    "services": ("上门理发", "隐患排查"),
    "outcomes": (Outcome("化解纠纷126件", Quantity(126, unit="件")), Outcome("双方握手言和")),
    "contact_person": "钱望舒",
    "contact_phone": "0531-1234",
}


def test_a_case_survives_the_way_through_json() -> None:
    stored = json.loads(json.dumps(encode_values(FULL), ensure_ascii=False))

    assert decode_values(stored) == FULL
    assert set(FULL) == {field.name for field in FIELDS}


def test_what_is_missing_is_empty_and_what_is_unknown_is_ignored() -> None:
    assert decode_values({"colour": "red"}) == {field.name: empty(field) for field in FIELDS}


def test_the_finest_level_with_a_code_decides_over_rights() -> None:
    assert FULL["place"].code == "37"
    assert Place().code is None
    assert str(FULL["place"]) == "山东省甸新街道"


@pytest.mark.parametrize(("start", "end", "quote"), [(3, 3, ""), (0, 2, "甸亮初心"), (-1, 3, "甸亮初心")])
def test_evidence_that_does_not_fit_its_quote_cannot_exist(start: int, end: int, quote: str) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Evidence(start, end, quote, Method.RULE, 0.5)


def test_a_value_without_evidence_cannot_exist() -> None:
    with pytest.raises(ValueError, match="no evidence"):
        Grounded("甸亮初心", ())


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Outcome("服务老人1200人次", Quantity(1200, unit="人次")), OutcomeKind.PEOPLE),
        (Outcome("化解纠纷30起", Quantity(30, unit="起")), OutcomeKind.MATTERS),
        (Outcome("开展义诊6场", Quantity(6, unit="场")), OutcomeKind.EVENTS),
        (Outcome("满意率98%", Quantity(98, unit="%")), OutcomeKind.RATE),
        (Outcome("种树300棵", Quantity(300, unit="棵")), OutcomeKind.OTHER_FIGURE),
        (Outcome("双方握手言和"), OutcomeKind.WORDS),
    ],
)
def test_the_unit_says_what_sort_of_result_an_outcome_is(outcome: Outcome, kind: OutcomeKind) -> None:
    assert outcome.kind is kind
