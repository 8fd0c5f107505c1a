"""Tags: which a case may carry, how the vocabulary changes under it, and finding by them, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.errors import Invalid, NotAllowed
from casebook.models import AuditEvent, Case, Revision, User
from casebook.record import CaseStatus, Kind, Place, PlaceName, Role
from casebook.search import CaseQuery
from casebook.services import cases, listing, tag_keeping
from tests.factories import make_tag, make_user
from tests.factories.case import DIANLIU

TEAM = {"name": "甸亮初心", "kind": Kind.VOLUNTEER_TEAM, "place": DIANLIU}
ZHANGQIU = Place(PlaceName("山东省", "37"), PlaceName("济南市", "3701"), PlaceName("章丘区", "370114"))


class TestCarrying:
    def test_a_case_carries_tags_of_every_division_that_holds_it(self, db_session: Session, official: User) -> None:
        for name, region in (("国家典型", ""), ("省级试点", "37"), ("重点", "370102")):
            make_tag(db_session, name, region)
        case = _case(db_session, official, "重点", "省级试点", "国家典型")

        assert case.tags == ("国家典型", "省级试点", "重点")
        assert _changes(db_session, case)["tags"] == [[], ["国家典型", "省级试点", "重点"]]

    def test_a_tag_of_another_district_is_refused_and_those_there_are_named(
        self, db_session: Session, official: User
    ) -> None:
        make_tag(db_session, "重点", "370114")
        make_tag(db_session, "示范", "370102")
        with pytest.raises(Invalid) as refused:
            _case(db_session, official, "重点")
        assert "示范" in refused.value.fields["tags"].zh

    def test_a_case_that_moves_away_must_leave_the_tags_of_its_district(self, db_session: Session, admin: User) -> None:
        make_tag(db_session, "重点", "370102")
        case = _case(db_session, admin, "重点")
        with pytest.raises(Invalid) as refused:
            cases.update(db_session, admin, case.id, {**TEAM, "place": ZHANGQIU, "tags": ("重点",)}, 1)
        assert set(refused.value.fields) == {"tags"}

    def test_a_retired_tag_stays_but_is_given_to_no_other_case(self, db_session: Session, official: User) -> None:
        tag = make_tag(db_session, "重点")
        case = _case(db_session, official, "重点")
        tag_keeping.retire(db_session, official, tag.id)

        renamed = cases.update(db_session, official, case.id, {**TEAM, "name": "新名", "tags": ("重点",)}, 1)
        assert renamed.tags == ("重点",)
        with pytest.raises(Invalid):
            _case(db_session, official, "重点")

    def test_two_people_who_change_the_tags_differently_are_asked(self, db_session: Session, official: User) -> None:
        make_tag(db_session, "重点"), make_tag(db_session, "示范")
        case = _case(db_session, official)
        cases.update(db_session, official, case.id, {**TEAM, "tags": ("重点",)}, 1)
        with pytest.raises(cases.EditConflict) as refused:
            cases.update(db_session, official, case.id, {**TEAM, "tags": ("示范",)}, 1)
        assert refused.value.theirs == {"tags": ["重点"]}


class TestKeeping:
    @pytest.mark.parametrize(
        ("role", "region"), [(Role.WORKER, "370102"), (Role.OFFICIAL, "370102009"), (Role.OFFICIAL, "370114")]
    )
    def test_only_those_who_look_after_a_district_keep_its_tags(
        self, db_session: Session, role: Role, region: str
    ) -> None:
        stranger, tag = make_user(db_session, role, region), make_tag(db_session)
        with pytest.raises(NotAllowed):
            tag_keeping.add(db_session, stranger, "重点", "370102")
        with pytest.raises(NotAllowed):
            tag_keeping.rename(db_session, stranger, tag.id, "别的")

    def test_tags_of_the_country_are_for_those_who_look_after_the_country(
        self, db_session: Session, official: User, admin: User
    ) -> None:
        with pytest.raises(NotAllowed):
            tag_keeping.add(db_session, official, "重点", None)
        assert tag_keeping.add(db_session, admin, "重点", None).region_code == ""

    @pytest.mark.parametrize("name", ["", " 重点 ", "甲、乙", "长" * 21])
    def test_a_name_that_cannot_be_taken_is_refused_at_its_field(
        self, db_session: Session, official: User, name: str
    ) -> None:
        make_tag(db_session, "重点", "37")
        with pytest.raises(Invalid) as refused:
            tag_keeping.add(db_session, official, name, "370102")
        assert set(refused.value.fields) == {"name"}

    def test_a_new_name_shows_on_all_cases_without_a_new_version_and_the_old_one_still_leads_there(
        self, db_session: Session, official: User
    ) -> None:
        tag = make_tag(db_session, "重点")
        case = _case(db_session, official, "重点")
        tag_keeping.rename(db_session, official, tag.id, "重点项目")

        assert (case.tags, case.version) == (("重点项目",), 1)
        assert _found(db_session, official, "重点") == [case.id]
        again = cases.update(db_session, official, case.id, {**TEAM, "summary": "新", "tags": ("重点",)}, 1)
        assert again.tags == ("重点项目",)
        assert set(_changes(db_session, again)) == {"summary"}

    def test_a_tag_can_have_its_old_name_back(self, db_session: Session, official: User) -> None:
        tag = make_tag(db_session, "重点")
        tag_keeping.rename(db_session, official, tag.id, "要点")
        tag_keeping.rename(db_session, official, tag.id, "重点")
        assert [(one.tag.name, one.former) for one in tag_keeping.vocabulary(db_session, official)] == [
            ("重点", ("要点",))
        ]

    def test_a_merge_leaves_each_case_with_one_tag_and_one_trace(self, db_session: Session, official: User) -> None:
        old, new = make_tag(db_session, "示反"), make_tag(db_session, "示范")
        one, both = _case(db_session, official, "示反"), _case(db_session, official, "示反", "示范")
        tag_keeping.merge(db_session, official, old.id, new.id)

        assert (one.tags, both.tags) == (("示范",), ("示范",))
        assert _found(db_session, official, "示反") == sorted([one.id, both.id], reverse=True)
        event = db_session.scalars(select(AuditEvent).where(AuditEvent.action == "tag_merged")).one()
        assert event.detail == {"name": "示反", "region": "370102", "into": "示范"}

    def test_a_tag_merges_only_into_one_that_holds_for_all_its_cases(self, db_session: Session, admin: User) -> None:
        wide, narrow = make_tag(db_session, "试点", "37"), make_tag(db_session, "重点", "370102")
        with pytest.raises(Invalid):
            tag_keeping.merge(db_session, admin, wide.id, narrow.id)
        assert tag_keeping.merge(db_session, admin, narrow.id, wide.id).name == "试点"


def test_counts_by_tag_ignore_the_chosen_tags_and_heed_everything_else(db_session: Session, official: User) -> None:
    make_tag(db_session, "重点"), make_tag(db_session, "示范")
    _case(db_session, official, "重点", "示范")
    _case(db_session, official, "重点", status=CaseStatus.SUBMITTED)
    _case(db_session, official)

    assert _counts(db_session, official, CaseQuery(tag=("示范",))) == {"重点": 2, "示范": 1}
    assert _counts(db_session, official, CaseQuery(status=(CaseStatus.SUBMITTED,))) == {"重点": 1}
    assert listing.find(db_session, official, CaseQuery(tag=("示范", "重点"))).total == 2


def _case(session: Session, user: User, *tags: str, **more: Any) -> Case:
    return cases.create(session, user, {**TEAM, "tags": tags}, **more)


def _found(session: Session, user: User, tag: str) -> list[int]:
    return [row.case.id for row in listing.find(session, user, CaseQuery(tag=(tag,))).rows]


def _counts(session: Session, user: User, query: CaseQuery) -> dict[str, int]:
    found = listing.find(session, user, query).facets
    return {choice.label.zh: choice.count for facet in found if facet.name == "tag" for choice in facet.choices}


def _changes(session: Session, case: Case) -> dict[str, Any]:
    newest = select(Revision).where(Revision.case_id == case.id).order_by(Revision.version.desc())
    return session.scalars(newest.limit(1)).one().changes


@pytest.fixture
def official(db_session: Session) -> User:
    return make_user(db_session, Role.OFFICIAL)


@pytest.fixture
def admin(db_session: Session) -> User:
    return make_user(db_session, Role.ADMIN, None)
