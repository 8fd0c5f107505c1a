"""Nonsense in the forms of intake and review gets an answer in words, on both databases."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casebook.models import Report
from casebook.record import FIELDS
from casebook.web.cases import typing
from tests.factories import make_draft, make_report, make_user
from tests.factories.case import DIANLIU
from tests.support.databases import BACKENDS, Backend

Login = Callable[..., FlaskClient]
NONSENSE = ("\0", "-1", "9" * 40, "１２③½²", "'\"><script>%_\\", "社区" * 30000, "2147483648", "\u202e\u200b")


@pytest.mark.parametrize("text", NONSENSE, ids=range(len(NONSENSE)))
def test_a_review_form_full_of_it_is_answered(login: Login, db_session: Session, text: str) -> None:
    report, draft, browser = scene(login, db_session)
    start = f"d{draft}-"
    values = {f"{start}{field.name}{suffix}": text for field in FIELDS for suffix in typing.suffixes(field.type)}
    choices = {f"{start}{name}": text for name in ("version", "quote", "quote-field", "quote-at", "seen-1", "take-1")}
    ways = {f"{start}way": f"update-{text}", "add-span": f"{text}-{text}"}
    for act in (f"accept-{draft}", f"quote-{draft}", "accept-all", "add", text, f"reject-{draft}", f"reopen-{draft}"):
        answer = browser.post(f"/reports/{report.id}/review", data={**values, **choices, **ways, "do": act})
        assert answer.status_code in (302, 422), act
    assert browser.get(f"/reports/{report.id}/review").status_code == 200


def test_nonsense_about_known_reports_and_cases_is_answered(login: Login, db_session: Session) -> None:
    report, draft, browser = scene(login, db_session)
    for text in NONSENSE:
        assert browser.post(f"/reports/{report.id}/attach", data={"known": text}).status_code == 404, text
    for case in ("0", "12345", "9" * 40, "½"):
        sent = {f"d{draft}-version": "1", f"d{draft}-way": f"update-{case}", "do": f"accept-{draft}"}
        sent |= {f"d{draft}-seen-{case}": "9" * 40, f"d{draft}-take-{case}": "nonsense"}
        answer = browser.post(f"/reports/{report.id}/review", data=sent)
        assert answer.status_code in (302, 422), case
        browser.post(f"/reports/{report.id}/review", data={"do": f"reopen-{draft}"})


def test_nonsense_from_a_script_is_refused(login: Login, db_session: Session) -> None:
    report, draft, browser = scene(login, db_session)
    for text in NONSENSE:
        form = {"typed": {"name": [text], text: [text]}, "version": 1, "field": text, "start": text}
        for path in ("typed", "evidence"):
            for sent in (form, [text], text, {"typed": text}, {"field": "name", "start": 10**40, "end": -1}):
                answer = browser.post(f"/reports/{report.id}/drafts/{draft}/{path}", json=sent)
                assert answer.status_code < 500, (path, sent)


def test_nonsense_as_a_report_or_its_name_is_answered(login: Login) -> None:
    browser = login()
    for text in NONSENSE:
        assert browser.post("/intake", data={"text": text}).status_code in (302, 422)
        file = (io.BytesIO(f"志愿服务队上门理发{len(text)}。".encode()), f"{text[:200]}.txt")
        answer = browser.post("/intake", data={"file": file}, content_type="multipart/form-data")
        assert answer.status_code in (302, 422), text
        assert browser.get("/reports", query_string={"q": text, "page": text}).status_code in (200, 400), text


def scene(login: Login, session: Session) -> tuple[Report, int, FlaskClient]:
    user = make_user(session)
    report = make_report(session, user)
    whole = {"name": "邻里帮帮团", "kind": "volunteer_team", "place": DIANLIU.to_json()}
    draft = make_draft(session, report, proposed=whole)
    return report, draft.id, login(user=user)


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each database in turn: they refuse different things."""
    chosen: Backend = request.param
    return chosen
