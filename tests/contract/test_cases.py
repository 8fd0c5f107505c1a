"""Making, changing, moving and trashing cases, with rights, revisions and search text, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.errors import Conflict, Invalid, NotAllowed, NotFound
from casebook.models import AuditEvent, Case, Revision, RevisionAction, User
from casebook.record import CaseStatus, Kind, Outcome, PartialDate, Place, PlaceName, Qualifier, Quantity, Role
from casebook.services import case_history, case_lookup, case_values, cases
from tests.factories import make_report, make_user
from tests.factories.case import DIANLIU

YAOJIA = DIANLIU.with_level("street", PlaceName("姚家街道", "370102011"))
ZHANGQIU = Place(PlaceName("山东省", "37"), PlaceName("济南市", "3701"), PlaceName("章丘区", "370114"))
LIXIA_ONLY = DIANLIU.with_level("street", None)
TEAM = {"name": "甸亮初心", "kind": Kind.VOLUNTEER_TEAM, "place": DIANLIU}
FULL = {
    **TEAM,
    "summary": "党员带头，邻里互助",
    "team_count": Quantity(64, unit="支"),
    "team_size": Quantity(3300, Qualifier.OVER, "人", "志愿者", "2023年以来"),
    "started": PartialDate(2023, 5),
    "services": ("陪诊", "代买菜"),
    "outcomes": (Outcome("调解纠纷42件", Quantity(42, unit="件")), Outcome("邻里和睦")),
    "contact_person": "周一鸣",
    "contact_phone": "0531-00000000",
}


class TestMaking:
    def test_a_new_case_keeps_every_value_and_is_a_draft(self, db_session: Session, worker: User) -> None:
        case = reread(db_session, cases.create(db_session, worker, FULL))
        assert case_values.values_of(case) == case_values.complete(FULL)
        assert (case.status, case.version, case.created_by_id) == (CaseStatus.DRAFT, 1, worker.id)

    def test_missing_required_fields_are_named(self, db_session: Session, worker: User) -> None:
        with pytest.raises(Invalid) as refused:
            cases.create(db_session, worker, {"summary": "没有名称"})
        assert set(refused.value.fields) == {"name", "kind", "place"}

    def test_an_unknown_region_code_is_refused(self, db_session: Session, worker: User) -> None:
        nowhere = DIANLIU.with_level("street", PlaceName("没有街道", "370102999"))
        with pytest.raises(Invalid) as refused:
            cases.create(db_session, worker, {**TEAM, "place": nowhere})
        assert "370102999" in refused.value.fields["place"].zh

    def test_a_street_of_another_district_is_refused(self, db_session: Session, admin: User) -> None:
        mixed = ZHANGQIU.with_level("street", PlaceName("甸柳新村街道", "370102009"))
        with pytest.raises(Invalid) as refused:
            cases.create(db_session, admin, {**TEAM, "place": mixed})
        assert "甸柳新村街道" in refused.value.fields["place"].zh

    def test_a_text_that_is_too_long_is_refused_and_not_cut(self, db_session: Session, worker: User) -> None:
        with pytest.raises(Invalid) as refused:
            cases.create(db_session, worker, {**TEAM, "name": "长" * 201, "services": ("项",) * 51})
        assert set(refused.value.fields) == {"name", "services"}
        assert "201" in refused.value.fields["name"].zh

    @pytest.mark.parametrize("place", [ZHANGQIU, LIXIA_ONLY])
    def test_a_worker_enters_only_in_the_own_street(self, db_session: Session, place: Place) -> None:
        worker = make_user(db_session, Role.WORKER, "370102009")
        with pytest.raises(Invalid) as refused:
            cases.create(db_session, worker, {**TEAM, "place": place})
        assert set(refused.value.fields) == {"place"}

    def test_a_reporter_enters_nothing(self, db_session: Session) -> None:
        with pytest.raises(NotAllowed):
            cases.create(db_session, make_user(db_session, Role.REPORTER), TEAM)

    def test_a_case_from_a_report_takes_the_date_of_the_report(self, db_session: Session, worker: User) -> None:
        report = make_report(db_session, worker, published="2023-11-02")
        case = reread(db_session, cases.create(db_session, worker, TEAM, report=report))
        assert (case.reported_on, case.year) == ("2023-11-02", 2023)
        assert [link.report_id for link in case.report_links] == [report.id]

    def test_only_who_could_verify_a_draft_begins_with_more_than_submitted(
        self, db_session: Session, worker: User
    ) -> None:
        assert cases.create(db_session, worker, TEAM, status=CaseStatus.SUBMITTED).status is CaseStatus.SUBMITTED
        with pytest.raises(NotAllowed):
            cases.create(db_session, worker, TEAM, status=CaseStatus.VERIFIED)


class TestChanging:
    def test_a_save_raises_the_version_and_writes_what_changed(self, db_session: Session, worker: User) -> None:
        case = cases.create(db_session, worker, TEAM)
        cases.update(db_session, worker, case.id, {**TEAM, "team_count": Quantity(5, unit="支")}, 1)
        revision = latest_revision(db_session, case)
        assert (case.version, revision.version, revision.action) == (2, 2, RevisionAction.EDIT)
        assert list(revision.changes) == ["team_count"]
        before, after = revision.changes["team_count"]
        assert before is None
        assert after["value"] == 5

    def test_a_save_of_rows_alone_is_a_version_of_its_own(self, db_session: Session, worker: User) -> None:
        case = cases.create(db_session, worker, FULL)
        fewer = {**FULL, "services": ("代买菜",), "outcomes": ()}
        assert reread(db_session, cases.update(db_session, worker, case.id, fewer, 1)).services == ("代买菜",)
        assert (case.version, case.outcomes) == (2, ())

    def test_a_save_that_changes_nothing_leaves_no_trace(self, db_session: Session, worker: User) -> None:
        case = cases.create(db_session, worker, FULL)
        cases.update(db_session, worker, case.id, FULL, 1)
        assert case.version == 1
        assert len(db_session.scalars(select(Revision).where(Revision.case_id == case.id)).all()) == 1

    def test_two_saves_in_different_fields_are_merged(self, db_session: Session, worker: User, official: User) -> None:
        case = cases.create(db_session, worker, FULL)
        cases.update(db_session, official, case.id, {**FULL, "summary": "新的简介"}, 1)
        cases.update(db_session, worker, case.id, {**FULL, "services": ("陪诊", "义剪")}, 1)
        stored = reread(db_session, case)
        assert (stored.summary, stored.services, stored.version) == ("新的简介", ("陪诊", "义剪"), 3)
        assert list(latest_revision(db_session, case).changes) == ["services"]

    def test_a_case_saved_with_an_old_version_is_refused_where_both_changed_a_field(
        self, db_session: Session, worker: User, official: User
    ) -> None:
        case = cases.create(db_session, worker, FULL)
        cases.update(db_session, official, case.id, {**FULL, "name": "甸亮初心服务队", "summary": "干部的简介"}, 1)
        mine = {**FULL, "name": "甸亮初心志愿队", "started": PartialDate(2022)}
        with pytest.raises(cases.EditConflict) as refused:
            cases.update(db_session, worker, case.id, mine, 1)
        conflict = refused.value
        assert conflict.theirs == {"name": "甸亮初心服务队"}
        assert conflict.version == 2
        assert conflict.merged["name"] == "甸亮初心志愿队"
        assert conflict.merged["summary"] == "干部的简介"
        assert conflict.merged["started"] == "2022"
        assert reread(db_session, case).name == "甸亮初心服务队"

    def test_the_same_change_made_twice_is_no_conflict(self, db_session: Session, worker: User, official: User) -> None:
        case = cases.create(db_session, worker, FULL)
        renamed = {**FULL, "name": "甸亮初心服务队"}
        cases.update(db_session, official, case.id, renamed, 1)
        assert cases.update(db_session, worker, case.id, renamed, 1).version == 2

    def test_changes_back_and_forth_since_the_form_was_opened_are_no_conflict(
        self, db_session: Session, worker: User, official: User
    ) -> None:
        case = cases.create(db_session, worker, FULL)
        cases.update(db_session, official, case.id, {**FULL, "name": "别的名称"}, 1)
        cases.update(db_session, official, case.id, FULL, 2)
        cases.update(db_session, worker, case.id, {**FULL, "name": "甸亮初心服务队"}, 1)
        assert reread(db_session, case).name == "甸亮初心服务队"

    @pytest.mark.parametrize("version", [0, 2, 99])
    def test_a_version_that_never_was_is_refused(self, db_session: Session, worker: User, version: int) -> None:
        case = cases.create(db_session, worker, TEAM)
        with pytest.raises(Invalid, match="version"):
            cases.update(db_session, worker, case.id, {**TEAM, "name": "别的"}, version)

    def test_a_case_cannot_be_moved_out_of_the_own_region(self, db_session: Session) -> None:
        worker = make_user(db_session, Role.WORKER, "370102009")
        case = cases.create(db_session, worker, TEAM)
        with pytest.raises(Invalid) as refused:
            cases.update(db_session, worker, case.id, {**TEAM, "place": YAOJIA}, 1)
        assert set(refused.value.fields) == {"place"}
        assert reread(db_session, case).place == DIANLIU

    def test_a_case_becomes_no_child_of_its_own_child(self, db_session: Session, worker: User) -> None:
        top = cases.create(db_session, worker, TEAM)
        child = cases.create(db_session, worker, {**TEAM, "name": "党员管家班", "parent": top.id})
        for forbidden in (top.id, child.id):
            with pytest.raises(Invalid) as refused:
                cases.update(db_session, worker, top.id, {**TEAM, "parent": forbidden}, 1)
            assert set(refused.value.fields) == {"parent"}

    def test_a_parent_that_the_user_may_not_see_is_refused(self, db_session: Session, worker: User) -> None:
        elsewhere = make_user(db_session, Role.WORKER, "370114")
        hidden = cases.create(db_session, elsewhere, {**TEAM, "place": ZHANGQIU})
        with pytest.raises(Invalid) as refused:
            cases.create(db_session, worker, {**TEAM, "parent": hidden.id})
        assert set(refused.value.fields) == {"parent"}


class TestRights:
    def test_drafts_of_another_street_look_like_nothing(self, db_session: Session) -> None:
        mine = make_user(db_session, Role.WORKER, "370102009")
        other = make_user(db_session, Role.WORKER, "370102011")
        case = cases.create(db_session, mine, TEAM)
        with pytest.raises(NotFound):
            cases.get(db_session, other, case.id)
        with pytest.raises(NotFound):
            cases.update(db_session, other, case.id, {**TEAM, "name": "抢改"}, 1)
        with pytest.raises(NotFound):
            cases.trash(db_session, other, case.id)

    def test_verified_cases_are_read_by_all_and_changed_by_officials_only(
        self, db_session: Session, worker: User, official: User
    ) -> None:
        case = cases.create(db_session, worker, TEAM)
        verify(db_session, official, case)
        elsewhere = make_user(db_session, Role.WORKER, "370114")
        assert cases.get(db_session, elsewhere, case.id) is case
        for person in (worker, elsewhere):
            with pytest.raises(NotAllowed):
                cases.update(db_session, person, case.id, {**TEAM, "name": "改名"}, case.version)
        assert cases.update(db_session, official, case.id, {**TEAM, "name": "改名"}, case.version).name == "改名"

    def test_an_official_verifies_in_the_own_district_only(
        self, db_session: Session, worker: User, official: User
    ) -> None:
        case = cases.create(db_session, worker, TEAM, status=CaseStatus.SUBMITTED)
        stranger = make_user(db_session, Role.OFFICIAL, "370114")
        with pytest.raises(NotFound):
            cases.change_status(db_session, stranger, case.id, CaseStatus.VERIFIED, 1)
        with pytest.raises(NotAllowed):
            cases.change_status(db_session, worker, case.id, CaseStatus.VERIFIED, 1)
        assert cases.change_status(db_session, official, case.id, CaseStatus.VERIFIED, 1).status is CaseStatus.VERIFIED

    def test_history_hides_internal_fields_from_those_who_may_not_see_them(
        self, db_session: Session, worker: User, official: User
    ) -> None:
        case = cases.create(db_session, worker, FULL)
        verify(db_session, official, case)
        outsider = make_user(db_session, Role.WORKER, "370114")

        def shown(user: User) -> set[str]:
            return {change.name for entry in case_history.entries(db_session, user, case) for change in entry.changes}

        assert "contact_person" in shown(worker)
        assert shown(outsider) & {"contact_person", "contact_phone"} == set()


class TestStatus:
    def test_each_move_is_a_revision(self, db_session: Session, worker: User, official: User) -> None:
        case = cases.create(db_session, worker, TEAM)
        verify(db_session, official, case)
        moves = [entry.changes[0].after for entry in case_history.entries(db_session, worker, case)[:2]]
        assert moves == [CaseStatus.VERIFIED, CaseStatus.SUBMITTED]

    def test_nobody_verifies_what_they_have_not_read(self, db_session: Session, worker: User, official: User) -> None:
        case = cases.create(db_session, worker, TEAM, status=CaseStatus.SUBMITTED)
        cases.update(db_session, worker, case.id, {**TEAM, "name": "改过的名称"}, 1)
        with pytest.raises(Conflict):
            cases.change_status(db_session, official, case.id, CaseStatus.VERIFIED, 1)

    def test_a_draft_is_not_archived(self, db_session: Session, worker: User, official: User) -> None:
        case = cases.create(db_session, worker, TEAM)
        with pytest.raises(NotAllowed):
            cases.change_status(db_session, official, case.id, CaseStatus.ARCHIVED, 1)


class TestTrash:
    def test_a_trashed_case_leaves_and_comes_back_whole(self, db_session: Session, worker: User) -> None:
        case = cases.create(db_session, worker, FULL)
        cases.trash(db_session, worker, case.id)
        assert case in case_lookup.trashed(db_session, worker)
        assert not case_lookup.parent_choices(db_session, worker, "甸亮初心")
        cases.restore(db_session, worker, case.id)
        assert case_values.values_of(reread(db_session, case)) == case_values.complete(FULL)
        actions = [entry.action for entry in case_history.entries(db_session, worker, case)]
        assert actions == [RevisionAction.RESTORE, RevisionAction.TRASH, RevisionAction.CREATE]

    def test_doing_it_twice_changes_nothing(self, db_session: Session, worker: User) -> None:
        case = cases.create(db_session, worker, TEAM)
        cases.trash(db_session, worker, case.id)
        assert cases.trash(db_session, worker, case.id).version == 2
        cases.restore(db_session, worker, case.id)
        assert cases.restore(db_session, worker, case.id).version == 3

    def test_the_trash_of_another_street_stays_hidden(self, db_session: Session) -> None:
        mine = make_user(db_session, Role.WORKER, "370102009")
        other = make_user(db_session, Role.WORKER, "370102011")
        case = cases.trash(db_session, mine, cases.create(db_session, mine, TEAM).id)
        assert case not in case_lookup.trashed(db_session, other)
        with pytest.raises(NotFound):
            cases.restore(db_session, other, case.id)


class TestReports:
    def test_the_newest_report_dates_the_case(self, db_session: Session, worker: User) -> None:
        case = cases.create(db_session, worker, TEAM)
        for published in ("2024-03-01", "2022-01-05"):
            cases.attach_report(db_session, worker, case, make_report(db_session, worker, published=published))
        assert (reread(db_session, case).reported_on, case.year, case.version) == ("2024-03-01", 2024, 3)

    def test_attaching_twice_changes_nothing(self, db_session: Session, worker: User) -> None:
        case, report = cases.create(db_session, worker, TEAM), make_report(db_session, worker)
        cases.attach_report(db_session, worker, case, report)
        assert cases.attach_report(db_session, worker, case, report).version == 2
        assert latest_revision(db_session, case).report_id == report.id

    def test_a_report_of_another_office_cannot_be_attached(self, db_session: Session, worker: User) -> None:
        foreign = make_report(db_session, make_user(db_session, Role.WORKER, "370114"))
        case = cases.create(db_session, worker, TEAM)
        with pytest.raises(NotFound):
            cases.attach_report(db_session, worker, case, foreign)


class TestSearchText:
    def test_it_follows_every_save_and_holds_nothing_internal(self, db_session: Session, worker: User) -> None:
        case = cases.create(db_session, worker, FULL)
        for word in ("甸亮初心", "志愿服务队伍", "历下区", "党员带头", "陪诊", "调解纠纷"):
            assert word in case.search_text
        assert "周一鸣" not in case.search_text
        cases.update(db_session, worker, case.id, {**FULL, "services": ("义剪",)}, 1)
        stored = reread(db_session, case).search_text
        assert "义剪" in stored
        assert "陪诊" not in stored

    def test_a_renamed_parent_is_found_through_its_children(self, db_session: Session, worker: User) -> None:
        parent = cases.create(db_session, worker, TEAM)
        child = cases.create(db_session, worker, {**TEAM, "name": "党员管家班", "parent": parent.id})
        cases.update(db_session, worker, parent.id, {**TEAM, "name": "暖心甸柳"}, 1)
        stored = reread(db_session, child)
        assert "暖心甸柳" in stored.search_text
        assert "甸亮初心" not in stored.search_text
        assert stored.version == 1


class TestTrail:
    def test_every_act_is_in_the_audit_trail(self, db_session: Session, worker: User, official: User) -> None:
        case = cases.create(db_session, worker, TEAM)
        cases.update(db_session, worker, case.id, {**TEAM, "name": "改名"}, 1)
        verify(db_session, official, case)
        cases.trash(db_session, official, case.id)
        cases.restore(db_session, official, case.id)
        trail = db_session.scalars(
            select(AuditEvent.action).where(AuditEvent.subject == "case", AuditEvent.subject_id == case.id)
        )
        expected = ["created", "edited", "status", "status", "trashed", "restored"]
        assert sorted(trail) == sorted(f"case_{act}" for act in expected)

    def test_each_version_has_one_revision(self, db_session: Session, worker: User, official: User) -> None:
        case = cases.create(db_session, worker, TEAM)
        cases.update(db_session, worker, case.id, {**TEAM, "services": ("陪诊",)}, 1)
        cases.attach_report(db_session, worker, case, make_report(db_session, worker))
        verify(db_session, official, case)
        versions = [entry.version for entry in case_history.entries(db_session, worker, case)]
        assert versions == list(range(case.version, 0, -1))


def verify(session: Session, official: User, case: Case) -> None:
    for status in (CaseStatus.SUBMITTED, CaseStatus.VERIFIED):
        cases.change_status(session, official, case.id, status, case.version)


def latest_revision(session: Session, case: Case) -> Revision:
    newest = select(Revision).where(Revision.case_id == case.id).order_by(Revision.version.desc()).limit(1)
    return session.scalars(newest).one()


def reread(session: Session, case: Any) -> Case:
    """The case as the database has it."""
    session.flush()
    session.expire(case)
    return session.get_one(Case, case.id)


@pytest.fixture
def worker(db_session: Session) -> User:
    return make_user(db_session, Role.WORKER, "370102")


@pytest.fixture
def official(db_session: Session) -> User:
    return make_user(db_session, Role.OFFICIAL, "370102")


@pytest.fixture
def admin(db_session: Session) -> User:
    return make_user(db_session, Role.ADMIN, None)
