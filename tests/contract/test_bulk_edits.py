"""Bulk edits: what is frozen, left out, changed and taken back, with rights and conflicts, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.errors import Invalid, NotAllowed, NotFound
from casebook.models import AuditEvent, BulkEdit, Case, Revision, User
from casebook.models.bulk_edit import BulkOutcome, BulkState
from casebook.record import CaseStatus, Kind, Place, PlaceName, Role
from casebook.search import CaseQuery
from casebook.services import bulk_edits, bulk_runs, cases, listing, tag_keeping
from casebook.services.bulk_changes import Act, BulkChange
from casebook.services.places import place_at
from tests.factories import make_tag, make_user
from tests.factories.case import DIANLIU

TEAM = {"name": "甸亮初心", "kind": Kind.VOLUNTEER_TEAM, "place": DIANLIU}
SUBMIT = BulkChange(Act.STATUS, CaseStatus.SUBMITTED)


class TestSelecting:
    def test_all_of_a_search_is_what_it_found_then(self, db_session: Session, official: User) -> None:
        one, two = _case(db_session, official), _case(db_session, official)
        bulk = bulk_edits.start(db_session, official, CaseQuery(), None)
        later = _case(db_session, official)
        _run(db_session, official, bulk, SUBMIT)

        assert [case.status for case in (one, two)] == [CaseStatus.SUBMITTED] * 2
        assert later.status is CaseStatus.DRAFT

    def test_none_and_too_many_are_refused_with_the_number(
        self, db_session: Session, official: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bulk_edits, "MOST_CASES", 1)
        pair = [_case(db_session, official) for _ in range(2)]
        for picked in (None, [(case.id, 1) for case in pair]):
            with pytest.raises(Invalid, match="2 cases"):
                bulk_edits.start(db_session, official, CaseQuery(), picked)
        with pytest.raises(Invalid):
            bulk_edits.start(db_session, official, CaseQuery(q="没有"), None)
        with pytest.raises(Invalid):
            bulk_edits.start(db_session, official, CaseQuery(), [(987654, 1)])

    def test_who_changes_no_cases_selects_none(self, db_session: Session, official: User) -> None:
        _case(db_session, official)
        with pytest.raises(NotAllowed):
            bulk_edits.start(db_session, make_user(db_session, Role.REPORTER), CaseQuery(), None)


class TestLeavingOut:
    def test_each_case_that_cannot_be_changed_is_told_with_its_reason_and_stays(
        self, db_session: Session, worker: User, official: User
    ) -> None:
        """Both in the preview and when it is applied."""
        fine, stale, trashed, verified, done = (_case(db_session, worker) for _ in range(5))
        elsewhere = make_user(db_session, Role.WORKER, "370114")
        zhangqiu = Place(PlaceName("山东省", "37"), PlaceName("济南市", "3701"), PlaceName("章丘区", "370114"))
        hidden = _case(db_session, elsewhere, place=zhangqiu)
        for status in (CaseStatus.SUBMITTED, CaseStatus.VERIFIED):
            cases.change_status(db_session, official, verified.id, status, verified.version)
        cases.change_status(db_session, worker, done.id, CaseStatus.SUBMITTED, 1)
        chosen = [fine, stale, trashed, verified, done, hidden]
        bulk = _pick(db_session, worker, *chosen)
        cases.update(db_session, official, stale.id, {**TEAM, "summary": "改过"}, 1)
        cases.trash(db_session, worker, trashed.id)
        bulk_edits.choose(db_session, worker, bulk, SUBMIT)
        expected = {
            fine.id: BulkOutcome.CHANGED,
            stale.id: BulkOutcome.STALE,
            trashed.id: BulkOutcome.TRASHED,
            verified.id: BulkOutcome.DENIED,
            done.id: BulkOutcome.SAME,
            hidden.id: BulkOutcome.HIDDEN,
        }

        assert _outcomes(bulk_edits.preview(db_session, worker, bulk).plans) == expected
        _run(db_session, worker, bulk)
        assert _outcomes(bulk_edits.results(db_session, bulk)) == expected
        assert [case.version for case in chosen] == [2, 2, 2, 3, 2, 1]

    def test_a_status_that_cannot_follow_is_left_out(self, db_session: Session, official: User) -> None:
        bulk = _pick(db_session, official, _case(db_session, official))
        _run(db_session, official, bulk, BulkChange(Act.STATUS, CaseStatus.ARCHIVED))
        assert _only(db_session, bulk) is BulkOutcome.MOVE

    def test_a_parent_takes_all_but_itself_and_what_stands_above_it(self, db_session: Session, official: User) -> None:
        brand = _case(db_session, official)
        home, other = _case(db_session, official, parent=brand.id), _case(db_session, official)
        bulk = _pick(db_session, official, brand, home, other)
        _run(db_session, official, bulk, BulkChange(Act.PARENT, home.id))

        assert _outcomes(bulk_edits.results(db_session, bulk)) == {
            brand.id: BulkOutcome.CIRCLE,
            home.id: BulkOutcome.CIRCLE,
            other.id: BulkOutcome.CHANGED,
        }
        assert other.parent_id == home.id

    def test_a_tag_of_another_district_is_left_out(self, db_session: Session, admin: User) -> None:
        make_tag(db_session, "重点", "370114")
        bulk = _pick(db_session, admin, _case(db_session, admin))
        _run(db_session, admin, bulk, BulkChange(Act.TAG_ADD, ("重点",)))
        assert _only(db_session, bulk) is BulkOutcome.NO_TAG


class TestChanging:
    def test_every_case_gets_a_revision_and_the_act_one_event(self, db_session: Session, official: User) -> None:
        make_tag(db_session, "重点"), make_tag(db_session, "示范")
        one, two = _case(db_session, official, tags=("示范",)), _case(db_session, official)
        bulk = bulk_edits.start(db_session, official, CaseQuery(district=("370102",)), None)
        _run(db_session, official, bulk, BulkChange(Act.TAG_ADD, ("重点",)))

        assert (one.tags, two.tags) == (("示范", "重点"), ("重点",))
        assert _revision(db_session, one).changes == {"tags": [["示范"], ["示范", "重点"]]}
        assert (_revision(db_session, two).version, _revision(db_session, two).user_id) == (2, official.id)
        assert listing.count(db_session, official, CaseQuery(tag=("重点",))) == 2
        (event,) = db_session.scalars(select(AuditEvent).where(AuditEvent.action == "cases_edited"))
        assert event.detail["query"] == "district=370102"
        assert sorted(event.detail["ids"]) == [one.id, two.id]
        assert not db_session.scalars(select(AuditEvent).where(AuditEvent.action == "case_edited")).all()

    def test_a_new_place_keeps_what_lies_in_it_and_drops_the_tags_of_the_old_district(
        self, db_session: Session, admin: User
    ) -> None:
        make_tag(db_session, "省级试点", "37"), make_tag(db_session, "重点", "370102")
        vague = DIANLIU.with_level("street", PlaceName("甸柳办事处")).with_level("community", PlaceName("第一社区"))
        inside = _case(db_session, admin, place=vague, tags=("省级试点", "重点"))
        bulk = _pick(db_session, admin, inside)
        _run(db_session, admin, bulk, BulkChange(Act.PLACE, place_at("370102009")))
        assert str(inside.place).endswith("甸柳街道第一社区")
        assert inside.region_code == "370102009"
        assert list(inside.tags) == ["省级试点", "重点"]

        bulk = _pick(db_session, admin, inside)
        _run(db_session, admin, bulk, BulkChange(Act.PLACE, place_at("370114")))
        assert inside.place == place_at("370114")
        assert list(inside.tags) == ["省级试点"]
        assert listing.count(db_session, admin, CaseQuery(district=("370114",))) == 1

    def test_it_goes_batch_by_batch_and_is_taken_up_where_it_stopped(
        self, db_session: Session, official: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(bulk_runs, "BATCH", 2)
        chosen = [_case(db_session, official) for _ in range(3)]
        bulk = _pick(db_session, official, *chosen)
        bulk_edits.choose(db_session, official, bulk, SUBMIT)
        assert bulk_runs.apply_batch(db_session, official, bulk.id)
        assert (bulk.state, [case.version for case in chosen]) == (BulkState.APPLYING, [2, 2, 1])
        assert not bulk_runs.apply_batch(db_session, official, bulk.id)
        assert (bulk.state, [case.version for case in chosen]) == (BulkState.APPLIED, [2, 2, 2])
        with pytest.raises(Invalid):
            bulk_runs.apply_batch(db_session, official, bulk.id)

    def test_a_selection_is_for_who_made_it(self, db_session: Session, official: User, admin: User) -> None:
        bulk = _pick(db_session, official, _case(db_session, official))
        with pytest.raises(NotFound):
            bulk_edits.get(db_session, make_user(db_session, Role.OFFICIAL), bulk.id)
        with pytest.raises(NotAllowed):
            bulk_edits.choose(db_session, admin, bulk, SUBMIT)


class TestUndoing:
    def test_former_values_come_back_with_revisions_of_their_own(self, db_session: Session, official: User) -> None:
        case = _case(db_session, official)
        bulk = _pick(db_session, official, case)
        _run(db_session, official, bulk, SUBMIT)
        _undo(db_session, official, bulk)

        assert (case.status, case.version, bulk.state) == (CaseStatus.DRAFT, 3, BulkState.UNDONE)
        assert _revision(db_session, case).changes == {"status": ["submitted", "draft"]}
        with pytest.raises(Invalid):
            bulk_runs.undo_batch(db_session, official, bulk.id)

    def test_what_somebody_changed_since_stays_and_is_listed(self, db_session: Session, official: User) -> None:
        make_tag(db_session, "重点"), make_tag(db_session, "示范")
        same, other, elsewhere = (_case(db_session, official) for _ in range(3))
        bulk = _pick(db_session, official, same, other, elsewhere)
        _run(db_session, official, bulk, BulkChange(Act.TAG_ADD, ("重点",)))
        cases.update(db_session, official, other.id, {**TEAM, "tags": ("示范", "重点")}, 2)
        cases.update(db_session, official, elsewhere.id, {**TEAM, "summary": "别的改动", "tags": ("重点",)}, 2)
        _undo(db_session, official, bulk)

        assert [case.tags for case in (same, other, elsewhere)] == [(), ("示范", "重点"), ()]
        assert elsewhere.summary == "别的改动"
        assert _outcomes(bulk_edits.results(db_session, bulk))[other.id] is BulkOutcome.SINCE

    def test_a_tag_that_was_renamed_since_is_taken_back_all_the_same(self, db_session: Session, official: User) -> None:
        tag, case = make_tag(db_session, "重点"), _case(db_session, official)
        bulk = _pick(db_session, official, case)
        _run(db_session, official, bulk, BulkChange(Act.TAG_ADD, ("重点",)))
        tag_keeping.rename(db_session, official, tag.id, "要点")
        _undo(db_session, official, bulk)
        assert case.tags == ()

    def test_place_and_tags_of_the_old_district_return_together(self, db_session: Session, admin: User) -> None:
        make_tag(db_session, "重点")
        case = _case(db_session, admin, tags=("重点",))
        bulk = _pick(db_session, admin, case)
        _run(db_session, admin, bulk, BulkChange(Act.PLACE, place_at("370114")))
        _undo(db_session, admin, bulk)
        assert (case.place, case.tags) == (DIANLIU, ("重点",))

    def test_a_case_that_is_no_longer_the_users_stays(self, db_session: Session, worker: User, official: User) -> None:
        case = _case(db_session, worker)
        bulk = _pick(db_session, worker, case)
        _run(db_session, worker, bulk, SUBMIT)
        cases.change_status(db_session, official, case.id, CaseStatus.VERIFIED, 2)
        _undo(db_session, worker, bulk)
        assert case.status is CaseStatus.VERIFIED
        assert _only(db_session, bulk) is BulkOutcome.DENIED

    def test_after_thirty_days_it_stands(self, db_session: Session, official: User) -> None:
        bulk = _pick(db_session, official, _case(db_session, official))
        _run(db_session, official, bulk, SUBMIT)
        assert bulk.applied_at
        bulk.applied_at -= timedelta(days=30)
        db_session.flush()
        with pytest.raises(Invalid):
            bulk_runs.undo_batch(db_session, official, bulk.id)


def _case(session: Session, user: User, **values: Any) -> Case:
    return cases.create(session, user, {**TEAM, **values})


def _pick(session: Session, user: User, *chosen: Case) -> BulkEdit:
    return bulk_edits.start(session, user, CaseQuery(), [(case.id, case.version) for case in chosen])


def _run(session: Session, user: User, bulk: BulkEdit, change: BulkChange | None = None) -> None:
    if change is not None:
        bulk_edits.choose(session, user, bulk, change)
    while bulk_runs.apply_batch(session, user, bulk.id):
        pass


def _undo(session: Session, user: User, bulk: BulkEdit) -> None:
    while bulk_runs.undo_batch(session, user, bulk.id):
        pass


def _outcomes(plans: Any) -> dict[int, BulkOutcome]:
    return {plan.item.case_id: plan.outcome for plan in plans}


def _only(session: Session, bulk: BulkEdit) -> BulkOutcome:
    (outcome,) = _outcomes(bulk_edits.results(session, bulk)).values()
    return outcome


def _revision(session: Session, case: Case) -> Revision:
    newest = select(Revision).where(Revision.case_id == case.id).order_by(Revision.version.desc())
    return session.scalars(newest.limit(1)).one()


@pytest.fixture
def worker(db_session: Session) -> User:
    return make_user(db_session)


@pytest.fixture
def official(db_session: Session) -> User:
    return make_user(db_session, Role.OFFICIAL)


@pytest.fixture
def admin(db_session: Session) -> User:
    return make_user(db_session, Role.ADMIN, None)
