"""The page that tells administrators how far extraction can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casebook.record import EvidenceState, Role
from tests.factories import make_evidence, make_report

Login = Callable[..., FlaskClient]


def test_rates_are_shown_for_the_period_of_the_address(login: Login, db_session: Session) -> None:
    admin = login(Role.ADMIN, None)
    moment = datetime(2026, 5, 2, 4, tzinfo=UTC)
    make_evidence(db_session, make_report(db_session), "邻里帮帮团", state=EvidenceState.ACCEPTED, decided_at=moment)
    db_session.commit()
    page = admin.get("/admin/extraction?since=2026-05-01&until=2026-05-31").text
    assert "100% (1)" in page
    assert 'value="2026-05-01"' in page
    assert "这段时间没有处理过的内容" in admin.get("/admin/extraction?since=2026-06-01").text
    assert 'href="/admin/extraction"' in admin.get("/").text


def test_a_period_that_is_none_is_explained_and_kept(login: Login) -> None:
    admin = login(Role.ADMIN, None)
    nonsense = admin.get("/admin/extraction?since=gestern&until=2026-05-31")
    assert nonsense.status_code == 422
    assert "gestern" in nonsense.text
    assert 'value="2026-05-31"' in nonsense.text
    assert admin.get("/admin/extraction?since=2026-06-02&until=2026-06-01").status_code == 422


def test_others_do_not_see_it(login: Login) -> None:
    official = login(Role.OFFICIAL)
    assert official.get("/admin/extraction").status_code == 403
    assert "/admin/extraction" not in official.get("/").text
