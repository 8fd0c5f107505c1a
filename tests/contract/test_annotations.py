"""Reviewed reports become annotated ones, with what people confirmed and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from casebook.models import Draft, Report, User
from casebook.record import Evidence as Span
from casebook.record import (
    Extraction,
    Grounded,
    InitiativeDraft,
    Kind,
    Method,
    Quantity,
    ReportFacts,
    Role,
    decode_values,
)
from casebook.services import annotating, cases, review
from casebook.services.drafting import store_drafts
from casebook.services.joining import Into, Way
from casebook.services.quotes import outcome_of
from tests.factories import make_report, make_user
from tests.factories.case import DIANLIU

TEXT = (
    "🎉历下区甸柳新村街道打造“甸亮初心”品牌，组建64支志愿服务队，其中“党员管家班”上门理发，"
    "一年服务居民三百余户。居民王小芳说，拨13812345678就来。还有“银龄课堂”。"
)


def test_a_reviewed_report_holds_what_people_confirmed(db_session: Session) -> None:
    scene = Scene(db_session)
    scene.accept("甸亮初心")
    scene.accept("党员管家班", services=("上门理发", "修水管"))
    scene.reject("银龄课堂")
    (record,) = annotating.annotated_reports(db_session)
    brand, team = record["initiatives"]
    assert (brand["name"], brand["kind"], brand["street"], brand["parent"]) == (
        "甸亮初心",
        "volunteer_team",
        "甸柳新村街道",
        None,
    )
    assert brand["team_count"] == {"value": 64, "qualifier": "exact", "quote": "64支志愿服务队"}
    assert (team["parent"], team["services"]) == ("甸亮初心", ["上门理发", "修水管"])
    assert team["outcomes"] == [{"quote": "服务居民三百余户", "value": 300, "unit": "户", "qualifier": "over"}]


def test_persons_are_hidden_and_nothing_moves(db_session: Session) -> None:
    scene = Scene(db_session)
    scene.decide_all()
    (record,) = annotating.annotated_reports(db_session)
    assert "王小芳" not in str(record)
    assert "13812345678" not in str(record)
    assert len(record["text"]) == len(TEXT)
    assert record["source_url"] is None


def test_a_report_that_is_not_decided_to_the_end_stays(db_session: Session) -> None:
    scene = Scene(db_session)
    make_report(db_session, scene.user, text="没有草稿的报道。")
    scene.accept("甸亮初心")
    assert list(annotating.annotated_reports(db_session)) == []


def test_a_report_without_any_initiative_is_an_example_too(db_session: Session) -> None:
    scene = Scene(db_session)
    review.reject_all(db_session, scene.user, scene.report.id)
    (record,) = annotating.annotated_reports(db_session)
    assert record["initiatives"] == []


def test_a_figure_that_a_person_corrected_is_found_in_the_text_or_left_out(db_session: Session) -> None:
    scene = Scene(db_session)
    scene.accept("甸亮初心", team_count=Quantity(999, unit="支"), team_size=Quantity(300, unit="户"))
    scene.decide_all()
    (record,) = annotating.annotated_reports(db_session)
    brand = record["initiatives"][0]
    assert brand["team_count"] is None
    assert brand["team_size"] == {"value": 300, "qualifier": "exact", "quote": "三百余户"}


def test_what_a_case_took_from_elsewhere_is_not_taken_for_the_report(db_session: Session) -> None:
    scene = Scene(db_session)
    known = cases.create(
        db_session,
        scene.user,
        {"name": "甸亮初心", "kind": Kind.OTHER, "place": DIANLIU, "services": ("从前的服务",)},
    )
    scene.accept("甸亮初心", Into(Way.ATTACH, known.id))
    scene.decide_all()
    (record,) = annotating.annotated_reports(db_session)
    brand = record["initiatives"][0]
    assert (brand["kind"], brand["services"]) == ("volunteer_team", [])


def test_a_joined_draft_whose_final_values_are_not_on_record_leaves_its_report_out(db_session: Session) -> None:
    scene = Scene(db_session)
    known = cases.create(db_session, scene.user, {"name": "甸亮初心", "kind": Kind.OTHER, "place": DIANLIU})
    scene.accept("甸亮初心", Into(Way.ATTACH, known.id), team_count=Quantity(65, unit="支"))
    scene.decide_all()
    assert list(annotating.annotated_reports(db_session)) == []


def test_a_case_in_the_trash_leaves_its_report_out(db_session: Session) -> None:
    scene = Scene(db_session)
    case = scene.accept("甸亮初心")
    scene.decide_all()
    cases.trash(db_session, scene.user, case.id)
    assert list(annotating.annotated_reports(db_session)) == []


class Scene:
    """A report with three drafts."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.user: User = make_user(session, Role.WORKER, "370102")
        self.report: Report = make_report(session, self.user, text=TEXT, source_url="https://example.org/1")
        store_drafts(session, self.report, story())

    def draft(self, name: str) -> Draft:
        return next(draft for draft in self.report.drafts if draft.proposed["name"] == name)

    def accept(self, name: str, into: Into | None = None, **changed: Any) -> Any:
        draft = self.draft(name)
        values = decode_values(draft.proposed | {"parent": None}) | changed
        return review.accept(self.session, self.user, draft.id, values, into)

    def reject(self, name: str) -> None:
        review.reject(self.session, self.user, self.draft(name).id)

    def decide_all(self) -> None:
        """Accept what is still open as proposed."""
        for draft in list(self.report.drafts):
            if draft.case is None:
                self.accept(draft.proposed["name"])


def story() -> Extraction:
    """What extraction would hand over for ``TEXT``."""

    def said(value: Any, quote: str) -> Grounded[Any]:
        start = TEXT.index(quote)
        return Grounded(value, (Span(start, start + len(quote), quote, Method.RULE, 0.8),))

    places = {
        level: said(part, "历下区" if level != "street" else "甸柳新村街道")
        for level in ("province", "city", "district", "street")
        if (part := DIANLIU.at(level))
    }
    brand = InitiativeDraft(
        name=said("甸亮初心", "甸亮初心"),
        kind=said(Kind.VOLUNTEER_TEAM, "志愿服务队"),
        places=places,
        team_count=said(Quantity(64, unit="支", basis="志愿服务队"), "64支志愿服务队"),
    )
    team = replace(
        brand,
        name=said("党员管家班", "党员管家班"),
        parent=said("甸亮初心", "甸亮初心"),
        team_count=None,
        services=(said("上门理发", "上门理发"),),
        outcomes=(said(outcome_of("服务居民三百余户"), "服务居民三百余户"),),
    )
    lessons = replace(brand, name=said("银龄课堂", "银龄课堂"), team_count=None)
    return Extraction(TEXT, ReportFacts(), (brand, team, lessons))
