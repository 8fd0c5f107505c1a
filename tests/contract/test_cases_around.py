"""What surrounds a case: likely duplicates, parents to choose, drafts of forms, figures of several reports."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from casebook.errors import Invalid
from casebook.models import Case, User
from casebook.record import EvidenceState, Kind, PlaceName, Qualifier, Quantity, Role
from casebook.services import case_drafts, case_figures, case_lookup, cases
from casebook.services.case_figures import FigureHistory
from tests.factories import attach, make_case, make_evidence, make_report, make_user
from tests.factories.case import DIANLIU

YAOJIA = DIANLIU.with_level("street", PlaceName("姚家街道", "370102011"))
LIXIA_ONLY = DIANLIU.with_level("street", None)
TEXT = "甸柳新村街道现有64支队伍，队员3300多人，后来发展到70支队伍，队员3500余人。"


class TestSimilar:
    @pytest.mark.parametrize("name", ["甸亮初心", "甸亮初心志愿服务队", "甸亮"])
    def test_the_same_or_a_containing_name_in_the_same_place(
        self, db_session: Session, worker: User, name: str
    ) -> None:
        known = make_case(db_session, worker, name="甸亮初心")
        assert case_lookup.similar(db_session, worker, name, DIANLIU) == [known]
        assert case_lookup.similar(db_session, worker, name, LIXIA_ONLY) == [known]

    def test_another_street_or_name_is_another_case(self, db_session: Session, worker: User) -> None:
        make_case(db_session, worker, name="甸亮初心")
        assert case_lookup.similar(db_session, worker, "甸亮初心", YAOJIA) == []
        assert case_lookup.similar(db_session, worker, "小网兜", DIANLIU) == []

    def test_signs_of_patterns_are_ordinary_characters(self, db_session: Session, worker: User) -> None:
        make_case(db_session, worker, name="甸亮初心")
        assert case_lookup.similar(db_session, worker, "%%", DIANLIU) == []
        assert case_lookup.similar(db_session, worker, "__", DIANLIU) == []

    def test_neither_the_case_itself_nor_the_trash_nor_what_is_hidden(self, db_session: Session, worker: User) -> None:
        own = make_case(db_session, worker, name="甸亮初心")
        assert case_lookup.similar(db_session, worker, "甸亮初心", DIANLIU, exclude=own.id) == []
        cases.trash(db_session, worker, own.id)
        assert case_lookup.similar(db_session, worker, "甸亮初心", DIANLIU) == []
        draft = make_case(db_session, worker, name="小网兜")
        stranger = make_user(db_session, Role.WORKER, "370114")
        assert case_lookup.similar(db_session, worker, "小网兜", DIANLIU) == [draft]
        assert case_lookup.similar(db_session, stranger, "小网兜", DIANLIU) == []


class TestParents:
    def test_choices_begin_with_the_closest(self, db_session: Session, worker: User) -> None:
        names = ["大甸亮", "甸亮初心", "甸亮"]
        made = {name: make_case(db_session, worker, name=name) for name in names}
        found = case_lookup.parent_choices(db_session, worker, "甸亮")
        assert [case.name for case in found] == ["甸亮", "甸亮初心", "大甸亮"]
        number = made["大甸亮"].id
        assert [case.id for case in case_lookup.parent_choices(db_session, worker, f"#{number}")] == [number]

    @pytest.mark.parametrize("typed", ["“小网兜”", "“小网", "”平台", "小網兜", "“"])
    def test_choices_are_found_with_their_quotation_marks_and_in_any_spelling(
        self, db_session: Session, worker: User, typed: str
    ) -> None:
        made = make_case(db_session, worker, name="“小网兜”平台")
        make_case(db_session, worker, name="甸亮初心")
        expected = [] if typed == "“" else [made]
        assert list(case_lookup.parent_choices(db_session, worker, typed)) == expected

    def test_the_name_itself_is_offered_before_however_many_that_contain_it(
        self, db_session: Session, worker: User
    ) -> None:
        exact = make_case(db_session, worker, name="调解室", reported_on="2001-01-01")
        for number in range(210):
            make_case(db_session, worker, name=f"第{number}调解室")
        assert case_lookup.parent_choices(db_session, worker, "调解室", limit=3)[0] == exact

    def test_a_name_is_enough_where_only_one_case_bears_it(self, db_session: Session, worker: User) -> None:
        brand = make_case(db_session, worker, name="甸亮初心")
        make_case(db_session, worker, name="甸亮初心二队")
        assert case_lookup.parent_named(db_session, worker, "甸亮初心") == brand.id
        assert case_lookup.parent_named(db_session, worker, f"随便写 #{brand.id}") == brand.id
        assert case_lookup.parent_named(db_session, worker, "  ") is None

    def test_otherwise_the_message_names_those_that_fit(self, db_session: Session, worker: User) -> None:
        twins = [make_case(db_session, worker, name="甸亮初心", place=place) for place in (DIANLIU, YAOJIA)]
        with pytest.raises(Invalid) as refused:
            case_lookup.parent_named(db_session, worker, "甸亮初心")
        assert all(f"#{twin.id}" in refused.value.message.zh for twin in twins)
        for typed in ("没有的", "#99999999", "#999999999999"):
            with pytest.raises(Invalid):
                case_lookup.parent_named(db_session, worker, typed)


class TestDrafts:
    def test_a_form_is_kept_under_its_key_and_changed_in_place(self, db_session: Session, worker: User) -> None:
        first = case_drafts.keep(db_session, worker, {"name": ["甸"]}, "k1")
        assert case_drafts.keep(db_session, worker, {"name": ["甸亮"]}, "k1") is first
        assert case_drafts.keep(db_session, worker, {"name": ["别的"]}, "k2") is not first
        newest = case_drafts.open_draft(db_session, worker)
        assert newest is not None
        assert (case_drafts.typed_in(newest), case_drafts.key_of(newest)) == ({"name": ["别的"]}, "k2")

    def test_a_key_leads_to_the_case_that_was_made_and_only_for_its_owner(
        self, db_session: Session, worker: User
    ) -> None:
        case_drafts.keep(db_session, worker, {"name": ["甸亮"]}, "k1")
        assert case_drafts.case_made_from(db_session, worker, "k1") is None
        case = make_case(db_session, worker)
        case_drafts.finish_new(db_session, worker, "k1", case)
        assert case_drafts.case_made_from(db_session, worker, "k1") is case
        assert case_drafts.case_made_from(db_session, make_user(db_session), "k1") is None
        assert case_drafts.open_draft(db_session, worker) is None
        assert case_drafts.keep(db_session, worker, {"name": ["迟到"]}, "k1") is None

    def test_each_case_has_a_draft_of_its_own_per_person(self, db_session: Session, worker: User) -> None:
        one, two = make_case(db_session, worker), make_case(db_session, worker)
        kept = case_drafts.keep(db_session, worker, {"name": ["改"]}, "", case_id=one.id, version=1)
        assert case_drafts.open_draft(db_session, worker, one.id) is kept
        assert case_drafts.open_draft(db_session, worker, two.id) is None
        assert case_drafts.open_draft(db_session, worker) is None
        assert case_drafts.open_draft(db_session, make_user(db_session), one.id) is None
        case_drafts.discard(db_session, worker, case_id=one.id)
        assert case_drafts.open_draft(db_session, worker, one.id) is None


class TestFigures:
    def test_a_newer_report_with_another_figure_is_a_conflict(self, db_session: Session, worker: User) -> None:
        case = self.case_with(db_session, worker, Quantity(64, unit="支"))
        self.state(db_session, worker, case, "2023-01", "64支", Quantity(64, unit="支"))
        self.state(db_session, worker, case, "2024-06-01", "70支", Quantity(70, unit="支"))
        history = self.only(db_session, case)
        assert [(str(f.quantity), f.in_force, f.published) for f in history.figures] == [
            ("64支", True, "2023-01"),
            ("70支", False, "2024-06-01"),
        ]
        assert history.conflict

    def test_an_older_report_with_another_figure_is_history(self, db_session: Session, worker: User) -> None:
        case = self.case_with(db_session, worker, Quantity(70, unit="支"))
        self.state(db_session, worker, case, "2023-01", "64支", Quantity(64, unit="支"))
        self.state(db_session, worker, case, "2024-06-01", "70支", Quantity(70, unit="支"))
        history = self.only(db_session, case)
        assert not history.conflict
        assert history.figures[0].report is not None
        assert history.figures[0].published == "2024-06-01"

    def test_a_figure_typed_by_hand_stands_without_a_source(self, db_session: Session, worker: User) -> None:
        case = self.case_with(db_session, worker, Quantity(80, Qualifier.ABOUT, "支"))
        self.state(db_session, worker, case, "2023-01", "64支", Quantity(64, unit="支"))
        in_force, other = self.only(db_session, case).figures
        assert (in_force.in_force, in_force.report, other.in_force) == (True, None, False)
        assert self.only(db_session, case).conflict

    def test_rejected_evidence_says_nothing(self, db_session: Session, worker: User) -> None:
        case = self.case_with(db_session, worker, Quantity(64, unit="支"))
        self.state(db_session, worker, case, "2024", "70支", Quantity(70, unit="支"), state=EvidenceState.REJECTED)
        assert case_figures.figures(db_session, case) == []

    def test_a_quote_stands_in_its_sentence(self, db_session: Session, worker: User) -> None:
        report = make_report(db_session, worker, text="第一句。第二句有64支队伍，很多人！第三句。")
        evidence = make_evidence(db_session, report, "64支")
        assert case_figures.sentence_around(evidence) == ("第二句有", "64支", "队伍，很多人！")

    def case_with(self, session: Session, user: User, team_count: Quantity) -> Case:
        values = {"name": "甸亮初心", "kind": Kind.VOLUNTEER_TEAM, "place": DIANLIU, "team_count": team_count}
        return cases.create(session, user, values)

    def state(
        self,
        session: Session,
        user: User,
        case: Case,
        published: str,
        quote: str,
        quantity: Quantity,
        state: EvidenceState = EvidenceState.ACCEPTED,
    ) -> None:
        """Let a report of a date state a team count of the case."""
        report = make_report(session, user, text=TEXT, published=published)
        attach(session, case, report)
        make_evidence(session, report, quote, case=case, field="team_count", value=quantity.to_json(), state=state)

    def only(self, session: Session, case: Case) -> FigureHistory:
        (history,) = case_figures.figures(session, case)
        return history


@pytest.fixture
def worker(db_session: Session) -> User:
    return make_user(db_session, Role.WORKER, "370102")
