"""Nonsense in addresses and forms of cases gets an answer in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from casebook.record import FIELDS
from casebook.web.cases import typing
from tests.support.databases import BACKENDS, Backend

NONSENSE = ("\0", "-1", "9" * 40, "１２③½²", "'\"><script>%_\\", "社区" * 30000, "#2147483648", "\u202e\u200b")


@pytest.mark.parametrize("text", NONSENSE[1:], ids=range(1, len(NONSENSE)))
def test_suggestions_come_to_nothing(login: Callable[..., FlaskClient], text: str) -> None:
    browser = login()
    for address, name in (
        ("/cases/suggest", "q"),
        ("/cases/new", "parent"),
        ("/regions/suggest", "q"),
        ("/regions/suggest", "within"),
        ("/regions/suggest", "level"),
        ("/regions/children", "code"),
    ):
        assert browser.get(address, query_string={"q": "a", name: text}).status_code == 200, address


@pytest.mark.parametrize("text", NONSENSE, ids=range(len(NONSENSE)))
def test_a_form_full_of_it_is_refused_in_words(login: Callable[..., FlaskClient], text: str) -> None:
    form = {field.name + suffix: text for field in FIELDS for suffix in typing.suffixes(field.type)}
    answer = login().post("/cases/new", data={**form, "form-key": text})
    assert answer.status_code == 422
    assert "处需要修改" in answer.text
    assert "<script>%" not in answer.text


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each database in turn: they refuse different things."""
    chosen: Backend = request.param
    return chosen
