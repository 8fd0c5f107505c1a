"""Bulk edits through the pages, without scripts: select, choose, preview, apply, take back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from casebook.models import Case
from casebook.record import CaseStatus, Role
from casebook.services import bulk_edits, bulk_runs
from casebook.web.bulk import views
from tests.factories import make_case, make_tag

Login = Callable[..., FlaskClient]


def test_from_the_listing_to_the_change_and_back(login: Login, db_session: Session, pair: list[Case]) -> None:
    make_tag(db_session, "重点")
    official = login(Role.OFFICIAL)
    assert f'value="{pair[0].id}-1"' in official.get("/cases").text
    chosen = official.post("/cases/bulk", data={"case": [f"{pair[0].id}-1"], "query": "sort=name", "total": "2"})
    page = chosen.location
    assert "批量修改 1 件案例" in official.get(page).text
    assert '<a href="/cases" aria-current="true">案例</a>' in official.get(page).text
    official.post(f"{page}/change", data={"act": "tag_add", "tag_add": "重点、"})
    preview = official.get(page).text

    assert "加上标签“重点”" in preview
    assert "修改这 1 件" in preview
    assert "<ins>重点</ins>" in preview
    official.post(f"{page}/apply")
    assert "已修改" in official.get(page).text
    assert "重点" in official.get(f"/cases/{pair[0].id}").text
    assert "1 件" in official.get("/cases/bulk").text
    official.post(f"{page}/undo")
    assert "恢复了原来的内容" in official.get(page).text
    db_session.expire_all()
    assert pair[0].tags == ()


def test_an_edit_that_was_undone_says_so_wherever_it_is_shown(
    login: Login, db_session: Session, pair: list[Case]
) -> None:
    make_tag(db_session, "重点")
    official = login(Role.OFFICIAL)
    page = official.post("/cases/bulk", data={"scope": "all", "total": "2"}).location
    official.post(f"{page}/change", data={"act": "tag_add", "tag_add": "重点"})
    official.post(f"{page}/apply")
    official.post(f"/cases/{pair[0].id}/trash")
    official.post(f"{page}/undo")
    past, result = official.get("/cases/bulk").text, official.get(page).text

    assert ">已撤销：加上标签“重点”</a>" in past
    assert "1 件恢复了原来的内容" in past
    assert "<h1>已撤销：加上标签“重点”</h1>" in result
    assert result.count("<del>重点</del>") == 1
    assert result.index("在回收站里") < result.index("<del>重点</del>")


def test_an_undo_that_stopped_half_way_lists_what_it_has_dealt_with(
    login: Login, db_session: Session, pair: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    official = login(Role.OFFICIAL)
    page = official.post("/cases/bulk", data={"scope": "all", "total": "2"}).location
    official.post(f"{page}/change", data={"act": "status", "status": "verified"})
    official.post(f"{page}/apply")
    monkeypatch.setattr(bulk_runs, "BATCH", 1)
    monkeypatch.setattr(views, "begin_writing", _interrupt)
    with pytest.raises(KeyboardInterrupt):
        official.post(f"{page}/undo")
    result = official.get(page).text

    assert "还没有全部撤销完" in result
    assert "<strong>1 件</strong> 恢复了原来的内容" in result


def _interrupt() -> None:
    raise KeyboardInterrupt


def test_everything_that_a_search_finds_is_told_when_it_has_grown(
    login: Login, db_session: Session, pair: list[Case]
) -> None:
    official = login(Role.OFFICIAL)
    answer = official.post("/cases/bulk", data={"scope": "all", "query": "q=网兜", "total": "1"}, follow_redirects=True)

    assert "批量修改 2 件案例" in answer.text
    assert "页面上是 1 件，现在查到 2 件" in answer.text
    assert "词语：网兜" in answer.text


def test_an_empty_selection_leads_back_to_the_listing_with_a_message(login: Login, pair: list[Case]) -> None:
    answer = login(Role.OFFICIAL).post("/cases/bulk", data={"query": "q=网兜", "case": "nonsense"})
    assert answer.location == "/cases?q=%E7%BD%91%E5%85%9C"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "请选择要改什么"),
        ({"tag_add": "重点", "tag_remove": "重点"}, "请选择要改什么"),
        ({"tag_add": "没有的标签"}, "没有标签“没有的标签”"),
        ({"act": "parent", "parent": "没有的案例"}, "没有叫“没有的案例”的案例"),
        ({"act": "tag_add", "tag_add": "没有的标签"}, "没有标签“没有的标签”"),
        ({"act": "place", "place": "章丘区"}, "新的所在地不在您的辖区内"),
        ({"act": "status", "status": "zoo"}, "请选择一个状态"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_typed_is_lost(
    login: Login, pair: list[Case], typed: dict[str, str], told: str
) -> None:
    official = login(Role.OFFICIAL)
    page = official.post("/cases/bulk", data={"scope": "all", "total": "2"}).location
    answer = official.post(f"{page}/change", data=typed)

    assert answer.status_code == 422
    assert told in answer.text
    if "act" in typed and typed["act"] != "status":
        assert f'value="{typed[typed["act"]]}"' in answer.text
        assert re.search(rf'value="{typed["act"]}" checked', answer.text)


def test_a_search_that_finds_more_than_one_edit_takes_says_so(
    login: Login, pair: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_edits, "MOST_CASES", 1)
    page = login(Role.OFFICIAL).get("/cases").text
    assert "全选（最多 1 件，现有 2 件，请缩小范围）" in page


def test_who_changes_no_cases_sees_no_boxes(login: Login, pair: list[Case]) -> None:
    reporter = login(Role.REPORTER)
    assert "批量修改" not in reporter.get("/cases").text
    assert reporter.post("/cases/bulk", data={"scope": "all"}).status_code == 403


@pytest.fixture
def pair(db_session: Session) -> list[Case]:
    made = [make_case(db_session, name=f"小网兜{n}", status=CaseStatus.SUBMITTED) for n in range(2)]
    db_session.commit()
    return made
