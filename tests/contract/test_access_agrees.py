"""Rights are said once: one case at a time and in queries, the answer is the same on both databases."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from casebook.db import now
from casebook.models import Case, Draft, Report
from casebook.record import CaseStatus, Place, PlaceName, Role
from casebook.services import access
from tests.factories import make_case, make_draft, make_report, make_user

SHANDONG = PlaceName("山东省", "37")
PLACES = (
    Place(province=SHANDONG),
    Place(province=SHANDONG, city=PlaceName("济南市", "3701"), district=PlaceName("历下区", "370102")),
    Place(province=PlaceName("某地")),
)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("region", [None, "37", "3701", "110105"])
def test_a_query_finds_what_may_be_seen_one_by_one(db_session: Session, role: Role, region: str | None) -> None:
    user = make_user(db_session, role, region)
    cases = [make_case(db_session, user, status=s, place=place) for s, place in product(CaseStatus, PLACES)]
    make_case(db_session, user, deleted_at=now())
    ids = [case.id for case in cases]

    found = db_session.scalars(select(Case.id).where(access.visible_cases(user), Case.id.in_(ids)).order_by(Case.id))

    assert found.all() == [case.id for case in cases if access.may_see(user, case)]


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("region", [None, "3701", "370102", "370102009", "370114", "110105"])
def test_a_query_finds_the_reports_and_drafts_that_may_be_reviewed_one_by_one(
    db_session: Session, role: Role, region: str | None
) -> None:
    user, office = make_user(db_session, role, region), make_user(db_session, Role.WORKER, "370102")
    reports = [make_report(db_session, brought_by) for brought_by in (user, office)]
    for report, code in product(reports, ("370102009", "370102", "370114", "3701", None)):
        make_draft(db_session, report, region_code=code)
    make_report(db_session, office)
    db_session.flush()

    drafts = db_session.scalars(select(Draft).where(Draft.report_id.is_not(None))).all()
    found = db_session.scalars(select(Draft.id).join(Draft.report).where(access.reviewable_drafts(user)))
    assert set(found) == {draft.id for draft in drafts if access.may_review_draft(user, draft)}
    reading = db_session.scalars(select(Report.id).where(access.reviewable_reports(user)))
    assert set(reading) == {one.id for one in db_session.scalars(select(Report)) if access.may_review(user, one)}
