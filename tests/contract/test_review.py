"""Drafts become cases, in whatever order a person decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from casebook.errors import Conflict, Invalid, NotAllowed, NotFound
from casebook.models import Case, Draft, Evidence, Report, User
from casebook.record import (
    CaseValues,
    DraftState,
    EvidenceState,
    Extraction,
    Grounded,
    InitiativeDraft,
    Kind,
    Method,
    Outcome,
    Place,
    PlaceName,
    Quantity,
    ReportFacts,
    Role,
    decode_values,
)
from casebook.record import Evidence as Span
from casebook.services import cases, draft_forms, joining, review, reviewable
from casebook.services.drafting import store_drafts
from casebook.services.joining import Into, Way
from casebook.services.review import OutsideRegion, SameCase
from tests.factories import make_case, make_report, make_user
from tests.factories.case import DIANLIU

TEXT = (
    "🎉历下区甸柳新村街道打造“甸亮初心”志愿服务品牌，组建64支志愿服务队，其中“党员管家班”上门理发、修水管，"
    "一年服务居民三百余户。章丘区的“小网兜”平台也很忙。"
)


def test_accepting_a_draft_makes_a_case_with_its_report_and_evidence(db_session: Session) -> None:
    scene = Scene(db_session)
    case = scene.accept("甸亮初心")
    assert (case.name, case.kind, case.place, case.team_count) == (
        "甸亮初心",
        Kind.VOLUNTEER_TEAM,
        DIANLIU,
        Quantity(64, unit="支", basis="志愿服务队"),
    )
    assert [link.report for link in case.report_links] == [scene.report]
    draft = scene.draft("甸亮初心")
    assert (draft.state, draft.case) == (DraftState.ACCEPTED, case)
    assert {(row.state, row.case_id, row.decided_by_id) for row in draft.evidence} == {
        (EvidenceState.ACCEPTED, case.id, scene.user.id)
    }


def test_a_changed_value_marks_its_evidence_edited_and_an_emptied_one_rejected(db_session: Session) -> None:
    scene = Scene(db_session)
    scene.accept("党员管家班", services=("上门理发服务",), outcomes=())
    states = {(row.field, row.quote): row.state for row in scene.draft("党员管家班").evidence}
    assert states["services", "上门理发"] is EvidenceState.EDITED
    assert states["services", "修水管"] is EvidenceState.REJECTED
    assert states["outcomes", "服务居民三百余户"] is EvidenceState.REJECTED
    assert states["name", "党员管家班"] is EvidenceState.ACCEPTED
    assert scene.draft("党员管家班").proposed["services"] == ["上门理发", "修水管"]


@pytest.mark.parametrize("order", [("甸亮初心", "党员管家班"), ("党员管家班", "甸亮初心")])
def test_the_parent_is_set_in_whatever_order_drafts_are_accepted(db_session: Session, order: tuple[str, str]) -> None:
    scene = Scene(db_session)
    made = {name: scene.accept(name) for name in order}
    assert made["党员管家班"].parent_id == made["甸亮初心"].id


def test_a_rejected_parent_leaves_the_place_to_a_known_case_of_that_name(db_session: Session) -> None:
    scene = Scene(db_session)
    known = make_case(db_session, scene.user, name="甸亮初心")
    child = scene.accept("党员管家班")
    assert child.parent_id is None
    review.reject(db_session, scene.user, scene.draft("甸亮初心").id)
    assert child.parent_id == known.id


def test_a_parent_typed_by_a_person_counts(db_session: Session) -> None:
    scene = Scene(db_session)
    known = make_case(db_session, scene.user, name="银龄工程")
    draft = scene.draft("党员管家班")
    draft_forms.save_typed(db_session, scene.user, draft.id, {"parent": [f"银龄工程 #{known.id}"]}, draft.version)
    assert scene.accept("党员管家班").parent_id == known.id


def test_a_parent_that_waits_for_nobody_is_found_among_the_nearest_cases(db_session: Session) -> None:
    scene = Scene(db_session)
    elsewhere = DIANLIU.with_level("street", None).with_level("district", PlaceName("章丘区", "370114"))
    make_case(db_session, scene.user, name="银龄工程", place=elsewhere)
    near = make_case(db_session, scene.user, name="银龄工程")
    draft = scene.draft("党员管家班")
    draft_forms.save_typed(db_session, scene.user, draft.id, {"parent": ["银龄工程"]}, draft.version)
    assert scene.accept("党员管家班").parent_id == near.id


def test_a_draft_outside_the_region_stays_open(db_session: Session) -> None:
    scene = Scene(db_session)
    with pytest.raises(OutsideRegion) as refused:
        scene.accept("小网兜")
    assert "章丘区" in refused.value.message.zh
    assert scene.draft("小网兜").state is DraftState.OPEN


def test_accepting_all_skips_what_belongs_elsewhere_and_says_so(db_session: Session) -> None:
    scene = Scene(db_session)
    given = {draft.id: proposed(draft) for draft in scene.report.drafts}
    decisions = review.accept_all(db_session, scene.user, scene.report.id, given)
    assert [(one.draft.proposed["name"], one.case is not None) for one in decisions] == [
        ("甸亮初心", True),
        ("党员管家班", True),
        ("小网兜", False),
    ]
    assert isinstance(decisions[2].error, OutsideRegion)
    child = decisions[1].case
    assert child is not None
    assert child.parent_id == decisions[0].draft.case_id
    assert child.version == 1  # parents first: the child is saved once


def test_a_known_case_of_the_same_name_and_place_asks_what_to_do(db_session: Session) -> None:
    scene = Scene(db_session)
    known = make_case(db_session, scene.user, name="甸亮初心")
    with pytest.raises(SameCase) as asked:
        scene.accept("甸亮初心")
    assert list(asked.value.cases) == [known]
    assert scene.accept("甸亮初心", into=Into(Way.NEW)).id != known.id


def test_a_report_can_only_be_attached_to_the_known_case(db_session: Session) -> None:
    scene = Scene(db_session)
    known = make_case(db_session, scene.user, name="甸亮初心", team_count=Quantity(60, unit="支"))
    case = scene.accept("甸亮初心", into=Into(Way.ATTACH, known.id))
    assert (case, case.team_count) == (known, Quantity(60, unit="支"))
    assert [link.report for link in known.report_links] == [scene.report]
    assert scene.evidence("甸亮初心", "team_count").case_id == known.id


def test_a_known_case_takes_only_the_fields_that_were_picked(db_session: Session) -> None:
    scene = Scene(db_session)
    known = scene.known(name="甸亮初心品牌", kind=Kind.GOVERNANCE_MODEL, team_count=Quantity(60, unit="支"))
    scene.accept("甸亮初心", into=Into(Way.UPDATE, known.id, frozenset({"team_count"}), known.version))
    assert (known.name, known.kind) == ("甸亮初心品牌", Kind.GOVERNANCE_MODEL)
    assert known.team_count == Quantity(64, unit="支", basis="志愿服务队")


def test_an_update_adds_services_and_loses_none(db_session: Session) -> None:
    scene = Scene(db_session)
    known = scene.known(name="党员管家班", services=("陪诊", "修水管"))
    changes = scene.changes("党员管家班", known)
    assert changes["services"] == ("陪诊", "修水管", "上门理发")
    scene.accept("党员管家班", into=Into(Way.UPDATE, known.id, frozenset({"services"}), known.version))
    assert known.services == ("陪诊", "修水管", "上门理发")


def test_an_update_from_an_old_page_is_refused(db_session: Session) -> None:
    scene = Scene(db_session)
    known = scene.known(name="甸亮初心")
    seen = known.version
    cases.update(db_session, scene.user, known.id, values_of(known) | {"team_count": Quantity(70, unit="支")}, seen)
    with pytest.raises(Conflict):
        scene.accept("甸亮初心", into=Into(Way.UPDATE, known.id, frozenset({"team_count"}), seen))


def test_rejecting_keeps_every_row_and_can_be_taken_back(db_session: Session) -> None:
    scene = Scene(db_session)
    draft = scene.draft("党员管家班")
    rows = len(draft.evidence)
    review.reject(db_session, scene.user, draft.id)
    assert [row.state for row in draft.evidence] == [EvidenceState.REJECTED] * rows
    assert scene.states() == {"甸亮初心": "open", "党员管家班": "rejected", "小网兜": "open"}
    review.reopen(db_session, scene.user, draft.id)
    assert scene.states()["党员管家班"] == "open"
    assert {row.state for row in draft.evidence} == {EvidenceState.PROPOSED}


def test_rejecting_all_leaves_accepted_ones_alone(db_session: Session) -> None:
    scene = Scene(db_session)
    scene.accept("甸亮初心")
    review.reject_all(db_session, scene.user, scene.report.id)
    assert scene.states() == {"甸亮初心": "accepted", "党员管家班": "rejected", "小网兜": "rejected"}


def test_taking_back_an_acceptance_moves_its_case_to_the_trash(db_session: Session) -> None:
    scene = Scene(db_session)
    case = scene.accept("甸亮初心")
    draft = review.reopen(db_session, scene.user, scene.draft("甸亮初心").id)
    assert case.deleted_at is not None
    assert (draft.state, draft.case_id) == (DraftState.OPEN, None)
    assert {row.case_id for row in draft.evidence} == {None}
    assert scene.accept("甸亮初心").id != case.id


def test_an_acceptance_that_was_worked_on_is_not_taken_back(db_session: Session) -> None:
    scene = Scene(db_session)
    case = scene.accept("甸亮初心")
    cases.update(db_session, scene.user, case.id, values_of(case) | {"summary": "补充"}, case.version)
    with pytest.raises(Invalid):
        review.reopen(db_session, scene.user, scene.draft("甸亮初心").id)


def test_a_case_that_was_there_before_is_not_trashed(db_session: Session) -> None:
    scene = Scene(db_session)
    known = scene.known(name="甸亮初心")
    scene.accept("甸亮初心", into=Into(Way.ATTACH, known.id))
    with pytest.raises(Invalid):
        review.reopen(db_session, scene.user, scene.draft("甸亮初心").id)
    assert known.deleted_at is None


def test_a_decided_draft_is_not_decided_again(db_session: Session) -> None:
    scene = Scene(db_session)
    scene.accept("甸亮初心")
    with pytest.raises(Conflict):
        scene.accept("甸亮初心")
    with pytest.raises(Conflict):
        review.reject(db_session, scene.user, scene.draft("甸亮初心").id)


def test_a_missed_initiative_is_added_empty_at_the_end(db_session: Session) -> None:
    scene = Scene(db_session)
    draft = review.add(db_session, scene.user, scene.report.id)
    assert (draft.position, draft.state, draft.proposed["name"]) == (3, DraftState.OPEN, "")
    given = decode_values({}) | {"name": "乐居甸柳", "kind": Kind.GOVERNANCE_MODEL, "place": DIANLIU}
    assert review.accept(db_session, scene.user, draft.id, given).name == "乐居甸柳"


def test_values_that_make_no_case_leave_the_draft_open(db_session: Session) -> None:
    scene = Scene(db_session)
    with pytest.raises(Invalid) as refused:
        scene.accept("甸亮初心", name="")
    assert "name" in refused.value.fields
    assert scene.draft("甸亮初心").state is DraftState.OPEN


@pytest.mark.parametrize(
    ("field", "quote", "value"),
    [
        ("name", "“党员管家班”", "党员管家班"),
        ("team_count", "组建64支志愿服务队", {"value": 64, "unit": "支", "basis": "志愿服务队"}),
        ("services", "修水管", "修水管"),
        ("street", "甸柳新村街道", ["甸柳新村街道", None]),
        ("outcomes", "服务居民三百余户", {"text": "服务居民三百余户"}),
    ],
)
def test_a_selected_stretch_is_stored_with_the_value_it_states(
    db_session: Session, field: str, quote: str, value: Any
) -> None:
    scene = Scene(db_session)
    start = TEXT.index(quote)
    row = draft_forms.add_evidence(db_session, scene.user, scene.draft("小网兜").id, field, start, start + len(quote))
    assert (row.quote, row.method, row.confidence) == (quote, Method.PERSON, 1.0)
    assert TEXT[row.start : row.end] == row.quote
    if isinstance(value, dict):
        assert row.value | value == row.value
    else:
        assert row.value == value


def test_blanks_around_a_selection_are_left_out(db_session: Session) -> None:
    scene = Scene(db_session, text="甲队  三十人 \n" + TEXT)
    row = draft_forms.add_evidence(db_session, scene.user, scene.draft("小网兜").id, "team_size", 2, 9)
    assert row.quote == "三十人"


@pytest.mark.parametrize(("field", "start", "end"), [("name", 3, 3), ("name", 0, 9999), ("status", 1, 3)])
def test_a_selection_of_nothing_or_for_nothing_is_refused(
    db_session: Session, field: str, start: int, end: int
) -> None:
    scene = Scene(db_session)
    with pytest.raises(Invalid):
        draft_forms.add_evidence(db_session, scene.user, scene.draft("小网兜").id, field, start, end)


def test_a_stretch_without_a_figure_is_no_team_size(db_session: Session) -> None:
    scene = Scene(db_session)
    start = TEXT.index("上门理发")
    with pytest.raises(Invalid):
        draft_forms.add_evidence(db_session, scene.user, scene.draft("小网兜").id, "team_size", start, start + 4)


def test_what_two_people_type_is_not_overwritten_silently(db_session: Session) -> None:
    scene = Scene(db_session)
    draft = scene.draft("甸亮初心")
    seen = draft.version
    draft_forms.save_typed(db_session, scene.user, draft.id, {"name": ["甸亮初心品牌"], "team_count": ["64支"]}, seen)
    with pytest.raises(Conflict) as refused:
        draft_forms.save_typed(db_session, scene.user, draft.id, {"name": ["甸亮"], "team_count": ["64支"]}, seen)
    assert refused.value.theirs == {"name": ["甸亮初心品牌"]}
    draft_forms.save_typed(db_session, scene.user, draft.id, {"name": ["甸亮"]}, refused.value.version)
    assert draft.typed == {"name": ["甸亮"]}


@pytest.mark.parametrize("role", [Role.WORKER, Role.OFFICIAL, Role.ADMIN])
def test_the_district_of_the_drafted_place_decides_over_its_draft_alone(db_session: Session, role: Role) -> None:
    scene = Scene(db_session)
    zhangqiu = make_user(db_session, role, "370114")
    mine = scene.draft("小网兜")
    assert reviewable.drafts_to_review(zhangqiu, scene.report) == [mine]
    with pytest.raises(NotFound):
        review.reject(db_session, zhangqiu, scene.draft("甸亮初心").id)
    with pytest.raises(NotAllowed):
        review.add(db_session, zhangqiu, scene.report.id)
    given = {draft.id: proposed(draft) for draft in scene.report.drafts}
    (decision,) = review.accept_all(db_session, zhangqiu, scene.report.id, given)
    assert decision.case is not None
    assert (decision.case.region_code, mine.state) == ("370114", DraftState.ACCEPTED)
    assert scene.states()["甸亮初心"] == "open"
    review.reopen(db_session, zhangqiu, mine.id)
    assert [draft.id for draft in review.reject_all(db_session, zhangqiu, scene.report.id)] == [mine.id]


def test_a_corrected_place_hands_the_draft_to_the_office_there(db_session: Session) -> None:
    scene = Scene(db_session)
    draft, zhangqiu = scene.draft("党员管家班"), make_user(db_session, region="370114")
    place = Place(district=PlaceName("章丘区", "370114"))
    draft_forms.settle_place(db_session, scene.user, draft, place)
    assert draft in reviewable.drafts_to_review(zhangqiu, scene.report)
    draft_forms.settle_place(db_session, zhangqiu, draft, DIANLIU)  # who was given one draft does not pass it on
    assert draft.region_code == "370114"


def test_drafts_of_another_office_look_like_none(db_session: Session) -> None:
    scene = Scene(db_session)
    stranger = make_user(db_session, region="370104")
    with pytest.raises(NotFound):
        review.reject(db_session, stranger, scene.draft("甸亮初心").id)
    with pytest.raises(NotFound):
        review.add(db_session, make_user(db_session, Role.REPORTER), scene.report.id)


def test_a_reprint_joins_the_cases_of_the_known_report(db_session: Session) -> None:
    scene = Scene(db_session)
    case = scene.accept("甸亮初心")
    reprint = make_report(db_session, scene.user, text="转载：" + TEXT)
    store_drafts(db_session, reprint, story(reprint.text))
    assert review.attach_like(db_session, scene.user, reprint.id, scene.report) == [case]
    assert [draft.state for draft in reprint.drafts] == [DraftState.ACCEPTED, DraftState.OPEN, DraftState.OPEN]
    assert {link.report_id for link in case.report_links} == {scene.report.id, reprint.id}


def test_what_the_text_does_not_say_is_not_stored(db_session: Session) -> None:
    report = make_report(db_session, text="甲" + TEXT)  # every span is one character off
    assert store_drafts(db_session, report, story(TEXT)) == []


class Scene:
    """A report with three drafts under review by a worker of 历下区; the third lies in another district."""

    def __init__(self, session: Session, text: str = TEXT) -> None:
        self.session = session
        self.user: User = make_user(session, Role.WORKER, "370102")
        self.report: Report = make_report(session, self.user, text=text)
        store_drafts(session, self.report, story(text))

    def draft(self, name: str) -> Draft:
        return next(draft for draft in self.report.drafts if draft.proposed["name"] == name)

    def states(self) -> dict[str, str]:
        return {draft.proposed["name"]: draft.state.value for draft in self.report.drafts}

    def evidence(self, name: str, field: str) -> Evidence:
        return next(row for row in self.draft(name).evidence if row.field == field)

    def known(self, **values: Any) -> Case:
        """A case that was there before, with a history."""
        return cases.create(
            self.session, self.user, {"kind": Kind.VOLUNTEER_TEAM, "place": DIANLIU, "summary": "旧"} | values
        )

    def changes(self, name: str, case: Case) -> dict[str, Any]:
        draft = self.draft(name)
        found = joining.changes_to(self.session, self.user, draft, case, proposed(draft))
        return {change.name: change.after for change in found}

    def accept(self, which: str, into: Into | None = None, **changed: Any) -> Case:
        draft = self.draft(which)
        return review.accept(self.session, self.user, draft.id, proposed(draft) | changed, into)


def proposed(draft: Draft) -> CaseValues:
    return decode_values(draft.proposed | {"parent": None})


def values_of(case: Case) -> CaseValues:
    return {name: getattr(case, name) for name in decode_values({})}


def story(text: str) -> Extraction:
    """What extraction would hand over for ``TEXT``."""

    def said(value: Any, quote: str) -> Grounded[Any]:
        start = text.index(quote)
        return Grounded(value, (Span(start, start + len(quote), quote, Method.RULE, 0.8),))

    dianliu = {
        level: said(part, "历下区" if level != "street" else "甸柳新村街道")
        for level in ("province", "city", "district", "street")
        if (part := DIANLIU.at(level))
    }
    zhangqiu = {"district": said(PlaceName("章丘区", "370114"), "章丘区")}
    brand = InitiativeDraft(
        name=said("甸亮初心", "甸亮初心"),
        kind=said(Kind.VOLUNTEER_TEAM, "志愿服务品牌"),
        places=dianliu,
        team_count=said(Quantity(64, unit="支", basis="志愿服务队"), "64支志愿服务队"),
    )
    team = replace(
        brand,
        name=said("党员管家班", "党员管家班"),
        parent=said("甸亮初心", "甸亮初心"),
        team_count=None,
        services=(said("上门理发", "上门理发"), said("修水管", "修水管")),
        outcomes=(said(Outcome("服务居民三百余户"), "服务居民三百余户"),),
    )
    platform = InitiativeDraft(
        name=said("小网兜", "小网兜"), kind=said(Kind.MEDIATION_PLATFORM, "平台"), places=zhangqiu
    )
    return Extraction(text, ReportFacts(), (brand, team, platform))
