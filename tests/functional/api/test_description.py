"""The API is as its own description says: every operation, with good and with bad requests, made up from it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from sqlalchemy.orm import Session

from casebook.record import CaseStatus, Role
from casebook.web.api.views import OPERATIONS
from tests.factories import attach, make_case, make_draft, make_evidence, make_report, make_token, make_user

CONFIG = {
    "checks": {
        # A well-formed request may still name a place, a day or a version that is not there; the answer says so.
        "positive_data_acceptance": {"expected-statuses": ["2xx", "404", "409", "412", "422", "428"]},
    },
}
#: Enough to meet every branch of the models, few enough for a test.
REQUESTS = 10
TAKES_NOTHING = {"read_vocabularies", "read_me"}
NAMES = [one.name for one in OPERATIONS]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=["good", "bad"])
@pytest.mark.parametrize("name", NAMES)
def test_every_operation_keeps_to_its_description(name: str, mode: GenerationMode, described: Any, secret: str) -> None:
    described_operation = described.find_operation_by_id(name)
    if mode is GenerationMode.NEGATIVE and name in TAKES_NOTHING:
        pytest.skip("nothing can be wrong in a request that carries nothing")

    @settings(max_examples=REQUESTS, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(described_operation.as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case[Any]) -> None:
        # The checks read the bytes of an answer as they are, so it must not come compressed.
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}", "Accept-Encoding": "identity"})

    send()


@pytest.fixture
def described(app: Flask, secret: str) -> Any:
    """The description, in an application where the first case, report and draft exist."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=SchemathesisConfig.from_dict(CONFIG))


@pytest.fixture
def secret(db_session: Session) -> str:
    """The token of an administrator of the whole country."""
    admin = make_user(db_session, Role.ADMIN, None)
    report = make_report(db_session, admin)
    case = make_case(db_session, admin, status=CaseStatus.VERIFIED)
    attach(db_session, case, report)
    draft = make_draft(db_session, report)
    make_evidence(db_session, report, "邻里帮帮团", draft=draft, case=case)
    token = make_token(db_session, admin)
    db_session.commit()
    return token
